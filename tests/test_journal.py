"""Keep what one copy of the database's folder tells: nothing of who came before whom."""

import asyncio

import pytest

from tests.corridor import MARKETING, SALES, Study, vote


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
