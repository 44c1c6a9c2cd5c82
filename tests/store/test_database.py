import asyncio
import logging
import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from survey.store.database import Database, new_id, open_database
from survey.store.releases import add_release, find_release
from survey.store.upgrade import upgrade_database

CANARY = "canary-7f3a"


async def _pragma(database: Database, name: str) -> object:
    async with database.session() as session:
        return (await session.execute(text(f"PRAGMA {name}"))).scalar_one()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        # sqlite.org/pragma.html: synchronous 2 is FULL.
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("busy_timeout", 30_000),
        ("trusted_schema", 0),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_sqlite_is_set_to_lose_nothing_and_keep_nothing(
    database: Database, name: str, value: object
) -> None:
    assert await _pragma(database, name) == value


async def test_an_sqlite_file_is_for_its_owner_only(tmp_path: Path) -> None:
    database = open_database(f"sqlite+aiosqlite:///{tmp_path / 'new' / 'accord.db'}")
    await upgrade_database(database)
    await database.close()

    assert database.file is not None
    assert stat.S_IMODE(database.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(database.file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_reading_cannot_write_sqlite(database: Database) -> None:
    with pytest.raises(SQLAlchemyError):
        async with database.reading() as session:
            await session.execute(text("DELETE FROM campaign"))


async def test_what_failed_is_not_in_the_database(database: Database) -> None:
    async def write_and_fail() -> None:
        async with database.session() as session:
            await add_release(session, "c" * 16, 1, b"{}")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write_and_fail()

    async with database.reading() as session:
        assert await find_release(session, "c" * 16, 1) is None


async def test_writers_take_turns(database: Database) -> None:
    async def count_up() -> None:
        async with database.session() as session:
            query = text("SELECT not_before FROM errand WHERE id = 'one' FOR UPDATE")
            if database.dialect == "sqlite":
                query = text("SELECT not_before FROM errand WHERE id = 'one'")
            found = (await session.execute(query)).scalar_one()
            await asyncio.sleep(0.001)
            await session.execute(text("UPDATE errand SET not_before = :n"), {"n": found + 1})

    async with database.session() as session:
        await session.execute(
            text("INSERT INTO errand VALUES ('one', 'k', 'c', 's', 'p', 'waiting', 0, 0)")
        )
    await asyncio.gather(*(count_up() for _ in range(40)))

    async with database.reading() as session:
        assert (await session.execute(text("SELECT not_before FROM errand"))).scalar_one() == 40


async def test_an_error_does_not_repeat_the_values(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(SQLAlchemyError) as raised:
        async with database.session() as session:
            await session.execute(text("INSERT INTO nowhere VALUES (:it)"), {"it": CANARY})

    assert CANARY not in str(raised.value)
    assert CANARY not in caplog.text


def _log_of_commits(database: Database) -> int:
    assert database.file is not None
    return database.file.with_name(f"{database.file.name}-wal").stat().st_size


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_commit_stays_in_the_log_and_a_reader_holds_nobody_up(database: Database) -> None:
    async def write(name: str) -> None:
        async with database.session() as session:
            await add_release(session, name * 16, 1, b"{}")

    await write("a")
    assert _log_of_commits(database) == 0

    async with database.reading() as reader:
        assert await find_release(reader, "a" * 16, 1)
        async with asyncio.timeout(10):
            await write("b")
        held = _log_of_commits(database)
    assert await _pragma(database, "busy_timeout") == 30_000
    await write("c")

    assert held > 0
    assert _log_of_commits(database) == 0
    async with database.reading() as reader:
        assert await find_release(reader, "b" * 16, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_scrubbing_leaves_no_trace_of_deleted_rows_in_the_files(database: Database) -> None:
    content = CANARY.encode() * 5000
    async with database.session() as session:
        await add_release(session, "c" * 16, 1, content)
    assert CANARY.encode() in _read_files(database)

    async with database.session() as session:
        await session.execute(text("DELETE FROM release"))
    await database.scrub()

    assert CANARY.encode() not in _read_files(database)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_scrubbing_leaves_no_dead_row_in_postgresql(database: Database) -> None:
    async with database.session() as session:
        await add_release(session, "c" * 16, 1, CANARY.encode() * 5000)
        size = text("SELECT pg_total_relation_size('release') - pg_indexes_size('release')")
    async with database.session() as session:
        await session.execute(text("DELETE FROM release"))
        before = (await session.execute(size)).scalar_one()
    await database.scrub()

    async with database.reading() as session:
        after = (await session.execute(size)).scalar_one()
    assert before > after


def test_names_of_campaigns_are_random_and_80_bits_long() -> None:
    names = {new_id() for _ in range(1000)}

    assert len(names) == 1000
    assert all(len(name) == 16 for name in names)
    assert set("".join(names)) == set("abcdefghijklmnopqrstuvwxyz234567")


def _read_files(database: Database) -> bytes:
    assert database.file is not None
    return b"".join(path.read_bytes() for path in database.file.parent.iterdir())
