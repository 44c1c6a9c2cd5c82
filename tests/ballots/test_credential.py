import runpy
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.ballots import base64url, credential
from survey.ballots.keys import IssueKey
from survey.errors import AccordError, BadInput, CredentialRefused
from tests.ballots.vectors import Vector, load_key, load_vectors, make_issue_key

VECTORS = load_vectors()
every_vector = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)


@pytest.fixture(scope="module")
def collected(issue_key: IssueKey) -> tuple[bytes, bytes]:
    """A credential of the department: prepared message and signature."""
    prepared = credential.prepare()
    blinded = credential.blind(issue_key.modulus, prepared)
    blind_signature = credential.blind_sign(issue_key, blinded.blinded)
    return prepared, credential.finalize(
        issue_key.modulus, prepared, blind_signature, blinded.inverse
    )


def test_the_published_numbers_are_one_key_and_one_message() -> None:
    key = load_key()

    assert [vector.name for vector in VECTORS] == [
        "RSABSSA-SHA384-PSS-Randomized",
        "RSABSSA-SHA384-PSSZERO-Randomized",
        "RSABSSA-SHA384-PSS-Deterministic",
        "RSABSSA-SHA384-PSSZERO-Deterministic",
    ]
    assert key.p * key.q == key.n
    assert pow(pow(2, key.e, key.n), key.d, key.n) == 2
    assert {len(vector.message) for vector in VECTORS} == {48}


@every_vector
def test_a_vector_verifies_and_its_parts_belong_together(vector: Vector) -> None:
    modulus = make_issue_key().modulus

    credential.verify(modulus, vector.prepared, vector.signature, salt_length=len(vector.salt))
    assert credential.prepare(vector.message, prefix=vector.prefix) == vector.prepared


@every_vector
@pytest.mark.parametrize("power", [credential.POWER, pow], ids=["gmp", "python"])
def test_a_blinded_message_gets_the_published_signature(
    vector: Vector, power: credential.Power
) -> None:
    assert credential.blind_sign(make_issue_key(), vector.blinded, power=power) == (
        vector.blind_signature
    )


@every_vector
def test_a_participant_blinds_and_finalizes_as_published(vector: Vector) -> None:
    modulus, r = make_issue_key().modulus, pow(vector.inverse, -1, load_key().n)

    blinded = credential.blind(modulus, vector.prepared, salt=vector.salt, r=r)
    signature = credential.finalize(
        modulus,
        vector.prepared,
        vector.blind_signature,
        vector.inverse,
        salt_length=len(vector.salt),
    )

    assert (blinded.blinded, blinded.inverse) == (vector.blinded, vector.inverse)
    assert signature == vector.signature


@given(message=st.binary(max_size=100))
@settings(max_examples=10, deadline=None)
def test_whatever_is_prepared_can_be_signed_blind_and_verified(
    issue_key: IssueKey, message: bytes
) -> None:
    prepared = credential.prepare(message)
    blinded = credential.blind(issue_key.modulus, prepared)
    blind_signature = credential.blind_sign(issue_key, blinded.blinded)
    signature = credential.finalize(issue_key.modulus, prepared, blind_signature, blinded.inverse)

    credential.verify(issue_key.modulus, prepared, signature)
    assert prepared.endswith(message)
    assert len(prepared) == 32 + len(message)


def test_salt_and_blinding_are_drawn_anew_each_time(issue_key: IssueKey) -> None:
    prepared, salt = credential.prepare(), bytes(48)
    pins: list[tuple[bytes | None, int | None]] = [(None, None), (salt, None), (None, 3)]

    told = [
        credential.blind(issue_key.modulus, prepared, salt=pinned, r=r)
        for pinned, r in pins
        for _ in range(2)
    ]

    assert len({each.blinded for each in told}) == 6
    assert len({each.inverse for each in told}) == 5  # that of 3 twice


def test_a_prepared_message_is_drawn_anew_each_time() -> None:
    first, second = credential.prepare(), credential.prepare()

    assert len(first) == len(second) == credential.PREPARED_LENGTH
    assert first[:32] != second[:32]
    assert first[32:] != second[32:]


def test_a_blinded_message_is_signed_the_same_each_time(issue_key: IssueKey) -> None:
    blinded = credential.blind(issue_key.modulus, credential.prepare()).blinded

    assert credential.blind_sign(issue_key, blinded) == credential.blind_sign(issue_key, blinded)


@pytest.mark.parametrize("place", [0, 31, 32, 63], ids=lambda place: f"byte {place}")
def test_another_message_does_not_verify(
    issue_key: IssueKey, collected: tuple[bytes, bytes], place: int
) -> None:
    prepared, signature = collected
    altered = flip(prepared, place)

    with pytest.raises(CredentialRefused):
        credential.verify(issue_key.modulus, altered, signature)


@given(place=st.integers(0, 383))
@settings(max_examples=40, deadline=None)
def test_an_altered_signature_does_not_verify(
    issue_key: IssueKey, collected: tuple[bytes, bytes], place: int
) -> None:
    prepared, signature = collected

    with pytest.raises(CredentialRefused):
        credential.verify(issue_key.modulus, prepared, flip(signature, place))


@pytest.mark.parametrize("length", [0, 383, 385])
def test_a_signature_of_another_length_does_not_verify(
    issue_key: IssueKey, collected: tuple[bytes, bytes], length: int
) -> None:
    prepared, signature = collected

    with pytest.raises(CredentialRefused):
        credential.verify(issue_key.modulus, prepared, (signature + b"\0")[:length])


def test_a_salt_of_another_length_does_not_verify(issue_key: IssueKey) -> None:
    prepared = credential.prepare()
    blinded = credential.blind(issue_key.modulus, prepared, salt=b"")
    blind_signature = credential.blind_sign(issue_key, blinded.blinded)

    with pytest.raises(CredentialRefused):
        credential.finalize(issue_key.modulus, prepared, blind_signature, blinded.inverse)


def test_a_department_does_not_take_the_credential_of_another(
    collected: tuple[bytes, bytes], other_issue_key: IssueKey
) -> None:
    prepared, signature = collected

    with pytest.raises(CredentialRefused):
        credential.verify(other_issue_key.modulus, prepared, signature)


def test_a_participant_notices_a_signature_by_another_key(
    issue_key: IssueKey, other_issue_key: IssueKey
) -> None:
    prepared = credential.prepare()
    blinded = credential.blind(issue_key.modulus, prepared)
    below_both = bytes(1) + blinded.blinded[1:]
    blind_signature = credential.blind_sign(other_issue_key, below_both)

    with pytest.raises(CredentialRefused):
        credential.finalize(issue_key.modulus, prepared, blind_signature, blinded.inverse)


def test_a_participant_takes_a_signature_of_the_right_length_only(issue_key: IssueKey) -> None:
    prepared = credential.prepare()
    blinded = credential.blind(issue_key.modulus, prepared)
    right = credential.blind_sign(issue_key, blinded.blinded)
    assert credential.finalize(issue_key.modulus, prepared, right, blinded.inverse)

    for other in (b"\0" + right, right[:-1], b""):
        with pytest.raises(CredentialRefused):
            credential.finalize(issue_key.modulus, prepared, other, blinded.inverse)


@pytest.mark.parametrize("length", [0, 1, 383, 385])
def test_a_blinded_message_of_another_length_is_not_signed(
    issue_key: IssueKey, length: int
) -> None:
    with pytest.raises(BadInput):
        credential.blind_sign(issue_key, bytes(length))


def test_a_number_from_the_modulus_on_is_not_signed(issue_key: IssueKey) -> None:
    n = base64url.decode(issue_key.modulus)
    below = (int.from_bytes(n, "big") - 1).to_bytes(384, "big")

    assert credential.blind_sign(issue_key, below) == below  # (-1) to an odd power
    for too_large in (n, b"\xff" * 384):
        with pytest.raises(BadInput):
            credential.blind_sign(issue_key, too_large)


def test_a_slip_while_signing_gives_nothing_away(issue_key: IssueKey) -> None:
    calls = []

    def slip(base: int, exponent: int, modulus: int) -> int:
        calls.append(exponent)
        right = pow(base, exponent, modulus)
        return right ^ 1 if len(calls) == 2 else right

    with pytest.raises(AccordError, match=r"^signing_fault$"):
        credential.blind_sign(issue_key, bytes(383) + b"\2", power=slip)
    assert len(calls) == 2


def test_the_secret_exponent_never_meets_the_number_that_was_sent(issue_key: IssueKey) -> None:
    numbers = issue_key.private.private_numbers()
    sent = 2**3000 + 1
    bases: list[tuple[int, int]] = []

    def note(base: int, exponent: int, modulus: int) -> int:
        bases.append((base, modulus))
        return pow(base, exponent, modulus)

    for _ in range(2):
        credential.blind_sign(issue_key, sent.to_bytes(384, "big"), power=note)

    assert len({base for base, _ in bases}) == 4
    assert not {base for base, _ in bases} & {sent % numbers.p, sent % numbers.q}


def test_signing_works_without_gmp(monkeypatch: pytest.MonkeyPatch, issue_key: IssueKey) -> None:
    monkeypatch.setitem(sys.modules, "gmpy2", None)  # as if it were not installed

    without = runpy.run_path(str(Path(credential.__file__)))

    assert without["POWER"] is pow
    assert credential.POWER is not pow


def test_a_modulus_that_is_none_is_refused() -> None:
    for modulus in ("", "AA", "Ag", "no modulus", "a" * 512 + "="):
        with pytest.raises(BadInput):
            credential.verify(modulus, bytes(64), bytes(384))
        with pytest.raises(BadInput):
            credential.blind(modulus, bytes(64))


def test_a_message_that_shares_a_factor_with_the_modulus_is_not_blinded() -> None:
    # 3 divides this modulus and, one time in three, the message: blinded, it would still show.
    modulus = base64url.encode((3 * (2**3070 + 1)).to_bytes(384, "big"))
    refused = 0

    for _ in range(40):
        try:
            credential.blind(modulus, credential.prepare(), r=2)
        except BadInput:
            refused += 1

    assert 0 < refused < 40  # either by chance once in 10 million


def test_a_message_is_the_hash_of_a_secret_behind_a_random_prefix() -> None:
    secret = bytes(range(32))
    first, second = credential.prepare_for(secret), credential.prepare_for(secret)

    # The bytes of docs/protocol.md, written out.
    assert first[32:] == second[32:] == sha256(b"accord cast v1\0" + secret).digest()
    assert first[:32] != second[:32]
    assert credential.prepare_for(secret, prefix=bytes(32))[:32] == bytes(32)
    drawn = {credential.new_secret() for _ in range(9)}
    assert {len(each) for each in drawn} == {credential.SECRET_LENGTH}
    assert len(drawn) == 9


def test_only_the_secret_behind_a_message_is_taken() -> None:
    secret = credential.new_secret()
    prepared = credential.prepare_for(secret)

    credential.require_secret(prepared, secret)
    for wrong in (flip(secret, 31), prepared[32:], prepared[:32], b"", bytes(32)):
        with pytest.raises(CredentialRefused):
            credential.require_secret(prepared, wrong)
    with pytest.raises(CredentialRefused):
        credential.require_secret(flip(prepared, 63), secret)


def test_what_may_be_signed_is_known_without_the_private_key(issue_key: IssueKey) -> None:
    n = base64url.decode(issue_key.modulus)
    below = (int.from_bytes(n, "big") - 1).to_bytes(384, "big")

    credential.require_signable(issue_key.modulus, below)
    for wrong in (n, b"\xff" * 384, bytes(383), bytes(385), b""):
        with pytest.raises(BadInput):
            credential.require_signable(issue_key.modulus, wrong)


def test_a_nullifier_depends_on_campaign_department_and_message() -> None:
    prepared = bytes(range(64))
    usual = credential.nullifier("spring", "sales", prepared)

    # The bytes of docs/protocol.md, written out.
    assert usual == sha256(b"accord ballot v1\0spring\0sales\0" + prepared).digest()
    others = {
        credential.nullifier("spring", "marketing", prepared),
        credential.nullifier("autumn", "sales", prepared),
        credential.nullifier("spring", "sales", flip(prepared, 0)),
    }
    assert len(others | {usual}) == 4


def test_names_cannot_run_into_each_other_in_a_nullifier() -> None:
    for campaign, department, length in (("a\0b", "c", 64), ("a", "b\0", 64), ("a", "b", 63)):
        with pytest.raises(BadInput):
            credential.nullifier(campaign, department, bytes(length))


def flip(data: bytes, place: int) -> bytes:
    """Change one bit."""
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
