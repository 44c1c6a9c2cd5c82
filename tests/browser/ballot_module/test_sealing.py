"""A ballot sealed in a real browser is one that Python opens."""

import pytest
from playwright.sync_api import Error, Page

from survey.ballots import base64url
from survey.ballots.ballot import Ballot, decode_ballot
from survey.ballots.keys import SealKey, new_seal_key
from survey.ballots.sealing import SEALED_LENGTH, find_guarded_wrap, unseal
from survey.errors import BadInput
from tests.ballots.padding import OAEP_SHA256
from tests.browser.ballot_module.bench import run, seal

pytestmark = pytest.mark.browser


def test_a_ballot_sealed_in_the_browser_opens(page: Page, seal_key: SealKey) -> None:
    told = (
        '{"v":1,"withdrawn":false,"kit":"ab","answers":{"goals_1":4,"goals_2":"unsure"},'
        '"nominations":["goals"],"votes":[],"comments":'
        '[{"question":"open_works","text":"Мы «ладим» \U0001f33c\\nда","consent":"verbatim"}]}'
    )
    nullifier = bytes(range(32))

    sealed = seal(page, seal_key, nullifier, told)

    opened = decode_ballot(unseal(seal_key, nullifier, sealed))
    assert isinstance(opened, Ballot)
    assert opened.answers == {"goals_1": 4, "goals_2": "unsure"}
    assert opened.comments[0].text == "Мы «ладим» \U0001f33c\nда"


def test_a_ballot_sealed_in_the_browser_for_a_guardian_opens_with_both_shares(
    page: Page, seal_key: SealKey
) -> None:
    guardian, nullifier = new_seal_key(), bytes(range(32))
    blank = (
        '{"v":1,"withdrawn":true,"kit":"ab","answers":{},"nominations":[],"votes":[],"comments":[]}'
    )

    told = run(
        page,
        "return ballot.encode(await ballot.seal(given[0], bytes(given[1]), given[2], given[3]))",
        seal_key.modulus,
        nullifier,
        blank,
        guardian.modulus,
    )

    sealed = base64url.decode(told)
    wrap = find_guarded_wrap(sealed)
    assert wrap is not None
    share = guardian.private.decrypt(wrap, OAEP_SHA256)
    assert decode_ballot(unseal(seal_key, nullifier, sealed, share)).withdrawn
    with pytest.raises(BadInput):
        unseal(seal_key, nullifier, sealed, bytes(32))


def test_half_an_emoji_written_by_the_browser_does_not_cost_a_ballot(
    page: Page, seal_key: SealKey
) -> None:
    sealed = run(
        page,
        r"""
        const text = "cut \u{1f33c}".slice(0, 5);
        const filled = { v: 1, withdrawn: false, kit: "", answers: {}, nominations: [], votes: [],
          comments: [{ question: "open_works", text, consent: "count" }] };
        const sealed = await ballot.seal(given[0], new Uint8Array(32), JSON.stringify(filled));
        return ballot.encode(sealed);
        """,
        seal_key.modulus,
    )

    opened = decode_ballot(unseal(seal_key, bytes(32), base64url.decode(sealed)))
    assert opened.comments[0].text == "cut \ufffd"


def test_a_ballot_moved_to_another_nullifier_does_not_open(page: Page, seal_key: SealKey) -> None:
    sealed = seal(page, seal_key, bytes(range(32)), "{}")

    with pytest.raises(BadInput):
        unseal(seal_key, bytes(32), sealed)


def test_every_ballot_sealed_in_the_browser_has_the_same_length(
    page: Page, seal_key: SealKey
) -> None:
    sealed = [seal(page, seal_key, bytes(32), told) for told in ("", "{}", "ы" * 6142, "x" * 12284)]

    assert {len(each) for each in sealed} == {SEALED_LENGTH}
    assert {each[0] for each in sealed} == {1}
    # Fresh key, fresh IV: nothing of two ballots is alike, not even of the same.
    again = seal(page, seal_key, bytes(32), "")
    assert again[1:385] != sealed[0][1:385]
    assert again[385:397] != sealed[0][385:397]
    keys = {seal_key.private.decrypt(each[1:385], OAEP_SHA256) for each in (*sealed, again)}
    assert [len(key) for key in keys] == [32] * 5


def test_what_does_not_fit_is_not_sealed(page: Page, seal_key: SealKey) -> None:
    for too_long in ("x" * 12285, "ы" * 6143):
        with pytest.raises(Error, match="Error: too long"):
            seal(page, seal_key, bytes(32), too_long)
    with pytest.raises(Error, match="Error: length"):
        seal(page, seal_key, bytes(31), "{}")
