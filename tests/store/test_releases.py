import pytest
from sqlalchemy import text

from survey.errors import Refused
from survey.store.database import Database
from survey.store.releases import add_release, find_release

CAMPAIGN = "aaaaaaaaaaaaaaaa"


async def test_a_release_is_read_back_as_it_was_written(database: Database) -> None:
    async with database.session() as session:
        await add_release(session, CAMPAIGN, 1, b'{"v":1}')

    async with database.reading() as session:
        found = await find_release(session, CAMPAIGN, 1)
    assert found is not None
    assert found.bytes == b'{"v":1}'
    assert found.intact


async def test_another_release_of_the_same_wave_is_refused(database: Database) -> None:
    async with database.session() as session:
        await add_release(session, CAMPAIGN, 1, b"one")
        await add_release(session, CAMPAIGN, 1, b"one")

        with pytest.raises(Refused, match="another_release"):
            await add_release(session, CAMPAIGN, 1, b"two")


async def test_a_changed_byte_shows(database: Database) -> None:
    async with database.session() as session:
        await add_release(session, CAMPAIGN, 1, b"one")
        await session.execute(text("UPDATE release SET bytes = :b"), {"b": b"two"})

    async with database.reading() as session:
        found = await find_release(session, CAMPAIGN, 1)
    assert found is not None
    assert not found.intact
