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
from survey.planning.choices import Choices, encode_choices
from survey.planning.fitting import fit_choices, give_up
from survey.planning.planned import Planned, prepare
from survey.store.database import Database
from survey.store.plans import drop_choices, save_choices
from survey.web.office.audit import note
from survey.web.office.choosing import PlanView, read_choices, view_plan
from survey.web.office.desk import PATH, Form, OfficeRequest, go_to, page, say_for
from survey.web.office.misfits import FORGET, Speaker, give
from survey.web.office.released import Released, require_released
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
        released = await require_released(database, kits, campaign)
        view = await view_plan(released, *say_for(request, visitor))
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
        """Keep HR's choices if a plan can be made of them, or forget one of them, or all."""
        released = await require_released(database, kits, campaign)
        wave = released.campaign.wave
        language, say = say_for(request, visitor)
        if form.text("reset"):
            async with database.session() as session:
                await drop_choices(session, campaign, wave)
                await note(session, visitor.account, "plan_reset", campaign)
            return go_to(f"/campaigns/{campaign}/plan")
        choices = released.choices
        try:
            choices = await asyncio.to_thread(_choose, form, released, language)
        except BadInput as error:
            view = await view_plan(released, language, say, choices)
            speaker = Speaker(teller=view.planned.teller, say=say, language=language)
            return _show(request, visitor, view, speaker.wrong(error))
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
    ) -> Response[bytes] | Template:
        """Give the plan as a table."""
        released = await require_released(database, kits, campaign)
        language, _ = say_for(request, visitor)

        def make() -> Response[bytes]:
            table = write_table(_prepare(released, language))
            return download(table, CSV, f"accord-plan-{campaign}-{language}.csv")

        return await give(request, visitor, released, make)

    @get("/plan.ics")
    async def give_calendar(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Response[bytes] | Template:
        """Give the plan as a calendar."""
        released = await require_released(database, kits, campaign)
        language, _ = say_for(request, visitor)

        def make() -> Response[bytes]:
            calendar = write_calendar(_prepare(released, language))
            return download(calendar, ICS, f"accord-plan-{campaign}-{language}.ics")

        return await give(request, visitor, released, make)

    @get("/owners/{language:str}")
    async def give_owners(
        self,
        campaign: FromPath[str],
        language: FromPath[str],
        request: OfficeRequest,
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Response[bytes] | Template:
        """Give a printed page for each role in charge."""
        if language not in LANGUAGES:
            raise NotFound(what="language")
        released = await require_released(database, kits, campaign)

        def make() -> Response[bytes]:
            printed = print_owners(_prepare(released, language), released.printed.hash)
            return download(printed, PDF, f"accord-owners-{campaign}-{language}.pdf")

        return await give(request, visitor, released, make)


def _prepare(released: Released, language: str) -> Planned:
    return prepare(released.printed.release, released.kit, language, released.choices)


def _choose(form: Form, released: Released, language: str) -> Choices:
    """Read what HR decided by now; raise BadInput for what cannot be had."""
    if key := form.text(FORGET):
        # What else does not fit stays, to be given up or not, one by one.
        return give_up(released.choices, key)
    release, kit = released.printed.release, released.kit
    before = fit_choices(release, kit, released.choices).choices
    choices = read_choices(form, kit, before)
    prepare(release, kit, language, choices)
    return choices


def _show(request: OfficeRequest, visitor: SignedIn, view: PlanView, wrong: str = "") -> Template:
    status = 400 if wrong else 200
    return page(request, "plan", visitor, status=status, at=view, wrong=wrong)
