"""Keep HR's button that gives a guardian the link; HR sees it only where it cannot be mailed."""

from datetime import UTC, datetime

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from survey.campaigns.guardian import (
    GUARDIAN_LINK,
    draw_link,
    load_guardian,
    renew_link,
    request_letter,
)
from survey.errors import BadInput
from survey.jobs.guardian import write_link, write_page
from survey.settings import Settings
from survey.store.campaigns import DRAFT, require_campaign
from survey.store.database import Database
from survey.web.office.audit import note
from survey.web.office.desk import PATH, Form, OfficeRequest, go_to, page
from survey.web.office.signing import SignedIn


class GuardianLinkDoor(Controller):
    """POST /office/campaigns/{campaign}/guardian."""

    path = f"{PATH}/campaigns/{{campaign:str}}/guardian"

    @post("/", status_code=200)
    async def give_link(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        form: NamedDependency[Form],
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Template | Redirect:
        """Mail a fresh link, or show it once to be handed over."""
        token = None
        async with database.session() as session:
            found = await require_campaign(session, campaign)
            guardian = await load_guardian(session, campaign)
            if found.state == DRAFT and guardian and guardian.has_key:
                _require_understood(form)
            if guardian and guardian.named.email and settings.smtp:
                await renew_link(session, campaign)
                await request_letter(session, GUARDIAN_LINK, campaign, datetime.now(UTC))
            else:
                token = await draw_link(session, campaign)
            await note(session, visitor.account, "guardian_link", campaign)
        if token is None:
            return go_to(f"/campaigns/{campaign}")
        link = write_link(settings.base_url, campaign, token)
        return page(
            request,
            "guardian_link",
            visitor,
            campaign=found,
            guardian=guardian and guardian.named,
            link=link,
            address=write_page(settings.base_url, campaign),
        )


def _require_understood(form: Form) -> None:
    # The key that was made is worth nothing afterwards.
    if not form.text("understood"):
        raise BadInput("not_understood")
