"""Keep the key pairs to which a guardian's browser encrypts shares; in memory, never on a disk.

Whoever logs what passes by has ciphertext, and once a pair is forgotten nothing opens it: not the
seal key, not a copy of the database.
"""

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from survey.errors import BadInput

# Whoever asks twice within minutes is given the same lock: nobody fills the memory with pairs, or
# pushes the guardian's own pair out by asking. A phone unwraps a large roster in minutes.
FRESH_SECONDS, KEPT_SECONDS = 600, 3600

_CURVE = ec.SECP256R1()
_POINT_LENGTH, _IV_LENGTH, _KEY_LENGTH = 65, 12, 32
_TAG = b"accord guardian envelope v1\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    private: ec.EllipticCurvePrivateKey = field(repr=False)
    made: float


class Envelopes:
    """Locks that were handed out and not used yet; they die with the process."""

    def __init__(self) -> None:
        self._pairs: dict[str, dict[bytes, _Pair]] = {}

    def hand_out(self, campaign: str, now: float) -> bytes:
        """Hand out a lock, a point of P-256, for one close; a fresh one after ten minutes."""
        self._sweep(now)
        pairs = self._pairs.setdefault(campaign, {})
        for lock, pair in pairs.items():
            if now - pair.made < FRESH_SECONDS:
                return lock
        private = ec.generate_private_key(_CURVE)
        lock = _to_point(private.public_key())
        pairs[lock] = _Pair(private=private, made=now)
        return lock

    def open(self, campaign: str, lock: bytes, envelope: bytes, now: float) -> bytes:
        """Open what was encrypted to a lock: the sender's point, an IV, AES-256-GCM.

        Raises
        ------
        BadInput
            The lock is forgotten, or the envelope does not open. Which is not told.
        """
        self._sweep(now)
        pair = self._pairs.get(campaign, {}).get(lock)
        if pair is None:
            raise BadInput("bad_shares")
        point, rest = envelope[:_POINT_LENGTH], envelope[_POINT_LENGTH:]
        try:
            sender = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
            key = _agree(pair.private, sender, campaign, lock + point)
            return AESGCM(key).decrypt(rest[:_IV_LENGTH], rest[_IV_LENGTH:], None)
        except (ValueError, InvalidTag):
            raise BadInput("bad_shares") from None

    def forget(self, campaign: str) -> None:
        """Forget every lock of a campaign: what was sent under them stays shut."""
        self._pairs.pop(campaign, None)

    def _sweep(self, now: float) -> None:
        for campaign, pairs in list(self._pairs.items()):
            kept = {lock: pair for lock, pair in pairs.items() if now - pair.made < KEPT_SECONDS}
            self._pairs[campaign] = kept
            if not kept:
                del self._pairs[campaign]


def enclose(campaign: str, lock: bytes, plain: bytes, iv: bytes) -> bytes:
    """Encrypt to a lock, as a guardian's browser does. `iv`: 12 random bytes."""
    own = ec.generate_private_key(_CURVE)
    point = _to_point(own.public_key())
    receiver = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, lock)
    key = _agree(own, receiver, campaign, lock + point)
    return point + iv + AESGCM(key).encrypt(iv, plain, None)


def _agree(
    own: ec.EllipticCurvePrivateKey, other: ec.EllipticCurvePublicKey, campaign: str, points: bytes
) -> bytes:
    told = _TAG + campaign.encode() + b"\0" + points
    derive = HKDF(algorithm=SHA256(), length=_KEY_LENGTH, salt=None, info=told)
    return derive.derive(own.exchange(ec.ECDH(), other))


def _to_point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
