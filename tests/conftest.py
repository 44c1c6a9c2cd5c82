"""Keep the fixtures that several rooms share: an empty database of either kind."""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from survey.store.database import Database, open_database
from survey.store.upgrade import upgrade
from tests.postgres import Postgres

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this test run, with the database `empty` at the newest revision."""
    with Postgres(os.environ) as server:
        asyncio.run(_prepare(server))
        yield server


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database at the newest revision, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "accord.db"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database of one test's own, at the newest revision, without a row."""
    if request.param == "sqlite":
        yield copy_file(request.getfixturevalue("empty_file"), tmp_path)
    else:
        server: Postgres = request.getfixturevalue("postgres")
        name = copy_template(server, "empty")
        yield server.url(name)
        asyncio.run(server.execute(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database of one test's own."""
    opened = open_database(database_url)
    yield opened
    await opened.close()


def copy_file(template: Path, folder: Path) -> str:
    """Copy an SQLite database that nobody has open; return the copy's address."""
    path = folder / "data" / "accord.db"
    path.parent.mkdir(mode=0o700)
    shutil.copyfile(template, path)
    path.chmod(0o600)
    return f"sqlite+aiosqlite:///{path}"


def copy_template(server: Postgres, template: str) -> str:
    """Copy a PostgreSQL database that nobody has open; return the copy's name."""
    name = f"test_{next(_NUMBERS)}"
    asyncio.run(server.execute(f"CREATE DATABASE {name} TEMPLATE {template}"))
    return name


async def _prepare(server: Postgres) -> None:
    await server.execute("CREATE DATABASE empty")
    await upgrade(server.url("empty"))
