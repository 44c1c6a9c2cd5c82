"""Keep which earlier survey a survey is compared with, and why not with another; know no answer.

HR names the earlier survey; it is held against public facts and releases alone. What is compared
are released values, so naming one survey or another gives away nothing new (rulings 10).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from survey.editions.changes import find_misfit
from survey.errors import BadFile, NotFound, Refused, WrongState
from survey.reporting.printed import Printed, decode
from survey.store.campaigns import DRAFT, PURGED, RELEASED, Campaign, load_campaigns, number_wave
from survey.store.comparisons import drop_earlier, find_earlier, save_earlier
from survey.store.database import Session
from survey.store.releases import find_release
from survey.wording import fold_words

FINISHED = (RELEASED, PURGED)
CHOOSABLE = (DRAFT, *FINISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An earlier survey that is over. misfit: why the two cannot be compared; "" if they can.

    printed: its release, where that could be read.
    """

    campaign: Campaign
    printed: Printed | None
    misfit: str


async def list_offers(session: Session, later: Campaign, kit_hash: str | None) -> tuple[Offer, ...]:
    """List the surveys that are over, the latest first, each with why it does not fit, if so.

    kit_hash: of the questionnaire as it is today, which a draft will ask; None is any.
    """
    own = await _read_release(session, later)
    return tuple(
        [
            await _weigh(session, later, own, each, kit_hash)
            for each in await load_campaigns(session)
            if each.id != later.id and each.state in FINISHED
        ]
    )


async def find_named(
    session: Session, later: Campaign, kit_hash: str | None = None
) -> Offer | None:
    """Find the earlier survey that HR named, as it fits by now."""
    named = await find_earlier(session, later.id)
    offers = await list_offers(session, later, kit_hash) if named else ()
    return next((each for each in offers if each.campaign.id == named), None)


async def name_earlier(session: Session, later: Campaign, earlier: str, kit_hash: str) -> None:
    """Compare a survey with this one from now on; a draft becomes the wave after it.

    Raises
    ------
    NotFound, Refused
        There is no such survey; it does not fit (code: why); people answer this one just now.
    """
    require_choosable(later)
    offers = await list_offers(session, later, kit_hash)
    found = next((each for each in offers if each.campaign.id == earlier), None)
    if found is None:
        raise NotFound(what="campaign")
    if found.misfit:
        raise Refused(found.misfit)
    await save_earlier(session, later.id, earlier)
    if later.state == DRAFT:
        await number_wave(session, later.id, found.campaign.wave + 1)


async def forget_earlier(session: Session, later: Campaign) -> None:
    """Compare a survey with none; a draft is a first wave again."""
    require_choosable(later)
    await drop_earlier(session, later.id)
    if later.state == DRAFT:
        await number_wave(session, later.id, 1)


def require_choosable(later: Campaign) -> None:
    """Raise WrongState while people answer: then nothing of a survey changes."""
    if later.state not in CHOOSABLE:
        raise WrongState(state=later.state)


async def _weigh(
    session: Session,
    later: Campaign,
    own: Printed | None,
    earlier: Campaign,
    kit_hash: str | None,
) -> Offer:
    # Cheap questions first: of many surveys only those are read that could fit.
    misfit = next(_list_misfits(later, earlier, later.kit_hash or kit_hash), "")
    printed = None if misfit else await _read_release(session, earlier)
    if printed is None:
        misfit = misfit or "broken_release"
    elif printed.release.layout == "nothing":
        misfit = "nothing_released"
    elif printed.release.closed > (own.release.opened if own else later.opens.isoformat()):
        misfit = "not_earlier"
    elif own is not None:
        misfit = find_misfit(printed.release, own.release)
    return Offer(campaign=earlier, printed=printed, misfit=misfit)


def _list_misfits(later: Campaign, earlier: Campaign, kit_hash: str | None) -> Iterator[str]:
    names = [
        [(each.code, fold_words(each.name)) for each in campaign.departments]
        for campaign in (earlier, later)
    ]
    if fold_words(earlier.organisation) != fold_words(later.organisation):
        yield "other_organisation"
    if earlier.kit != later.kit or kit_hash not in (None, earlier.kit_hash):
        yield "other_kit"
    if names[0] != names[1]:
        yield "other_departments"


async def _read_release(session: Session, campaign: Campaign) -> Printed | None:
    stored = await find_release(session, campaign.id, campaign.wave)
    if stored is None:
        return None
    try:
        return decode(stored.bytes)
    except BadFile:
        return None
