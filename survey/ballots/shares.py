"""Keep the guardian's shares of ballots' keys while a wave is counted; in memory, nowhere else.

The guardian is handed wraps alone, mixed with as many decoys as ballots are missing to the
roster's size and one more: not which department, not which credential, not even how many there are.
Whoever asks again is handed the same: two layouts laid side by side would show the decoys.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from survey.ballots.keys import SealKey
from survey.ballots.oaep import wrap_again
from survey.ballots.sealing import SHARE_LENGTH, find_guarded_wrap
from survey.errors import BadInput

DIGEST_LENGTH = 32
# Digest, one byte that says whether the wrap opened, share: whoever sees the length learns nothing.
_RECORD_LENGTH = DIGEST_LENGTH + 1 + SHARE_LENGTH
_CHALLENGE_TAG = b"accord guardian challenge v1\0"
_DECOY_TAG = b"accord guardian decoy v1\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """What a guardian unwrapped, by the SHA-256 of the wrap; empty where a wrap did not open."""

    by_digest: Mapping[bytes, bytes] = field(repr=False)

    def find(self, sealed: bytes) -> bytes:
        """Find the share of a sealed ballot; empty where there is none, which opens nothing."""
        return self.by_digest.get(sha256(find_guarded_wrap(sealed) or b"").digest(), b"")


def lay_out_wraps(
    sealed: Iterable[bytes], guardian: str, key: SealKey, campaign: str, *, places: int
) -> tuple[bytes, ...]:
    """Lay out what the guardian has to unwrap, in an order that is chance.

    `places`: how many are invited. One wrap holds a value that only the seal key's holder can
    compute: whoever returns it holds the guardian's key. It and the decoys follow from the seal
    key, so that the same box is always laid out alike.
    """
    wraps = {wrap for each in sealed if (wrap := find_guarded_wrap(each))}
    pem, due = key.to_pem(), places + 1
    made = [(_challenge(pem, campaign), _draw(pem, campaign, 0)[1])]
    made += [_draw(pem, campaign, number) for number in range(1, due - len(wraps))]
    wraps |= {wrap_again(guardian, share, seed) for share, seed in made}
    # A ciphertext is random: sorted, it keeps no order of casting.
    return tuple(sorted(wraps))


def decode_shares(plain: bytes) -> tuple[tuple[bytes, bytes], ...]:
    """Read (SHA-256 of the wrap, share) pairs as a guardian's browser writes them.

    Raises
    ------
    BadInput
        It is no row of whole records.
    """
    if len(plain) % _RECORD_LENGTH:
        raise BadInput("bad_shares")
    records = (plain[at : at + _RECORD_LENGTH] for at in range(0, len(plain), _RECORD_LENGTH))
    cut = DIGEST_LENGTH
    return tuple((each[:cut], each[cut + 1 :] if each[cut] else b"") for each in records)


def require_proof(given: Iterable[tuple[bytes, bytes]], key: SealKey, campaign: str) -> None:
    """Require the value that only the guardian's key could have opened.

    Raises
    ------
    BadInput
        Whoever sent these shares does not hold the guardian's key.
    """
    challenge = _challenge(key.to_pem(), campaign)
    if not any(hmac.compare_digest(share, challenge) for _, share in given):
        raise BadInput("bad_shares")


def require_shares(
    given: Sequence[tuple[bytes, bytes]], sealed: Iterable[bytes], key: SealKey, campaign: str
) -> Shares:
    """Take the shares that somebody returned.

    Raises
    ------
    BadInput
        A wrap of the box is missing, or whoever sent them does not hold the guardian's key.
    """
    require_proof(given, key, campaign)
    by_digest = dict(given)
    due = {sha256(wrap).digest() for each in sealed if (wrap := find_guarded_wrap(each))}
    if not due <= set(by_digest):
        raise BadInput("bad_shares")
    return Shares(by_digest={digest: by_digest[digest] for digest in due})


def _challenge(pem: bytes, campaign: str) -> bytes:
    return hmac.digest(pem, _CHALLENGE_TAG + campaign.encode(), "sha256")


def _draw(pem: bytes, campaign: str, number: int) -> tuple[bytes, bytes]:
    told = _DECOY_TAG + campaign.encode() + b"\0" + number.to_bytes(4, "big")
    drawn = hmac.digest(pem, told, "sha512")
    return drawn[:SHARE_LENGTH], drawn[SHARE_LENGTH:]
