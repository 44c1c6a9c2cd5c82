import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text

from survey.store.database import open_database
from tests.postgres import Postgres

# Puts ballots in as fast as it can and says each nullifier only after the commit.
WRITER = """
import asyncio, os, sys
from survey.store.box import StoredBallot, put_ballot
from survey.store.database import open_database

async def write() -> None:
    database = open_database(sys.argv[1])
    while True:
        ballot = StoredBallot(
            nullifier=os.urandom(32), campaign="a" * 16, department="sales",
            prepared=bytes(64), signature=bytes(384), sealed=os.urandom(12701),
        )
        async with database.session() as session:
            await put_ballot(session, ballot)
        print(ballot.nullifier.hex(), flush=True)

asyncio.run(write())
"""


@pytest.fixture
def own_server(postgres: Postgres) -> Iterator[Postgres]:
    """The run's server, which this test may let crash and start again."""
    yield postgres
    if not postgres.runs:
        postgres.start()


async def _write_until(url: str, acknowledged: list[str], count: int) -> AsyncIterator[None]:
    writer = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WRITER, url),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]},
    )
    assert writer.stdout is not None
    while len(acknowledged) < count:
        acknowledged.append((await writer.stdout.readline()).decode().strip())
    yield
    if writer.returncode is None:
        writer.kill()
    # What was said before the end counts as acknowledged too.
    acknowledged += (await writer.stdout.read()).decode().split()
    await writer.wait()


async def _load(url: str) -> set[str]:
    database = open_database(url)
    async with database.reading() as session:
        rows = await session.execute(text("SELECT nullifier FROM ballot"))
        found = {row[0].hex() for row in rows}
        if database.dialect == "sqlite":
            checked = await session.execute(text("PRAGMA integrity_check"))
            assert checked.scalar_one() == "ok"
    await database.close()
    return found


async def test_a_killed_process_loses_no_acknowledged_ballot(database_url: str) -> None:
    acknowledged: list[str] = []

    async for _ in _write_until(database_url, acknowledged, 50):
        pass

    found = await _load(database_url)
    assert len(acknowledged) >= 50
    assert set(acknowledged) <= found
    # At most the one ballot whose success the process could not tell any more.
    assert len(found) - len(acknowledged) <= 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_crashed_server_loses_no_acknowledged_ballot(
    database_url: str, own_server: Postgres
) -> None:
    acknowledged: list[str] = []

    async for _ in _write_until(database_url, acknowledged, 50):
        own_server.stop(at_once=True)
    own_server.start()

    assert set(acknowledged) <= await _load(database_url)
