"""Keep the closing of a campaign from end to end; carries values between people and ballots.

The only room that talks to both sides, and it holds numbers and names as long as a close takes.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from survey import tally
from survey.ballots.keys import Keyring
from survey.campaigns.course import closing_facts, purge
from survey.catalogue.kit import Kit
from survey.doctor.examine import examine
from survey.errors import NothingDestroyed
from survey.jobs.letters import sweep_outbox
from survey.settings import Settings
from survey.store.campaigns import DRAFT, OPEN, PURGED, STOPPED, find_campaign
from survey.store.database import Database
from survey.store.errands import Errand
from survey.store.handover import Checkup

# Red in one of these: somebody changed the database's own rules, and what is written there may not
# stay as it was written. Counting would then hand the same answers out a second time.
_TAMPERED = frozenset({"schema_current", "schema_known"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingRoom:
    """Closes the campaigns that errands name."""

    database: Database
    keyring: Keyring
    kits: Mapping[str, Kit]
    settings: Settings

    async def close(self, errand: Errand) -> None:
        """Do an errand of the kind `closing`; its subject is a campaign."""
        await self.close_campaign(errand.subject, datetime.now(UTC))

    async def close_campaign(self, campaign: str, now: datetime) -> None:
        """Stop, count, release, destroy and purge; what was done before is not done again."""
        async with self.database.reading() as session:
            found = await find_campaign(session, campaign)
        if found is None or found.state == DRAFT:
            return
        if found.state in (OPEN, STOPPED):
            checkup = await examine(self.settings, self.database)
            if found.state == OPEN:
                await tally.stop(self.database, campaign=campaign, checkup=checkup, now=now)
            _require_untampered(checkup)
        if found.state != PURGED:
            await self._destroy(campaign, self._require_kit(found.kit))
        # Also when a close was interrupted here: deleted rows must not lie in free pages.
        await self.database.scrub()

    async def _destroy(self, campaign: str, kit: Kit) -> None:
        # After the stop, so that nobody collects or casts between this count and the tally's.
        async with self.database.session() as session:
            facts = await closing_facts(session, campaign)
        await tally.close(self.database, self.keyring, kit, campaign=campaign, facts=facts)
        async with self.database.session() as session:
            await purge(session, self.keyring, campaign)
        await asyncio.to_thread(sweep_outbox, self.settings.outbox, campaign)

    def _require_kit(self, code: str) -> Kit:
        if code not in self.kits:
            raise NothingDestroyed(reason="kit_missing")
        return self.kits[code]


def _require_untampered(checkup: Checkup) -> None:
    if not _TAMPERED.isdisjoint(checkup.red):
        raise NothingDestroyed(reason="checkup_red")
