"""Keep doctor's daily round: look at the installation, note it for every open campaign.

It runs at every start of the server, when settings may have changed, and then once a day.
"""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from survey.ballots.keys import Keyring
from survey.doctor.examine import examine
from survey.doctor.keys import examine_campaign_keys
from survey.settings import Settings
from survey.store.campaigns import OPEN, find_campaign, load_campaigns
from survey.store.checkups import save_daily
from survey.store.database import Database
from survey.store.errands import Errand, add_errands, purge_errands

CHECKUP = "checkup"
# Errands belong to a campaign; doctor's round belongs to none.
_NO_CAMPAIGN = ""
_DAY_SECONDS = 24 * 3600
_SPREAD_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorRoom:
    """Makes doctor's daily round."""

    database: Database
    keyring: Keyring
    settings: Settings

    async def look(self, _errand: Errand) -> None:
        """Do an errand of the kind `checkup`, and leave the next one."""
        await self.look_at(datetime.now(UTC))

    async def look_at(self, now: datetime) -> None:
        """Examine the installation once, and the keys of each open campaign."""
        async with self.database.reading() as session:
            running = [each for each in await load_campaigns(session) if each.state == OPEN]
        if running:
            checkup = await examine(self.settings, self.database)
            for campaign in running:
                own = await asyncio.to_thread(examine_campaign_keys, self.keyring, [campaign])
                async with self.database.session() as session:
                    # It may have been closed while doctor looked.
                    still = await find_campaign(session, campaign.id)
                    if still is not None and still.state == OPEN:
                        seen = (*checkup.findings, own)
                        await save_daily(session, campaign.id, campaign.day_of(now), seen)
        wait = _DAY_SECONDS - secrets.randbelow(_SPREAD_SECONDS)
        await plant_checkup(self.database, int(now.timestamp()) + wait)


async def plant_checkup(database: Database, not_before: int) -> None:
    """See that doctor's next round waits, and only one."""
    async with database.session() as session:
        await purge_errands(session, _NO_CAMPAIGN, CHECKUP)
        await add_errands(
            session,
            kind=CHECKUP,
            campaign=_NO_CAMPAIGN,
            subjects=[CHECKUP],
            not_before=not_before,
        )
