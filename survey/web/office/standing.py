"""Keep what HR's page says of one campaign; reads public facts and counts, never a name."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from litestar.response import Template

from survey.campaigns.guardian import Appointed, load_guardian
from survey.campaigns.letters import CLOSING_NOTE, count_letters
from survey.campaigns.opening import CLOSING, count_rosters, fewest_answers, fewest_colluders
from survey.doctor.examine import examine
from survey.errors import BadInput, Refused
from survey.jobs.letters import compute_code
from survey.jobs.remains import find_proof
from survey.reporting.printed import decode
from survey.reporting.waves import Offer, find_named
from survey.settings import Settings
from survey.store.campaigns import DRAFT, Campaign, find_participation, require_campaign
from survey.store.checkups import DailyCheckup, find_daily
from survey.store.database import Database
from survey.store.errands import FAILED, WAITING, count_errands, is_under_way
from survey.store.handover import Checkup
from survey.store.releases import find_release
from survey.web.errors import find_status
from survey.web.office.daily import find_days
from survey.web.office.desk import OfficeRequest, page
from survey.web.office.prospects import Prospect, list_prospects
from survey.web.office.roster import BadList, Problem

# So many values of c are offered; whoever wants more protection has more people, too.
_CHOICES = 3
_MOST = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value of c that this roster allows.

    k: how many must answer. apart: whether results of each department are possible with it, or
    only of both together.
    """

    c: int
    k: int
    apart: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a campaign stands.

    people: roster sizes by department. choices: what it can be opened with; none when the roster
    is too small. least: people whom each department needs. participation: the figure and the day
    it was drawn. asked: the days of HR's last reminder and announcement. letters: how many wait
    and how many failed. mail: whether a mail server is set up. prospects: what so many
    people can establish, of a draft. checkup: of a draft, now; daily:
    doctor's last look while it is open. named: the earlier survey it is compared with. silent:
    it is over, and too few answered for any result.
    """

    campaign: Campaign
    people: Mapping[str, int]
    choices: tuple[Choice, ...]
    least: int
    today: date
    asked: Mapping[str, date]
    participation: tuple[date, int] | None
    waiting: int
    failed: int
    closing: bool
    stuck: bool
    early: bool
    code: str
    mail: bool
    checkup: Checkup | None
    daily: DailyCheckup | None
    remains: Mapping[str, str]
    guardian: Appointed | None
    prospects: tuple[Prospect, ...]
    named: Offer | None
    silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Why a form of the page was not accepted, and what was in it.

    form: which one, where it has to stay open.
    """

    error: BadInput | Refused
    pasted: str = ""
    form: str = ""

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
        now = datetime.now(UTC)
        is_closing = await is_under_way(session, campaign, CLOSING, int(now.timestamp()))
        asked = await find_days(session, found)
        daily = await find_daily(session, campaign)
        remains = await find_proof(session, campaign)
        guardian = await load_guardian(session, campaign)
        named = await find_named(session, found)
        released = await find_release(session, campaign, found.wave)
    return Standing(
        campaign=found,
        people=people,
        choices=list_choices(people),
        least=fewest_answers(fewest_colluders(people)) - 2,
        today=found.day_of(datetime.now(UTC)),
        asked=asked,
        participation=participation,
        # Not the reminders: their number is the number of those who have not collected.
        waiting=first.get(WAITING, 0) + last.get(WAITING, 0),
        failed=first.get(FAILED, 0) + last.get(FAILED, 0),
        closing=is_closing,
        stuck=FAILED in closing,
        early=found.day_of(datetime.now(UTC)) < found.opens,
        # The slow hash must not hold up everybody else.
        code=await asyncio.to_thread(compute_code, found.manifest) if found.manifest else "",
        mail=settings.smtp is not None,
        checkup=await examine(settings, database) if found.state == DRAFT else None,
        daily=daily,
        remains=remains,
        guardian=guardian,
        prospects=list_prospects(people) if found.state == DRAFT else (),
        named=named,
        silent=released is not None and decode(released.bytes).silent,
    )


def list_choices(people: Mapping[str, int]) -> tuple[Choice, ...]:
    """List the values of c to offer, the least first.

    Those with which each department can have results; where none can, the one with which both
    together can; none where not even that is possible.
    """
    smallest, everybody = min(people.values()), sum(people.values())
    pairs = [(c, fewest_answers(c)) for c in range(fewest_colluders(people), _MOST + 1)]
    allowed = [
        Choice(c=c, k=k, apart=k <= smallest)
        for c, k in pairs
        if k - 2 <= smallest and k <= everybody
    ]
    return tuple([each for each in allowed if each.apart][:_CHOICES] or allowed[:1])


async def show_campaign(
    request: OfficeRequest,
    database: Database,
    settings: Settings,
    campaign: str,
    complaint: Complaint | None = None,
) -> Template:
    """Show HR's page of a campaign, with what was not accepted of a form of it."""
    standing = await load_standing(database, settings, campaign)
    status = find_status(complaint.error) if complaint else 200
    return page(request, "campaign", request.user, status=status, at=standing, complaint=complaint)
