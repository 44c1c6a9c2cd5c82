"""Keep the door to the page of a participant's rights; know neither who knocks nor an answer."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime

from litestar import Controller, Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from survey.ballots.manifest import Manifest, decode
from survey.errors import NotFound
from survey.jobs.letters import compute_code
from survey.settings import Settings
from survey.store import campaigns as store
from survey.store.campaigns import Campaign
from survey.store.database import Database
from survey.web.wording import choose_language, say_day, speak


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the page says of a campaign. code: its fingerprint.

    state: early, open, closed, or without results ending and ended.
    """

    terms: Manifest
    state: str
    day: str
    signatory: str
    address: str
    code: str
    other_language: str


class RightsDoor(Controller):
    """What is promised, kept, seen and not protected: a page without script, open to anybody."""

    path = "/s/{campaign:str}/rights"

    @get("/")
    async def show(
        self,
        campaign: FromPath[str],
        request: Request[None, None, State],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        lang: FromQuery[str | None] = None,
    ) -> Template:
        """Show the rights; also after the close, when people look them up."""
        async with database.reading() as session:
            found = await store.require_campaign(session, campaign)
        if found.manifest is None:
            raise NotFound(what="campaign")
        language = choose_language(lang, request.headers.get("accept-language"))
        terms = decode(found.manifest)
        state, day = _tell_state(found, datetime.now(UTC))
        rights = Rights(
            terms=terms,
            state=state,
            day=say_day(day, language),
            signatory=found.signatory,
            address=f"{settings.base_url}/s/{found.id}",
            # The slow hash must not hold up everybody else.
            code=await asyncio.to_thread(compute_code, found.manifest),
            other_language="en" if language == "ru" else "ru",
        )
        return Template(
            "rights.html", context={"at": rights, "language": language, "say": speak(language)}
        )


def _tell_state(campaign: Campaign, now: datetime) -> tuple[str, date]:
    if campaign.accepts(now):
        return "open", campaign.closes
    if campaign.state in (store.ENDING, store.ENDED):
        return campaign.state, campaign.closes
    early = campaign.state == store.OPEN and campaign.day_of(now) < campaign.opens
    return ("early", campaign.opens) if early else ("closed", campaign.closes)
