"""Keep durable work: what is to be done, when it may be tried; never a token, never an answer.

An errand that is done is deleted, so that the table is no history of who was written to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Integer,
    Row,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from survey.store.database import METADATA, Session, new_id

WAITING, FAILED = "waiting", "failed"

ERRAND = Table(
    "errand",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("campaign", String(16), nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Integer, nullable=False, index=True),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One piece of work. `subject`: whom or what it is about; `payload`: what the handler needs.

    attempts: how often it was taken, this time included. not_before: seconds since 1970.
    """

    id: str
    kind: str
    campaign: str
    subject: str
    payload: str
    state: str
    attempts: int
    not_before: int


async def add_errands(
    session: Session,
    *,
    kind: str,
    campaign: str,
    subjects: Iterable[str],
    payload: str = "",
    not_before: int = 0,
) -> None:
    """Write one errand of this kind for each subject; their order is that of random ids."""
    rows = [
        {
            "id": new_id(),
            "kind": kind,
            "campaign": campaign,
            "subject": subject,
            "payload": payload,
            "state": WAITING,
            "attempts": 0,
            "not_before": not_before,
        }
        for subject in subjects
    ]
    if rows:
        await session.execute(insert(ERRAND), rows)


async def is_errand_due(session: Session, now: int) -> bool:
    """Tell whether some errand may be taken."""
    query = select(ERRAND.c.id).where(ERRAND.c.state == WAITING, ERRAND.c.not_before <= now)
    return (await session.execute(query.limit(1))).one_or_none() is not None


async def take_errand(session: Session, now: int, lease: int) -> Errand | None:
    """Take the errand that waits longest; nobody else gets it for `lease` seconds.

    The attempt is counted before the work: an errand that kills its worker is not tried for ever.
    """
    query = (
        select(ERRAND)
        .where(ERRAND.c.state == WAITING, ERRAND.c.not_before <= now)
        .order_by(ERRAND.c.not_before, ERRAND.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    taken = {"attempts": row.attempts + 1, "not_before": now + lease}
    await session.execute(update(ERRAND).where(ERRAND.c.id == row.id).values(taken))
    return _errand(row, **taken)


async def is_under_way(session: Session, campaign: str, kind: str, now: int) -> bool:
    """Tell whether an errand of this kind may be taken now, or was taken already."""
    own = (ERRAND.c.campaign == campaign, ERRAND.c.kind == kind, ERRAND.c.state == WAITING)
    begun = (ERRAND.c.not_before <= now) | (ERRAND.c.attempts > 0)
    return (
        await session.execute(select(ERRAND.c.id).where(*own, begun).limit(1))
    ).first() is not None


async def resume_errands(session: Session, now: int, most_attempts: int) -> None:
    """Let what was taken or postponed be taken now; not what was tried more often than this."""
    later = (ERRAND.c.attempts.between(1, most_attempts), ERRAND.c.not_before > now)
    statement = update(ERRAND).where(ERRAND.c.state == WAITING, *later)
    await session.execute(statement.values(not_before=now))


async def finish_errand(session: Session, errand: str) -> None:
    """Delete an errand that is done."""
    await session.execute(delete(ERRAND).where(ERRAND.c.id == errand))


async def postpone_errand(session: Session, errand: str, not_before: int) -> None:
    """Let an errand wait for its next attempt."""
    await session.execute(update(ERRAND).where(ERRAND.c.id == errand).values(not_before=not_before))


async def give_up_errand(session: Session, errand: str) -> None:
    """Keep an errand that will not be tried again until somebody looks at it."""
    await session.execute(update(ERRAND).where(ERRAND.c.id == errand).values(state=FAILED))


async def retry_failed(session: Session, campaign: str, kind: str, not_before: int) -> None:
    """Let the errands of a campaign that failed start again."""
    failed = (ERRAND.c.campaign == campaign, ERRAND.c.kind == kind, ERRAND.c.state == FAILED)
    values = {"state": WAITING, "attempts": 0, "not_before": not_before}
    await session.execute(update(ERRAND).where(*failed).values(values))


async def count_errands(session: Session, campaign: str, kind: str) -> dict[str, int]:
    """Count the errands of a kind by state; a state without one is not there."""
    query = select(ERRAND.c.state, func.count()).where(
        ERRAND.c.campaign == campaign, ERRAND.c.kind == kind
    )
    counted = await session.execute(query.group_by(ERRAND.c.state))
    return {row[0]: row[1] for row in counted}


async def purge_errands(session: Session, campaign: str, *kinds: str) -> None:
    """Delete the errands of these kinds of a campaign, done or not."""
    own = (ERRAND.c.campaign == campaign, ERRAND.c.kind.in_(kinds))
    await session.execute(delete(ERRAND).where(*own))


def _errand(row: Row[Any], *, attempts: int, not_before: int) -> Errand:
    return Errand(
        id=row.id,
        kind=row.kind,
        campaign=row.campaign,
        subject=row.subject,
        payload=row.payload,
        state=row.state,
        attempts=attempts,
        not_before=not_before,
    )
