"""Keep HR's pages of a campaign: write it, open it, follow it, close it; never meet a ballot."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from survey.ballots.keys import Keyring
from survey.campaigns.course import request_close
from survey.campaigns.draft import create_campaign, discard_campaign, edit_campaign
from survey.campaigns.guardian import load_guardian
from survey.campaigns.letters import announce_close, remind, retry_letters
from survey.campaigns.opening import open_campaign
from survey.catalogue.kit import Kit
from survey.doctor.examine import examine
from survey.errors import BadInput, NotFound, Refused
from survey.reporting.waves import FINISHED, name_earlier
from survey.settings import Settings
from survey.store.campaigns import DRAFT, Campaign, load_campaigns, require_campaign
from survey.store.database import Database, Session
from survey.web.assets import script_hash
from survey.web.office.audit import note
from survey.web.office.daily import DAILY, is_done_today
from survey.web.office.desk import PATH, Form, OfficeRequest, go_to, page, say_for
from survey.web.office.drafts import (
    BadDraft,
    Entry,
    empty_entry,
    entry_of,
    read_draft,
    repeat_entry,
)
from survey.web.office.signing import SignedIn
from survey.web.office.standing import Complaint, show_campaign
from survey.web.office.zones import list_zones
from survey.web.page import Kits

Act = Callable[[Session, str, datetime], Awaitable[None]]


async def _discard(session: Session, campaign: str, _now: datetime) -> None:
    await discard_campaign(session, campaign)


# What a button does that needs no more than the campaign; the second group asks first.
ACTS: Mapping[str, Act] = {"remind": remind, "announce": announce_close, "retry": retry_letters}
FINAL_ACTS: Mapping[str, Act] = {"close": request_close, "discard": _discard}
# Where on the page it is said what came of it.
PLACES = {**dict.fromkeys(DAILY, "#letters"), "retry": "#letters", "close": "#close"}


class CampaignDoor(Controller):
    """The list of campaigns and the pages of each."""

    path = f"{PATH}/campaigns"

    @get("/")
    async def show_all(
        self,
        request: OfficeRequest,
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
    ) -> Template:
        """List the campaigns, the latest first."""
        async with database.reading() as session:
            campaigns = await load_campaigns(session)
        return page(request, "campaigns", visitor, campaigns=campaigns)

    @get("/new")
    async def show_new(
        self,
        request: OfficeRequest,
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Template:
        """Show the form of a new campaign with sensible defaults."""
        language, say = say_for(request, visitor)
        async with database.reading() as session:
            known = await load_campaigns(session)
        after = request.query_params.get("after")
        earlier = next((e for e in known if e.id == after and e.state in FINISHED), None)
        if earlier and earlier.kit in kits:
            entry = repeat_entry(earlier, say, datetime.now(UTC))
        else:
            entry = empty_entry(kits, language, say, datetime.now(UTC), next(iter(known), None))
        return _show_form(request, visitor, entry, kits)

    @post("/new")
    async def create(
        self,
        request: OfficeRequest,
        form: NamedDependency[Form],
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Template | Redirect:
        """Write a new campaign, or show the form again with what is wrong."""
        entry = Entry.read(form)
        try:
            kit, draft = read_draft(entry, kits)
            async with database.session() as session:
                campaign = await create_campaign(session, kit, draft)
                await note(session, visitor.account, "campaign_created", campaign.id)
                if entry.after:
                    await _name_earlier(session, campaign, entry.after, kit)
                    await note(session, visitor.account, "earlier_named", campaign.id)
        except BadDraft as wrong:
            return _show_form(request, visitor, entry, kits, wrong.problems)
        return go_to(f"/campaigns/{campaign.id}")

    @get("/{campaign:str}/edit")
    async def show_edit(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Template | Redirect:
        """Show the form of a campaign that is not open yet."""
        async with database.reading() as session:
            found = await require_campaign(session, campaign)
            guardian = await load_guardian(session, campaign)
        if found.state != DRAFT:
            return go_to(f"/campaigns/{campaign}")
        entry = entry_of(found, guardian.named if guardian else None)
        return _show_form(request, visitor, entry, kits, campaign=campaign)

    @post("/{campaign:str}/edit")
    async def edit(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        form: NamedDependency[Form],
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Template | Redirect:
        """Change a campaign that is not open yet."""
        entry = Entry.read(form)
        try:
            kit, draft = read_draft(entry, kits)
        except BadDraft as wrong:
            return _show_form(request, visitor, entry, kits, wrong.problems, campaign)
        async with database.session() as session:
            await edit_campaign(session, campaign, kit, draft)
            await note(session, visitor.account, "campaign_edited", campaign)
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
        return await show_campaign(request, database, settings, campaign)

    @post("/{campaign:str}/open")
    async def open(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        form: NamedDependency[Form],
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        kits: NamedDependency[Kits],
        keyring: NamedDependency[Keyring],
    ) -> Template | Redirect:
        """Open a campaign for good: keys, manifest, letters."""
        try:
            _require_understood(form)
            async with database.reading() as session:
                found = await require_campaign(session, campaign)
            await open_campaign(
                database,
                keyring,
                campaign=campaign,
                kit=kits[found.kit],
                script=script_hash(),
                checkup=await examine(settings, database),
                now=datetime.now(UTC),
                c=_find_c(form),
            )
            async with database.session() as session:
                await note(session, visitor.account, "campaign_opened", campaign)
        except (BadInput, Refused) as wrong:
            complaint = Complaint(error=wrong)
            return await show_campaign(request, database, settings, campaign, complaint)
        return go_to(f"/campaigns/{campaign}")

    @post("/{campaign:str}/{action:str}")
    async def act(
        self,
        campaign: FromPath[str],
        action: FromPath[str],
        request: OfficeRequest,
        form: NamedDependency[Form],
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Template | Redirect:
        """Remind, announce the close, retry letters, close or discard."""
        do = {**ACTS, **FINAL_ACTS}.get(action)
        if do is None:
            raise NotFound(what="action")
        try:
            if action in FINAL_ACTS:
                _require_understood(form)
            async with database.session() as session:
                now = datetime.now(UTC)
                if not await is_done_today(session, campaign, action, now):
                    await do(session, campaign, now)
                    await note(session, visitor.account, f"campaign_{action}", campaign)
        except (BadInput, Refused) as wrong:
            complaint = Complaint(error=wrong)
            return await show_campaign(request, database, settings, campaign, complaint)
        if action == "discard":
            return go_to("/campaigns")
        return go_to(f"/campaigns/{campaign}{PLACES.get(action, '')}")


async def _name_earlier(session: Session, campaign: Campaign, earlier: str, kit: Kit) -> None:
    try:
        await name_earlier(session, campaign, earlier, kit.hash)
    except NotFound:
        raise BadDraft({"after": "broken_release"}) from None
    except Refused as wrong:
        raise BadDraft({"after": wrong.code}) from None


def _require_understood(form: Form) -> None:
    if not form.text("understood"):
        raise BadInput("not_understood")


def _find_c(form: Form) -> int | None:
    """Read c; None leaves it to the rule."""
    asked = form.text("c")
    if not asked:
        return None
    if asked not in "123456789":
        raise BadInput
    return int(asked)


def _show_form(
    request: OfficeRequest,
    visitor: SignedIn,
    entry: Entry,
    kits: Kits,
    problems: Mapping[str, str] | None = None,
    campaign: str | None = None,
) -> Template:
    return page(
        request,
        "draft",
        visitor,
        status=400 if problems else 200,
        entry=entry,
        kits=kits,
        zones=list_zones(say_for(request, visitor)[0], entry.time_zone),
        problems=problems or {},
        campaign=campaign,
    )
