from datetime import timedelta

import pytest
from sqlalchemy import text

from survey import tally
from survey.jobs.checkup import CHECKUP, DoctorRoom, plant_checkup
from survey.jobs.runner import run_next_errand
from survey.store.campaigns import require_campaign
from survey.store.checkups import DailyCheckup, find_daily
from tests.corridor import NOW, SOUND, Study
from tests.tallying import settle

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)


async def _look(study: Study, *, days: int = 0) -> DailyCheckup:
    room = DoctorRoom(database=study.database, keyring=study.keyring, settings=settle(study))
    await room.look_at(NOW + timedelta(days))
    async with study.database.reading() as session:
        found = await find_daily(session, study.campaign)
    assert found is not None
    return found


async def test_what_was_amiss_for_a_day_is_told_by_the_release_though_it_was_mended(
    study: Study,
) -> None:
    assert study.database.file is not None
    study.database.file.chmod(0o644)
    bad = await _look(study)
    study.database.file.chmod(0o600)
    mended = await _look(study, days=1)

    assert ("database_private", "red") in bad.latest
    assert ("database_private", "green") in mended.latest
    assert mended.day == bad.day + timedelta(1)
    await tally.stop(study.database, campaign=study.campaign, checkup=SOUND, now=NOW)
    async with study.database.reading() as session:
        told = (await require_campaign(session, study.campaign)).checkups
    assert ("daily", "database_private", "red") in told
    assert ("daily", "campaign_keys", "green") in told
    moments = [moment for moment, _, _ in told]
    assert moments == sorted(moments, key=("opening", "daily", "closing").index)


async def test_a_campaign_whose_keys_are_gone_is_told_to_hr(study: Study) -> None:
    study.keyring.destroy(study.campaign)

    assert ("campaign_keys", "red") in (await _look(study)).latest


async def test_the_record_knows_a_day_and_codes_and_no_hour(study: Study) -> None:
    await _look(study)

    async with study.database.reading() as session:
        (row,) = (await session.execute(text("SELECT * FROM daily_checkup"))).all()
    assert row.day == "2026-03-10"
    assert ":" not in row.latest + row.worst


async def test_one_round_waits_and_each_leaves_the_next(study: Study) -> None:
    room = DoctorRoom(database=study.database, keyring=study.keyring, settings=settle(study))
    now = int(NOW.timestamp())
    for _ in range(2):
        # Before every letter, so that it is taken first.
        await plant_checkup(study.database, 0)

    assert await run_next_errand(study.database, {CHECKUP: room.look}, now)

    async with study.database.reading() as session:
        waiting = text("SELECT count(*) FROM errand WHERE kind = 'checkup' AND not_before > :now")
        assert (await session.execute(waiting, {"now": now})).scalar_one() == 1
