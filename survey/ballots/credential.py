"""Keep the ballot credential: blind signature and nullifier; never link a signature to a person.

RFC 9474, RSABSSA-SHA384-PSS-Randomized. The server's side is `blind_sign` and `verify`, the
participant's `prepare`, `blind` and `finalize` (the browser has its own in web/static/ballot.js).
The message is the hash of a secret that the box never keeps: who reads the box cannot cast.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateNumbers
from cryptography.hazmat.primitives.hashes import SHA384

from survey.ballots import base64url
from survey.ballots.keys import EXPONENT, IssueKey, public_key
from survey.ballots.pss import SALT_LENGTH, encode_pss
from survey.errors import AccordError, BadInput, CredentialRefused

# Base, exponent, modulus -> power. GMP needs a fifth of Python's time, and the same time for every
# secret exponent; Python's own `pow` works wherever there is no GMP.
Power = Callable[[int, int, int], int]
try:
    from gmpy2 import powmod_sec as _power
except ImportError:
    _power = pow
POWER: Power = _power

PREFIX_LENGTH = 32
PREPARED_LENGTH = 64
SECRET_LENGTH = 32
_CAST_TAG = b"accord cast v1\0"
_NULLIFIER_TAG = b"accord ballot v1\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blinded:
    """A blinded message, which the server may see, and what takes the blinding off, which not."""

    blinded: bytes
    inverse: int


def blind_sign(key: IssueKey, blinded: bytes, *, power: Power = POWER) -> bytes:
    """Sign a blinded message.

    Parameters
    ----------
    key
        The department's issue key.
    blinded
        What the participant's device made of its message, as long as the modulus.
    power
        Modular power with a secret exponent.

    Raises
    ------
    BadInput
        The blinded message is not as long as the modulus, or not below it.
    AccordError
        `signing_fault`: the computation went wrong. Nothing of the result is told, since one wrong
        signature made by CRT gives the key away.

    References
    ----------
    RFC 9474, sections 4.3 and 7.1 (base blinding) and 7.2 (fault check).
    """
    numbers = key.private.private_numbers()
    n = numbers.public_numbers.n
    length = _length(n)
    message = int.from_bytes(blinded, "big")
    if len(blinded) != length or message >= n:
        raise BadInput
    # The exponentiation must not see a number that somebody chose: its timing could tell the key.
    mask, unmask = _draw_unit(n)
    masked = message * pow(mask, EXPONENT, n) % n
    signature = _power_by_crt(masked, numbers, power) * unmask % n
    if pow(signature, EXPONENT, n) != message:
        raise AccordError("signing_fault")
    return signature.to_bytes(length, "big")


def require_signable(modulus: str, blinded: bytes) -> None:
    """Refuse a blinded message that `blind_sign` would refuse; takes no private key.

    Raises
    ------
    BadInput
        The blinded message is not as long as the modulus, or not below it.
    """
    n = base64url.decode(modulus)
    # Of the same length, big-endian numbers compare as bytes do.
    if len(blinded) != len(n) or blinded >= n:
        raise BadInput


def require_secret(prepared: bytes, secret: bytes) -> None:
    """Refuse whoever knows a credential, but not the secret that its message is the hash of.

    Raises
    ------
    CredentialRefused
        The secret is another one.
    """
    if not compare_digest(_hide(secret), prepared[PREFIX_LENGTH:]):
        raise CredentialRefused


def verify(
    modulus: str, prepared: bytes, signature: bytes, *, salt_length: int = SALT_LENGTH
) -> None:
    """Verify a credential under a department's public key.

    Raises
    ------
    CredentialRefused
        The signature is not by this key over this message.
    BadInput
        The modulus is none.
    """
    try:
        public_key(modulus).verify(
            signature, prepared, PSS(mgf=MGF1(SHA384()), salt_length=salt_length), SHA384()
        )
    except InvalidSignature:
        raise CredentialRefused from None


def nullifier(campaign: str, department: str, prepared: bytes) -> bytes:
    """Name a ballot by its credential: 32 bytes, the same for every ballot of one credential.

    Raises
    ------
    BadInput
        The prepared message has another length, or a name holds the separator.
    """
    if len(prepared) != PREPARED_LENGTH or "\0" in campaign + department:
        raise BadInput
    names = f"{campaign}\0{department}\0".encode()
    return sha256(_NULLIFIER_TAG + names + prepared).digest()


def prepare(message: bytes | None = None, *, prefix: bytes | None = None) -> bytes:
    """Put a random prefix before a message; without one, a random message of 32 bytes.

    References
    ----------
    RFC 9474, section 4.1, PrepareRandomize.
    """
    prefix = secrets.token_bytes(PREFIX_LENGTH) if prefix is None else prefix
    message = secrets.token_bytes(PREPARED_LENGTH - PREFIX_LENGTH) if message is None else message
    return prefix + message


def new_secret() -> bytes:
    """Draw what authorises casting; it stays on the device and travels with a cast only."""
    return secrets.token_bytes(SECRET_LENGTH)


def prepare_for(secret: bytes, *, prefix: bytes | None = None) -> bytes:
    """Prepare the message that only the holder of this secret can cast with."""
    return prepare(_hide(secret), prefix=prefix)


def blind(
    modulus: str, prepared: bytes, *, salt: bytes | None = None, r: int | None = None
) -> Blinded:
    """Blind a prepared message. `salt` and `r` are drawn unless a test vector pins them.

    Raises
    ------
    BadInput
        The modulus is none, or shares a factor with the message or with `r`.

    References
    ----------
    RFC 9474, section 4.2.
    """
    n = public_key(modulus).public_numbers().n
    salt = secrets.token_bytes(SALT_LENGTH) if salt is None else salt
    message = int.from_bytes(encode_pss(prepared, n.bit_length() - 1, salt), "big")
    _invert(message, n)
    r, inverse = _draw_unit(n) if r is None else (r, _invert(r, n))
    return Blinded(
        blinded=(message * pow(r, EXPONENT, n) % n).to_bytes(_length(n), "big"), inverse=inverse
    )


def finalize(
    modulus: str,
    prepared: bytes,
    blind_signature: bytes,
    inverse: int,
    *,
    salt_length: int = SALT_LENGTH,
) -> bytes:
    """Take the blinding off a signature and verify it.

    Raises
    ------
    CredentialRefused
        What the server sent is no signature of the blinded message.
    BadInput
        The modulus is none.

    References
    ----------
    RFC 9474, section 4.4.
    """
    n = public_key(modulus).public_numbers().n
    if len(blind_signature) != _length(n):
        raise CredentialRefused
    signature = (int.from_bytes(blind_signature, "big") * inverse % n).to_bytes(_length(n), "big")
    verify(modulus, prepared, signature, salt_length=salt_length)
    return signature


def _hide(secret: bytes) -> bytes:
    return sha256(_CAST_TAG + secret).digest()


def _power_by_crt(message: int, numbers: RSAPrivateNumbers, power: Power) -> int:
    p, q = numbers.p, numbers.q
    at_p = int(power(message % p, numbers.dmp1, p))
    at_q = int(power(message % q, numbers.dmq1, q))
    return at_q + q * (numbers.iqmp * (at_p - at_q) % p)


def _draw_unit(n: int) -> tuple[int, int]:
    """Draw a number below n that has an inverse, and the inverse."""
    drawn = 1 + secrets.randbelow(n - 1)
    return drawn, _invert(drawn, n)


def _invert(number: int, n: int) -> int:
    try:
        return pow(number, -1, n)
    except ValueError:
        # A factor of n: for an honest key less likely than guessing the key.
        raise BadInput from None


def _length(n: int) -> int:
    return (n.bit_length() + 7) // 8
