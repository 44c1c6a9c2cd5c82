import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from sqlalchemy import text

from survey.ballots.ballot import blank_ballot
from survey.casting import cast, shuffle_box
from survey.errors import AccordError, BadInput, CredentialRefused, NotFound, WrongState
from survey.store.campaigns import require_state, stop_campaign
from survey.tally import stop
from tests.corridor import (
    KIT,
    MARKETING,
    NOW,
    SALES,
    SOUND,
    Answers,
    Credential,
    Study,
    cast_ballot,
    collect,
    make_ballot,
    seal_ballot,
    vote,
)


async def _box(study: Study) -> list[tuple[bytes, str, bytes]]:
    query = text("SELECT nullifier, department, sealed FROM ballot ORDER BY nullifier")
    async with study.database.reading() as session:
        return [(row[0], row[1], row[2]) for row in await session.execute(query)]


async def test_a_ballot_lies_under_its_nullifier(study: Study) -> None:
    own = await collect(study, SALES, study.tokens[SALES][0])
    sealed = seal_ballot(study, own, make_ballot(Answers()))

    await cast_ballot(study, own, sealed)

    assert await _box(study) == [(own.nullifier, SALES, sealed)]


async def test_casting_again_replaces_the_ballot(study: Study) -> None:
    own = await vote(study, SALES, study.tokens[SALES][0])
    second = seal_ballot(study, own, make_ballot(Answers(rating=5)))

    await cast_ballot(study, own, second)

    assert await _box(study) == [(own.nullifier, SALES, second)]


async def test_two_hundred_casts_at_once_with_one_credential_leave_one_ballot(
    study: Study,
) -> None:
    own = await collect(study, SALES, study.tokens[SALES][0])
    sealed = [seal_ballot(study, own, make_ballot(Answers(rating=1 + n % 5))) for n in range(200)]

    await asyncio.gather(*(cast_ballot(study, own, each) for each in sealed))

    (kept,) = await _box(study)
    assert kept[2] in sealed


async def test_a_credential_of_another_department_is_refused(study: Study) -> None:
    own = await collect(study, MARKETING, study.tokens[MARKETING][0])

    with pytest.raises(CredentialRefused):
        await cast_ballot(study, replace(own, department=SALES), b"\x01" * 12701)


@pytest.mark.parametrize("department", ["", "legal", "\x00", "marketing\x00"])
async def test_an_unknown_department_is_refused(study: Study, department: str) -> None:
    own = await collect(study, MARKETING, study.tokens[MARKETING][0])
    sealed = seal_ballot(study, own, make_ballot(Answers()))

    with pytest.raises(CredentialRefused):
        await cast_ballot(study, replace(own, department=department), sealed)


async def test_a_forged_or_changed_credential_is_refused(study: Study) -> None:
    own = await collect(study, MARKETING, study.tokens[MARKETING][0])
    sealed = seal_ballot(study, own, make_ballot(Answers()))
    forged = [
        replace(own, signature=bytes(384)),
        replace(own, signature=b"\xff" * 384),
        replace(own, signature=own.signature[::-1]),
        replace(own, prepared=own.prepared[::-1]),
        # The hash is right, the signature is of another message.
        replace(own, prepared=own.prepared[:32][::-1] + own.prepared[32:]),
    ]

    for each in forged:
        with pytest.raises(CredentialRefused):
            await cast_ballot(study, each, sealed)
    assert await _box(study) == []


async def test_who_has_the_whole_row_of_the_box_cannot_replace_a_ballot(study: Study) -> None:
    own = await vote(study, SALES, study.tokens[SALES][0])
    async with study.database.reading() as session:
        (row,) = (await session.execute(text("SELECT * FROM ballot"))).mappings().all()
    stolen = [bytes(value) for value in row.values() if not isinstance(value, str)]
    known = {part[at : at + 32] for part in stolen for at in range(0, len(part) - 31, 32)}
    known |= {sha256(part).digest() for part in known | set(stolen)} | {bytes(32)}
    other = seal_ballot(study, own, blank_ballot(KIT.hash))

    for secret in known:
        replayed = Credential(
            department=SALES,
            secret=secret,
            prepared=row["prepared"],
            signature=row["signature"],
            nullifier=row["nullifier"],
        )
        with pytest.raises(CredentialRefused):
            await cast_ballot(study, replayed, other)

    assert await _box(study) == [(own.nullifier, SALES, row["sealed"])]
    assert not any(own.secret in part for part in stolen)
    # The row is a real credential: nothing but the secret was missing.
    await cast_ballot(study, own, other)
    assert await _box(study) == [(own.nullifier, SALES, other)]


async def test_the_secret_of_another_credential_is_refused(study: Study) -> None:
    first, second = [await collect(study, SALES, token) for token in study.tokens[SALES][:2]]
    sealed = seal_ballot(study, first, make_ballot(Answers()))

    with pytest.raises(CredentialRefused):
        await cast_ballot(study, replace(first, secret=second.secret), sealed)
    assert await _box(study) == []


@pytest.mark.parametrize("part", ["secret", "prepared", "signature", "sealed"])
@pytest.mark.parametrize("change", [-1, 1])
async def test_every_part_has_one_length(study: Study, part: str, change: int) -> None:
    own = Credential(
        department=SALES,
        secret=bytes(32),
        prepared=bytes(64),
        signature=bytes(384),
        nullifier=bytes(32),
    )
    parts = {"secret": own.secret, "prepared": own.prepared, "signature": own.signature}
    parts["sealed"] = bytes(12701)
    parts[part] = bytes(len(parts[part]) + change)

    with pytest.raises(BadInput):
        await cast(
            study.database,
            study.keyring,
            campaign=study.campaign,
            department=SALES,
            now=NOW,
            secret=parts["secret"],
            prepared=parts["prepared"],
            signature=parts["signature"],
            sealed=parts["sealed"],
        )


@pytest.mark.parametrize("campaign", ["b" * 16, "\x00", ""])
async def test_an_unknown_campaign_is_not_found(study: Study, campaign: str) -> None:
    own = await collect(study, SALES, study.tokens[SALES][0])
    sealed = seal_ballot(study, own, make_ballot(Answers()))

    with pytest.raises(NotFound):
        await cast_ballot(replace(study, campaign=campaign), own, sealed)


@pytest.mark.parametrize(
    "now", [datetime(2026, 3, 9, 20, tzinfo=UTC), datetime(2026, 3, 24, 21, tzinfo=UTC)]
)
async def test_nothing_is_cast_outside_the_days(study: Study, now: datetime) -> None:
    own = await collect(study, SALES, study.tokens[SALES][0])

    with pytest.raises(WrongState):
        await cast_ballot(study, own, seal_ballot(study, own, make_ballot(Answers())), now=now)


async def test_a_cast_that_races_the_close_is_in_the_box_or_refused(study: Study) -> None:
    owned = [await collect(study, SALES, token) for token in study.tokens[SALES]]
    sealed = [seal_ballot(study, own, make_ballot(Answers())) for own in owned]

    async def close() -> None:
        await stop(study.database, campaign=study.campaign, checkup=SOUND, now=NOW)

    outcomes = await asyncio.gather(
        *(cast_ballot(study, own, each) for own, each in zip(owned, sealed, strict=True)),
        close(),
        return_exceptions=True,
    )

    acknowledged = sum(outcome is None for outcome in outcomes[:-1])
    assert outcomes[-1] is None
    assert len(await _box(study)) == acknowledged
    assert all(isinstance(each, WrongState) for each in outcomes[:-1] if each is not None)
    with pytest.raises(AccordError):
        await cast_ballot(study, owned[0], sealed[0])


async def test_a_cast_that_waited_for_the_close_is_refused(study: Study) -> None:
    own = await collect(study, SALES, study.tokens[SALES][0])
    sealed = seal_ballot(study, own, make_ballot(Answers()))

    async with study.database.session() as session:
        campaign = await require_state(session, study.campaign, "open")
        await stop_campaign(session, campaign, NOW.date(), ())
        # It still reads the campaign as open, and queues behind this transaction.
        waiting = asyncio.create_task(cast_ballot(study, own, sealed))
        await asyncio.sleep(0.2)

    with pytest.raises(WrongState):
        await waiting
    assert await _box(study) == []


async def test_a_shuffled_box_holds_the_same_ballots(study: Study) -> None:
    for token in study.tokens[SALES][:3]:
        await vote(study, SALES, token)
    before = await _box(study)

    await shuffle_box(study.database)

    assert await _box(study) == before
    assert len(before) == 3
