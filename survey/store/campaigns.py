"""Keep what is public of a campaign: departments, days, state, manifest; no people, no ballots."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from survey.errors import NotFound, WrongState
from survey.store.database import ID, METADATA, Session

# The states of ruling 9, in the order a campaign goes through them.
DRAFT, OPEN, STOPPED, RELEASED, PURGED = "draft", "open", "stopped", "released", "purged"
# The other way out of OPEN and STOPPED, without a release: being destroyed, and destroyed.
ENDING, ENDED = "ending", "ended"

# Days are text (YYYY-MM-DD): a campaign knows no hour.
CAMPAIGN = Table(
    "campaign",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("kit", Text, nullable=False),
    Column("languages", Text, nullable=False),
    Column("opens", String(10), nullable=False),
    Column("closes", String(10), nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("letter", Text, nullable=False),
    Column("signatory", Text, nullable=False),
    Column("voting_part", Boolean, nullable=False),
    Column("wave", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("kit_hash", String(64)),
    Column("c", Integer),
    Column("manifest", LargeBinary),
    Column("stopped", String(10)),
    Column("checkups", Text, nullable=False),
    Column("participation_day", String(10)),
    Column("participation", Integer),
)

DEPARTMENT = Table(
    "department",
    METADATA,
    Column("campaign", String(16), ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True),
    Column("code", String(40), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("name", Text, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """One of the two departments: the kit's code and the name its people use."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One study of two departments, without its people and without its ballots.

    kit_hash, c, manifest are None before the opening; stopped is the day casts were stopped.
    checkups: what doctor saw, (moment, code, state) triples.
    """

    id: str
    organisation: str
    title: str
    kit: str
    languages: tuple[str, ...]
    opens: date
    closes: date
    time_zone: str
    letter: str
    signatory: str
    voting_part: bool
    wave: int
    state: str
    kit_hash: str | None
    c: int | None
    manifest: bytes | None
    stopped: date | None
    checkups: tuple[tuple[str, str, str], ...]
    departments: tuple[Department, Department]

    def day_of(self, now: datetime) -> date:
        """Tell which day `now` is where the campaign runs."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def accepts(self, now: datetime) -> bool:
        """Tell whether credentials are issued and ballots taken on this day."""
        return self.state == OPEN and self.opens <= self.day_of(now) <= self.closes


async def add_campaign(session: Session, campaign: Campaign) -> None:
    """Write a new campaign with its two departments."""
    await session.execute(insert(CAMPAIGN).values(_to_row(campaign)))
    await _add_departments(session, campaign)


async def save_campaign(session: Session, campaign: Campaign) -> None:
    """Write a campaign that is there already."""
    values = _to_row(campaign)
    await session.execute(update(CAMPAIGN).where(CAMPAIGN.c.id == campaign.id).values(values))
    await session.execute(delete(DEPARTMENT).where(DEPARTMENT.c.campaign == campaign.id))
    await _add_departments(session, campaign)


async def delete_campaign(session: Session, campaign: str) -> None:
    """Delete a campaign and its departments."""
    await session.execute(delete(CAMPAIGN).where(CAMPAIGN.c.id == campaign))


async def find_campaign(session: Session, campaign: str) -> Campaign | None:
    """Find a campaign by its id."""
    found = await _find(session, campaign, lock=False)
    return found[0] if found else None


async def load_campaigns(session: Session) -> tuple[Campaign, ...]:
    """Load every campaign, the latest opening day first."""
    return await _find(session, None, lock=False)


async def require_campaign(session: Session, campaign: str, *, lock: bool = False) -> Campaign:
    """Find a campaign or raise NotFound; `lock` keeps other writers off it until the commit."""
    found = await _find(session, campaign, lock=lock)
    if not found:
        raise NotFound(what="campaign")
    return found[0]


async def require_state(session: Session, campaign: str, *states: str) -> Campaign:
    """Find a campaign, locked, that is in one of these states, or raise WrongState."""
    found = await require_campaign(session, campaign, lock=True)
    if found.state not in states:
        raise WrongState(state=found.state)
    return found


async def require_accepting(
    session: Session, campaign: str, now: datetime, *, lock: bool = False
) -> Campaign:
    """Find a campaign that takes part today, or raise WrongState.

    `lock` holds off a closing until the commit, shared with everybody else who takes part.
    """
    found = await _find(session, campaign, lock=lock, shared=True)
    if not found:
        raise NotFound(what="campaign")
    if not found[0].accepts(now):
        raise WrongState(state=found[0].state)
    return found[0]


async def move_campaign(session: Session, campaign: str, state: str) -> None:
    """Put a campaign into another state."""
    await session.execute(update(CAMPAIGN).where(CAMPAIGN.c.id == campaign).values(state=state))


async def number_wave(session: Session, campaign: str, wave: int) -> None:
    """Give a draft another number of its wave; an open survey's is frozen."""
    draft = (CAMPAIGN.c.id == campaign) & (CAMPAIGN.c.state == DRAFT)
    await session.execute(update(CAMPAIGN).where(draft).values(wave=wave))


async def stop_campaign(
    session: Session, campaign: Campaign, day: date, checkups: tuple[tuple[str, str, str], ...]
) -> None:
    """Stop taking part for good; day and checkup are written once, so that a retry repeats them."""
    values = {
        "state": STOPPED,
        "stopped": day.isoformat(),
        "checkups": _write((*campaign.checkups, *checkups)),
    }
    await session.execute(update(CAMPAIGN).where(CAMPAIGN.c.id == campaign.id).values(values))


async def find_participation(session: Session, campaign: str) -> tuple[date, int] | None:
    """Find the figure of participation that is shown, and its day."""
    columns = (CAMPAIGN.c.participation_day, CAMPAIGN.c.participation)
    row = (await session.execute(select(*columns).where(CAMPAIGN.c.id == campaign))).one_or_none()
    return (date.fromisoformat(row[0]), row[1]) if row and row[0] else None


async def save_participation(session: Session, campaign: str, day: date, figure: int) -> None:
    """Keep the one figure of participation that is shown on this day."""
    values = {"participation_day": day.isoformat(), "participation": figure}
    await session.execute(update(CAMPAIGN).where(CAMPAIGN.c.id == campaign).values(values))


async def _add_departments(session: Session, campaign: Campaign) -> None:
    rows = [
        {"campaign": campaign.id, "code": department.code, "place": place, "name": department.name}
        for place, department in enumerate(campaign.departments)
    ]
    await session.execute(insert(DEPARTMENT), rows)


async def _find(
    session: Session, campaign: str | None, *, lock: bool, shared: bool = False
) -> tuple[Campaign, ...]:
    query = select(CAMPAIGN).order_by(CAMPAIGN.c.opens.desc(), CAMPAIGN.c.id)
    departments = select(DEPARTMENT).order_by(DEPARTMENT.c.place)
    if campaign is not None and not ID.fullmatch(campaign):
        return ()
    if campaign is not None:
        query = query.where(CAMPAIGN.c.id == campaign)
        departments = departments.where(DEPARTMENT.c.campaign == campaign)
    if lock:
        query = query.with_for_update(read=shared)
    rows = (await session.execute(query)).all()
    named: dict[str, list[Department]] = {}
    for row in (await session.execute(departments)).all():
        named.setdefault(row.campaign, []).append(Department(code=row.code, name=row.name))
    return tuple(_from_row(row, named[row.id]) for row in rows)


def _write(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _to_row(campaign: Campaign) -> dict[str, Any]:
    return {
        "id": campaign.id,
        "organisation": campaign.organisation,
        "title": campaign.title,
        "kit": campaign.kit,
        "languages": ",".join(campaign.languages),
        "opens": campaign.opens.isoformat(),
        "closes": campaign.closes.isoformat(),
        "time_zone": campaign.time_zone,
        "letter": campaign.letter,
        "signatory": campaign.signatory,
        "voting_part": campaign.voting_part,
        "wave": campaign.wave,
        "state": campaign.state,
        "kit_hash": campaign.kit_hash,
        "c": campaign.c,
        "manifest": campaign.manifest,
        "stopped": campaign.stopped.isoformat() if campaign.stopped else None,
        "checkups": _write(campaign.checkups),
    }


def _from_row(row: Row[Any], departments: list[Department]) -> Campaign:
    first, second = departments
    return Campaign(
        id=row.id,
        organisation=row.organisation,
        title=row.title,
        kit=row.kit,
        languages=tuple(row.languages.split(",")),
        opens=date.fromisoformat(row.opens),
        closes=date.fromisoformat(row.closes),
        time_zone=row.time_zone,
        letter=row.letter,
        signatory=row.signatory,
        voting_part=row.voting_part,
        wave=row.wave,
        state=row.state,
        kit_hash=row.kit_hash,
        c=row.c,
        manifest=row.manifest,
        stopped=date.fromisoformat(row.stopped) if row.stopped else None,
        checkups=msgspec.json.decode(row.checkups, type=tuple[tuple[str, str, str], ...]),
        departments=(first, second),
    )
