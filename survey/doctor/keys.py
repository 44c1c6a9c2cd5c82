"""Keep what doctor asks of the key directory: apart from the database, for its owner only."""

import os
import stat
from pathlib import Path

from survey.store.handover import GREEN, RED, Finding


def examine_keys(keys: Path, database: Path | None) -> list[Finding]:
    """Look at the key directory; it need not be there yet."""
    return [
        _grade("keys_apart", good=database is None or is_apart(keys, database.parent)),
        _grade("keys_private", good=is_private(keys)),
        _grade("keys_writable", good=_is_writable(keys)),
    ]


def is_apart(keys: Path, data: Path) -> bool:
    """Tell whether neither directory lies in the other: a backup of one must not take both."""
    keys, data = keys.resolve(), data.resolve()
    return not keys.is_relative_to(data) and not data.is_relative_to(keys)


def is_private(keys: Path) -> bool:
    """Tell whether the directory and its files belong to this user and to nobody else."""
    if not keys.exists():
        return True
    entries = [keys, *keys.rglob("*")]
    return all(_is_own(entry.lstat()) for entry in entries)


def _is_own(found: os.stat_result) -> bool:
    shared = found.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    return found.st_uid == os.geteuid() and not shared and not stat.S_ISLNK(found.st_mode)


def _is_writable(keys: Path) -> bool:
    # The nearest directory that is there: the rest is made when the first key is saved.
    there = next(parent for parent in (keys, *keys.parents) if parent.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _grade(code: str, *, good: bool) -> Finding:
    return Finding(code=code, state=GREEN if good else RED)
