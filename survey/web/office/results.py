"""Keep what HR takes away: printed letters, reports, the release; never meet a ballot."""

import asyncio

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from survey.campaigns.letters import draw_sheet
from survey.errors import NotFound, Refused
from survey.jobs.letters import print_sheet
from survey.jobs.poster import print_poster
from survey.reporting.brief import tell_brief
from survey.reporting.report import EDITIONS, SLIDES, render_edition, render_report
from survey.settings import Settings
from survey.store.campaigns import require_campaign
from survey.store.database import Database
from survey.store.releases import find_release
from survey.web.office.audit import note
from survey.web.office.choosing import plan_what_fits
from survey.web.office.desk import PATH, Form, OfficeRequest, page, say_for
from survey.web.office.misfits import give
from survey.web.office.released import require_released
from survey.web.office.signing import SignedIn
from survey.web.page import Kits
from survey.web.wording import LANGUAGES

PDF = "application/pdf"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


class ResultDoor(Controller):
    """Files to download; each is made from the release alone, or drawn once and not kept."""

    path = f"{PATH}/campaigns/{{campaign:str}}"

    @post("/letters.pdf", status_code=200)
    async def print_letters(
        self,
        campaign: FromPath[str],
        form: NamedDependency[Form],
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        kits: NamedDependency[Kits],
    ) -> Response[bytes]:
        """Draw the printed letters with fresh tokens; they are stored nowhere."""
        async with database.session() as session:
            # Where mail works, whoever prints must not get a second link to everybody's ballot.
            everybody = settings.smtp is None and bool(form.text("everybody"))
            letters = await draw_sheet(session, campaign, everybody=everybody)
            if not letters:
                raise Refused("nobody_to_print")
            await note(session, visitor.account, "letters_printed", campaign)
            found = await require_campaign(session, campaign)
        # Committed before it is printed: a link on paper must open.
        minutes = kits[found.kit].core_minutes
        sheet = await asyncio.to_thread(
            print_sheet, letters, base_url=settings.base_url, minutes=minutes
        )
        return download(sheet, PDF, f"accord-letters-{campaign}.pdf")

    @get("/poster.pdf")
    async def give_poster(
        self,
        campaign: FromPath[str],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        kits: NamedDependency[Kits],
    ) -> Response[bytes]:
        """Give the poster: for everybody, with nobody's link."""
        async with database.reading() as session:
            found = await require_campaign(session, campaign)
        minutes = kits[found.kit].core_minutes
        poster = await asyncio.to_thread(
            print_poster, found, base_url=settings.base_url, minutes=minutes
        )
        return download(poster, PDF, f"accord-poster-{campaign}.pdf")

    @get("/brief")
    async def show_brief(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Template:
        """Show the report's first page on the screen."""
        found = await require_released(database, kits, campaign)
        language, _ = say_for(request, visitor)
        _, planned = await asyncio.to_thread(plan_what_fits, found, language)
        brief = await asyncio.to_thread(
            tell_brief, found.printed, found.kit, language, planned.choices, found.earlier
        )
        return page(request, "brief", visitor, campaign=found.campaign, brief=brief)

    @get("/report/{language:str}")
    async def give_report(
        self,
        campaign: FromPath[str],
        language: FromPath[str],
        request: OfficeRequest,
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Response[bytes] | Template:
        """Give the printed report in this language."""
        if language not in LANGUAGES:
            raise NotFound(what="language")
        found = await require_released(database, kits, campaign)

        def make() -> Response[bytes]:
            printed = render_report(
                found.printed, found.kit, language, found.choices, found.earlier
            )
            return download(printed, PDF, f"accord-{campaign}-{language}.pdf")

        return await give(request, visitor, found, make)

    @get("/editions/{edition:str}/{language:str}")
    async def give_edition(
        self,
        campaign: FromPath[str],
        edition: FromPath[str],
        language: FromPath[str],
        request: OfficeRequest,
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Response[bytes] | Template:
        """Give an edition of the report: for all employees, slides, the guide to interviews."""
        if language not in LANGUAGES or edition not in EDITIONS:
            raise NotFound(what="language")
        found = await require_released(database, kits, campaign)
        kind, ending = (PPTX, "pptx") if edition == SLIDES else (PDF, "pdf")

        def make() -> Response[bytes]:
            made = render_edition(
                found.printed, found.kit, language, edition, found.choices, found.earlier
            )
            return download(made, kind, f"accord-{edition}-{campaign}-{language}.{ending}")

        return await give(request, visitor, found, make)

    @get("/release.json")
    async def give_release(
        self, campaign: FromPath[str], database: NamedDependency[Database]
    ) -> Response[bytes]:
        """Give the release as it was written, also where nothing can be made of it any more."""
        async with database.reading() as session:
            found = await require_campaign(session, campaign)
            released = await find_release(session, campaign, found.wave)
        if released is None:
            raise NotFound(what="release")
        return download(released.bytes, "application/json", f"accord-{campaign}-release.json")


def download(body: bytes, media_type: str, name: str) -> Response[bytes]:
    """Answer with a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=media_type, headers=headers)
