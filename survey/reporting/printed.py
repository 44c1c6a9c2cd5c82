"""Keep a release as it lies on disk, with the hash of its bytes; know no answer."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from survey.disclosure.encoding import decode_release, release_hash
from survey.disclosure.policy import NOTHING
from survey.disclosure.release import VERSION, Release
from survey.errors import BadFile, BadInput


class _Versioned(msgspec.Struct):
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A release as it lies on disk: what it says, and the SHA-256 (hex) of its bytes."""

    release: Release
    hash: str

    @property
    def silent(self) -> bool:
        """Whether too few answered for any result."""
        return self.release.layout == NOTHING


def load_release(file: Path) -> Printed:
    """Read a release from its canonical JSON.

    Raises
    ------
    BadFile
        There is no such file, or it is not a release.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadFile("unreadable_release", file=str(file), reason=error.strerror) from error
    return decode(data, str(file))


def decode(data: bytes, name: str = "") -> Printed:
    """Read a release from its canonical bytes; raise BadFile for anything else.

    What another version of Accord wrote is told from what is damaged, or nothing of ours.
    """
    try:
        written = msgspec.json.decode(data, type=_Versioned).version
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        written = VERSION
    if written != VERSION:
        raise BadFile("other_version", file=name, version=written, here=VERSION)
    try:
        release = decode_release(data)
    except BadInput as error:
        raise BadFile("broken_release", file=name, **error.facts) from error
    return Printed(release=release, hash=release_hash(data))
