"""Keep a campaign's terms: frozen at opening, hashed, compared by people; never an answer."""

import base64
import hashlib

import msgspec

_TAG = b"accord manifest v1"
_ROUNDS = 600_000
_LETTERS, _GROUP = 20, 4


class Department(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One department: its size and the modulus (base64url) its credentials are signed under."""

    code: str
    name: str
    roster: int
    issue_key: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The terms of one wave; days are YYYY-MM-DD, keys are base64url moduli."""

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


def encode(manifest: Manifest) -> bytes:
    """Write the manifest as canonical JSON: sorted keys, no spaces, UTF-8."""
    return msgspec.json.encode(manifest, order="sorted")


def decode(data: bytes) -> Manifest:
    """Read a manifest."""
    return msgspec.json.decode(data, type=Manifest)


def manifest_hash(data: bytes) -> str:
    """Return the SHA-256 of the manifest's bytes in base64url, as links carry it."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def fingerprint(data: bytes) -> str:
    """Return the code that people compare: 100 bits of a slow hash, in groups of four."""
    digest = hashlib.pbkdf2_hmac("sha256", hashlib.sha256(data).digest(), _TAG, _ROUNDS, dklen=13)
    letters = base64.b32encode(digest).decode().lower()[:_LETTERS]
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LETTERS, _GROUP))
