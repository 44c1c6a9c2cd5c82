"""Keep the frozen terms of a campaign as bytes that everybody can compare; never a person's key."""

from base64 import b32encode
from hashlib import pbkdf2_hmac, sha256

import msgspec

from survey.ballots import base64url
from survey.ballots.keys import KEY_BITS, public_key
from survey.errors import BadInput

# OWASP's Password Storage Cheat Sheet for PBKDF2-HMAC-SHA256 (2023): a server that wants a second
# manifest with the same 100 bits has to pay this for every try.
_ITERATIONS = 600_000
_FINGERPRINT_SALT = b"accord manifest v1"
_FINGERPRINT_BYTES = 13
_FINGERPRINT_LENGTH = 20
_GROUP = 4


class Department(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A department: how many are invited, and the key under which its credentials verify."""

    code: str
    name: str
    roster: int
    issue_key: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The terms that are frozen at opening; days are written as YYYY-MM-DD.

    guardian_key, guardian_name, guardian_role: all empty where a campaign has no guardian.
    """

    v: int
    campaign: str
    wave: int
    phase: str
    organisation: str
    kit: str
    kit_version: str
    kit_hash: str
    departments: tuple[Department, ...]
    seal_key: str
    c: int
    k: int
    opens: str
    closes: str
    time_zone: str
    languages: tuple[str, ...]
    script: str
    voting_part: bool
    guardian_key: str = ""
    guardian_name: str = ""
    guardian_role: str = ""


def encode(manifest: Manifest) -> bytes:
    """Write a manifest as canonical JSON: sorted keys, no spaces, UTF-8."""
    return msgspec.json.encode(manifest, order="sorted")


def decode(data: bytes) -> Manifest:
    """Read a manifest.

    Raises
    ------
    BadInput
        It is none, not in canonical form, not of two departments, or a key is none of 3072 bits.
    """
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise BadInput("bad_manifest") from None
    if encode(manifest) != data or manifest.v != 1:
        raise BadInput("bad_manifest")
    if len({department.code for department in manifest.departments}) != len(manifest.departments):
        raise BadInput("bad_manifest")
    guardian = (manifest.guardian_key, manifest.guardian_name, manifest.guardian_role)
    if any(guardian) and not all(guardian):
        raise BadInput("bad_manifest")
    keys = [manifest.seal_key, *(department.issue_key for department in manifest.departments)]
    if len(keys) != 3 or manifest.guardian_key in keys:
        raise BadInput("bad_manifest")
    keys += [manifest.guardian_key] if manifest.guardian_key else []
    if any(public_key(key).key_size != KEY_BITS for key in keys):
        raise BadInput("bad_manifest")
    return manifest


def manifest_hash(data: bytes) -> str:
    """Name a manifest's bytes in a link: SHA-256 in base64url."""
    return base64url.encode(sha256(data).digest())


def fingerprint(data: bytes) -> str:
    """Name a manifest's bytes so that two people can compare them: 20 letters in groups of four.

    Takes about a third of a second on purpose; 100 bits are enough against a second manifest.
    """
    slow = pbkdf2_hmac(
        "sha256", sha256(data).digest(), _FINGERPRINT_SALT, _ITERATIONS, _FINGERPRINT_BYTES
    )
    letters = b32encode(slow).decode("ascii").lower()[:_FINGERPRINT_LENGTH]
    return "-".join(letters[i : i + _GROUP] for i in range(0, _FINGERPRINT_LENGTH, _GROUP))
