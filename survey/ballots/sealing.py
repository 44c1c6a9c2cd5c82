"""Keep how a ballot is sealed and opened; must never be reachable from the people's side.

A sealed ballot: version | AES key under the seal key (RSA-OAEP-SHA-256) | IV | AES-256-GCM of the
padded ballot with its tag. The nullifier is authenticated with it: moved elsewhere, it never opens.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from survey.ballots.ballot import PADDED_LENGTH
from survey.ballots.keys import KEY_BITS, SealKey, public_key
from survey.errors import BadInput

VERSION = b"\x01"
NULLIFIER_LENGTH = 32
_WRAPPED_LENGTH = KEY_BITS // 8
_IV_LENGTH = 12
_TAG_LENGTH = 16
_AES_LENGTH = 32
SEALED_LENGTH = len(VERSION) + _WRAPPED_LENGTH + _IV_LENGTH + PADDED_LENGTH + _TAG_LENGTH

_OAEP = OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None)


def seal(modulus: str, nullifier: bytes, plaintext: bytes) -> bytes:
    """Seal a padded ballot to a campaign's seal key.

    Raises
    ------
    BadInput
        The modulus is none of 3072 bits, or a part has another length than it always has.
    """
    key = public_key(modulus)
    lengths = (key.key_size, len(nullifier), len(plaintext))
    if lengths != (KEY_BITS, NULLIFIER_LENGTH, PADDED_LENGTH):
        raise BadInput
    fresh, iv = secrets.token_bytes(_AES_LENGTH), secrets.token_bytes(_IV_LENGTH)
    wrapped = key.encrypt(fresh, _OAEP)
    return VERSION + wrapped + iv + AESGCM(fresh).encrypt(iv, plaintext, nullifier)


def unseal(key: SealKey, nullifier: bytes, sealed: bytes) -> bytes:
    """Open a sealed ballot: its padded plaintext.

    Raises
    ------
    BadInput
        It does not open. Why is not told: every failure looks the same.
    """
    if len(sealed) != SEALED_LENGTH or sealed[:1] != VERSION or len(nullifier) != NULLIFIER_LENGTH:
        raise BadInput("sealed_ballot")
    wrapped, rest = sealed[1 : 1 + _WRAPPED_LENGTH], sealed[1 + _WRAPPED_LENGTH :]
    iv, ciphertext = rest[:_IV_LENGTH], rest[_IV_LENGTH:]
    try:
        fresh = key.private.decrypt(wrapped, _OAEP)
        if len(fresh) != _AES_LENGTH:
            raise BadInput("sealed_ballot")
        return AESGCM(fresh).decrypt(iv, ciphertext, nullifier)
    except (ValueError, InvalidTag):
        raise BadInput("sealed_ballot") from None
