"""Keep the closing of a campaign from end to end; carries values between people and ballots.

The only room that talks to both sides, and it holds numbers and names as long as a close takes.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from survey import tally
from survey.ballots.keys import Keyring
from survey.campaigns.course import closing_facts, purge
from survey.catalogue.kit import Kit
from survey.doctor import examine
from survey.errors import NothingDestroyed
from survey.settings import Settings
from survey.store.campaigns import DRAFT, OPEN, PURGED, find_campaign
from survey.store.database import Database
from survey.store.errands import Errand


def make_closing_handler(
    database: Database,
    keyring: Keyring,
    kits: Mapping[str, Kit],
    settings: Settings,
) -> Callable[[Errand], Awaitable[None]]:
    """Make the handler of `closing` errands; an errand's subject is a campaign."""

    async def handle(errand: Errand) -> None:
        await close_campaign(
            database, keyring, kits, settings, campaign=errand.subject, now=datetime.now(UTC)
        )

    return handle


async def close_campaign(
    database: Database,
    keyring: Keyring,
    kits: Mapping[str, Kit],
    settings: Settings,
    *,
    campaign: str,
    now: datetime,
) -> None:
    """Stop, count, release, destroy and purge; whatever was done before is not done again."""
    async with database.reading() as session:
        found = await find_campaign(session, campaign)
    if found is None or found.state == DRAFT:
        return
    if found.state == OPEN:
        checkup = await examine(settings, database)
        await tally.stop(database, campaign=campaign, checkup=checkup, now=now)
    if found.state != PURGED:
        if found.kit not in kits:
            raise NothingDestroyed(reason="kit_missing")
        # After the stop, so that nobody collects or casts between the count and the tally.
        async with database.session() as session:
            facts = await closing_facts(session, campaign)
        await tally.close(database, keyring, kits[found.kit], campaign=campaign, facts=facts)
        async with database.session() as session:
            await purge(session, keyring, campaign)
    # Also when a close was interrupted here: deleted rows must not lie in free pages.
    await database.scrub()
