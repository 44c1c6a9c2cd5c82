"""A credential collected in a real browser is one that Python issues and verifies."""

import pytest
from playwright.sync_api import Error, Page

from survey.ballots import base64url, credential
from survey.ballots.keys import IssueKey, new_issue_key
from tests.ballots.spoiling import flip
from tests.ballots.vectors import Vector, every_vector, load_key, make_issue_key
from tests.browser.ballot_module.bench import blind, finalize, run

pytestmark = pytest.mark.browser


@every_vector
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
        flip(right, 383),
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
