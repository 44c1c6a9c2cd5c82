"""Keep the closing of a campaign from end to end; carries values between people and ballots.

The only room that talks to both sides, and it holds numbers and names as long as a close takes.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from survey import tally
from survey.ballots.keys import Keyring
from survey.ballots.shares import Shares
from survey.campaigns.course import closing_facts, load_marks, purge, request_close
from survey.campaigns.guardian import announce_turn
from survey.catalogue.kit import Kit
from survey.doctor.examine import examine
from survey.errors import GuardianAwaited, NothingDestroyed
from survey.jobs.letters import sweep_outbox
from survey.jobs.remains import Marks, prove_purge
from survey.settings import Settings
from survey.store.campaigns import (
    DRAFT,
    ENDED,
    ENDING,
    OPEN,
    PURGED,
    STOPPED,
    Campaign,
    find_campaign,
)
from survey.store.database import Database
from survey.store.errands import Errand
from survey.store.handover import Checkup

# Red in one of these: somebody changed the database's own rules, and what is written there may not
# stay as it was written. Counting would then hand the same answers out a second time.
_TAMPERED = frozenset({"schema_current", "schema_known"})

# As long as a guardian's close may take before an errand looks after it.
_UNINTERRUPTED = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingRoom:
    """Closes the campaigns that errands name."""

    database: Database
    keyring: Keyring
    kits: Mapping[str, Kit]
    settings: Settings
    # A guardian and an errand must not destroy the same keys at the same time.
    closing: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False, compare=False)

    async def close(self, errand: Errand) -> None:
        """Do an errand of the kind `closing`; its subject is a campaign."""
        await self.close_campaign(errand.subject, datetime.now(UTC))

    async def count_with(self, campaign: str, shares: Shares) -> None:
        """Close a stopped campaign with its guardian's shares, which are kept nowhere.

        Should the server be killed after the release was written, an errand goes on destroying.
        """
        async with self.database.session() as session:
            await request_close(session, campaign, datetime.now(UTC) + _UNINTERRUPTED)
        await self.close_campaign(campaign, datetime.now(UTC), shares)

    async def close_campaign(
        self, campaign: str, now: datetime, shares: Shares | None = None
    ) -> None:
        """Stop, count, release, destroy and purge; what was done before is not done again.

        A campaign that was given up is destroyed and purged only. Where only the guardian is
        missing, a letter goes there and this ends without an error.
        """
        async with self.closing:
            try:
                await self._close(campaign, now, shares)
            except GuardianAwaited:
                async with self.database.session() as session:
                    await announce_turn(session, campaign, now)

    async def _close(self, campaign: str, now: datetime, shares: Shares | None) -> None:
        async with self.database.reading() as session:
            found = await find_campaign(session, campaign)
        if found is None or found.state == DRAFT:
            return
        if found.state in (OPEN, STOPPED):
            checkup = await examine(self.settings, self.database)
            if found.state == OPEN:
                await tally.stop(self.database, campaign=campaign, checkup=checkup, now=now)
            _require_untampered(checkup)
        marks = Marks()
        if found.state not in (PURGED, ENDED):
            marks = await self._destroy(found, shares)
        # Also when a close was interrupted here: letters hold names, and deleted rows must not lie
        # in free pages.
        await asyncio.to_thread(sweep_outbox, self.settings.outbox, campaign)
        await self.database.scrub()
        await prove_purge(self.database, self.keyring, self.settings, campaign, marks)

    async def _destroy(self, found: Campaign, shares: Shares | None) -> Marks:
        campaign = found.id
        # After the stop, so that nobody collects or casts between this count and the tally's.
        async with self.database.session() as session:
            facts = await closing_facts(session, campaign)
            rows = await load_marks(session, campaign)
        ballots = await tally.load_marks(self.database, campaign)
        if found.state == ENDING:
            await tally.destroy_unread(self.database, self.keyring, campaign)
        else:
            kit = self._require_kit(found.kit)
            await tally.close(
                self.database, self.keyring, kit, campaign=campaign, facts=facts, shares=shares
            )
        async with self.database.session() as session:
            await purge(session, self.keyring, campaign)
        return Marks(rows=rows, ballots=ballots, names=facts.names)

    def _require_kit(self, code: str) -> Kit:
        if code not in self.kits:
            raise NothingDestroyed(reason="kit_missing")
        return self.kits[code]


def _require_untampered(checkup: Checkup) -> None:
    if not _TAMPERED.isdisjoint(checkup.red):
        raise NothingDestroyed(reason="checkup_red")
