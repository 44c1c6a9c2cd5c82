"""Keep what HR's page says of one campaign; reads public facts and counts, never a name."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from survey.campaigns.guardian import Appointed, load_guardian
from survey.campaigns.letters import CLOSING_NOTE, count_letters
from survey.campaigns.opening import CLOSING, count_rosters, fewest_answers, fewest_colluders
from survey.doctor.examine import examine
from survey.errors import BadInput, Refused
from survey.jobs.letters import compute_code
from survey.settings import Settings
from survey.store.campaigns import DRAFT, Campaign, find_participation, require_campaign
from survey.store.checkups import DailyCheckup, find_daily
from survey.store.database import Database
from survey.store.errands import FAILED, WAITING, count_errands
from survey.store.handover import Checkup
from survey.web.office.roster import BadList, Problem

# Choices of c above the least one.
_CHOICES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a campaign stands.

    people: roster sizes by department. choices: (c, k) pairs to open with. participation: the
    figure and the day it was drawn. letters: how many wait and how many failed. mail: whether a
    mail server is set up. checkup: of a draft, now; daily: doctor's last look while it is open.
    """

    campaign: Campaign
    people: Mapping[str, int]
    choices: tuple[tuple[int, int], ...]
    participation: tuple[date, int] | None
    waiting: int
    failed: int
    stuck: bool
    early: bool
    code: str
    mail: bool
    checkup: Checkup | None
    daily: DailyCheckup | None
    guardian: Appointed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Why a form of the page was not accepted, and what was in it."""

    error: BadInput | Refused
    pasted: str = ""

    @property
    def rows(self) -> tuple[Problem, ...]:
        """What is wrong with a list of people, row by row."""
        return self.error.problems if isinstance(self.error, BadList) else ()


async def load_standing(database: Database, settings: Settings, campaign: str) -> Standing:
    """Read where a campaign stands.

    Looking changes nothing: the figure of participation is drawn by the night's errand, so that
    nobody chooses its moment.

    Raises
    ------
    NotFound
    """
    async with database.reading() as session:
        found = await require_campaign(session, campaign)
        people = await count_rosters(session, found)
        participation = await find_participation(session, campaign)
        first = await count_letters(session, campaign)
        last = await count_errands(session, campaign, CLOSING_NOTE)
        closing = await count_errands(session, campaign, CLOSING)
        daily = await find_daily(session, campaign)
        guardian = await load_guardian(session, campaign)
    least = fewest_colluders(people) if all(people.values()) else 2
    return Standing(
        campaign=found,
        people=people,
        choices=tuple((c, fewest_answers(c)) for c in range(least, least + _CHOICES)),
        participation=participation,
        # Not the reminders: their number is the number of those who have not collected.
        waiting=first.get(WAITING, 0) + last.get(WAITING, 0),
        failed=first.get(FAILED, 0) + last.get(FAILED, 0),
        stuck=FAILED in closing,
        early=found.day_of(datetime.now(UTC)) < found.opens,
        # The slow hash must not hold up everybody else.
        code=await asyncio.to_thread(compute_code, found.manifest) if found.manifest else "",
        mail=settings.smtp is not None,
        checkup=await examine(settings, database) if found.state == DRAFT else None,
        daily=daily,
        guardian=guardian,
    )
