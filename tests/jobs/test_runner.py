import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from survey.jobs.runner import Handler, run_errands, run_next_errand
from survey.store.database import Database
from survey.store.errands import (
    Errand,
    add_errands,
    count_errands,
    resume_errands,
    take_errand,
)

CAMPAIGN = "aaaaaaaaaaaaaaaa"
CANARY = "canary@example.org"


async def _add(database: Database, *subjects: str) -> None:
    async with database.session() as session:
        await add_errands(session, kind="letter", campaign=CAMPAIGN, subjects=subjects)


async def _count(database: Database) -> dict[str, int]:
    async with database.reading() as session:
        return await count_errands(session, CAMPAIGN, "letter")


def _keep(done: list[str]) -> Mapping[str, Handler]:
    async def handle(errand: Errand) -> None:
        done.append(errand.subject)

    return {"letter": handle}


async def _refuse(_errand: Errand) -> None:
    raise ConnectionRefusedError(CANARY)


async def test_every_errand_is_done_once_and_leaves_no_trace(database: Database) -> None:
    await _add(database, "a", "b", "c")
    done: list[str] = []

    while await run_next_errand(database, _keep(done), 100):
        pass

    assert sorted(done) == ["a", "b", "c"]
    assert await _count(database) == {}


async def test_what_failed_is_tried_again_later_and_later(database: Database) -> None:
    await _add(database, "a")

    tried = [now for now in range(200) if await run_next_errand(database, {"letter": _refuse}, now)]

    # Pauses of 10, 20, 40, 80 seconds.
    assert tried == [0, 10, 30, 70, 150]


async def test_what_always_fails_is_given_up_and_kept(database: Database) -> None:
    await _add(database, "a")
    tries, now = 0, 0
    while now < 100_000:
        tries += await run_next_errand(database, {"letter": _refuse}, now)
        now += 600

    assert tries == 14
    assert await _count(database) == {"failed": 1}


async def test_the_log_of_a_failure_holds_no_address(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await _add(database, CANARY)

    await run_next_errand(database, {"letter": _refuse}, 0)

    assert "ConnectionRefusedError in an errand of the kind letter" in caplog.text
    assert CANARY not in caplog.text


async def test_an_errand_whose_worker_was_killed_is_done_after_its_lease(
    database: Database,
) -> None:
    await _add(database, "a")
    started = asyncio.Event()

    async def hang(_errand: Errand) -> None:
        started.set()
        await asyncio.sleep(3600)

    worker = asyncio.create_task(run_next_errand(database, {"letter": hang}, 0))
    await started.wait()
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker
    done: list[str] = []

    assert not await run_next_errand(database, _keep(done), 899)
    assert await run_next_errand(database, _keep(done), 900)
    assert done == ["a"]


async def test_an_errand_whose_server_was_killed_goes_on_when_it_is_started_again(
    database: Database,
) -> None:
    await _add(database, "a")
    now = int(datetime.now(UTC).timestamp())
    async with database.session() as session:
        await take_errand(session, now, 900)
    done = asyncio.Event()

    async def handle(_errand: Errand) -> None:
        done.set()

    started_again = asyncio.create_task(run_errands(database, {"letter": handle}, asyncio.Event()))
    await asyncio.wait_for(done.wait(), 10)
    started_again.cancel()
    with pytest.raises(asyncio.CancelledError):
        await started_again


async def test_an_errand_that_kills_every_server_does_not_do_so_at_once_for_ever(
    database: Database,
) -> None:
    await _add(database, "a")
    for now in range(4):
        async with database.session() as session:
            assert await take_errand(session, now, 900)
            await resume_errands(session, now + 1, 3)

    async with database.session() as session:
        assert await take_errand(session, 5, 900) is None


async def test_an_errand_that_nobody_does_is_not_lost(database: Database) -> None:
    await _add(database, "a")

    await run_next_errand(database, {}, 0)

    assert await _count(database) == {"waiting": 1}


async def test_the_loop_goes_on_when_the_database_fails_for_a_while(database: Database) -> None:
    done = asyncio.Event()

    async def handle(_errand: Errand) -> None:
        done.set()

    async with database.session() as session:
        await session.exec_driver_sql("ALTER TABLE errand RENAME TO away")
    loop = asyncio.create_task(run_errands(database, {"letter": handle}, asyncio.Event()))
    await asyncio.sleep(0.2)

    async with database.session() as session:
        await session.exec_driver_sql("ALTER TABLE away RENAME TO errand")
    await _add(database, "a")
    async with asyncio.timeout(20):
        await done.wait()
    loop.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loop


async def test_the_loop_is_asked_to_stop_and_finishes_the_errand_it_is_at(
    database: Database,
) -> None:
    begun, stopping, done = asyncio.Event(), asyncio.Event(), []

    async def handle(errand: Errand) -> None:
        begun.set()
        await stopping.wait()
        done.append(errand.subject)

    async with database.session() as session:
        await add_errands(session, kind="letter", campaign="c", subjects=["a", "b"])
    loop = asyncio.create_task(run_errands(database, {"letter": handle}, stopping))
    await begun.wait()

    stopping.set()
    await asyncio.wait_for(loop, 10)

    assert len(done) == 1
    async with database.reading() as session:
        assert await count_errands(session, "c", "letter") == {"waiting": 1}
