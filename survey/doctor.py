"""Keep the examination of an installation before an opening and at a close; read nobody's row.

A finding is a code for the wordings and a state: green, yellow (say it), red (do not open).
"""

import asyncio
import ipaddress
import logging
import os
import resource
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from sqlalchemy import Connection, inspect, text

from survey.settings import Settings
from survey.store.database import Database, Session, open_database
from survey.store.handover import GREEN, RED, YELLOW, Checkup, Finding
from survey.store.upgrade import is_current, upgrade_database

# From these levels on, each writes statements or bound values.
_LOUD_LOGGERS = (("sqlalchemy.engine", logging.INFO), ("aiosqlite", logging.DEBUG))

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

_SQLITE_OBJECTS = text("SELECT type, name, tbl_name, sql FROM sqlite_master")
# Everything in a PostgreSQL database that can act on or copy a row.
_POSTGRESQL_ACTORS = text(
    "WITH own AS (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"
    " SELECT (SELECT count(*) FROM pg_trigger JOIN own ON own.oid = tgrelid"
    "         WHERE NOT tgisinternal)"
    " + (SELECT count(*) FROM pg_rewrite JOIN own ON own.oid = ev_class)"
    " + (SELECT count(*) FROM pg_event_trigger)"
)


async def examine(
    settings: Settings, database: Database, environment: Mapping[str, str] = os.environ
) -> Checkup:
    """Look at keys, database, schema, address and switches; the order of findings is fixed."""
    findings = await asyncio.to_thread(examine_keys, settings.keys, database.file)
    if database.dialect == "sqlite":
        findings += await examine_sqlite(database)
    else:
        findings += await examine_postgresql(database, settings.keys)
    current = await is_current(database)
    findings.append(_grade("schema_current", good=current))
    if current:
        findings += await examine_schema(database)
    findings += [
        _grade("https", good=settings.secure or is_loopback(settings.base_url)),
        _grade("debug_off", good=not _debugs(environment)),
        _grade("no_core_dumps", good=_drops_no_core(), otherwise=YELLOW),
        _grade("mail", good=settings.smtp is not None, otherwise=YELLOW),
    ]
    return Checkup(findings=tuple(findings))


def is_loopback(base_url: str) -> bool:
    """Tell whether an address is reached on this machine only; browsers trust it without TLS."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _grade(code: str, *, good: bool, otherwise: str = RED) -> Finding:
    return Finding(code=code, state=GREEN if good else otherwise)


def _debugs(environment: Mapping[str, str]) -> bool:
    # Each of these writes arguments, and so answers or tokens, into logs or error pages.
    switches = ("LITESTAR_DEBUG", "PYTHONASYNCIODEBUG", "PYTHONDEVMODE")
    switched = any(environment.get(name, "").lower() not in ("", "0", "false") for name in switches)
    loud = any(logging.getLogger(name).isEnabledFor(level) for name, level in _LOUD_LOGGERS)
    return switched or sys.flags.dev_mode or loud


def _drops_no_core() -> bool:
    # A memory image would hold keys, and at the close answers.
    soft, _ = resource.getrlimit(resource.RLIMIT_CORE)
    return soft == 0


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
    keys = keys.absolute()
    there = next(parent for parent in (keys, *keys.parents) if parent.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


async def examine_sqlite(database: Database) -> list[Finding]:
    """Look at the pragmas of the connection that writes, and at who may read the file."""
    async with database.session() as session:
        found = {
            name: (await session.execute(text(f"PRAGMA {name}"))).scalar_one() for name in _PRAGMAS
        }
    return [
        _grade("database_settings", good=found == _PRAGMAS),
        _grade("database_private", good=_is_private(database.file)),
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
        _grade("database_keys_apart", good=not data or is_apart(keys, Path(data))),
        _grade("database_settings", good=_all_within(told, _DURABLE)),
        _grade("database_silent", good=_all_within(told, _SILENT)),
        _grade("database_libraries", good=not any(loud in preloaded for loud in _LOUD_LIBRARIES)),
        # An archive or a replica keeps the order of everything that was ever written.
        _grade("database_archive", good=told.get("archive_mode") == "off", otherwise=YELLOW),
        _grade("database_replication", good=not listened, otherwise=YELLOW),
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


async def examine_schema(database: Database) -> list[Finding]:
    """Compare the schema with that of an empty database brought up just now."""
    with TemporaryDirectory() as folder:
        scratch = open_database(f"sqlite+aiosqlite:///{Path(folder) / 'scratch.db'}")
        try:
            await upgrade_database(scratch)
            expected = await _read_columns(scratch)
            written = await _read_sqlite(scratch)
        finally:
            await scratch.close()
    columns = await _read_columns(database)
    if database.dialect == "sqlite":
        # Every word of it: WITHOUT ROWID is only in the words.
        same = await _read_sqlite(database) == written
    else:
        same = not await _counts_actors(database)
    known = same and columns == expected
    return [Finding(code="schema_known", state=GREEN if known else RED)]


async def _read_columns(database: Database) -> dict[str, frozenset[str]]:
    async with database.reading() as session:
        return await session.run_sync(_columns)


def _columns(connection: Connection) -> dict[str, frozenset[str]]:
    inspector = inspect(connection)
    tables = [*inspector.get_table_names(), *inspector.get_view_names()]
    return {
        table: frozenset(column["name"] for column in inspector.get_columns(table))
        for table in tables
    }


async def _read_sqlite(database: Database) -> frozenset[tuple[str | None, ...]]:
    async with database.reading() as session:
        return frozenset(tuple(row) for row in await session.execute(_SQLITE_OBJECTS))


async def _counts_actors(database: Database) -> int:
    async with database.reading() as session:
        counted: int = (await session.execute(_POSTGRESQL_ACTORS)).scalar_one()
    return counted
