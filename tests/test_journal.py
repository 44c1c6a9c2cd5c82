"""Keep what copies of the database tell: one nothing of who came, a series that something did."""

import asyncio

import pytest
from sqlalchemy import text

from survey.ballots.ballot import blank_ballot
from tests.corridor import (
    KIT,
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

_BOX = "SELECT nullifier, sealed FROM ballot"


@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
async def test_the_log_of_commits_is_empty_after_whoever_has_answered(study: Study) -> None:
    """Frame by frame it paired 12 of 12 people with their ballots, from one copy in the evening."""
    assert study.database.file is not None
    log = study.database.file.with_name(f"{study.database.file.name}-wal")
    people = [(code, token) for code in (MARKETING, SALES) for token in study.tokens[code]]

    for department, token in people[:2]:
        await vote(study, department, token)
        assert log.stat().st_size == 0
    await asyncio.gather(*(vote(study, department, token) for department, token in people[2:]))

    assert len(people) == 12
    assert log.stat().st_size == 0


async def test_whoever_compares_copies_sees_which_envelope_changed_and_nothing_in_it(
    study: Study,
) -> None:
    async def copy() -> dict[bytes, bytes]:
        async with study.database.reading() as session:
            return {row[0]: row[1] for row in await session.execute(text(_BOX))}

    for token in study.tokens[SALES][:2]:
        await vote(study, SALES, token)
    own = await collect(study, MARKETING, study.tokens[MARKETING][0])
    await cast_ballot(study, own, seal_ballot(study, own, blank_ballot(KIT.hash)))
    before = await copy()
    await cast_ballot(study, own, seal_ballot(study, own, make_ballot(Answers(rating=5))))
    after = await copy()

    assert {name for name in after if after[name] != before[name]} == {own.nullifier}
    assert len({len(sealed) for sealed in (*before.values(), *after.values())}) == 1
