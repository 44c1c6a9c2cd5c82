from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from survey.disclosure.encoding import decode_release
from survey.errors import NothingDestroyed
from survey.jobs.closing import ClosingRoom
from survey.store.releases import StoredRelease, find_release
from survey.tally import stop
from tests.broken_disk import failing
from tests.corridor import NOW, SOUND, Study
from tests.tallying import count_rows, find_state, vote_all

CANARY = "канарейка"
PEOPLE = ("invitee", "invitation", "token_hash", "ballot")


async def _release(study: Study) -> StoredRelease | None:
    async with study.database.reading() as session:
        return await find_release(session, study.campaign, 1)


async def test_a_close_ends_with_one_release_and_nobody_left(
    room: ClosingRoom, study: Study
) -> None:
    await vote_all(study, comment=CANARY)

    await room.close_campaign(study.campaign, NOW)

    stored = await _release(study)
    assert stored is not None
    release = decode_release(stored.bytes)
    assert release.layout == "departments"
    assert ("closing", "keys_apart", "green") in release.checkups
    assert [await count_rows(study, table) for table in PEOPLE] == [0, 0, 0, 0]
    assert await find_state(study) == "purged"
    assert not study.keyring.holds(study.campaign)


async def test_closing_again_changes_nothing(room: ClosingRoom, study: Study) -> None:
    await vote_all(study, comment=CANARY)
    await room.close_campaign(study.campaign, NOW)
    first = await _release(study)

    await room.close_campaign(study.campaign, NOW)

    assert await _release(study) == first


async def test_a_close_after_a_downtime_says_the_closing_day(
    room: ClosingRoom, study: Study
) -> None:
    await room.close_campaign(study.campaign, datetime(2026, 4, 2, 12, tzinfo=UTC))

    stored = await _release(study)
    assert stored is not None
    assert decode_release(stored.bytes).closed == "2026-03-24"


async def test_without_its_questionnaire_a_campaign_waits_and_loses_nothing(
    room: ClosingRoom, study: Study
) -> None:
    await vote_all(study, comment=CANARY)

    with pytest.raises(NothingDestroyed, match="kit_missing"):
        await replace(room, kits={}).close_campaign(study.campaign, NOW)

    assert await find_state(study) == "stopped"
    assert await count_rows(study, "ballot") == 12
    await room.close_campaign(study.campaign, NOW)
    assert await find_state(study) == "purged"


@pytest.mark.parametrize("table", PEOPLE)
async def test_a_deletion_that_fails_is_finished_by_the_next_try(
    room: ClosingRoom, study: Study, table: str
) -> None:
    await vote_all(study, comment=CANARY)
    with failing(f"DELETE FROM {table}"), pytest.raises(Exception, match="disk is full"):
        await room.close_campaign(study.campaign, NOW)
    first = await _release(study)

    await room.close_campaign(study.campaign, NOW)

    assert first is not None
    assert await _release(study) == first
    assert [await count_rows(study, each) for each in PEOPLE] == [0, 0, 0, 0]


@pytest.mark.parametrize("stopped", [False, True])
async def test_a_database_with_rules_of_its_own_is_not_counted(
    room: ClosingRoom, study: Study, stopped: bool
) -> None:
    await vote_all(study, comment=CANARY)
    if stopped:
        await stop(study.database, campaign=study.campaign, checkup=SOUND, now=NOW)
    sqlite = study.database.dialect == "sqlite"
    damage = "BEGIN UPDATE release SET bytes = x'7b7d'; END"
    call = "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    async with study.database.session() as session:
        trigger = (
            f"AFTER INSERT ON release {damage}"
            if sqlite
            else f"BEFORE UPDATE ON release FOR EACH ROW {call}"
        )
        await session.execute(text(f"CREATE TRIGGER damage {trigger}"))

    with pytest.raises(NothingDestroyed, match="checkup_red"):
        await room.close_campaign(study.campaign, NOW)

    assert await find_state(study) == "stopped"
    assert await _release(study) is None
    assert await count_rows(study, "ballot") == 12
    study.keyring.load_seal_key(study.campaign)
    async with study.database.session() as session:
        await session.execute(text("DROP TRIGGER damage" + ("" if sqlite else " ON release")))
    await room.close_campaign(study.campaign, NOW)
    assert await find_state(study) == "purged"


@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
async def test_no_name_and_no_ballot_is_left_in_the_files(room: ClosingRoom, study: Study) -> None:
    await vote_all(study, comment=CANARY)
    async with study.database.reading() as session:
        query = text("SELECT sealed FROM ballot LIMIT 1")
        sealed: bytes = (await session.execute(query)).scalar_one()
    assert sealed[500:540] in _read_files(study)
    assert b"p1@example.org" in _read_files(study)

    await room.close_campaign(study.campaign, NOW)

    left = _read_files(study)
    assert sealed[500:540] not in left
    assert b"p1@example.org" not in left
    assert b"Person 1" not in left


def _read_files(study: Study) -> bytes:
    assert study.database.file is not None
    return b"".join(path.read_bytes() for path in study.database.file.parent.iterdir())
