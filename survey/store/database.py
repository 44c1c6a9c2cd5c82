"""Keep the way to the database: engines, transactions, upserts, scrubbing; know no table's meaning.

SQLite is one writer and many readers, so it gets two pools: a pool of one connection that begins
IMMEDIATE (writers queue here, in order, instead of polling a lock) and a pool that can only read.
"""

import contextlib
import logging
import os
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, MetaData, Table, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

# A session is one transaction. Every query is a plain function that takes one.
Session: TypeAlias = AsyncConnection

METADATA = MetaData()

BUSY_SECONDS = 30
# How long somebody who has written waits for readers, so that the log of commits can be emptied.
_FORGET_MILLISECONDS = 50
# 80 bits: nobody meets a campaign's address by trying.
_ID_BYTES = 10
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
# What does not look like one is not asked for: PostgreSQL fails on a NUL in an address.
ID = re.compile(r"[a-z2-7]{16}")

# synchronous=FULL: with NORMAL, power cuts lost acknowledged commits in most simulated crashes.
# secure_delete: what is destroyed at the close must not survive in free pages.
SQLITE_PRAGMAS = {
    "foreign_keys": "ON",
    "synchronous": "FULL",
    "secure_delete": "ON",
    "busy_timeout": str(BUSY_SECONDS * 1000),
    "trusted_schema": "OFF",
    "temp_store": "MEMORY",
}


def new_id() -> str:
    """Make a random 80-bit name in base32; it tells nothing about when it was made."""
    bits = int.from_bytes(os.urandom(_ID_BYTES), "big")
    return "".join(_BASE32[bits >> shift & 31] for shift in range(0, _ID_BYTES * 8, 5))


class Database:
    """One database; `session()` writes in one transaction, `reading()` reads in one."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._address = make_url(url)
        self.dialect = self._address.get_backend_name()
        if self.dialect == "sqlite":
            self._writing = _open_sqlite(url, begin="BEGIN IMMEDIATE", readers=False)
            self._reading = _open_sqlite(url, begin="BEGIN", readers=True)
        else:
            self._writing = self._reading = _open_postgresql(url)

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database; None where a server keeps it."""
        if self.dialect != "sqlite" or not self._address.database:
            return None
        return Path(self._address.database).resolve()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """Open one transaction that may write; it is committed when the block ends well."""
        async with self._writing.connect() as session:
            async with session.begin():
                yield session
            if self._holds_commits():
                await _forget_commits(await _driver(session))

    def _holds_commits(self) -> bool:
        """Tell whether SQLite's log has a commit: who wrote nothing has nothing to be forgotten."""
        log = self.file and self.file.with_name(f"{self.file.name}-wal")
        return log is not None and log.exists() and log.stat().st_size > 0

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Session]:
        """Open one transaction that only reads."""
        async with self._reading.begin() as session:
            yield session

    async def scrub(self) -> None:
        """Rewrite the database's files so that deleted rows are in none of their pages."""
        async with self._writing.connect() as connection:
            driver = await _driver(connection)
            if self.dialect == "sqlite":
                await driver.execute("VACUUM")
                await _truncate_wal(driver)
            else:
                await driver.execute("VACUUM FULL")

    async def vacuum_into(self, file: Path) -> None:
        """Write a consistent copy of an SQLite database into an empty file."""
        async with self._writing.connect() as connection:
            driver = await _driver(connection)
            await driver.execute("VACUUM INTO ?", (str(file),))

    async def close(self) -> None:
        """Close every connection."""
        await self._writing.dispose()
        await self._reading.dispose()


def open_database(url: str) -> Database:
    """Open the database at this address; an SQLite file is made, for its owner only."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        path = Path(address.database)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    return Database(url)


async def upsert(session: Session, table: Table, row: dict[str, Any]) -> None:
    """Insert a row, or replace the one that has its primary key.

    Never INSERT alone: PostgreSQL writes a unique violation, with its key, into its log.
    """
    make = postgresql.insert if session.dialect.name == "postgresql" else sqlite.insert
    keys = [column.name for column in table.primary_key.columns]
    rest = {name: value for name, value in row.items() if name not in keys}
    statement = make(table).values(row)
    await session.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest))


async def rewrite_shuffled(session: Session, table: Table) -> None:
    """Rewrite a PostgreSQL table in a random order; SQLite's WITHOUT ROWID keeps only key order.

    ctid, xmin and the numbers of TOAST chunks would otherwise keep the order of arrival.
    """
    if session.dialect.name != "postgresql":
        return
    name = session.dialect.identifier_preparer.format_table(table)
    await session.execute(text(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE"))
    await session.execute(
        text(f"CREATE TEMPORARY TABLE shuffling ON COMMIT DROP AS SELECT * FROM {name}")  # noqa: S608 -- our own table's name
    )
    await session.execute(text(f"TRUNCATE {name}"))
    await session.execute(
        text(f"INSERT INTO {name} SELECT * FROM shuffling ORDER BY random()")  # noqa: S608 -- our own table's name
    )
    await session.execute(text("DROP TABLE shuffling"))


async def _driver(connection: AsyncConnection) -> Any:
    driver = (await connection.get_raw_connection()).driver_connection
    if driver is None:
        message = "the connection has no driver"
        raise RuntimeError(message)
    return driver


async def _forget_commits(driver: Any) -> None:
    """Empty SQLite's write-ahead log: commit by commit, it says who collected and what was cast.

    What is written is written: where somebody is reading, the next one to write tries again.
    """
    try:
        with contextlib.suppress(sqlite3.Error, TimeoutError):
            await driver.execute(f"PRAGMA busy_timeout = {_FORGET_MILLISECONDS}")
            await _truncate_wal(driver)
    finally:
        await driver.execute(f"PRAGMA busy_timeout = {SQLITE_PRAGMAS['busy_timeout']}")


async def _truncate_wal(driver: Any) -> None:
    cursor = await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    busy, _, _ = await cursor.fetchone()
    await cursor.close()
    if busy:
        message = "a reader kept the write-ahead log from being emptied"
        raise TimeoutError(message)


def _open_sqlite(url: str, *, begin: str, readers: bool) -> AsyncEngine:
    # At DEBUG the driver logs every bound value: tokens' hashes, names, sealed ballots.
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=4 if readers else 1,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        for name, value in SQLITE_PRAGMAS.items():
            cursor.execute(f"PRAGMA {name} = {value}")
        if readers:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _open_postgresql(url: str) -> AsyncEngine:
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        connect_args={"server_settings": {"application_name": "accord"}},
    )
