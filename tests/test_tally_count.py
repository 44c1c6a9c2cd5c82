from collections.abc import Mapping

import msgspec
import pytest

from survey.ballots import credential, sealing
from survey.ballots.ballot import BallotComment
from survey.ballots.keys import new_seal_key
from survey.errors import NothingDestroyed
from survey.store.box import load_ballots
from survey.unsealing import open_ballots
from tests.corridor import (
    KIT,
    MARKETING,
    SALES,
    Answers,
    Study,
    blind_message,
    cast_ballot,
    collect,
    make_ballot,
    seal_ballot,
    unblind,
)
from tests.tallying import count, execute, literal, stop_and_count, stop_casts, vote_all


async def test_who_holds_the_issue_key_cannot_add_a_ballot_unseen(study: Study) -> None:
    await vote_all(study)
    own = blind_message(study, SALES)
    key = study.keyring.load_issue_key(study.campaign, SALES)
    forged = unblind(study, SALES, own, credential.blind_sign(key, own.blinded))
    await cast_ballot(study, forged, seal_ballot(study, forged, make_ballot(Answers())))
    await stop_casts(study)

    with pytest.raises(NothingDestroyed, match="more_ballots_than_collected"):
        await count(study)


async def test_withdrawn_answers_do_not_count(study: Study) -> None:
    owned = await vote_all(study)
    gone = owned[0]
    ballot = make_ballot(Answers(withdrawn=True))
    await cast_ballot(study, gone, seal_ballot(study, gone, ballot))

    release = await stop_and_count(study)

    # 5 of 6 are left in marketing, told as at least 3.
    assert release.participation.at_least == (3, 6)


async def test_below_k_nothing_is_said(study: Study) -> None:
    # c = 1, k = 5; the combined unit needs 3 in each department.
    await vote_all(study, marketing=2, sales=6)

    release = await stop_and_count(study)

    assert release.layout == "nothing"
    assert release.verdict == "too_few"
    assert release.causes == ()


async def test_an_empty_box_gives_a_release_that_says_so(study: Study) -> None:
    release = await stop_and_count(study)

    assert release.layout == "nothing"


@pytest.mark.parametrize(
    "answers",
    [
        {"goals_1": 6},
        {"goals_1": 0},
        {"goals_1": True},
        {"invented_1": 3},
        {"open_works": 3},
    ],
)
@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
async def test_a_ballot_that_does_not_fit_the_questionnaire_is_spoiled_and_stops_nothing(
    study: Study, answers: Mapping[str, int]
) -> None:
    await vote_all(study, sales=5)
    own = await collect(study, SALES, study.tokens[SALES][5])
    fitting = make_ballot(Answers())
    spoiled = msgspec.structs.replace(fitting, answers={**fitting.answers, **answers})
    await cast_ballot(study, own, seal_ballot(study, own, spoiled))

    release = await stop_and_count(study)

    assert release.participation.at_least == (6, 3)


@pytest.mark.parametrize(
    "changes",
    [
        {"kit": "0" * 64},
        {"nominations": ["goals", "roles", "data", "status"]},
        {"nominations": ["invented"]},
        {"votes": ["invented"]},
        {"comments": [BallotComment(question="invented", text="?", consent="count")]},
    ],
)
@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
async def test_picks_and_comments_that_the_page_cannot_send_spoil_a_ballot(
    study: Study, changes: dict[str, object]
) -> None:
    await vote_all(study, sales=5)
    own = await collect(study, SALES, study.tokens[SALES][5])
    spoiled = msgspec.structs.replace(make_ballot(Answers()), **changes)
    await cast_ballot(study, own, seal_ballot(study, own, spoiled))

    release = await stop_and_count(study)

    assert release.participation.at_least == (6, 3)


async def test_a_sealed_ballot_moved_to_another_nullifier_stops_the_count(study: Study) -> None:
    owned = await vote_all(study)
    first, second = owned[6], owned[7]
    await execute(
        study,
        "UPDATE ballot SET sealed ="
        f" (SELECT sealed FROM ballot WHERE nullifier = {literal(study, first.nullifier)})"
        f" WHERE nullifier = {literal(study, second.nullifier)}",
    )

    with pytest.raises(NothingDestroyed, match="ballots_changed"):
        await stop_and_count(study)


async def test_withdrawn_and_spoiled_ballots_are_told_apart_from_answers(study: Study) -> None:
    owned = await vote_all(study)
    withdrawn = make_ballot(Answers(withdrawn=True))
    await cast_ballot(study, owned[0], seal_ballot(study, owned[0], withdrawn))
    rubbish = b"\x01" + bytes(sealing.SEALED_LENGTH - 1)
    await cast_ballot(study, owned[1], rubbish)
    async with study.database.reading() as session:
        ballots = await load_ballots(session, study.campaign)

    opened = open_ballots(ballots, study.manifest, KIT, study.keyring.load_seal_key(study.campaign))

    assert opened.ballots == {MARKETING: 6, SALES: 6}
    assert len(opened.responses) == 10
    assert opened.spoiled == 1


async def test_a_seal_key_that_opens_nothing_stops_the_close_and_destroys_nothing(
    study: Study,
) -> None:
    await vote_all(study)
    right = study.keyring.load_seal_key(study.campaign)
    file = next(study.keys.rglob("*seal*"))
    file.write_bytes(new_seal_key().to_pem())

    with pytest.raises(NothingDestroyed):
        await stop_and_count(study)

    file.write_bytes(right.to_pem())
    async with study.database.reading() as session:
        assert len(await load_ballots(session, study.campaign)) == 12


async def test_answers_come_in_an_order_that_has_nothing_to_do_with_the_box(study: Study) -> None:
    await vote_all(study)
    key = study.keyring.load_seal_key(study.campaign)
    async with study.database.reading() as session:
        ballots = await load_ballots(session, study.campaign)

    opened = open_ballots(ballots, study.manifest, KIT, key)
    turned = open_ballots(ballots[::-1], study.manifest, KIT, key)

    assert opened.responses == turned.responses


async def test_a_copied_ballot_counts_once_and_blocks_nothing(study: Study) -> None:
    await vote_all(study)
    await execute(
        study,
        "INSERT INTO ballot SELECT " + literal(study, bytes(32)) + ", campaign, department,"
        " prepared, signature, sealed FROM ballot LIMIT 1",
    )

    release = await stop_and_count(study)

    assert release.participation.at_least == (6, 6)


async def test_a_ballot_that_nobody_paid_for_is_not_counted(study: Study) -> None:
    owned = await vote_all(study)
    await execute(
        study,
        f"UPDATE ballot SET department = 'sales' WHERE nullifier ="
        f" {literal(study, owned[0].nullifier)}",
    )

    release = await stop_and_count(study)

    assert release.participation.at_least == (3, 6)
