"""Keep how a ballot is sealed and opened; must never be reachable from the people's side.

A sealed ballot: version | wrapped shares (RSA-OAEP-SHA-256) | IV | AES-256-GCM of the padded ballot
with its tag. The nullifier is authenticated with it: moved elsewhere, it never opens.

Version 1 has one share, under the seal key: it is the AES key. Version 2 has a second one, under
the guardian's key; the AES key is the exclusive or of both, so that neither holder alone knows
anything of it.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from survey.ballots.ballot import PADDED_LENGTH
from survey.ballots.keys import KEY_BITS, SealKey, public_key
from survey.errors import BadInput

VERSION, GUARDED_VERSION = b"\x01", b"\x02"
NULLIFIER_LENGTH = 32
SHARE_LENGTH = 32
WRAP_LENGTH = KEY_BITS // 8
_IV_LENGTH = 12
_TAG_LENGTH = 16
SEALED_LENGTH = len(VERSION) + WRAP_LENGTH + _IV_LENGTH + PADDED_LENGTH + _TAG_LENGTH
GUARDED_LENGTH = SEALED_LENGTH + WRAP_LENGTH

_OAEP = OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None)


def sealed_length(guardian: str) -> int:
    """Tell how long every ballot of a campaign is; `guardian` as its manifest says it."""
    return GUARDED_LENGTH if guardian else SEALED_LENGTH


def seal(modulus: str, nullifier: bytes, plaintext: bytes, guardian: str = "") -> bytes:
    """Seal a padded ballot to a campaign's seal key, and to its guardian's key if it has one.

    Raises
    ------
    BadInput
        A modulus is none of 3072 bits, or a part has another length than it always has.
    """
    if (len(nullifier), len(plaintext)) != (NULLIFIER_LENGTH, PADDED_LENGTH):
        raise BadInput
    keys = [modulus, guardian] if guardian else [modulus]
    shares = [secrets.token_bytes(SHARE_LENGTH) for _ in keys]
    wraps = b"".join(wrap_share(key, share) for key, share in zip(keys, shares, strict=True))
    fresh, iv = _join(*shares), secrets.token_bytes(_IV_LENGTH)
    version = GUARDED_VERSION if guardian else VERSION
    return version + wraps + iv + AESGCM(fresh).encrypt(iv, plaintext, nullifier)


def wrap_share(modulus: str, share: bytes) -> bytes:
    """Encrypt a share of an AES key; every time it reads otherwise."""
    key = public_key(modulus)
    if key.key_size != KEY_BITS:
        raise BadInput
    return key.encrypt(share, _OAEP)


def find_guarded_wrap(sealed: bytes) -> bytes | None:
    """Find the share of a sealed ballot that only the guardian can unwrap."""
    if len(sealed) != GUARDED_LENGTH or sealed[:1] != GUARDED_VERSION:
        return None
    return sealed[1 + WRAP_LENGTH : 1 + 2 * WRAP_LENGTH]


def unseal(key: SealKey, nullifier: bytes, sealed: bytes, share: bytes | None = None) -> bytes:
    """Open a sealed ballot: its padded plaintext. `share` is the guardian's, where there is one.

    Raises
    ------
    BadInput
        It does not open. Why is not told: every failure looks the same.
    """
    version, length = (
        (VERSION, SEALED_LENGTH) if share is None else (GUARDED_VERSION, GUARDED_LENGTH)
    )
    if len(sealed) != length or sealed[:1] != version or len(nullifier) != NULLIFIER_LENGTH:
        raise BadInput("sealed_ballot")
    wrapped, rest = sealed[1 : 1 + WRAP_LENGTH], sealed[-_IV_LENGTH - PADDED_LENGTH - _TAG_LENGTH :]
    iv, ciphertext = rest[:_IV_LENGTH], rest[_IV_LENGTH:]
    try:
        shares = [key.private.decrypt(wrapped, _OAEP), *([] if share is None else [share])]
        if any(len(each) != SHARE_LENGTH for each in shares):
            raise BadInput("sealed_ballot")
        return AESGCM(_join(*shares)).decrypt(iv, ciphertext, nullifier)
    except (ValueError, InvalidTag):
        raise BadInput("sealed_ballot") from None


def _join(*shares: bytes) -> bytes:
    joined = 0
    for share in shares:
        joined ^= int.from_bytes(share, "big")
    return joined.to_bytes(SHARE_LENGTH, "big")
