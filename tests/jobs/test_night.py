from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from survey.campaigns.course import participation_while_open
from survey.jobs.night import NIGHT, NightRoom, plant_night
from survey.jobs.runner import run_next_errand
from survey.store.database import Database
from survey.store.errands import count_errands
from tests.corridor import NOW, SALES, Study, collect, vote


async def _waiting(database: Database) -> int:
    async with database.reading() as session:
        return (await count_errands(session, "", NIGHT)).get("waiting", 0)


async def test_one_night_waits_however_often_the_server_starts(database: Database) -> None:
    for _ in range(3):
        await plant_night(database, NOW)

    assert await _waiting(database) == 1


async def test_a_night_that_was_done_leaves_the_next_one(database: Database) -> None:
    await plant_night(database, NOW)
    handlers = {NIGHT: NightRoom(database=database).tidy}
    tomorrow = int((NOW + timedelta(days=1)).timestamp())

    assert not await run_next_errand(database, handlers, int(NOW.timestamp()))
    assert await run_next_errand(database, handlers, tomorrow)

    assert await _waiting(database) == 1


async def test_a_night_loses_nothing_and_draws_the_figure_of_the_day(study: Study) -> None:
    for token in study.tokens[SALES][:5]:
        await vote(study, SALES, token)
    night = datetime(2026, 3, 11, 1, tzinfo=UTC)

    await NightRoom(database=study.database).tidy_at(night)

    await collect(study, SALES, study.tokens[SALES][5])
    async with study.database.session() as session:
        noon = night + timedelta(hours=11)
        assert await participation_while_open(session, study.campaign, noon) == 5
        for table, count in (("ballot", 5), ("invitation", 12), ("token_hash", 24)):
            counted = await session.execute(text(f"SELECT count(*) FROM {table}"))
            assert counted.scalar_one() == count
