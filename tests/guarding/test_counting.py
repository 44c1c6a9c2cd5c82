"""The second key: nothing opens without it, and how a campaign that has one comes to its end."""

from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey import guarding
from survey.ballots.keys import IssueKey
from survey.ballots.sealing import seal
from survey.campaigns.course import abandon, load_marks
from survey.campaigns.guardian import GUARDIAN_TURN
from survey.campaigns.opening import CLOSING
from survey.errors import BadInput, NotFound, WrongState
from survey.store.box import StoredBallot
from survey.store.errands import count_errands, purge_errands
from tests.ballots.padding import OAEP_SHA256
from tests.broken_disk import failing
from tests.corridor import MARKETING, NOW, SALES, cast_ballot, collect, vote
from tests.guarding.builders import LOCKED, ONE_DATABASE, PEOPLE, Guarded
from tests.tallying import count_rows, vote_all


async def test_with_database_and_key_directory_nothing_opens_until_the_guardian_takes_part(
    guarded: Guarded,
) -> None:
    study = guarded.study
    await vote_all(study)
    await guarded.room.close_campaign(study.campaign, NOW)

    assert await guarded.state() == "stopped"
    ballots = await guarded.ballots()
    keys = [IssueKey.from_pem(pem.read_bytes()) for pem in study.keys.rglob("*.pem")]
    assert (len(ballots), len(keys)) == (PEOPLE, 3)
    for ballot in ballots:
        assert _open_with(keys, ballot) == 0
    async with study.database.reading() as session:
        assert await count_errands(session, study.campaign, GUARDIAN_TURN) == {"waiting": 1}
        assert await count_errands(session, study.campaign, "closing") == {"waiting": 1}

    async with study.database.reading() as session:
        marks = await load_marks(session, study.campaign)
    assert {LOCKED[:32], LOCKED[-32:]} < set(marks)  # searched for when all is purged

    await guarded.room.count_with(study.campaign, await guarded.give(await guarded.unwrap()))

    assert await guarded.state() == "purged"
    assert b'"layout":"departments"' in (await guarded.release() or b"")
    for table in ("guardian", "guardian_token", "ballot"):
        assert await count_rows(study, table) == 0
    watch = await guarding.look(study.database, campaign=study.campaign, token="")
    assert watch.release == sha256(await guarded.release() or b"").hexdigest()


def _open_with(keys: list[IssueKey], ballot: StoredBallot) -> int:
    """Count the ways in which these keys open a ballot: what they unwrap, used alone."""
    shares = [bytes(32)]
    for key in keys:
        for start in (1, 385):
            try:
                shares.append(key.private.decrypt(ballot.sealed[start : start + 384], OAEP_SHA256))
            except ValueError:
                continue
    assert len(shares) == 2  # the seal key's own, and nothing of the guardian's
    opened = 0
    for share in shares:
        try:
            AESGCM(share).decrypt(ballot.sealed[769:781], ballot.sealed[781:], ballot.nullifier)
        except InvalidTag:
            continue
        opened += 1
    return opened


@ONE_DATABASE
async def test_a_ballot_with_one_lock_is_not_taken_where_two_are_due(guarded: Guarded) -> None:
    study = guarded.study
    own = await collect(study, SALES, study.tokens[SALES][0])

    with pytest.raises(BadInput):
        await cast_ballot(study, own, seal(study.manifest.seal_key, own.nullifier, bytes(12288)))

    assert await guarded.ballots() == ()


@ONE_DATABASE
async def test_a_close_that_breaks_is_repeated_by_the_guardian_with_the_same_release(
    guarded: Guarded,
) -> None:
    study = guarded.study
    await vote_all(study)
    await guarded.room.close_campaign(study.campaign, NOW)
    shares = await guarded.give(await guarded.unwrap())
    async with study.database.session() as session:
        await purge_errands(session, study.campaign, CLOSING)
    for statement, written in (("INSERT INTO release", False), ("DELETE FROM ballot", True)):
        with failing(statement), pytest.raises(Exception, match=r"disk is full|OSError"):
            await guarded.room.count_with(study.campaign, shares)

        assert (await guarded.release() is not None) == written
        assert len(await guarded.ballots()) == PEOPLE

    first = await guarded.release()
    # The release is written: what is left is destroying, and an errand does that alone.
    async with study.database.reading() as session:
        assert await count_errands(session, study.campaign, CLOSING) == {"waiting": 1}
    await guarded.room.close_campaign(study.campaign, NOW)

    assert await guarded.state() == "purged"
    assert await guarded.release() == first
    assert await guarded.ballots() == ()


@ONE_DATABASE
async def test_where_the_words_are_lost_the_campaign_ends_without_results_and_its_guardian_reads_so(
    guarded: Guarded,
) -> None:
    study = guarded.study
    await vote(study, MARKETING, study.tokens[MARKETING][0])
    await guarded.room.close_campaign(study.campaign, NOW)
    given = await guarded.unwrap()
    shares = await guarded.give(given)
    async with study.database.session() as session:
        await abandon(session, study.keyring, study.campaign, NOW)
    with pytest.raises((NotFound, WrongState)):
        await guarded.give(given)

    # A guardian whose shares were on their way destroys unread, too.
    await guarded.room.count_with(study.campaign, shares)

    assert (await guarded.state(), await guarded.release()) == ("ended", None)
    watch = await guarding.look(study.database, campaign=study.campaign, token="")
    assert (watch.campaign.state, watch.guardian, watch.release) == ("ended", None, None)
    for table in ("guardian", "guardian_token", "ballot"):
        assert await count_rows(study, table) == 0
