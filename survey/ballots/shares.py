"""Keep the guardian's shares of ballots' keys while a wave is counted; in memory, nowhere else.

The guardian is handed wraps alone, mixed with as many decoys as ballots are missing to the
roster's size and one more: not which department, not which credential, not even how many there are.
"""

import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from survey.ballots.keys import SealKey
from survey.ballots.sealing import SHARE_LENGTH, find_guarded_wrap, wrap_share
from survey.errors import BadInput

DIGEST_LENGTH = 32
_CHALLENGE_TAG = b"accord guardian challenge v1\0"


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
    compute: whoever returns it holds the guardian's key.
    """
    wraps = {wrap for each in sealed if (wrap := find_guarded_wrap(each))}
    decoys = [secrets.token_bytes(SHARE_LENGTH) for _ in range(places - len(wraps))]
    wraps |= {wrap_share(guardian, share) for share in (_challenge(key, campaign), *decoys)}
    # A ciphertext is random: sorted, it keeps no order of casting.
    return tuple(sorted(wraps))


def require_shares(
    given: Sequence[tuple[bytes, bytes]], sealed: Iterable[bytes], key: SealKey, campaign: str
) -> Shares:
    """Take the shares that somebody returned.

    Raises
    ------
    BadInput
        A wrap of the box is missing, or whoever sent them does not hold the guardian's key.
    """
    by_digest = dict(given)
    due = {sha256(wrap).digest() for each in sealed if (wrap := find_guarded_wrap(each))}
    challenge = _challenge(key, campaign)
    proven = [hmac.compare_digest(share, challenge) for share in by_digest.values()]
    if not any(proven) or not due <= set(by_digest):
        raise BadInput("bad_shares")
    return Shares(by_digest={digest: by_digest[digest] for digest in due})


def _challenge(key: SealKey, campaign: str) -> bytes:
    return hmac.digest(key.to_pem(), _CHALLENGE_TAG + campaign.encode(), "sha256")
