"""Keep what doctor saw of an open campaign from day to day: codes and a day, nothing finer.

One row for a campaign: the latest look, and the worst of every look since the opening.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import msgspec
from sqlalchemy import Column, ForeignKey, String, Table, Text, select

from survey.store.database import METADATA, Session, upsert
from survey.store.handover import GREEN, RED, YELLOW, Finding

_WORST_FIRST = (RED, YELLOW, GREEN)

DAILY_CHECKUP = Table(
    "daily_checkup",
    METADATA,
    Column("campaign", String(16), ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True),
    Column("day", String(10), nullable=False),
    Column("latest", Text, nullable=False),
    Column("worst", Text, nullable=False),
)

# (code, state) pairs, in doctor's order.
Looks = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyCheckup:
    """What doctor saw on `day`, and the worst it has seen on any day since the opening."""

    day: date
    latest: Looks
    worst: Looks

    @property
    def amiss(self) -> tuple[Finding, ...]:
        """What was not green on that day."""
        return tuple(
            Finding(code=code, state=state) for code, state in self.latest if state != GREEN
        )

    @property
    def told(self) -> tuple[tuple[str, str, str], ...]:
        """Write the worst as a Release holds it."""
        return tuple(("daily", code, state) for code, state in self.worst)


async def find_daily(session: Session, campaign: str) -> DailyCheckup | None:
    """Find what doctor saw of a campaign; None where it has not looked yet."""
    query = select(DAILY_CHECKUP).where(DAILY_CHECKUP.c.campaign == campaign)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    return DailyCheckup(
        day=date.fromisoformat(row.day),
        latest=msgspec.json.decode(row.latest, type=Looks),
        worst=msgspec.json.decode(row.worst, type=Looks),
    )


async def save_daily(
    session: Session, campaign: str, day: date, findings: Iterable[Finding]
) -> DailyCheckup:
    """Keep today's look in place of the last one; what was once bad stays among the worst."""
    latest = tuple((finding.code, finding.state) for finding in findings)
    before = await find_daily(session, campaign)
    worst = merge_worst(before.worst if before else (), latest)
    row = {
        "campaign": campaign,
        "day": day.isoformat(),
        "latest": msgspec.json.encode(latest).decode(),
        "worst": msgspec.json.encode(worst).decode(),
    }
    await upsert(session, DAILY_CHECKUP, row)
    return DailyCheckup(day=day, latest=latest, worst=worst)


def merge_worst(before: Looks, latest: Looks) -> Looks:
    """Keep for every code the worse of two states; a code seen once is never forgotten."""
    states = dict(before)
    for code, state in latest:
        states[code] = min(state, states.get(code, state), key=_WORST_FIRST.index)
    return tuple(states.items())
