"""The second key at work: what its holder is handed, and what is taken from its holder."""

import secrets
from dataclasses import replace
from hashlib import sha256

import pytest

from survey import guarding
from survey.ballots.envelope import enclose
from survey.ballots.sealing import find_guarded_wrap
from survey.campaigns.guardian import draw_link
from survey.errors import BadInput, WrongState
from tests.corridor import MARKETING, NOW, vote
from tests.guarding.builders import ONE_DATABASE, PEOPLE, Guarded


@ONE_DATABASE
async def test_the_guardian_learns_nothing_from_what_is_handed_out(guarded: Guarded) -> None:
    study, token = guarded.study, guarded.study.tokens[MARKETING][0]
    with pytest.raises(WrongState):
        await guarded.unwrap()
    await vote(study, MARKETING, token)
    await guarded.room.close_campaign(study.campaign, NOW)

    wraps = await guarding.list_wraps(
        study.database, study.keyring, campaign=study.campaign, token=guarded.token
    )

    # As many as people are invited, and one: not how many voted. In the order of chance.
    assert len(wraps) == PEOPLE + 1
    assert list(wraps) == sorted(wraps)
    (ballot,) = await guarded.ballots()
    assert find_guarded_wrap(ballot.sealed) in wraps
    shares = [share for _, share in await guarded.unwrap()]
    assert len(set(shares)) == PEOPLE + 1
    assert {len(share) for share in shares} == {32}


@ONE_DATABASE
async def test_whoever_asks_again_is_handed_the_same_also_by_a_server_that_was_started_anew(
    guarded: Guarded,
) -> None:
    study = guarded.study
    for voted in range(2):
        await vote(study, MARKETING, study.tokens[MARKETING][voted])
    await guarded.room.close_campaign(study.campaign, NOW)
    lodge = guarding.Lodge()

    first, again, anew = [await guarded.ask(each) for each in (lodge, lodge, guarding.Lodge())]

    # Two layouts with decoys of their own would have just the ballots in common.
    assert first.wraps == again.wraps == anew.wraps
    assert len(set(first.wraps)) == PEOPLE + 1
    assert first == again  # nor does asking push out the lock that the guardian was given
    assert first.lock != anew.lock
    async with study.database.session() as session:
        token = await draw_link(session, study.campaign)
    assert await replace(guarded, token=token).ask(lodge) == first


@ONE_DATABASE
async def test_a_log_of_everything_that_passed_opens_nothing_afterwards(guarded: Guarded) -> None:
    study = guarded.study
    await vote(study, MARKETING, study.tokens[MARKETING][0])
    await guarded.room.close_campaign(study.campaign, NOW)
    lodge = guarding.Lodge()
    task = await guarded.ask(lodge)
    right = await guarded.unwrap()
    envelope = _enclose(study.campaign, task, right)
    assert not [share for _, share in right if share in envelope]

    for forged in (envelope[:-1], _enclose("a" * 16, task, right), b"", envelope[:70]):
        with pytest.raises(BadInput, match="bad_shares"):
            await guarded.send(lodge, task, forged)
    # Who has the link only is refused before any ballot is touched, and costs the guardian nothing.
    for given in ([], [(digest, bytes(32)) for digest, _ in right]):
        with pytest.raises(BadInput, match="bad_shares"):
            await guarded.send(lodge, task, _enclose(study.campaign, task, given))
    assert await guarded.send(lodge, task, envelope) == tuple(right)

    # What was logged is sent again, to this process and to one with the same keys and database.
    for where in (lodge, guarding.Lodge()):
        with pytest.raises(BadInput, match="bad_shares"):
            await guarded.send(where, task, envelope)


def _enclose(campaign: str, task: guarding.Task, given: list[tuple[bytes, bytes]]) -> bytes:
    plain = b"".join(digest + b"\x01" + share for digest, share in given)
    return enclose(campaign, task.lock, plain, secrets.token_bytes(12))


@ONE_DATABASE
async def test_whoever_has_the_link_and_not_the_key_cannot_spoil_the_count(
    guarded: Guarded,
) -> None:
    await vote(guarded.study, MARKETING, guarded.study.tokens[MARKETING][0])
    await guarded.room.close_campaign(guarded.study.campaign, NOW)
    (ballot,) = await guarded.ballots()
    own = sha256(find_guarded_wrap(ballot.sealed) or b"").digest()
    right = await guarded.unwrap()

    invented = [(digest, bytes(32)) for digest, _ in right]
    missing = [(digest, share) for digest, share in right if digest != own]
    for given in ([], invented, missing):
        with pytest.raises(BadInput, match="bad_shares"):
            await guarded.give(given)

    assert (await guarded.give(right)).find(ballot.sealed) == dict(right)[own]
    assert "by_digest" not in repr(await guarded.give(right))
