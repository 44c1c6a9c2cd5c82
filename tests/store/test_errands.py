import asyncio

from survey.store.database import Database
from survey.store.errands import (
    add_errands,
    count_errands,
    finish_errand,
    give_up_errand,
    is_errand_due,
    postpone_errand,
    retry_failed,
    take_errand,
)

CAMPAIGN = "aaaaaaaaaaaaaaaa"


async def _add(database: Database, *subjects: str, not_before: int = 0) -> None:
    async with database.session() as session:
        await add_errands(
            session, kind="letter", campaign=CAMPAIGN, subjects=subjects, not_before=not_before
        )


async def test_an_errand_is_taken_once_while_its_lease_lasts(database: Database) -> None:
    await _add(database, "a")

    async with database.session() as session:
        first = await take_errand(session, 100, 60)
        again = await take_errand(session, 159, 60)
        after = await take_errand(session, 160, 60)

    assert first is not None
    assert first.attempts == 1
    assert again is None
    assert after is not None
    assert after.attempts == 2


async def test_workers_at_once_take_different_errands(database: Database) -> None:
    subjects = [f"s{number}" for number in range(12)]
    await _add(database, *subjects)

    async def take() -> str | None:
        async with database.session() as session:
            errand = await take_errand(session, 100, 60)
            await asyncio.sleep(0.005)
        return errand.subject if errand else None

    taken = await asyncio.gather(*(take() for _ in subjects))

    assert sorted(each for each in taken if each) == sorted(subjects)


async def test_an_errand_waits_for_its_time(database: Database) -> None:
    await _add(database, "a", not_before=500)

    async with database.session() as session:
        assert not await is_errand_due(session, 499)
        assert await take_errand(session, 499, 60) is None
        assert await is_errand_due(session, 500)
        taken = await take_errand(session, 500, 60)
        assert taken is not None
        await postpone_errand(session, taken.id, 900)
        assert await take_errand(session, 899, 60) is None


async def test_what_is_done_leaves_no_trace_and_what_failed_can_start_again(
    database: Database,
) -> None:
    await _add(database, "a", "b")
    async with database.session() as session:
        first, second = await take_errand(session, 1, 60), await take_errand(session, 1, 60)
        assert first is not None
        assert second is not None
        await finish_errand(session, first.id)
        await give_up_errand(session, second.id)
        assert await count_errands(session, CAMPAIGN, "letter") == {"failed": 1}
        assert await take_errand(session, 999, 60) is None

        await retry_failed(session, CAMPAIGN, "letter", 0)

        assert await take_errand(session, 999, 60) is not None
