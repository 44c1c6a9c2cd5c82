"""Keep what HR may ask for once a day, and when it was asked for last; never who was written to."""

from collections.abc import Mapping
from datetime import date, datetime

from survey.errors import Refused
from survey.store.accounts import find_last_event
from survey.store.campaigns import OPEN, Campaign, require_campaign
from survey.store.database import Session

# A second click, or a second person of HR, must not write to people twice in a day.
DAILY = ("remind", "announce")


async def find_days(session: Session, campaign: Campaign) -> Mapping[str, date]:
    """Tell the campaign's day of the last time for each; what was never done is not there."""
    days = {}
    for action in DAILY:
        last = await find_last_event(session, campaign.id, f"campaign_{action}")
        if last:
            days[action] = campaign.day_of(datetime.fromisoformat(last.moment))
    return days


async def is_done_today(session: Session, campaign: str, action: str, now: datetime) -> bool:
    """Tell whether this was done today, for what is done once a day; locks the campaign.

    Raises
    ------
    Refused
        The first letters have not gone yet.
    """
    if action not in DAILY:
        return False
    found = await require_campaign(session, campaign, lock=True)
    if found.state == OPEN and found.day_of(now) < found.opens:
        raise Refused("too_early")
    last = (await find_days(session, found)).get(action)
    return last is not None and last >= found.day_of(now)
