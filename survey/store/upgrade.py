"""Keep the ways up and down the database's revisions; know no row."""

import asyncio
from pathlib import Path
from weakref import WeakKeyDictionary

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from survey.store.database import Database, open_database

_MIGRATIONS = Path(__file__).parent / "migrations"
# Alembic keeps the connection of the moment in globals of its own: of two moves in one loop, the
# second would act on the first's connection.
_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def upgrade(url: str) -> None:
    """Bring the database at this address to the newest revision, in one transaction."""
    database = open_database(url)
    try:
        await upgrade_database(database)
    finally:
        await database.close()


async def upgrade_database(database: Database) -> None:
    """Bring an open database to the newest revision, in one transaction."""
    await _take_turn(database, "head")


async def downgrade_database(database: Database, revision: str = "base") -> None:
    """Take an open database down to a revision; `base` leaves no table."""
    await _take_turn(database, revision)


async def is_current(database: Database) -> bool:
    """Tell whether the database stands at the newest revision."""
    async with database.reading() as session:
        found = await session.run_sync(_find_revision)
    return found == ScriptDirectory.from_config(_configure(None)).get_current_head()


async def _take_turn(database: Database, revision: str) -> None:
    turn = _TURNS.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    async with turn, database.session() as session:
        await session.run_sync(_move, revision)


def _find_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _move(connection: Connection, revision: str) -> None:
    config = _configure(connection)
    if revision == "head":
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)


def _configure(connection: Connection | None) -> Config:
    config = Config()
    # Config interpolates percent signs, which a path may hold.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
