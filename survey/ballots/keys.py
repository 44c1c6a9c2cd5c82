"""Keep the private keys: made at opening, in a folder of their own, destroyed at the close.

Never in the database or its backups. Whoever loses the folder loses the answers.
"""

import os
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from survey.errors import BadInput, NotFound

BITS, EXPONENT = 3072, 65537
_NAME = re.compile(r"[a-z0-9_]{1,64}")
_SEAL = "seal"


@dataclass(frozen=True, slots=True, kw_only=True)
class _PrivateKey:
    private: rsa.RSAPrivateKey

    @property
    def modulus(self) -> str:
        """The public half: the modulus, big-endian, base64url."""
        number = self.private.public_key().public_numbers().n
        return (
            urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))
            .decode()
            .rstrip("=")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueKey(_PrivateKey):
    """Signs the credentials of one department in one campaign and phase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealKey(_PrivateKey):
    """Opens the ballots of one campaign, once."""


def new_issue_key() -> IssueKey:
    """Make a key that signs credentials."""
    return IssueKey(private=rsa.generate_private_key(EXPONENT, BITS))


def new_seal_key() -> SealKey:
    """Make a key that opens ballots."""
    return SealKey(private=rsa.generate_private_key(EXPONENT, BITS))


class Keyring:
    """The folder of private keys: one folder a campaign, one file a key, for the owner only."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def save_issue_key(self, campaign: str, department: str, key: IssueKey) -> None:
        """Write a department's key to the disk, durably."""
        self._save(campaign, f"issue-{_require_name(department)}", key)

    def load_issue_key(self, campaign: str, department: str) -> IssueKey:
        """Load a department's key, or raise NotFound."""
        return IssueKey(private=self._load(campaign, f"issue-{_require_name(department)}"))

    def save_seal_key(self, campaign: str, key: SealKey) -> None:
        """Write the campaign's seal key to the disk, durably."""
        self._save(campaign, _SEAL, key)

    def load_seal_key(self, campaign: str) -> SealKey:
        """Load the campaign's seal key, or raise NotFound."""
        return SealKey(private=self._load(campaign, _SEAL))

    def holds(self, campaign: str) -> bool:
        """Tell whether any key of the campaign is left."""
        return self._folder(campaign).exists()

    def destroy(self, campaign: str) -> None:
        """Overwrite and delete every key of the campaign; again does nothing."""
        folder = self._folder(campaign)
        if not folder.exists():
            return
        for file in folder.iterdir():
            with file.open("r+b") as stream:
                stream.write(secrets.token_bytes(file.stat().st_size))
                stream.flush()
                os.fsync(stream.fileno())
            file.unlink()
        _sync(folder)
        folder.rmdir()
        _sync(self.directory)

    def _save(self, campaign: str, name: str, key: _PrivateKey) -> None:
        folder = self._folder(campaign)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = key.private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        fresh = folder / f"{name}.new"
        with os.fdopen(
            os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb"
        ) as stream:
            stream.write(pem)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.rename(folder / f"{name}.pem")
        _sync(folder)
        _sync(self.directory)

    def _load(self, campaign: str, name: str) -> rsa.RSAPrivateKey:
        file = self._folder(campaign) / f"{name}.pem"
        if not file.exists():
            raise NotFound("key_missing")
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise NotFound("key_missing")
        return key

    def _folder(self, campaign: str) -> Path:
        return self.directory / _require_name(campaign)


def _require_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise BadInput("key_name", name=name)
    return name


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
