"""Keep how the office finds what a wave left: its release, and what HR decided about the plan."""

from dataclasses import dataclass

from survey.errors import NotFound
from survey.planning.choices import Choices, decode_choices
from survey.planning.recommend import USUAL
from survey.reporting.printed import Printed, decode
from survey.store.campaigns import Campaign, require_campaign
from survey.store.database import Database
from survey.store.plans import find_choices
from survey.store.releases import find_release


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A campaign that is over. bytes: the release as it was written."""

    campaign: Campaign
    bytes: bytes
    printed: Printed
    choices: Choices


async def require_released(database: Database, campaign: str) -> Released:
    """Find the release of a campaign; raise NotFound while there is none."""
    async with database.reading() as session:
        found = await require_campaign(session, campaign)
        released = await find_release(session, campaign, found.wave)
        choices = await find_choices(session, campaign, found.wave)
    if released is None:
        raise NotFound(what="release")
    return Released(
        campaign=found,
        bytes=released.bytes,
        printed=decode(released.bytes),
        choices=decode_choices(choices) if choices else USUAL,
    )
