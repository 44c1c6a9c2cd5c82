"""Keep the ballot credential: a blind signature. The signer never sees what it signs.

RSABSSA-SHA384-PSS-Randomized of RFC 9474 with RSA-3072 and e = 65537. `cryptography` has no raw RSA
operation, so the modular powers are ours; verification is the library's.

References
----------
F. Denis, F. Jacobs, C. A. Wood, "RSA Blind Signatures", RFC 9474 (2023).
J. Jonsson, B. Kaliski et al., "PKCS #1 v2.2", RFC 8017 (2016), sections 9.1 and B.2.1.
"""

import hashlib
import os
import secrets
from base64 import urlsafe_b64decode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from survey.ballots.keys import EXPONENT, IssueKey
from survey.errors import AccordError, BadInput, CredentialRefused

try:
    from gmpy2 import powmod as _powmod
except ImportError:  # five to eight times slower, and as right
    _powmod = pow

PREFIX_LENGTH = MESSAGE_LENGTH = 32
PREPARED_LENGTH = PREFIX_LENGTH + MESSAGE_LENGTH
SALT_LENGTH = 48
_TAG = b"accord ballot v1\0"


class SigningFault(AccordError):
    """The signature did not check: a fault of the machine, which must never leave it."""

    code = "signing_fault"


def prepare(message: bytes | None = None) -> bytes:
    """Return a message with 32 random bytes before it (PrepareRandomize); random by default."""
    return os.urandom(PREFIX_LENGTH) + (os.urandom(MESSAGE_LENGTH) if message is None else message)


def nullifier(campaign: str, department: str, prepared: bytes) -> bytes:
    """Return the 32 bytes under which a credential's ballot lies in the box."""
    parts = (campaign.encode(), b"\0", department.encode(), b"\0", prepared)
    return hashlib.sha256(_TAG + b"".join(parts)).digest()


def blind_sign(key: IssueKey, blinded: bytes) -> bytes:
    """Sign a blinded message (RFC 9474, section 4.3); the same message gives the same signature.

    Base blinding hides the exponent from timing; the result is checked before it leaves.

    Raises
    ------
    BadInput
        The message has not the modulus's length or is not below the modulus.
    SigningFault
    """
    numbers = key.private.private_numbers()
    n = numbers.public_numbers.n
    size = _size(n)
    message = int.from_bytes(blinded, "big")
    if len(blinded) != size or not 0 < message < n:
        raise BadInput("blinded_message")
    mask = _draw_unit(n)
    hidden = message * int(_powmod(mask, numbers.public_numbers.e, n)) % n
    first = int(_powmod(hidden % numbers.p, numbers.dmp1, numbers.p))
    second = int(_powmod(hidden % numbers.q, numbers.dmq1, numbers.q))
    masked = second + numbers.q * ((first - second) * numbers.iqmp % numbers.p)
    signature = masked * pow(mask, -1, n) % n
    if int(_powmod(signature, numbers.public_numbers.e, n)) != message:
        raise SigningFault
    return signature.to_bytes(size, "big")


def verify(modulus: str, prepared: bytes, signature: bytes) -> None:
    """Verify an unblinded signature.

    Raises
    ------
    CredentialRefused
        It is not a signature of this message under this key.
    """
    if len(prepared) != PREPARED_LENGTH:
        raise CredentialRefused
    _verify(_read_modulus(modulus), prepared, signature, SALT_LENGTH)


def blind(
    modulus: str, prepared: bytes, *, salt: bytes | None = None, unit: int | None = None
) -> tuple[bytes, int]:
    """Blind a prepared message (RFC 9474, section 4.2); return it and the inverse to keep.

    `salt` and `unit` (r) are drawn at random unless a test vector gives them.
    """
    n = _read_modulus(modulus)
    salt = os.urandom(SALT_LENGTH) if salt is None else salt
    unit = _draw_unit(n) if unit is None else unit
    encoded = int.from_bytes(_encode_pss(prepared, n.bit_length() - 1, salt), "big")
    blinded = encoded * pow(unit, EXPONENT, n) % n
    return blinded.to_bytes(_size(n), "big"), pow(unit, -1, n)


def finalize(
    modulus: str,
    prepared: bytes,
    blind_signature: bytes,
    inverse: int,
    *,
    salt_length: int = SALT_LENGTH,
) -> bytes:
    """Unblind a signature and verify it (RFC 9474, section 4.4).

    Raises
    ------
    CredentialRefused
        The signer did not sign what was sent.
    """
    n = _read_modulus(modulus)
    if len(blind_signature) != _size(n):
        raise CredentialRefused
    number = int.from_bytes(blind_signature, "big") * inverse % n
    signature = number.to_bytes(_size(n), "big")
    _verify(n, prepared, signature, salt_length)
    return signature


def _verify(n: int, prepared: bytes, signature: bytes, salt_length: int) -> None:
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=salt_length)
    try:
        rsa.RSAPublicNumbers(EXPONENT, n).public_key().verify(
            signature, prepared, scheme, hashes.SHA384()
        )
    except InvalidSignature:
        raise CredentialRefused from None


def _encode_pss(message: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE of RFC 8017, section 9.1.1, with SHA-384."""
    length = (bits + 7) // 8
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(length - len(salt) - len(digest) - 2) + b"\x01" + salt
    masked = bytes(
        left ^ right for left, right in zip(block, _mask(digest, len(block)), strict=True)
    )
    cleared = masked[0] & (0xFF >> (8 * length - bits))
    return bytes([cleared]) + masked[1:] + digest + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 of RFC 8017, section B.2.1, with SHA-384."""
    rounds = -(-length // 48)
    stream = b"".join(
        hashlib.sha384(seed + number.to_bytes(4, "big")).digest() for number in range(rounds)
    )
    return stream[:length]


def _draw_unit(n: int) -> int:
    # A number that shares a factor with n would factor it: as likely as guessing the key.
    return secrets.randbelow(n - 2) + 2


def _read_modulus(modulus: str) -> int:
    return int.from_bytes(urlsafe_b64decode(modulus + "=" * (-len(modulus) % 4)), "big")


def _size(n: int) -> int:
    return (n.bit_length() + 7) // 8
