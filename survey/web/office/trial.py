"""Keep HR's page of the letter to participants: read it, send it to oneself; draws no token."""

import asyncio

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from survey.campaigns.guardian import load_guardian
from survey.errors import Refused
from survey.jobs.trial import Trial, send_trial, write_trial
from survey.settings import Settings
from survey.store.campaigns import DRAFT, OPEN, Campaign, require_campaign
from survey.store.database import Database
from survey.web.errors import find_status
from survey.web.office.audit import note
from survey.web.office.desk import PATH, OfficeRequest, page
from survey.web.office.signing import SignedIn
from survey.web.page import Kits


class TrialDoor(Controller):
    """GET and POST /office/campaigns/{campaign}/letter."""

    path = f"{PATH}/campaigns/{{campaign:str}}/letter"

    @get("/")
    async def show(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        kits: NamedDependency[Kits],
    ) -> Template:
        """Show the letter as text."""
        found, trial = await _write(database, settings, kits, campaign)
        return _show(request, visitor, settings, found, trial)

    @post("/", status_code=200)
    async def send(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        kits: NamedDependency[Kits],
    ) -> Template:
        """Send the letter to whoever is signed in, to nobody else."""
        found, trial = await _write(database, settings, kits, campaign)
        account = visitor.account
        try:
            await send_trial(trial, settings, account.email, account.language)
        except Refused as wrong:
            return _show(request, visitor, settings, found, trial, wrong=wrong)
        async with database.session() as session:
            await note(session, account, "letter_tried", campaign)
        return _show(request, visitor, settings, found, trial, sent=True)


async def _write(
    database: Database, settings: Settings, kits: Kits, campaign: str
) -> tuple[Campaign, Trial]:
    async with database.reading() as session:
        found = await require_campaign(session, campaign)
        guardian = await load_guardian(session, campaign)
    if found.state not in (DRAFT, OPEN):
        raise Refused("wrong_state")
    # In a thread: of an open campaign it says the code, which is slow to compute.
    minutes = kits[found.kit].core_minutes
    named = guardian.named if guardian else None
    return found, await asyncio.to_thread(write_trial, found, settings.base_url, minutes, named)


def _show(
    request: OfficeRequest,
    visitor: SignedIn,
    settings: Settings,
    campaign: Campaign,
    trial: Trial,
    *,
    wrong: Refused | None = None,
    sent: bool = False,
) -> Template:
    return page(
        request,
        "trial",
        visitor,
        status=find_status(wrong) if wrong else 200,
        campaign=campaign,
        trial=trial,
        mail=settings.smtp is not None,
        wrong=wrong,
        sent=sent,
    )
