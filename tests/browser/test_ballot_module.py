from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.hashes import SHA256
from playwright.sync_api import Browser, Error, Page, Route

from survey.ballots import base64url, credential, manifest
from survey.ballots.ballot import Ballot, decode_ballot
from survey.ballots.keys import IssueKey, SealKey, new_issue_key, new_seal_key
from survey.ballots.sealing import SEALED_LENGTH, find_guarded_wrap, unseal
from survey.errors import BadInput
from survey.web.assets import FOLDER
from tests.ballots.vectors import Vector, load_key, load_vectors, make_issue_key

pytestmark = pytest.mark.browser

# WebCrypto exists on a page of this address, and not on one of plain HTTP elsewhere.
LOCAL = "http://127.0.0.1/"
FOREIGN = "http://accord.test/"

# Bytes travel between Python and the page as base64url, numbers as decimal digits.
START = """
globalThis.ballot = await import("/ballot.js");
globalThis.bytes = text => ballot.decode(text);
"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A page that has the module as `ballot`; no request leaves the test."""
    page = open_page(chromium, LOCAL)
    run(page, START)
    yield page
    page.close()


@pytest.fixture(scope="module")
def issue_key() -> IssueKey:
    return new_issue_key()


@pytest.fixture(scope="module")
def seal_key() -> SealKey:
    return new_seal_key()


def open_page(chromium: Browser, address: str) -> Page:
    """Open an empty page beside the module."""

    def answer(route: Route) -> None:
        if route.request.url.endswith("/ballot.js"):
            route.fulfill(path=FOLDER / "ballot.js", content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>empty</title>", content_type="text/html")

    page = chromium.new_page()
    page.route("**/*", answer)
    page.goto(address)
    return page


def run(page: Page, body: str, *given: object) -> Any:
    """Run a script's body in the page; `given` are its values."""
    return page.evaluate("async given => { " + body + " }", [tell(each) for each in given])


def tell(value: object) -> object:
    """Write a value for the page."""
    return base64url.encode(value) if isinstance(value, bytes) else value


@pytest.mark.parametrize("vector", load_vectors(), ids=lambda vector: vector.name)
def test_the_module_blinds_and_finalizes_as_published(page: Page, vector: Vector) -> None:
    r = pow(vector.inverse, -1, load_key().n)

    prepared, blinded, inverse, signature = run(
        page,
        """
        const [modulus, message, prefix, salt, r, blindSignature, saltLength] = given;
        const prepared = ballot.prepare(bytes(message), bytes(prefix));
        const { blinded, inverse } = await ballot.blind(modulus, prepared, bytes(salt), BigInt(r));
        const signature = await ballot.finalize(
          modulus, prepared, bytes(blindSignature), inverse, saltLength);
        const [first, second, third] = [prepared, blinded, signature].map(ballot.encode);
        return [first, second, String(inverse), third];
        """,
        make_issue_key().modulus,
        vector.message,
        vector.prefix,
        vector.salt,
        str(r),
        vector.blind_signature,
        len(vector.salt),
    )

    assert base64url.decode(prepared) == vector.prepared
    assert base64url.decode(blinded) == vector.blinded
    assert int(inverse) == vector.inverse
    assert base64url.decode(signature) == vector.signature


def test_a_credential_collected_in_the_browser_verifies(page: Page, issue_key: IssueKey) -> None:
    for _ in range(3):
        prepared, blinded, inverse = blind(page, issue_key)
        blind_signature = credential.blind_sign(issue_key, base64url.decode(blinded))
        signature = finalize(page, issue_key, prepared, blind_signature, inverse)

        message = base64url.decode(prepared)
        assert len(message) == credential.PREPARED_LENGTH
        credential.verify(issue_key.modulus, message, base64url.decode(signature))


def test_salt_and_blinding_are_drawn_anew_each_time(page: Page, issue_key: IssueKey) -> None:
    told = run(
        page,
        """
        const prepared = ballot.prepare(), salt = new Uint8Array(48), twice = [];
        for (const pinned of [[], [], [salt], [salt], [undefined, 3n], [undefined, 3n]]) {
          const { blinded, inverse } = await ballot.blind(given[0], prepared, ...pinned);
          twice.push([ballot.encode(blinded), String(inverse)]);
        }
        return twice;
        """,
        issue_key.modulus,
    )

    assert len({blinded for blinded, _ in told}) == 6
    assert len({inverse for _, inverse in told}) == 5
    assert {len(base64url.decode(blinded)) for blinded, _ in told} == {384}


def test_a_prepared_message_is_drawn_anew_each_time(page: Page) -> None:
    told = run(page, "return [1, 2].map(() => ballot.encode(ballot.prepare()))")

    first, second = (base64url.decode(each) for each in told)
    assert first[:32] != second[:32]
    assert first[32:] != second[32:]


def test_the_browser_notices_a_signature_by_another_key(page: Page, issue_key: IssueKey) -> None:
    other = new_issue_key()
    prepared, blinded, inverse = blind(page, issue_key)
    below_both = bytes(1) + base64url.decode(blinded)[1:]
    right = credential.blind_sign(issue_key, base64url.decode(blinded))

    for wrong in (
        credential.blind_sign(other, below_both),
        right[:-1] + bytes([right[-1] ^ 1]),
        b"\0" + right,
        bytes(384),
    ):
        with pytest.raises(Error, match="Error: signature"):
            finalize(page, issue_key, prepared, wrong, inverse)


def test_a_message_that_shares_a_factor_with_the_modulus_is_not_blinded(page: Page) -> None:
    # 3 divides this modulus and, one time in three, the message: blinded, it would still show.
    modulus = (3 * (2**3070 + 1)).to_bytes(384, "big")

    told = run(
        page,
        """
        const outcomes = new Set();
        for (let i = 0; i < 40; i++)
          outcomes.add(
            await ballot.blind(given[0], ballot.prepare(), undefined, 2n).then(() => "", String));
        return [...outcomes].sort();
        """,
        modulus,
    )

    assert told == ["", "Error: no inverse"]  # else by chance once in 10 million


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
    padding = OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None)
    share = guardian.private.decrypt(wrap, padding)
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
    padding = OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None)
    keys = {seal_key.private.decrypt(each[1:385], padding) for each in (*sealed, again)}
    assert [len(key) for key in keys] == [32] * 5


def test_what_does_not_fit_is_not_sealed(page: Page, seal_key: SealKey) -> None:
    for too_long in ("x" * 12285, "ы" * 6143):
        with pytest.raises(Error, match="Error: too long"):
            seal(page, seal_key, bytes(32), too_long)
    with pytest.raises(Error, match="Error: length"):
        seal(page, seal_key, bytes(31), "{}")


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


def blind(page: Page, key: IssueKey) -> tuple[str, str, str]:
    """Prepare and blind in the browser: prepared message, blinded message, inverse."""
    prepared, blinded, inverse = run(
        page,
        """
        const prepared = ballot.prepare();
        const { blinded, inverse } = await ballot.blind(given[0], prepared);
        return [ballot.encode(prepared), ballot.encode(blinded), String(inverse)];
        """,
        key.modulus,
    )
    return prepared, blinded, inverse


def finalize(page: Page, key: IssueKey, prepared: str, blind_signature: bytes, inverse: str) -> str:
    """Finalize in the browser: the signature."""
    return str(
        run(
            page,
            """
            const [modulus, prepared, blindSignature, inverse] = given;
            return ballot.encode(await ballot.finalize(
              modulus, bytes(prepared), bytes(blindSignature), BigInt(inverse)));
            """,
            key.modulus,
            prepared,
            blind_signature,
            inverse,
        )
    )


def seal(page: Page, key: SealKey, nullifier: bytes, told: str) -> bytes:
    """Seal in the browser."""
    return base64url.decode(
        run(
            page,
            "return ballot.encode(await ballot.seal(given[0], bytes(given[1]), given[2]))",
            key.modulus,
            nullifier,
            told,
        )
    )
