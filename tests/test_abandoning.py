"""A campaign that is given up: destroyed unread, at whatever step it breaks, and never counted."""

import asyncio
from dataclasses import replace

import pytest

from survey.ballots.keys import Keyring
from survey.campaigns.course import abandon, request_close
from survey.campaigns.opening import CLOSING
from survey.errors import AccordError, NothingDestroyed, Refused, WrongState
from survey.jobs.closing import ClosingRoom
from survey.jobs.remains import find_proof
from survey.store.database import open_database
from survey.store.errands import count_errands
from tests.broken_disk import failing
from tests.corridor import (
    NOW,
    SALES,
    Study,
    collect,
    draft_study,
    make_rows,
    open_draft,
)
from tests.tallying import count_rows, find_state, vote_all

PEOPLE = ("invitee", "invitation", "token_hash", "ballot", "release", "errand")


async def _abandon(study: Study) -> None:
    async with study.database.session() as session:
        await abandon(session, study.keyring, study.campaign, NOW)


async def _left(study: Study) -> dict[str, int]:
    counted = {table: await count_rows(study, table) for table in PEOPLE}
    return {table: rows for table, rows in counted.items() if rows}


@pytest.mark.parametrize("lost", [None, "seal.pem", "everything"])
async def test_what_is_given_up_is_destroyed_unread_also_where_its_keys_are_lost(
    room: ClosingRoom, study: Study, lost: str | None
) -> None:
    await vote_all(study)
    if lost == "everything":
        study.keyring.destroy(study.campaign)
    elif lost:
        (study.keys / study.campaign / lost).unlink()
        with pytest.raises(AccordError):
            await room.close_campaign(study.campaign, NOW)

    await _abandon(study)
    with pytest.raises(WrongState):
        await collect(study, SALES, study.tokens[SALES][0])
    await _abandon(study)  # sent twice
    async with study.database.reading() as session:
        assert await count_errands(session, study.campaign, CLOSING) == {"waiting": 1}
    await room.close_campaign(study.campaign, NOW)
    await room.close_campaign(study.campaign, NOW)

    assert await find_state(study) == "ended"
    assert not study.keyring.holds(study.campaign)
    # The errand is the runner's to delete.
    assert (await _left(study)).keys() <= {"errand"}
    async with study.database.reading() as session:
        found = await find_proof(session, study.campaign)
    assert (found["outbox"], found["keys"]) == ("none", "none")
    for again in (_abandon(study), _close(study)):
        with pytest.raises(WrongState):
            await again


async def _close(study: Study) -> None:
    async with study.database.session() as session:
        await request_close(session, study.campaign, NOW)


@pytest.mark.parametrize(
    "breaks", ["DELETE FROM ballot", "DELETE FROM invitee", "DELETE FROM errand", "UPDATE campaign"]
)
async def test_wherever_the_destruction_breaks_the_next_try_ends_it_and_counts_nothing(
    room: ClosingRoom, study: Study, breaks: str
) -> None:
    await vote_all(study)
    await _abandon(study)
    with failing(breaks), pytest.raises(Exception, match="disk is full"):
        await room.close_campaign(study.campaign, NOW)
    assert await find_state(study) == "ending"
    assert not study.keyring.holds(study.campaign)

    await room.close_campaign(study.campaign, NOW)

    assert await find_state(study) == "ended"
    assert (await _left(study)).keys() <= {"errand"}


class _Overtaken(Keyring):
    """Keys of a campaign that HR gives up while its answers are being counted."""

    study: Study

    def pledge_release(self, campaign: str, content: bytes) -> None:
        """Pledge, a moment after the campaign was given up elsewhere."""
        # In the thread that counts; no loop runs there.
        asyncio.run(self._give_up())
        super().pledge_release(campaign, content)

    async def _give_up(self) -> None:
        database = open_database(self.study.database.url)
        await _abandon(replace(self.study, database=database))
        await database.close()


async def test_a_count_that_was_under_way_leaves_no_release_behind(
    room: ClosingRoom, study: Study
) -> None:
    await vote_all(study)
    overtaken = _Overtaken(study.keys)
    overtaken.study = study

    with pytest.raises(NothingDestroyed, match="wrong_state"):
        await replace(room, keyring=overtaken).close_campaign(study.campaign, NOW)
    assert await find_state(study) == "ending"
    assert "release" not in await _left(study)

    await room.close_campaign(study.campaign, NOW)

    assert await find_state(study) == "ended"
    assert (await _left(study)).keys() <= {"errand"}


async def test_what_is_counted_already_is_not_given_up_unless_nobody_can_verify_it(
    room: ClosingRoom, study: Study
) -> None:
    await vote_all(study)
    # The release is written and pledged, and the server dies before it is read back.
    with failing("UPDATE campaign SET state=", after=1), pytest.raises(Exception, match="OSError"):
        await room.close_campaign(study.campaign, NOW)
    assert (await _left(study))["release"] == 1
    with pytest.raises(Refused, match="release_written"):
        await _abandon(study)
    study.keyring.destroy(study.campaign)

    await _abandon(study)
    await room.close_campaign(study.campaign, NOW)

    assert await find_state(study) == "ended"
    assert "release" not in await _left(study)


async def test_whoever_took_part_in_what_was_given_up_may_take_part_in_another(
    room: ClosingRoom, study: Study
) -> None:
    await vote_all(study)
    other = await draft_study(study.database, make_rows())
    with pytest.raises(Refused, match="people_elsewhere"):
        await open_draft(study.database, study.keys, other)

    await _abandon(study)
    await room.close_campaign(study.campaign, NOW)

    assert (await open_draft(study.database, study.keys, other)).state == "open"
