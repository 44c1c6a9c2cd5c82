import secrets

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.ballots.ballot import PADDED_LENGTH
from survey.ballots.keys import IssueKey, SealKey, new_seal_key
from survey.ballots.sealing import GUARDED_LENGTH, SEALED_LENGTH, find_guarded_wrap, seal, unseal
from survey.errors import BadInput
from tests.ballots.padding import OAEP_SHA256
from tests.ballots.spoiling import flip
from tests.ballots.vectors import make_issue_key

NULLIFIER = bytes(range(32))

# version | wrapped key | IV | ciphertext | tag
REGIONS = [
    (0, 1),
    (1, 385),
    (385, 397),
    (397, 397 + PADDED_LENGTH),
    (SEALED_LENGTH - 16, SEALED_LENGTH),
]


@given(start=st.binary(max_size=200))
@settings(max_examples=10, deadline=None)
def test_a_sealed_ballot_opens_beside_its_nullifier(seal_key: SealKey, start: bytes) -> None:
    plaintext = start.ljust(PADDED_LENGTH, b"\0")
    sealed = seal(seal_key.modulus, NULLIFIER, plaintext)

    assert unseal(seal_key, NULLIFIER, sealed) == plaintext


def test_every_sealed_ballot_has_the_same_length(seal_key: SealKey) -> None:
    ballots = [secrets.token_bytes(PADDED_LENGTH), bytes(PADDED_LENGTH)]

    lengths = {len(seal(seal_key.modulus, NULLIFIER, ballot)) for ballot in ballots}

    assert lengths == {SEALED_LENGTH} == {1 + 384 + 12 + 12288 + 16}


def test_the_same_ballot_is_sealed_differently_each_time(seal_key: SealKey) -> None:
    first, second = (seal(seal_key.modulus, NULLIFIER, bytes(PADDED_LENGTH)) for _ in range(2))

    for start, end in REGIONS[1:]:
        assert first[start:end] != second[start:end]
    assert (
        len({seal_key.private.decrypt(each[1:385], OAEP_SHA256) for each in (first, second)}) == 2
    )


def test_a_ballot_moved_to_another_nullifier_does_not_open(seal_key: SealKey) -> None:
    sealed = seal(seal_key.modulus, NULLIFIER, bytes(PADDED_LENGTH))

    for other in (bytes(32), NULLIFIER[:-1] + b"\0", NULLIFIER[:31], b""):
        assert_closed(seal_key, other, sealed)


@pytest.mark.parametrize("region", REGIONS, ids=["version", "wrapped", "iv", "text", "tag"])
@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_an_altered_ballot_does_not_open(
    seal_key: SealKey, region: tuple[int, int], data: st.DataObject
) -> None:
    place = data.draw(st.integers(region[0], region[1] - 1))
    bit = data.draw(st.integers(0, 7))
    sealed = bytearray(seal(seal_key.modulus, NULLIFIER, bytes(PADDED_LENGTH)))

    sealed[place] ^= 1 << bit

    assert_closed(seal_key, NULLIFIER, bytes(sealed))


def test_a_ballot_of_another_length_does_not_open(seal_key: SealKey) -> None:
    sealed = seal(seal_key.modulus, NULLIFIER, bytes(PADDED_LENGTH))

    for other in (b"", sealed[:-1], sealed + b"\0", sealed[:385]):
        assert_closed(seal_key, NULLIFIER, other)


def test_an_authentic_ballot_of_another_length_does_not_open(seal_key: SealKey) -> None:
    for length in (0, 100, PADDED_LENGTH + 1):
        assert_closed(seal_key, NULLIFIER, seal_by_hand(seal_key, bytes(32), bytes(length)))


def test_a_shorter_aes_key_does_not_open_a_ballot(seal_key: SealKey) -> None:
    plaintext = bytes(PADDED_LENGTH)

    assert unseal(seal_key, NULLIFIER, seal_by_hand(seal_key, bytes(32), plaintext)) == plaintext
    for length in (0, 16, 24, 33):
        assert_closed(seal_key, NULLIFIER, seal_by_hand(seal_key, bytes(length), plaintext))


def test_a_ballot_does_not_open_with_another_campaigns_key(seal_key: SealKey) -> None:
    sealed = seal(seal_key.modulus, NULLIFIER, bytes(PADDED_LENGTH))

    assert_closed(new_seal_key(), NULLIFIER, sealed)


def test_nothing_of_another_length_is_sealed(seal_key: SealKey) -> None:
    for length in (0, PADDED_LENGTH - 1, PADDED_LENGTH + 1):
        with pytest.raises(BadInput):
            seal(seal_key.modulus, NULLIFIER, bytes(length))
    for length in (0, 31, 33):
        with pytest.raises(BadInput):
            seal(seal_key.modulus, bytes(length), bytes(PADDED_LENGTH))


def test_nothing_is_sealed_to_a_key_of_another_size() -> None:
    large: IssueKey = make_issue_key()

    with pytest.raises(BadInput):
        seal(large.modulus, NULLIFIER, bytes(PADDED_LENGTH))


def seal_by_hand(key: SealKey, fresh: bytes, plaintext: bytes) -> bytes:
    """Seal as a client could that is not ours: under this AES key, whatever its length."""
    wrapped = key.private.public_key().encrypt(fresh, OAEP_SHA256)
    iv = bytes(12)
    allowed = fresh if len(fresh) in (16, 24, 32) else bytes(32)
    return b"\x01" + wrapped + iv + AESGCM(allowed).encrypt(iv, plaintext, NULLIFIER)


def assert_closed(
    key: SealKey, nullifier: bytes, sealed: bytes, share: bytes | None = None
) -> None:
    """Check that a ballot does not open, and that the error does not tell why."""
    with pytest.raises(BadInput) as refused:
        unseal(key, nullifier, sealed, share)

    assert (str(refused.value), refused.value.__cause__) == ("sealed_ballot", None)


def test_a_guarded_ballot_opens_with_both_shares_only(
    seal_key: SealKey, guardian_key: SealKey
) -> None:
    plaintext = secrets.token_bytes(PADDED_LENGTH)
    sealed = seal(seal_key.modulus, NULLIFIER, plaintext, guardian_key.modulus)
    wrap = find_guarded_wrap(sealed)
    assert wrap is not None
    share = guardian_key.private.decrypt(wrap, OAEP_SHA256)
    own = seal_key.private.decrypt(sealed[1:385], OAEP_SHA256)

    assert unseal(seal_key, NULLIFIER, sealed, share) == plaintext

    assert len(sealed) == GUARDED_LENGTH == SEALED_LENGTH + 384
    for wrong in (
        bytes(32),
        own,
        share[:-1],
        share + b"\0",
        flip(share, 0),
        None,
    ):
        assert_closed(seal_key, NULLIFIER, sealed, wrong)
    # Neither share is the key of the text, and the guardian's does not open the server's half.
    for key in (own, share):
        with pytest.raises(InvalidTag):
            AESGCM(key).decrypt(sealed[769:781], sealed[781:], NULLIFIER)
    assert_closed(guardian_key, NULLIFIER, sealed, share)


def test_a_ballot_of_the_other_level_does_not_open(
    seal_key: SealKey, guardian_key: SealKey
) -> None:
    plain = seal(seal_key.modulus, NULLIFIER, bytes(PADDED_LENGTH))
    guarded = seal(seal_key.modulus, NULLIFIER, bytes(PADDED_LENGTH), guardian_key.modulus)

    assert find_guarded_wrap(plain) is None
    assert_closed(seal_key, NULLIFIER, plain, bytes(32))
    assert_closed(seal_key, NULLIFIER, guarded)
    assert_closed(seal_key, NULLIFIER, b"\x01" + guarded[1:], bytes(32))
