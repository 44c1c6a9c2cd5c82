"""Keep how answers are sealed and unsealed; never who sealed them. People's side never comes here.

A sealed ballot is 0x01, a fresh AES-256 key under RSA-OAEP (SHA-256), a 12-byte nonce, and the
padded ballot under AES-GCM with the nullifier as associated data: moved to another nullifier, a
sealed ballot does not open.
"""

import os
from base64 import urlsafe_b64decode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey.ballots.ballot import PADDED_LENGTH
from survey.ballots.keys import SealKey
from survey.errors import BadInput

_VERSION = b"\x01"
_WRAPPED, _NONCE, _TAG = 384, 12, 16
SEALED_LENGTH = 1 + _WRAPPED + _NONCE + PADDED_LENGTH + _TAG
_OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


def seal(modulus: str, nullifier: bytes, plaintext: bytes) -> bytes:
    """Seal a padded ballot for this nullifier under the campaign's seal key (its modulus)."""
    if len(plaintext) != PADDED_LENGTH:
        raise BadInput("ballot_length", length=len(plaintext))
    number = int.from_bytes(urlsafe_b64decode(modulus + "=" * (-len(modulus) % 4)), "big")
    key, nonce = AESGCM.generate_key(256), os.urandom(_NONCE)
    wrapped = rsa.RSAPublicNumbers(65537, number).public_key().encrypt(key, _OAEP)
    return _VERSION + wrapped + nonce + AESGCM(key).encrypt(nonce, plaintext, nullifier)


def unseal(key: SealKey, nullifier: bytes, sealed: bytes) -> bytes:
    """Open a sealed ballot.

    Raises
    ------
    BadInput
        It was sealed for another nullifier or key, or was changed.
    """
    if len(sealed) != SEALED_LENGTH or not sealed.startswith(_VERSION):
        raise BadInput("ballot_sealed_wrongly")
    wrapped, rest = sealed[1 : 1 + _WRAPPED], sealed[1 + _WRAPPED :]
    try:
        fresh = key.private.decrypt(wrapped, _OAEP)
        return AESGCM(fresh).decrypt(rest[:_NONCE], rest[_NONCE:], nullifier)
    except (ValueError, InvalidTag):
        raise BadInput("ballot_sealed_wrongly") from None
