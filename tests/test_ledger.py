"""The ledger beside the keys: who writes to the database alone cannot single anybody out."""

import pytest

from survey.ballots.ledger import envelope
from survey.errors import AlreadyCollected, NothingDestroyed, Refused
from survey.store.box import StoredBallot, load_ballots, put_ballot
from survey.store.handover import ClosingFacts
from survey.store.roster import hash_token
from survey.tally import adopt_restored
from tests.corridor import (
    MARKETING,
    SALES,
    Answers,
    Study,
    cast_ballot,
    collect,
    make_ballot,
    seal_ballot,
    vote,
)
from tests.tallying import execute, stop_and_count, vote_all

NOBODY = ClosingFacts(collected={}, names=())
WITHDRAWN = make_ballot(Answers(withdrawn=True))


async def _load(study: Study) -> dict[bytes, StoredBallot]:
    async with study.database.reading() as session:
        return {each.nullifier: each for each in await load_ballots(session, study.campaign)}


async def _put(study: Study, ballot: StoredBallot) -> None:
    async with study.database.session() as session:
        await put_ballot(session, ballot)


async def test_a_ballot_that_was_taken_out_of_the_box_stops_the_count(study: Study) -> None:
    owned = await vote_all(study)
    taken = owned[0].nullifier
    await execute(study, "DELETE FROM ballot WHERE nullifier = :taken", taken=taken)

    with pytest.raises(NothingDestroyed, match="ballots_changed"):
        await stop_and_count(study, NOBODY)

    assert study.keyring.holds(study.campaign)


async def test_withdrawn_answers_that_are_laid_back_stop_the_count(study: Study) -> None:
    own = (await vote_all(study))[0]
    before = (await _load(study))[own.nullifier]
    await cast_ballot(study, own, seal_ballot(study, own, WITHDRAWN))
    await _put(study, before)

    with pytest.raises(NothingDestroyed, match="ballots_changed"):
        await stop_and_count(study, NOBODY)


async def test_a_ballot_that_came_by_no_door_is_left_out(study: Study) -> None:
    owned = await vote_all(study)
    stolen = (await _load(study))[owned[0].nullifier]
    ledger = study.keyring.ledger(study.campaign)
    kept = {key: envelope(each.sealed) for key, each in (await _load(study)).items()}
    ledger.adopt({key: each for key, each in kept.items() if key != stolen.nullifier})

    release = await stop_and_count(study, NOBODY)

    assert release.participation.at_least == (3, 6)


async def test_a_place_is_signed_for_once_whatever_the_database_says(study: Study) -> None:
    token = study.tokens[SALES][0]
    await collect(study, SALES, token)
    await execute(study, "UPDATE invitation SET collected = :no, blinded = NULL", no=False)

    with pytest.raises(AlreadyCollected):
        await collect(study, SALES, token)


async def test_invented_places_do_not_outnumber_the_roster(study: Study) -> None:
    for token in study.tokens[SALES]:
        await collect(study, SALES, token)
    await execute(
        study,
        "INSERT INTO invitation (id, campaign, department, collected)"
        " VALUES ('invented', :campaign, :department, :no)",
        campaign=study.campaign,
        department=SALES,
        no=False,
    )
    await execute(
        study,
        "INSERT INTO token_hash (hash, invitation) VALUES (:hash, 'invented')",
        hash=hash_token("x" * 27),
    )

    with pytest.raises(Refused, match="no_place_left"):
        await collect(study, SALES, "x" * 27)


async def test_a_cast_whose_commit_never_came_stops_nothing(study: Study) -> None:
    owned = await vote_all(study)
    ledger = study.keyring.ledger(study.campaign)
    lying = envelope((await _load(study))[owned[0].nullifier].sealed)
    ledger.note(owned[0].nullifier, lying=lying, newest=bytes(32))
    ledger.note(bytes(32), lying=b"", newest=bytes(32))

    release = await stop_and_count(study, NOBODY)

    assert release.participation.at_least == (6, 6)


async def test_a_copy_that_was_put_back_on_purpose_is_counted(study: Study) -> None:
    owned = await vote_all(study)
    earlier = (await _load(study))[owned[0].nullifier]
    await cast_ballot(study, owned[0], seal_ballot(study, owned[0], WITHDRAWN))
    await _put(study, earlier)
    await execute(study, "UPDATE invitation SET collected = :no, blinded = NULL", no=False)

    await adopt_restored(study.database, study.keyring, study.campaign)

    assert (await stop_and_count(study, NOBODY)).participation.at_least == (6, 6)


async def test_without_a_ledger_nothing_is_signed(study: Study) -> None:
    # As in a folder that somebody made by hand.
    for each in study.keys.glob("*/ledger.db"):
        each.unlink()

    with pytest.raises(Refused, match="no_ledger"):
        await collect(study, MARKETING, study.tokens[MARKETING][0])


async def test_the_ledger_tells_no_time_and_only_its_owner_reads_it(study: Study) -> None:
    await vote(study, SALES, study.tokens[SALES][0])

    (seen,) = [each.stat() for each in study.keys.glob("*/ledger.db")]

    assert (seen.st_mtime, seen.st_atime) == (0, 0)
    assert seen.st_mode & 0o777 == 0o600
