"""What browser and Python have to compute alike: secrets, nullifiers, manifests, base64url."""

import pytest
from playwright.sync_api import Page

from survey.ballots import base64url, credential, manifest
from tests.browser.ballot_module.bench import run

pytestmark = pytest.mark.browser


def test_a_secret_is_hidden_in_the_same_way_on_both_sides(page: Page) -> None:
    secret, prefix = bytes(range(32)), bytes(32)

    told = run(
        page,
        """
        const message = await ballot.hide(bytes(given[0]));
        return ballot.encode(ballot.prepare(message, bytes(given[1])));
        """,
        secret,
        prefix,
    )

    assert base64url.decode(told) == credential.prepare_for(secret, prefix=prefix)


def test_a_nullifier_is_the_same_on_both_sides(page: Page) -> None:
    prepared = bytes(range(64))

    told = run(
        page,
        "return ballot.encode(await ballot.nullifier(given[0], given[1], bytes(given[2])))",
        "mfrggzdfmztwq2lk",
        "sales",
        prepared,
    )

    expected = credential.nullifier("mfrggzdfmztwq2lk", "sales", prepared)
    assert base64url.decode(told) == expected


# The fingerprint of the second begins with "a", base32's zero.
@pytest.mark.parametrize("frozen", ["манифест " * 200, "manifest 48"], ids=["long", "zero first"])
def test_a_manifest_has_the_same_hash_and_fingerprint_on_both_sides(
    page: Page, frozen: str
) -> None:
    told = run(
        page,
        """
        const frozen = bytes(given[0]);
        return [await ballot.manifestHash(frozen), await ballot.fingerprint(frozen)];
        """,
        frozen.encode(),
    )

    expected = manifest.fingerprint(frozen.encode())
    assert told == [manifest.manifest_hash(frozen.encode()), expected]
    assert len(expected) == 24


def test_base64url_is_the_same_on_both_sides(page: Page) -> None:
    for data in (b"", b"\0", b"\xfb\xff\xfe", bytes(range(256)), bytes(20_000)):
        assert run(page, "return ballot.encode(bytes(given[0]))", data) == base64url.encode(data)
