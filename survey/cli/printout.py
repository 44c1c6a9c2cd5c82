"""Keep how a command writes a file down: whole or not at all, and over nothing but its own kind."""

import errno
import os
from pathlib import Path

from survey.errors import BadInput

# How the files begin that reports are written as; an earlier print may be written over.
_OWN = (b"%PDF-", b"PK\x03\x04")
_REASONS = {
    errno.ENOENT: "no_folder",
    errno.ENOTDIR: "no_folder",
    errno.EACCES: "no_right",
    errno.EPERM: "no_right",
    errno.EROFS: "no_right",
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
}


def require_place(out: Path) -> None:
    """Refuse a place before minutes of work go into what could not be written there.

    Raises
    ------
    BadInput
        no_folder, no_right; foreign_file: a file of another kind is there, a release, say.
    """
    folder = out.parent
    if not folder.is_dir():
        raise BadInput("no_folder")
    if not os.access(out if out.exists() else folder, os.W_OK):
        raise BadInput("no_right")
    if out.is_file() and _is_foreign(out):
        raise BadInput("foreign_file")


def write_whole(out: Path, content: bytes) -> None:
    """Write a file beside its place and then put it there; a device is written to as it is."""
    if out.exists() and not out.is_file():
        out.write_bytes(content)
        return
    place = out.resolve()
    part = place.with_name(f".{place.name}.part")
    try:
        part.write_bytes(content)
        part.replace(place)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def name_reason(wrong: OSError) -> str:
    """Name the sentence that says why a file cannot be written; "" where we have none."""
    return _REASONS.get(wrong.errno or 0, "")


def _is_foreign(file: Path) -> bool:
    with file.open("rb") as opened:
        start = opened.read(8)
    return bool(start) and not start.startswith(_OWN)
