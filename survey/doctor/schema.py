"""Keep the examination of the schema: whatever we did not make could note who answered when."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, inspect, text

from survey.doctor.grade import grade
from survey.store.database import Database, open_database
from survey.store.handover import Finding
from survey.store.upgrade import upgrade_database

_SQLITE_OBJECTS = text("SELECT type, name, tbl_name, sql FROM sqlite_master")
# Everything in a PostgreSQL database that can act on or copy a row.
_POSTGRESQL_ACTORS = text(
    "WITH own AS (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"
    " SELECT (SELECT count(*) FROM pg_trigger JOIN own ON own.oid = tgrelid"
    "         WHERE NOT tgisinternal)"
    " + (SELECT count(*) FROM pg_rewrite JOIN own ON own.oid = ev_class)"
    " + (SELECT count(*) FROM pg_event_trigger)"
)


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
    return [grade("schema_known", good=known)]


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
