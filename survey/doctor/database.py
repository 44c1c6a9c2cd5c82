"""Keep the examination of the database's settings; read nobody's row."""

import os
import stat
from pathlib import Path

from sqlalchemy import text

from survey.doctor.grade import grade
from survey.doctor.keys import is_apart
from survey.store.database import Database, Session
from survey.store.handover import YELLOW, Finding

# What each pragma must read as: the numbers SQLite answers with.
_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}

# Each writes statements, bound values or times of transactions where they outlive a ballot.
_SILENT = {
    "log_statement": ("none", "ddl"),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "log_parameter_max_length_on_error": ("0",),
    "track_commit_timestamp": ("off",),
    "debug_print_parse": ("off",),
    "debug_print_rewritten": ("off",),
    "debug_print_plan": ("off",),
}
_DURABLE = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
}
# A library of these writes statements with their values into the log.
_LOUD_LIBRARIES = ("auto_explain", "pgaudit", "pg_stat_monitor")


async def examine_sqlite(database: Database) -> list[Finding]:
    """Look at the pragmas of the connection that writes, and at who may read the file."""
    async with database.session() as session:
        found = {
            name: (await session.execute(text(f"PRAGMA {name}"))).scalar_one() for name in _PRAGMAS
        }
    return [
        grade("database_settings", good=found == _PRAGMAS),
        grade("database_private", good=_is_private(database.file)),
    ]


async def examine_postgresql(database: Database, keys: Path) -> list[Finding]:
    """Look at the server's settings as this user is told them."""
    async with database.reading() as session:
        rows = await session.execute(text("SELECT name, setting FROM pg_settings"))
        told = {row[0]: row[1] for row in rows}
        listened = await _listens(session)
    # Not told to everybody, and only comparable when the server runs on this machine.
    data = told.get("data_directory")
    preloaded = f"{told.get('shared_preload_libraries')},{told.get('session_preload_libraries')}"
    return [
        grade("database_keys_apart", good=not data or is_apart(keys, Path(data))),
        grade("database_settings", good=_all_within(told, _DURABLE)),
        grade("database_silent", good=_all_within(told, _SILENT)),
        grade("database_libraries", good=not any(loud in preloaded for loud in _LOUD_LIBRARIES)),
        # An archive or a replica keeps the order of everything that was ever written.
        grade("database_archive", good=told.get("archive_mode") == "off", otherwise=YELLOW),
        grade("database_replication", good=not listened, otherwise=YELLOW),
    ]


def _all_within(told: dict[str, str], wanted: dict[str, tuple[str, ...]]) -> bool:
    return all(told.get(name, values[0]) in values for name, values in wanted.items())


async def _listens(session: Session) -> bool:
    query = text(
        "SELECT (SELECT count(*) FROM pg_publication) + (SELECT count(*) FROM pg_replication_slots)"
    )
    return bool((await session.execute(query)).scalar_one())


def _is_private(file: Path | None) -> bool:
    if file is None:
        return True
    found = file.stat()
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
