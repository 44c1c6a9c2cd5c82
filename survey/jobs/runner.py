"""Keep the loop that does durable work, one errand after another; know no errand's meaning.

An errand is counted as tried and leased before its handler runs: a server that is killed in the
middle goes on when it is started again, and what kills it every time waits for its lease to end.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from survey.store.database import Database
from survey.store.errands import (
    Errand,
    finish_errand,
    give_up_errand,
    is_errand_due,
    postpone_errand,
    resume_errands,
    take_errand,
)

Handler = Callable[[Errand], Awaitable[None]]

_LOG = logging.getLogger("survey.jobs")
_LEASE_SECONDS = 15 * 60
_IDLE_SECONDS = 0.5
_MOST_ATTEMPTS = 14
# An errand that kills its worker each time must not do so at every start.
_MOST_RESUMED = 3
# 10 s, 20 s, 40 s … an hour: a mail server that is down for a morning loses no letter.
_FIRST_PAUSE = 10
_LONGEST_PAUSE = 3600


async def run_errands(
    database: Database, handlers: Mapping[str, Handler], stopping: asyncio.Event
) -> None:
    """Do errands until `stopping` is set; survive whatever an errand or the database does.

    It stops between two errands: a task that is cancelled within a transaction can leave SQLite's
    lock held and its driver's thread answering a loop that is gone.

    There is one server, so what was taken before it started is in nobody's hands: a close that was
    killed goes on at once and does not wait for the end of its lease.
    """
    resumed = False
    while not stopping.is_set():
        worked = False
        now = int(datetime.now(UTC).timestamp())
        try:
            if not resumed:
                async with database.session() as session:
                    await resume_errands(session, now, _MOST_RESUMED)
                resumed = True
            worked = await run_next_errand(database, handlers, now)
        except Exception as error:
            _LOG.error("%s while taking an errand", type(error).__name__)
        if not worked:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), _IDLE_SECONDS)


async def run_next_errand(database: Database, handlers: Mapping[str, Handler], now: int) -> bool:
    """Do the one errand that waits longest; False when none is due."""
    async with database.reading() as session:
        if not await is_errand_due(session, now):
            return False
    async with database.session() as session:
        errand = await take_errand(session, now, _LEASE_SECONDS)
    if errand is None:
        return False
    try:
        await _find_handler(handlers, errand)(errand)
    except Exception as error:
        await _fail(database, errand, error, now)
    else:
        async with database.session() as session:
            await finish_errand(session, errand.id)
    return True


def _find_handler(handlers: Mapping[str, Handler], errand: Errand) -> Handler:
    if errand.kind not in handlers:
        message = f"nobody does errands of the kind {errand.kind}"
        raise LookupError(message)
    return handlers[errand.kind]


async def _fail(database: Database, errand: Errand, error: Exception, now: int) -> None:
    # The class of the error only: its text may hold an address.
    _LOG.error("%s in an errand of the kind %s", type(error).__name__, errand.kind)
    async with database.session() as session:
        if errand.attempts >= _MOST_ATTEMPTS:
            await give_up_errand(session, errand.id)
        else:
            pause = min(_FIRST_PAUSE * 2 ** (errand.attempts - 1), _LONGEST_PAUSE)
            await postpone_errand(session, errand.id, now + pause)
