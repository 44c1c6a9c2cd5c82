"""Keep how the office finds what a wave left: its release, and what HR decided about it."""

from dataclasses import dataclass

from survey.catalogue.kit import Kit
from survey.errors import BadInput, NotFound, Refused
from survey.planning.choices import Choices, decode_choices
from survey.planning.recommend import USUAL
from survey.reporting.printed import Printed, decode
from survey.reporting.waves import Offer, find_named
from survey.store.campaigns import Campaign, require_campaign
from survey.store.database import Database
from survey.store.plans import find_choices
from survey.store.releases import find_release
from survey.web.page import Kits


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A campaign that is over.

    lost: what HR once chose cannot be read. named: the
    earlier survey that HR compares it with, whether it fits or not.
    """

    campaign: Campaign
    printed: Printed
    kit: Kit
    choices: Choices
    lost: bool
    named: Offer | None

    @property
    def earlier(self) -> Printed | None:
        """The release that this one is laid beside."""
        return self.named.printed if self.named and not self.named.misfit else None


async def require_released(database: Database, kits: Kits, campaign: str) -> Released:
    """Find the release of a campaign.

    Raises
    ------
    NotFound, Refused
        There is none yet; the questionnaire that it is printed with is gone.
    """
    async with database.reading() as session:
        found = await require_campaign(session, campaign)
        released = await find_release(session, campaign, found.wave)
        if released is None:
            raise NotFound(what="release")
        if found.kit not in kits:
            raise Refused("kit_gone", kit=found.kit)
        kit = kits[found.kit]
        kept = await find_choices(session, campaign, found.wave)
        named = await find_named(session, found)
    choices = _read(kept)
    return Released(
        campaign=found,
        printed=decode(released.bytes),
        kit=kit,
        choices=choices or USUAL,
        lost=choices is None,
        named=named,
    )


def _read(kept: str | None) -> Choices | None:
    try:
        return decode_choices(kept) if kept else USUAL
    except BadInput:
        return None
