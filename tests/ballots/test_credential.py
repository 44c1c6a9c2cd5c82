import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.ballots import base64url, credential
from survey.ballots.keys import IssueKey
from survey.errors import BadInput, CredentialRefused
from tests.ballots.spoiling import flip
from tests.ballots.vectors import Vector, every_vector, load_key, load_vectors, make_issue_key


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

    assert [vector.name for vector in load_vectors()] == [
        "RSABSSA-SHA384-PSS-Randomized",
        "RSABSSA-SHA384-PSSZERO-Randomized",
        "RSABSSA-SHA384-PSS-Deterministic",
        "RSABSSA-SHA384-PSSZERO-Deterministic",
    ]
    assert key.p * key.q == key.n
    assert pow(pow(2, key.e, key.n), key.d, key.n) == 2
    assert {len(vector.message) for vector in load_vectors()} == {48}


@every_vector
def test_a_vector_verifies_and_its_parts_belong_together(vector: Vector) -> None:
    modulus = make_issue_key().modulus

    credential.verify(modulus, vector.prepared, vector.signature, salt_length=len(vector.salt))
    assert credential.prepare(vector.message, prefix=vector.prefix) == vector.prepared


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
