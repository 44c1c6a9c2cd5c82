from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from survey.campaigns.course import (
    closing_facts,
    participation_while_open,
    purge,
    request_close,
)
from survey.errors import NotFound, WrongState
from survey.store.campaigns import move_campaign
from survey.store.database import Database
from survey.store.roster import load_roster
from survey.tally import stop
from tests.corridor import (
    MARKETING,
    NOW,
    SALES,
    SOUND,
    Study,
    collect,
    take_errands,
)


async def test_participation_is_told_in_fives_and_once_a_day(study: Study) -> None:
    async def told(now: datetime) -> int | None:
        async with study.database.session() as session:
            return await participation_while_open(session, study.campaign, now)

    for token in study.tokens[SALES]:
        await collect(study, SALES, token)
    first = await told(NOW)
    for token in study.tokens[MARKETING][:5]:
        await collect(study, MARKETING, token)

    assert first == 5
    assert await told(NOW + timedelta(hours=10)) == 5
    assert await told(NOW + timedelta(days=1)) == 10
    # A clock that was set back shows no second figure of an earlier day.
    assert await told(NOW) == 10


async def test_participation_is_not_told_when_the_campaign_is_not_open(study: Study) -> None:
    await stop(study.database, campaign=study.campaign, checkup=SOUND, now=NOW)

    async with study.database.session() as session:
        assert await participation_while_open(session, study.campaign, NOW) is None


async def test_closing_facts_are_counts_and_names_and_only_after_the_stop(study: Study) -> None:
    await collect(study, SALES, study.tokens[SALES][0])
    async with study.database.session() as session:
        with pytest.raises(WrongState):
            await closing_facts(session, study.campaign)
    await stop(study.database, campaign=study.campaign, checkup=SOUND, now=NOW)

    async with study.database.session() as session:
        facts = await closing_facts(session, study.campaign)

    assert facts.collected == {MARKETING: 0, SALES: 1}
    assert {"Person 1", "p1@example.org"} <= set(facts.names)
    assert len(facts.names) == 24


async def test_a_close_can_be_asked_for_before_its_day_and_is_done_once(study: Study) -> None:
    await take_errands(study.database, NOW)
    for _ in range(2):
        async with study.database.session() as session:
            await request_close(session, study.campaign, NOW)

    errands = await take_errands(study.database, NOW + timedelta(days=60))

    assert [errand.kind for errand in errands] == ["closing"]


async def test_people_are_deleted_after_the_keys_and_not_before(study: Study) -> None:
    async with study.database.session() as session:
        with pytest.raises(WrongState):
            await purge(session, study.keyring, study.campaign)
        await move_campaign(session, study.campaign, "released")
        with pytest.raises(WrongState, match="keys_still_there"):
            await purge(session, study.keyring, study.campaign)
        study.keyring.destroy(study.campaign)

        await purge(session, study.keyring, study.campaign)

        assert await load_roster(session, study.campaign) == ()
        for table in ("invitee", "invitation", "token_hash"):
            counted = await session.execute(text(f"SELECT count(*) FROM {table}"))
            assert counted.scalar_one() == 0


async def test_a_campaign_that_is_not_there_is_not_found(database: Database) -> None:
    async with database.session() as session:
        with pytest.raises(NotFound):
            await request_close(session, "z" * 16, NOW)
