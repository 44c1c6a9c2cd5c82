"""Keep the ways up and down the database's revisions; know no row."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from survey.store.database import Database, open_database

_MIGRATIONS = Path(__file__).parent / "migrations"


async def upgrade(url: str) -> None:
    """Bring the database at this address to the newest revision, in one transaction."""
    database = open_database(url)
    try:
        await upgrade_database(database)
    finally:
        await database.close()


async def upgrade_database(database: Database) -> None:
    """Bring an open database to the newest revision, in one transaction."""
    async with database.session() as session:
        await session.run_sync(_move, "head")


async def downgrade_database(database: Database, revision: str = "base") -> None:
    """Take an open database down to a revision; `base` leaves no table."""
    async with database.session() as session:
        await session.run_sync(_move, revision)


async def is_current(database: Database) -> bool:
    """Tell whether the database stands at the newest revision."""
    async with database.reading() as session:
        found = await session.run_sync(_find_revision)
    return found == ScriptDirectory.from_config(_configure(None)).get_current_head()


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
