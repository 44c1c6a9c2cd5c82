"""Keep the private keys of campaigns, apart from every database; never a person, never a ballot."""

import os
import re
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from survey.ballots import base64url
from survey.ballots.ledger import Ledger
from survey.errors import BadInput, NotFound, Refused, WrongState

KEY_BITS = 3072
EXPONENT = 65537

# Campaign ids and department codes become file names: no dot, no slash, nothing to climb with.
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_SEAL = "seal.pem"
_TERMS, _RELEASE = "terms.sha256", "release.sha256"
_LEDGER = "ledger.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateKey:
    """An RSA key pair that is used for one thing only; the subclass says for which."""

    private: rsa.RSAPrivateKey = field(repr=False)

    @property
    def modulus(self) -> str:
        """The public half as the manifest says it: the modulus, big-endian, in base64url."""
        n = self.private.public_key().public_numbers().n
        return base64url.encode(n.to_bytes((n.bit_length() + 7) // 8, "big"))

    def to_pem(self) -> bytes:
        """Write the private key; whoever holds these bytes holds the key."""
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @classmethod
    def from_pem(cls, pem: bytes) -> Self:
        """Read a private key.

        Raises
        ------
        BadInput
            The bytes are no RSA key of 3072 bits with e = 65537.
        """
        try:
            # OpenSSL's check tests both primes again: 135 ms, where a signature takes 5. These are
            # our own files, so that what has to be caught is damage.
            private = load_pem_private_key(pem, password=None, unsafe_skip_rsa_key_validation=True)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            # Not chained: the cause may quote the key.
            raise BadInput("broken_key") from None
        if not isinstance(private, rsa.RSAPrivateKey) or private.key_size != KEY_BITS:
            raise BadInput("broken_key")
        if not _is_whole(private.private_numbers()):
            raise BadInput("broken_key")
        return cls(private=private)


class IssueKey(PrivateKey):
    """Signs blinded messages of one department in one phase of one campaign."""

    __slots__ = ()


class SealKey(PrivateKey):
    """Opens the sealed ballots of one campaign, once, at the close."""

    __slots__ = ()


def new_issue_key() -> IssueKey:
    """Make the key that signs a department's blinded messages."""
    return IssueKey(private=rsa.generate_private_key(EXPONENT, KEY_BITS))


def new_seal_key() -> SealKey:
    """Make the key that opens a campaign's ballots."""
    return SealKey(private=rsa.generate_private_key(EXPONENT, KEY_BITS))


def public_key(modulus: str) -> rsa.RSAPublicKey:
    """Read a public key as the manifest says it; the exponent is always 65537.

    Raises
    ------
    BadInput
        The text is no base64url or no modulus of an RSA key.
    """
    n = int.from_bytes(base64url.decode(modulus), "big")
    try:
        return rsa.RSAPublicNumbers(EXPONENT, n).public_key()
    except ValueError:
        raise BadInput("broken_key") from None


class Keyring:
    """The key directory: a folder for each campaign, a file for each key, for its owner only.

    Beside the keys lie two pledges, hashes of what they serve, and the ledger of what was signed
    and cast: whoever can write to the database alone can then neither put other keys into a
    manifest, nor change what lies in the box, nor have a wave counted twice.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def holds(self, campaign: str) -> bool:
        """Tell whether anything of this campaign's keys is there."""
        return self._folder(campaign).exists()

    def save_issue_key(self, campaign: str, department: str, key: IssueKey) -> None:
        """Write a department's issue key so that a power cut cannot take it; never over another."""
        self._save(campaign, _name_issue(department), key)

    def save_seal_key(self, campaign: str, key: SealKey) -> None:
        """Write a campaign's seal key so that a power cut cannot take it; never over another."""
        self._save(campaign, _SEAL, key)

    def load_issue_key(self, campaign: str, department: str) -> IssueKey:
        """Read a department's issue key; raises NotFound where there is none."""
        return IssueKey.from_pem(self._load(campaign, _name_issue(department)))

    def load_seal_key(self, campaign: str) -> SealKey:
        """Read a campaign's seal key; raises NotFound where there is none."""
        return SealKey.from_pem(self._load(campaign, _SEAL))

    def pledge_terms(self, campaign: str, manifest: bytes) -> None:
        """Bind a campaign's keys to its manifest; raises Refused where they serve another."""
        self._pledge(campaign, _TERMS, manifest, "terms_changed")

    def require_terms(self, campaign: str, manifest: bytes | None) -> None:
        """Raise Refused unless these are the very bytes that the keys were made for."""
        self._require_pledge(campaign, _TERMS, manifest, "terms_changed")

    def pledge_release(self, campaign: str, content: bytes) -> None:
        """Bind a campaign's keys to its one release; raises Refused where it is another."""
        self._pledge(campaign, _RELEASE, content, "another_release")

    def require_release(self, campaign: str, content: bytes | None) -> None:
        """Raise Refused unless these are the bytes of the release that was pledged."""
        self._require_pledge(campaign, _RELEASE, content, "another_release")

    def has_pledged(self, campaign: str, content: bytes) -> bool:
        """Tell whether these are the bytes of the release that was pledged."""
        return self._find_pledge(campaign, _RELEASE) == _digest(content)

    def open_ledger(self, campaign: str) -> None:
        """Make the ledger of what is signed and cast under a campaign's keys."""
        self._require_folder(campaign)
        self.ledger(campaign).open()
        _sync(self._folder(campaign))

    def ledger(self, campaign: str) -> Ledger:
        """Name a campaign's ledger; using it raises Refused where there is none."""
        return Ledger(self._folder(campaign) / _LEDGER)

    def destroy(self, campaign: str) -> None:
        """Overwrite and remove everything of a campaign's keys; nothing there is no error.

        Overwriting helps where the disk writes in place. Flash and copy-on-write file systems may
        keep old blocks, which is why the directory belongs on an encrypted disk outside backups.
        """
        folder = self._folder(campaign)
        if not folder.exists():
            return
        # The seal key first: if power fails half-way, what opens ballots is gone.
        for path in sorted(folder.iterdir(), key=lambda path: (path.name != _SEAL, path.name)):
            _overwrite(path)
            path.unlink()
            _sync(folder)
        folder.rmdir()
        _sync(self._directory)

    def _folder(self, campaign: str) -> Path:
        return self._directory / _require_name(campaign)

    def _save(self, campaign: str, name: str, key: PrivateKey) -> None:
        folder = self._folder(campaign)
        path = folder / name
        if path.exists():
            raise WrongState("key_exists")
        _make_private(self._directory)
        _make_private(folder)
        # Inside the folder, so that `destroy` also finds what a crash left behind.
        unfinished = folder / f"{secrets.token_hex(8)}.new"
        _write(unfinished, key.to_pem())
        unfinished.rename(path)
        _sync(folder)

    def _require_folder(self, campaign: str) -> None:
        if not self.holds(campaign):
            raise NotFound(what="key")

    def _pledge(self, campaign: str, name: str, content: bytes, code: str) -> None:
        self._require_folder(campaign)
        folder = self._folder(campaign)
        unfinished = folder / f"{secrets.token_hex(8)}.new"
        _write(unfinished, _digest(content))
        try:
            # Unlike a rename, never over another, not even when two do it at once.
            (folder / name).hardlink_to(unfinished)
        except FileExistsError:
            self._require_pledge(campaign, name, content, code)
        finally:
            unfinished.unlink()
            _sync(folder)

    def _require_pledge(self, campaign: str, name: str, content: bytes | None, code: str) -> None:
        if content is None or self._find_pledge(campaign, name) != _digest(content):
            raise Refused(code)

    def _find_pledge(self, campaign: str, name: str) -> bytes | None:
        self._require_folder(campaign)
        try:
            return (self._folder(campaign) / name).read_bytes()
        except FileNotFoundError:
            return None

    def _load(self, campaign: str, name: str) -> bytes:
        try:
            return (self._folder(campaign) / name).read_bytes()
        except FileNotFoundError:
            raise NotFound(what="key") from None


def _is_whole(numbers: rsa.RSAPrivateNumbers) -> bool:
    p, q, public = numbers.p, numbers.q, numbers.public_numbers
    return (
        public.e == EXPONENT
        and p * q == public.n
        and EXPONENT * numbers.dmp1 % (p - 1) == 1
        and EXPONENT * numbers.dmq1 % (q - 1) == 1
        and numbers.iqmp * q % p == 1
    )


def _digest(content: bytes) -> bytes:
    return sha256(content).hexdigest().encode()


def _name_issue(department: str) -> str:
    return f"issue.{_require_name(department)}.pem"


def _require_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise BadInput("bad_name")
    return name


def _make_private(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(folder.parent)


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
