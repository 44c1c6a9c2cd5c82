"""Keep what is done every night: rewrite what keeps an order, draw the figure; know no name."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from survey.campaigns.course import participation_while_open, shuffle_invitations
from survey.casting import shuffle_box
from survey.store.campaigns import OPEN, load_campaigns
from survey.store.database import Database
from survey.store.errands import Errand, add_errands, count_errands, purge_errands

NIGHT = "night"
# Errands belong to a campaign; the night's belongs to none.
_NO_CAMPAIGN = ""
_HOUR = time(1, tzinfo=UTC)
_SPREAD_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class NightRoom:
    """Tidies the database once a night."""

    database: Database

    async def tidy(self, _errand: Errand) -> None:
        """Do an errand of the kind `night`, and leave the next one."""
        await self.tidy_at(datetime.now(UTC))

    async def tidy_at(self, now: datetime) -> None:
        """Forget the order of collecting and casting; draw the figures that the day will show."""
        await shuffle_invitations(self.database)
        await shuffle_box(self.database)
        if self.database.dialect == "sqlite":
            # WITHOUT ROWID keeps no order in a table, but pages lie in the file as they grew.
            await self.database.scrub()
        async with self.database.session() as session:
            for campaign in await load_campaigns(session):
                if campaign.state == OPEN:
                    await participation_while_open(session, campaign.id, now)
        await plant_night(self.database, now, again=True)


async def plant_night(database: Database, now: datetime, *, again: bool = False) -> None:
    """See that the next night's errand waits, and only one; `again` puts it a day on."""
    async with database.session() as session:
        if not again and (await count_errands(session, _NO_CAMPAIGN, NIGHT)).get("waiting"):
            return
        await purge_errands(session, _NO_CAMPAIGN, NIGHT)
        coming = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), _HOUR)
        await add_errands(
            session,
            kind=NIGHT,
            campaign=_NO_CAMPAIGN,
            subjects=[NIGHT],
            not_before=int(coming.timestamp()) + secrets.randbelow(_SPREAD_SECONDS),
        )
