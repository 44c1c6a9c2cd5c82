"""Where the browser offers no WebCrypto, the module says so and does nothing."""

import pytest
from playwright.sync_api import Browser, Error, Page

from survey.ballots.keys import IssueKey, SealKey
from tests.browser.ballot_module.bench import FOREIGN, START, open_page, run

pytestmark = pytest.mark.browser


def test_the_module_says_where_it_can_run(chromium: Browser, page: Page) -> None:
    foreign = open_page(chromium, FOREIGN)

    assert run(page, "return ballot.supported") is True
    assert run(foreign, START + "return ballot.supported") is False
    foreign.close()


def test_without_webcrypto_nothing_is_blinded_or_sealed(
    chromium: Browser, issue_key: IssueKey, seal_key: SealKey
) -> None:
    foreign = open_page(chromium, FOREIGN)
    run(foreign, START)

    for act in (
        "ballot.blind(given[0], ballot.prepare())",
        "ballot.finalize(given[0], new Uint8Array(64), new Uint8Array(384), 1n)",
        "ballot.nullifier('a', 'b', new Uint8Array(64))",
        "ballot.seal(given[1], new Uint8Array(32), '{}')",
        "ballot.manifestHash(new Uint8Array(1))",
        "ballot.fingerprint(new Uint8Array(1))",
    ):
        with pytest.raises(Error, match="TypeError"):
            run(foreign, f"return {act}", issue_key.modulus, seal_key.modulus)
    foreign.close()
