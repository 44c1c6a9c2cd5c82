"""Keep what an attacker seizes who gets everything: every file, every row, every log.

The outbox is left out: the letters in it are the people's mailboxes, not the installation's.
"""

import sqlite3
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import asyncpg

from tests.postgres import Postgres
from tests.town import run_apart

Value = str | bytes | int | float | bool | None

OUTBOX = "outbox"
SERVER_LOG = "server.log"
POSTGRES_LOG = "postgresql.log"
DATABASE, JOURNAL = "database/", "journal/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; `counted`: the database itself numbers its rows."""

    name: str
    type: str
    counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; `hidden`: numbers that the database keeps beside each row without being asked."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    hidden: tuple[int, ...]

    def column(self, name: str) -> tuple[Value, ...]:
        """Return the values of one column."""
        place = [column.name for column in self.columns].index(name)
        return tuple(row[place] for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Evidence:
    """Everything at one moment. Names of the database's own files begin with DATABASE or JOURNAL.

    files: content by name. times: when each was last written (seconds since 1970).
    """

    files: Mapping[str, bytes]
    times: Mapping[str, float]
    tables: Mapping[str, Table]


class Archive(Protocol):
    """An installation that can be seized, and whose database can be broken."""

    @property
    def home(self) -> Path:
        """Where its files lie."""

    def seize(self, *, pages: bool = True) -> Evidence:
        """Take a copy of everything, of a database server's pages and journal only if wanted."""

    def execute(self, statement: str, rows: Sequence[Sequence[Value]] = ((),)) -> None:
        """Run a statement once for each row of values; its parameters are :1, :2, …."""

    def read(self, query: str) -> list[tuple[Value, ...]]:
        """Read rows."""

    def grow_old(self) -> None:
        """Let the database do what it does by itself when time goes by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqliteArchive:
    """A home with an SQLite database; `pragmas` are those of whoever breaks it."""

    home: Path
    pragmas: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.home / "data" / "accord.db"

    def seize(self, *, pages: bool = True) -> Evidence:  # noqa: ARG002 -- pages cost nothing here
        """Copy the files as they lie, then read the copy of the database."""
        found = _read_files(self.home)
        own = "data/"
        names = {
            name: name.replace(own, JOURNAL if "-" in name else DATABASE, 1)
            if name.startswith(own)
            else name
            for name in found
        }
        with tempfile.TemporaryDirectory() as folder:
            for name in found:
                if name.startswith(own):
                    (Path(folder) / Path(name).name).write_bytes(found[name])
            tables = _read_sqlite(Path(folder) / self.file.name)
        return Evidence(
            files={names[name]: content for name, content in found.items()},
            times={names[name]: (self.home / name).stat().st_mtime for name in found},
            tables=tables,
        )

    def execute(self, statement: str, rows: Sequence[Sequence[Value]] = ((),)) -> None:
        """Write with the database's own library, not with ours."""
        connection = sqlite3.connect(self.file)
        try:
            for name, value in self.pragmas.items():
                connection.execute(f"PRAGMA {name} = {value}")
            connection.executemany(statement.replace(":", "?"), rows)
            connection.commit()
        finally:
            connection.close()

    def read(self, query: str) -> list[tuple[Value, ...]]:
        """Read as anybody does who may read the file."""
        connection = sqlite3.connect(f"{self.file.as_uri()}?mode=ro", uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def grow_old(self) -> None:
        """Do nothing: SQLite has no work of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresArchive:
    """A home with a database on a PostgreSQL server, whose files and log are seized as well.

    since: how long the server's log was, and which was its newest journal, when the story began.
    """

    home: Path
    server: Postgres
    database: str
    since: tuple[int, str] = (0, "")

    def begin(self) -> "PostgresArchive":
        """Return the same archive without what others did on this server before."""
        journal = self.read("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")[0][0]
        return replace(self, since=(self.server.log.stat().st_size, str(journal)))

    def seize(self, *, pages: bool = True) -> Evidence:
        """Copy the files after a checkpoint has written them, then read the tables."""
        files = _read_files(self.home)
        times = {name: (self.home / name).stat().st_mtime for name in files}
        tables: dict[str, Table] = {}

        async def work() -> None:
            async with _connect(self.server, self.database) as connection:
                if pages:
                    # Twice: the second one removes the files of tables that were rewritten.
                    await connection.execute("CHECKPOINT")
                    await connection.execute("CHECKPOINT")
                    files.update(await self._read_server(connection))
                tables.update(await _read_postgres(connection))

        run_apart(work())
        return Evidence(files=files, times=times, tables=tables)

    def execute(self, statement: str, rows: Sequence[Sequence[Value]] = ((),)) -> None:
        """Write as the owner of the server."""

        async def work() -> None:
            async with _connect(self.server, self.database) as connection:
                for row in rows:
                    await connection.execute(statement.replace(":", "$"), *row)

        run_apart(work())

    def read(self, query: str) -> list[tuple[Value, ...]]:
        """Read as the owner of the server."""
        found: list[tuple[Value, ...]] = []

        async def work() -> None:
            async with _connect(self.server, self.database) as connection:
                found.extend(tuple(row) for row in await connection.fetch(query))

        run_apart(work())
        return found

    def grow_old(self) -> None:
        """Do what autovacuum does after some changes: keep samples of every column."""
        self.execute("ANALYZE")

    async def _read_server(self, connection: asyncpg.Connection) -> dict[str, bytes]:
        folder = Path(await connection.fetchval("SHOW data_directory"))
        oid = await connection.fetchval(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        )
        files = {
            f"{DATABASE}{path.name}": path.read_bytes()
            for path in sorted((folder / "base" / str(oid)).iterdir())
        }
        for path in sorted((folder / "pg_wal").iterdir()):
            if path.is_file() and path.name >= self.since[1]:
                files[f"{JOURNAL}{path.name}"] = path.read_bytes().rstrip(b"\0")
        files[POSTGRES_LOG] = self.server.log.read_bytes()[self.since[0] :]
        return files


def _read_files(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.relative_to(home).parts[0] != OUTBOX
    }


@asynccontextmanager
async def _connect(server: Postgres, database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.url(database).replace("+asyncpg", ""))
    try:
        yield connection
    finally:
        await connection.close()


async def _read_postgres(connection: asyncpg.Connection) -> dict[str, Table]:
    named = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name: await _read_postgres_table(connection, name) for (name,) in named}


async def _read_postgres_table(connection: asyncpg.Connection, name: str) -> Table:
    described = await connection.fetch(
        "SELECT column_name, data_type, is_identity, column_default"
        " FROM information_schema.columns"
        f" WHERE table_schema = 'public' AND table_name = '{name}' ORDER BY ordinal_position"
    )
    rows = await connection.fetch(f"SELECT xmin::text::bigint, * FROM {name}")
    return Table(
        columns=tuple(
            Column(
                name=column,
                type=kind,
                counted=identity == "YES" or "nextval" in (default or ""),
            )
            for column, kind, identity, default in described
        ),
        rows=tuple(tuple(row)[1:] for row in rows),
        hidden=tuple(row[0] for row in rows),
    )


def _read_sqlite(file: Path) -> dict[str, Table]:
    connection = sqlite3.connect(file)
    try:
        listed = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        return {
            name: _read_sqlite_table(connection, name, sql)
            for name, sql in listed.fetchall()
            if not name.startswith("sqlite_")
        }
    finally:
        connection.close()


def _read_sqlite_table(connection: sqlite3.Connection, name: str, sql: str) -> Table:
    described = connection.execute(f"PRAGMA table_info({name})").fetchall()
    try:
        hidden = tuple(row[0] for row in connection.execute(f"SELECT rowid FROM {name}"))
    except sqlite3.OperationalError:
        hidden = ()
    return Table(
        columns=tuple(
            Column(name=column, type=kind, counted=bool(key) and "AUTOINCREMENT" in sql.upper())
            for _, column, kind, _, _, key in described
        ),
        rows=tuple(connection.execute(f"SELECT * FROM {name}").fetchall()),
        hidden=hidden,
    )
