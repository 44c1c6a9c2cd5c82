"""Keep HR's pages of a campaign: write it, open it, follow it, close it; never meet a ballot."""

from datetime import UTC, datetime

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from survey.ballots.keys import Keyring
from survey.ballots.manifest import fingerprint
from survey.campaigns.course import participation_while_open, request_close
from survey.campaigns.draft import create_campaign, discard_campaign, edit_campaign
from survey.campaigns.letters import announce_close, count_letters, remind, retry_letters
from survey.campaigns.opening import (
    count_rosters,
    fewest_answers,
    fewest_colluders,
    open_campaign,
)
from survey.campaigns.people import import_roster
from survey.doctor import examine
from survey.errors import BadInput, Refused
from survey.settings import Settings
from survey.store.campaigns import DRAFT, Campaign, load_campaigns, require_campaign
from survey.store.database import Database
from survey.store.errands import count_errands
from survey.web.assets import script_hash
from survey.web.office.audit import note
from survey.web.office.desk import OfficeRequest, go_to, page, read_form, require_visitor, say_for
from survey.web.office.drafts import Entry, empty_entry, entry_of, read_draft
from survey.web.office.roster import BadList, read_list
from survey.web.office.signing import SignedIn
from survey.web.page import Kits

CLOSING = "closing"


class CampaignDoor(Controller):
    """The list of campaigns and the pages of each."""

    path = "/office/campaigns"

    @get("/")
    async def show_all(
        self,
        request: OfficeRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Template:
        """List the campaigns, the latest first."""
        visitor = await require_visitor(request, database, settings)
        async with database.reading() as session:
            campaigns = await load_campaigns(session)
        return page(request, "campaigns", visitor, campaigns=campaigns)

    @get("/new")
    async def show_new(
        self,
        request: OfficeRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        kits: NamedDependency[Kits],
    ) -> Template:
        """Show the form of a new campaign with sensible defaults."""
        visitor = await require_visitor(request, database, settings)
        language, say = say_for(request, visitor)
        entry = empty_entry(kits, language, say, datetime.now(UTC))
        return _show_form(request, visitor, entry, kits)

    @post("/new")
    async def create(
        self,
        request: OfficeRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        kits: NamedDependency[Kits],
    ) -> Template | Redirect:
        """Write a new campaign, or show the form again with what is wrong."""
        visitor = await require_visitor(request, database, settings)
        entry = Entry.read(await read_form(request, visitor))
        try:
            kit, draft = read_draft(entry, kits)
            async with database.session() as session:
                campaign = await create_campaign(session, kit, draft)
                await note(session, visitor, "campaign_created", campaign.id)
        except BadInput as wrong:
            return _show_form(request, visitor, entry, kits, wrong)
        return go_to(f"/campaigns/{campaign.id}")

    @get("/{campaign:str}/edit")
    async def show_edit(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        kits: NamedDependency[Kits],
    ) -> Template:
        """Show the form of a campaign that is not open yet."""
        visitor = await require_visitor(request, database, settings)
        async with database.reading() as session:
            found = await require_campaign(session, campaign)
        return _show_form(request, visitor, entry_of(found), kits, campaign=campaign)

    @post("/{campaign:str}/edit")
    async def edit(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        kits: NamedDependency[Kits],
    ) -> Template | Redirect:
        """Change a campaign that is not open yet."""
        visitor = await require_visitor(request, database, settings)
        entry = Entry.read(await read_form(request, visitor))
        try:
            kit, draft = read_draft(entry, kits)
            async with database.session() as session:
                await edit_campaign(session, campaign, kit, draft)
                await note(session, visitor, "campaign_edited", campaign)
        except BadInput as wrong:
            return _show_form(request, visitor, entry, kits, wrong, campaign)
        return go_to(f"/campaigns/{campaign}")

    @get("/{campaign:str}")
    async def show(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Template:
        """Show where a campaign stands and what can be done now."""
        visitor = await require_visitor(request, database, settings)
        return await _show_campaign(request, visitor, database, settings, campaign)

    @post("/{campaign:str}/roster")
    async def take_roster(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Template | Redirect:
        """Put a pasted or uploaded list in place of the roster, all of it or nothing."""
        visitor = await require_visitor(request, database, settings)
        form = await read_form(request, visitor)
        data = form.files.get("file") or form.text("list").encode()
        try:
            rows = read_list(data)
            async with database.session() as session:
                await import_roster(session, campaign, rows)
                await note(session, visitor, "roster_imported", campaign)
        except BadInput as wrong:
            return await _show_campaign(
                request, visitor, database, settings, campaign, wrong, form.text("list")
            )
        return go_to(f"/campaigns/{campaign}")

    @post("/{campaign:str}/open")
    async def open(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        kits: NamedDependency[Kits],
        keyring: NamedDependency[Keyring],
    ) -> Template | Redirect:
        """Open a campaign for good: keys, manifest, letters."""
        visitor = await require_visitor(request, database, settings)
        form = await read_form(request, visitor)
        async with database.reading() as session:
            found = await require_campaign(session, campaign)
        try:
            if not form.text("understood"):
                raise BadInput("not_understood")
            await open_campaign(
                database,
                keyring,
                campaign=campaign,
                kit=kits[found.kit],
                script=script_hash(),
                checkup=await examine(settings, database),
                now=datetime.now(UTC),
                c=int(form.text("c")) if form.text("c").isdecimal() else None,
            )
            async with database.session() as session:
                await note(session, visitor, "campaign_opened", campaign)
        except (BadInput, Refused) as wrong:
            return await _show_campaign(request, visitor, database, settings, campaign, wrong)
        return go_to(f"/campaigns/{campaign}")

    @post("/{campaign:str}/{action:str}")
    async def act(
        self,
        campaign: FromPath[str],
        action: FromPath[str],
        request: OfficeRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Template | Redirect | Response[None]:
        """Remind, announce the close, retry letters, close or discard."""
        visitor = await require_visitor(request, database, settings)
        form = await read_form(request, visitor)
        now = datetime.now(UTC)
        try:
            async with database.session() as session:
                match action:
                    case "remind":
                        await remind(session, campaign, now)
                    case "announce":
                        await announce_close(session, campaign, now)
                    case "retry":
                        await retry_letters(session, campaign, now)
                    case "close" if form.text("understood"):
                        await request_close(session, campaign, now)
                    case "discard" if form.text("understood"):
                        await discard_campaign(session, campaign)
                    case "close" | "discard":
                        raise BadInput("not_understood")
                    case _:
                        return Response(None, status_code=404)
                await note(session, visitor, f"campaign_{action}", campaign)
        except (BadInput, Refused) as wrong:
            return await _show_campaign(request, visitor, database, settings, campaign, wrong)
        return go_to("/campaigns" if action == "discard" else f"/campaigns/{campaign}")


def _show_form(
    request: OfficeRequest,
    visitor: SignedIn,
    entry: Entry,
    kits: Kits,
    wrong: BadInput | None = None,
    campaign: str | None = None,
) -> Template:
    problems = dict(wrong.facts.get("problems", ())) if wrong else {}  # type: ignore[call-overload]  # facts are objects
    return page(
        request,
        "draft",
        visitor,
        status=400 if wrong else 200,
        entry=entry,
        kits=kits,
        problems=problems,
        campaign=campaign,
    )


async def _show_campaign(
    request: OfficeRequest,
    visitor: SignedIn,
    database: Database,
    settings: Settings,
    campaign: str,
    wrong: BadInput | Refused | None = None,
    pasted: str = "",
) -> Template:
    now = datetime.now(UTC)
    async with database.session() as session:
        found = await require_campaign(session, campaign)
        participation = await participation_while_open(session, campaign, now)
        letters = await count_letters(session, campaign)
        closing = await count_errands(session, campaign, CLOSING)
        people = await count_rosters(session, found)
    checkup = await examine(settings, database) if found.state == DRAFT else None
    return page(
        request,
        "campaign",
        visitor,
        status=400 if wrong else 200,
        campaign=found,
        people=people,
        least_c=fewest_colluders(people) if all(people.values()) else None,
        fewest_answers=fewest_answers,
        participation=participation,
        letters=letters,
        closing=closing,
        due=_is_due(found, now),
        checkup=checkup,
        fingerprint=fingerprint(found.manifest) if found.manifest else "",
        wrong=wrong,
        rows=_rows(wrong),
        pasted=pasted,
        mail=settings.smtp is not None,
    )


def _is_due(campaign: Campaign, now: datetime) -> bool:
    return campaign.day_of(now) > campaign.closes


def _rows(wrong: BadInput | Refused | None) -> tuple[tuple[int, str, str], ...]:
    if isinstance(wrong, BadList):
        return wrong.problems
    rows = wrong.facts.get("rows", ()) if wrong else ()
    return tuple((line, code, "") for line, code in rows)  # type: ignore[attr-defined]  # facts are objects
