"""Keep how an SQLite database is copied whole while it is used, and put back; know no row.

A copy holds what the database holds: people and sealed ballots of open campaigns, and no key.
"""

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from survey.errors import BadFile, Refused
from survey.store.database import Database


async def copy_database(database: Database, file: Path) -> None:
    """Write a consistent copy to a new file, for its owner only.

    Raises
    ------
    Refused
        `copy_exists`: nothing is written over another file. `not_sqlite`: a database server has
        tools of its own.
    """
    if database.dialect != "sqlite":
        raise Refused("not_sqlite")
    await asyncio.to_thread(_make_empty, file)
    try:
        # One read transaction: writers go on, and what they write meanwhile is not in the copy.
        await database.vacuum_into(file)
    except BaseException:
        await asyncio.to_thread(file.unlink)
        raise
    await asyncio.to_thread(_sync, file)


def place_copy(copy: Path, target: Path) -> None:
    """Put a copy where the database is to be, whole or not at all.

    Raises
    ------
    Refused
        `database_exists`: there is a database already.
    BadFile
        `copy_broken`: the copy is damaged, or none of ours.
    """
    if target.exists() and target.stat().st_size:
        raise Refused("database_exists", file=target)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    _make_empty(unfinished)
    try:
        shutil.copyfile(copy, unfinished)
        _require_whole(unfinished)
        _sync(unfinished)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    _sync(target)


def _require_whole(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as opened:
            (state,) = opened.execute("PRAGMA integrity_check").fetchone()
            opened.execute("SELECT version_num FROM alembic_version").fetchone()
            opened.execute("SELECT id, state, manifest FROM campaign").fetchall()
    except sqlite3.Error:
        raise BadFile("copy_broken") from None
    if state != "ok":
        raise BadFile("copy_broken")


def _make_empty(file: Path) -> None:
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise Refused("copy_exists", file=file) from None


def _sync(file: Path) -> None:
    for path in (file, file.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
