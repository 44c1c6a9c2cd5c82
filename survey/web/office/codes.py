"""Keep HR's page of people without e-mail: their number, their sheets; never who drew which."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from survey.campaigns.codes import (
    MOST_PLACES,
    are_codes_drawn,
    count_places,
    draw_codes,
    state_places,
)
from survey.errors import BadInput, Refused
from survey.jobs.codes import Printer, kiosk_link
from survey.settings import Settings
from survey.store.campaigns import DRAFT, OPEN, Campaign, require_campaign
from survey.store.database import Database
from survey.web.errors import find_status
from survey.web.office.audit import note
from survey.web.office.desk import PATH, Form, OfficeRequest, go_to, page
from survey.web.office.signing import SignedIn
from survey.web.page import Kits


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """How many codes each department has, and whether their sheets were printed."""

    campaign: Campaign
    places: Mapping[str, int]
    drawn: bool


class CodeDoor(Controller):
    """People of a campaign who draw a code by hand."""

    path = f"{PATH}/campaigns/{{campaign:str}}/codes"

    @get("/")
    async def show(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Template | Redirect:
        """Show the form of a draft, or what can be printed while a campaign is open."""
        box = await _load_box(database, campaign)
        if box.campaign.state not in (DRAFT, OPEN):
            return go_to(f"/campaigns/{campaign}")
        return _show(request, settings, box)

    @post("/")
    async def state(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        form: NamedDependency[Form],
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Template | Redirect:
        """Take how many people of each department get a code."""
        box = await _load_box(database, campaign)
        try:
            async with database.session() as session:
                await state_places(session, campaign, _read_counts(form, box.campaign))
                await note(session, visitor.account, "codes_stated", campaign)
        except BadInput as wrong:
            return _show(request, settings, box, wrong)
        return go_to(f"/campaigns/{campaign}#roster")

    @post("/sheets.pdf", status_code=200)
    async def print_sheets(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        form: NamedDependency[Form],
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        kits: NamedDependency[Kits],
    ) -> Response[bytes] | Template:
        """Draw all codes once, later as many as were lost; they are stored nowhere."""
        box = await _load_box(database, campaign)
        try:
            async with database.session() as session:
                codes = await draw_codes(session, campaign, _read_counts(form, box.campaign))
                action = "codes_replaced" if box.drawn else "codes_printed"
                await note(session, visitor.account, action, campaign)
        except (BadInput, Refused) as wrong:
            return _show(request, settings, await _load_box(database, campaign), wrong)
        # Committed before it is printed: a code on paper must open.
        printer = Printer(
            campaign=box.campaign,
            base_url=settings.base_url,
            minutes=kits[box.campaign.kit].core_minutes,
        )
        printed = await asyncio.to_thread(printer.print_codes, codes, visitor.account.language)
        name = f'attachment; filename="accord-codes-{campaign}.pdf"'
        headers = {"Content-Disposition": name}
        return Response(printed, media_type="application/pdf", headers=headers)


async def _load_box(database: Database, campaign: str) -> Box:
    async with database.reading() as session:
        return Box(
            campaign=await require_campaign(session, campaign),
            places=await count_places(session, campaign),
            drawn=await are_codes_drawn(session, campaign),
        )


def _read_counts(form: Form, campaign: Campaign) -> Mapping[str, int]:
    """Read a number for each department; an empty field is none."""
    told = {each.code: form.text(each.code) or "0" for each in campaign.departments}
    if not all(text.isascii() and text.isdecimal() and len(text) <= 4 for text in told.values()):
        raise BadInput("too_many_places", most=MOST_PLACES)
    return {code: int(text) for code, text in told.items()}


def _show(
    request: OfficeRequest, settings: Settings, box: Box, wrong: BadInput | Refused | None = None
) -> Template:
    is_open = box.campaign.state == OPEN
    return page(
        request,
        "codes",
        request.user,
        status=find_status(wrong) if wrong else 200,
        box=box,
        wrong=wrong,
        most=MOST_PLACES,
        kiosk=kiosk_link(settings.base_url, box.campaign) if is_open else "",
    )
