"""Keep HR's last act on a campaign that can or shall not be counted: it ends without results."""

from datetime import UTC, datetime

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from survey.ballots.keys import Keyring
from survey.campaigns.course import abandon
from survey.errors import BadInput, Refused
from survey.settings import Settings
from survey.store.campaigns import ENDING, require_campaign
from survey.store.database import Database
from survey.web.office.audit import note
from survey.web.office.desk import PATH, Form, OfficeRequest, go_to
from survey.web.office.signing import SignedIn
from survey.web.office.standing import Complaint, show_campaign

# What has to be ticked, one sentence each.
TICKS = ("unread", "nothing")


class AbandonDoor(Controller):
    """POST /office/campaigns/{campaign}/abandon."""

    path = f"{PATH}/campaigns/{{campaign:str}}/abandon"

    @post("/")
    async def give_up(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        form: NamedDependency[Form],
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        keyring: NamedDependency[Keyring],
    ) -> Template | Redirect:
        """End a campaign without results, if that is what somebody wants beyond doubt."""
        try:
            async with database.session() as session:
                found = await require_campaign(session, campaign, lock=True)
                _require_wanted(form, found.title)
                await abandon(session, keyring, campaign, datetime.now(UTC))
                # Sent twice, it was done once.
                if found.state != ENDING:
                    await note(session, visitor.account, "campaign_abandoned", campaign)
        except (BadInput, Refused) as wrong:
            complaint = Complaint(error=wrong, form="abandon")
            return await show_campaign(request, database, settings, campaign, complaint)
        return go_to(f"/campaigns/{campaign}")


def _require_wanted(form: Form, title: str) -> None:
    if not all(form.text(tick) for tick in TICKS):
        raise BadInput("not_understood_both")
    if _tidy(form.text("title")) != _tidy(title):
        raise BadInput("other_title")


def _tidy(text: str) -> str:
    return " ".join(text.split()).casefold()
