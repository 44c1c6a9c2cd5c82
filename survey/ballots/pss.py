"""Keep the encoding that is signed, EMSA-PSS of RFC 8017; know no key and no ballot."""

from hashlib import sha384

HASH_LENGTH = 48
SALT_LENGTH = 48


def encode_pss(message: bytes, bits: int, salt: bytes) -> bytes:
    """Encode a message for signing, with SHA-384 and MGF1-SHA-384.

    Parameters
    ----------
    message
        What is signed.
    bits
        Length of the encoding in bits: the modulus's bits less one.
    salt
        Random bytes, 48 in the variant that Accord uses.

    References
    ----------
    RFC 8017, section 9.1.1; RFC 9474, section 4.2, step 1.
    """
    length = (bits + 7) // 8
    digest = sha384(bytes(8) + sha384(message).digest() + salt).digest()
    block = bytes(length - len(salt) - HASH_LENGTH - 2) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, _mask(digest, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    rounds = -(-length // HASH_LENGTH)
    stream = b"".join(sha384(seed + i.to_bytes(4, "big")).digest() for i in range(rounds))
    return stream[:length]
