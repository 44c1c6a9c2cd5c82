"""Keep HR's page of an earlier survey: name it, see what changed since; know no answer."""

import asyncio

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from survey.errors import Refused
from survey.planning.recommend import USUAL
from survey.reporting.changes import ToldChanges, tell_changes
from survey.reporting.waves import (
    FINISHED,
    find_named,
    forget_earlier,
    list_offers,
    name_earlier,
    require_choosable,
)
from survey.store.campaigns import require_campaign
from survey.store.database import Database
from survey.web.errors import find_status
from survey.web.office.audit import note
from survey.web.office.desk import PATH, Form, OfficeRequest, go_to, page, say_for
from survey.web.office.released import require_released
from survey.web.office.signing import SignedIn
from survey.web.page import Kits


class EarlierDoor(Controller):
    """GET and POST /office/campaigns/{campaign}/earlier."""

    path = f"{PATH}/campaigns/{{campaign:str}}/earlier"

    @get("/")
    async def show(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Template:
        """Show the surveys that this one may be compared with, and what changed."""
        return await _show(request, database, kits, campaign)

    @post("/")
    async def choose(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        form: NamedDependency[Form],
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
    ) -> Template | Redirect:
        """Name the earlier survey, or none."""
        earlier = form.text("earlier")
        try:
            async with database.session() as session:
                found = await require_campaign(session, campaign, lock=True)
                if earlier:
                    await name_earlier(session, found, earlier, find_hash(kits, found.kit))
                else:
                    await forget_earlier(session, found)
                action = "earlier_named" if earlier else "earlier_forgotten"
                await note(session, visitor.account, action, campaign)
        except Refused as wrong:
            return await _show(request, database, kits, campaign, wrong)
        return go_to(f"/campaigns/{campaign}/earlier")


def find_hash(kits: Kits, kit: str) -> str:
    """Tell the hash of a questionnaire as it is today; "" fits no survey."""
    return kits[kit].hash if kit in kits else ""


async def _show(
    request: OfficeRequest,
    database: Database,
    kits: Kits,
    campaign: str,
    wrong: Refused | None = None,
) -> Template:
    async with database.reading() as session:
        found = await require_campaign(session, campaign)
        require_choosable(found)
        named = await find_named(session, found, find_hash(kits, found.kit))
        offers = await list_offers(session, found, find_hash(kits, found.kit))
    fits = named is not None and not named.misfit and found.state in FINISHED
    return page(
        request,
        "earlier",
        request.user,
        status=find_status(wrong) if wrong else 200,
        campaign=found,
        named=named,
        fitting=tuple(each for each in offers if not each.misfit),
        others=tuple(each for each in offers if each.misfit),
        changes=await _compare(request, database, kits, campaign) if fits else None,
        wrong=wrong.code if wrong else "",
    )


async def _compare(
    request: OfficeRequest, database: Database, kits: Kits, campaign: str
) -> ToldChanges | None:
    released = await require_released(database, kits, campaign)
    if released.earlier is None:
        return None
    language, _ = say_for(request, request.user)
    # HR's choices of measures have no part in what changed.
    return await asyncio.to_thread(
        tell_changes, released.printed, released.earlier, released.kit, language, USUAL
    )
