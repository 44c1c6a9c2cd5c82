"""Keep the fixtures that several rooms share: keys, a database of either kind, an open campaign."""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from survey.ballots.keys import IssueKey, SealKey, new_issue_key, new_seal_key
from survey.jobs.closing import ClosingRoom
from survey.store.campaigns import require_campaign
from survey.store.database import Database, open_database
from survey.store.upgrade import upgrade
from tests.corridor import Study, join_study, make_rows, open_study
from tests.postgres import Postgres
from tests.tallying import make_room

_NUMBERS = itertools.count()


# Making a key takes a quarter of a second.
@pytest.fixture(scope="session")
def issue_key() -> IssueKey:
    """The key of a department."""
    return new_issue_key()


@pytest.fixture(scope="session")
def seal_key() -> SealKey:
    """The key that opens a campaign's ballots."""
    return new_seal_key()


@pytest.fixture(scope="session")
def guardian_key() -> SealKey:
    """The key that a guardian has made."""
    return new_seal_key()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStudy:
    """An open campaign whose database and keys are copied for each test: keys take seconds."""

    database: str
    keys: Path
    campaign: str


@pytest.fixture(scope="session")
def open_file(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> OpenStudy:
    """An SQLite database with an open campaign of 6 and 6 people, to be copied."""
    folder = tmp_path_factory.mktemp("open")
    url = copy_file(empty_file, folder)
    campaign = asyncio.run(_open(url, folder / "keys"))
    return OpenStudy(
        database=str(folder / "data" / "accord.db"), keys=folder / "keys", campaign=campaign
    )


@pytest.fixture(scope="session")
def open_template(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> OpenStudy:
    """A PostgreSQL database with an open campaign of 6 and 6 people, to be copied."""
    keys = tmp_path_factory.mktemp("open") / "keys"
    name = copy_template(postgres, "empty")
    return OpenStudy(
        database=name, keys=keys, campaign=asyncio.run(_open(postgres.url(name), keys))
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def own_study(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStudy]:
    """A copy of the open campaign for one test: the database's address, keys, campaign."""
    if request.param == "sqlite":
        template: OpenStudy = request.getfixturevalue("open_file")
        name, url = "", copy_file(Path(template.database), tmp_path)
    else:
        server: Postgres = request.getfixturevalue("postgres")
        template = request.getfixturevalue("open_template")
        name = copy_template(server, template.database)
        url = server.url(name)
    shutil.copytree(template.keys, tmp_path / "keys")
    yield OpenStudy(database=url, keys=tmp_path / "keys", campaign=template.campaign)
    if name:
        asyncio.run(server.execute(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def study(own_study: OpenStudy) -> AsyncIterator[Study]:
    """An open campaign of 6 and 6 people, whose letters were drawn."""
    database = open_database(own_study.database)
    async with database.reading() as session:
        campaign = await require_campaign(session, own_study.campaign)
    yield await join_study(database, own_study.keys, campaign)
    await database.close()


@pytest.fixture
def room(study: Study) -> ClosingRoom:
    """The room that closes the open campaign."""
    return make_room(study)


async def _open(url: str, keys: Path) -> str:
    database = open_database(url)
    try:
        return (await open_study(database, keys, make_rows())).campaign
    finally:
        await database.close()


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
