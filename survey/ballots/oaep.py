"""Keep RSA-OAEP whose chance is given from outside: the same words always read the same.

For decoys only, which have to look like wraps and be made again alike. Whatever hides something
is wrapped by the library, with chance of its own.
"""

from hashlib import sha256

from survey.ballots.keys import EXPONENT, KEY_BITS, public_key
from survey.errors import BadInput

SEED_LENGTH = 32
_LENGTH = KEY_BITS // 8


def wrap_again(modulus: str, message: bytes, seed: bytes) -> bytes:
    """Encrypt by RSAES-OAEP with SHA-256, MGF1-SHA-256 and no label (RFC 8017, 7.1.1).

    Raises
    ------
    BadInput
        The modulus is none of 3072 bits, or a part has another length than OAEP knows.
    """
    key = public_key(modulus)
    free = _LENGTH - 2 * SEED_LENGTH - 2 - len(message)
    if key.key_size != KEY_BITS or len(seed) != SEED_LENGTH or free < 0:
        raise BadInput
    block = sha256(b"").digest() + bytes(free) + b"\x01" + message
    masked = _xor(block, _mask(seed, len(block)))
    padded = _xor(seed, _mask(masked, SEED_LENGTH)) + masked
    n = key.public_numbers().n
    return pow(int.from_bytes(padded, "big"), EXPONENT, n).to_bytes(_LENGTH, "big")


def _mask(seed: bytes, length: int) -> bytes:
    parts = (sha256(seed + part.to_bytes(4, "big")).digest() for part in range(length // 32 + 1))
    return b"".join(parts)[:length]


def _xor(left: bytes, right: bytes) -> bytes:
    mixed = int.from_bytes(left, "big") ^ int.from_bytes(right, "big")
    return mixed.to_bytes(len(left), "big")
