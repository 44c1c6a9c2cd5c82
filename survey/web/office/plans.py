"""Keep HR's page of a plan: see it, change it, take it away; the release is never touched."""

import asyncio

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from survey.errors import BadInput, NotFound
from survey.exports.calendar import write_calendar
from survey.exports.owners import print_owners
from survey.exports.table import write_table
from survey.planning.choices import encode_choices
from survey.planning.planned import Planned, prepare
from survey.store.database import Database
from survey.store.plans import drop_choices, save_choices
from survey.web.office.audit import note
from survey.web.office.choosing import PlanView, read_choices, say_wrong, view_plan
from survey.web.office.desk import PATH, Form, OfficeRequest, go_to, page, say_for
from survey.web.office.released import require_released
from survey.web.office.results import PDF, download
from survey.web.office.signing import SignedIn
from survey.web.page import Kits
from survey.web.wording import LANGUAGES

CSV, ICS = "text/csv; charset=utf-8", "text/calendar; charset=utf-8"


class PlanDoor(Controller):
    """The plan of a campaign that is over; made anew from its release each time."""

    path = f"{PATH}/campaigns/{{campaign:str}}"

    @get("/plan")
    async def show(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Template:
        """Show the plan with the reasons for it, and what can be changed."""
        released = await require_released(database, campaign)
        language, _ = say_for(request, visitor)
        kit = kits[released.campaign.kit]
        view = await asyncio.to_thread(view_plan, released, kit, language)
        return _show(request, visitor, view)

    @post("/plan")
    async def change(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        form: NamedDependency[Form],
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Template | Redirect:
        """Keep HR's choices if a plan can be made of them, or forget them all."""
        released = await require_released(database, campaign)
        wave, kit = released.campaign.wave, kits[released.campaign.kit]
        language, say = say_for(request, visitor)
        if form.text("reset"):
            async with database.session() as session:
                await drop_choices(session, campaign, wave)
                await note(session, visitor.account, "plan_reset", campaign)
            return go_to(f"/campaigns/{campaign}/plan")
        choices = released.choices
        try:
            choices = read_choices(form, kit, released.choices)
            await asyncio.to_thread(prepare, released.printed.release, kit, language, choices)
        except BadInput as error:
            view = await asyncio.to_thread(view_plan, released, kit, language, choices)
            wrong = say_wrong(view.planned, error) or say(f"plan.wrong.{error.code}")
            return _show(request, visitor, view, wrong)
        async with database.session() as session:
            await save_choices(session, campaign, wave, encode_choices(choices))
            await note(session, visitor.account, "plan_changed", campaign)
        return go_to(f"/campaigns/{campaign}/plan")

    @get("/plan.csv")
    async def give_table(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Response[bytes]:
        """Give the plan as a table."""
        language, _ = say_for(request, visitor)
        planned, _ = await _plan(database, kits, campaign, language)
        return download(write_table(planned), CSV, f"accord-plan-{campaign}.csv")

    @get("/plan.ics")
    async def give_calendar(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Response[bytes]:
        """Give the plan as a calendar."""
        language, _ = say_for(request, visitor)
        planned, _ = await _plan(database, kits, campaign, language)
        return download(write_calendar(planned), ICS, f"accord-plan-{campaign}.ics")

    @get("/owners/{language:str}")
    async def give_owners(
        self,
        campaign: FromPath[str],
        language: FromPath[str],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Response[bytes]:
        """Give a printed page for each role in charge."""
        if language not in LANGUAGES:
            raise NotFound(what="language")
        planned, hashed = await _plan(database, kits, campaign, language)
        printed = await asyncio.to_thread(print_owners, planned, hashed)
        return download(printed, PDF, f"accord-owners-{campaign}-{language}.pdf")


async def _plan(
    database: Database, kits: Kits, campaign: str, language: str
) -> tuple[Planned, str]:
    released = await require_released(database, campaign)
    kit = kits[released.campaign.kit]
    release = released.printed.release
    planned = await asyncio.to_thread(prepare, release, kit, language, released.choices)
    return planned, released.printed.hash


def _show(request: OfficeRequest, visitor: SignedIn, view: PlanView, wrong: str = "") -> Template:
    status = 400 if wrong else 200
    return page(request, "plan", visitor, status=status, at=view, wrong=wrong)
