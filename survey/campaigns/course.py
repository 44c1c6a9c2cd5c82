"""Keep a campaign from its opening to its end, seen from the people's side; never an answer."""

from datetime import datetime

from survey.ballots.keys import Keyring
from survey.campaigns.guardian import GUARDIAN_KINDS
from survey.campaigns.letters import LETTER_KINDS
from survey.campaigns.opening import CLOSING
from survey.errors import Refused, WrongState
from survey.store.campaigns import (
    ENDED,
    ENDING,
    OPEN,
    PURGED,
    RELEASED,
    STOPPED,
    find_participation,
    move_campaign,
    require_campaign,
    require_state,
    save_participation,
)
from survey.store.database import Database, Session
from survey.store.errands import add_errands, purge_errands
from survey.store.guardians import load_guardian_marks, purge_guardian
from survey.store.handover import ClosingFacts
from survey.store.releases import find_release
from survey.store.roster import (
    count_collected,
    load_roster,
    load_row_marks,
    purge_roster,
    rewrite_roster,
)

# anonymity.md section 3, rule 11.
_STEP = 5


async def participation_while_open(session: Session, campaign: str, now: datetime) -> int | None:
    """Tell how many of both departments took a ballot, in fives, the same for the whole day.

    None where the campaign is not open.
    """
    found = await require_campaign(session, campaign, lock=True)
    if found.state != OPEN:
        return None
    today = found.day_of(now)
    kept = await find_participation(session, campaign)
    # A clock set back must not draw a second figure for the same day.
    if kept is not None and kept[0] >= today:
        return kept[1]
    collected = sum((await count_collected(session, campaign)).values())
    figure = collected // _STEP * _STEP
    await save_participation(session, campaign, today, figure)
    return figure


async def request_close(session: Session, campaign: str, now: datetime) -> None:
    """Let the closing job run now: before the closing day, or again after it failed."""
    found = await require_campaign(session, campaign, lock=True)
    if found.state not in (OPEN, STOPPED, RELEASED, ENDING):
        raise WrongState(state=found.state)
    await purge_errands(session, campaign, CLOSING)
    await add_errands(
        session,
        kind=CLOSING,
        campaign=campaign,
        subjects=[campaign],
        not_before=int(now.timestamp()),
    )


async def abandon(session: Session, keyring: Keyring, campaign: str, now: datetime) -> None:
    """End an open or stopped campaign for good without results; the closing job destroys it.

    From here on nothing is issued, cast or counted. Again changes nothing.

    Raises
    ------
    Refused
        The release is written: only the rest of the close is left to do.
    WrongState
        The campaign was never opened, or is over.
    """
    found = await require_state(session, campaign, OPEN, STOPPED, ENDING)
    written = await find_release(session, campaign, found.wave)
    # One that is damaged, or whose pledge went with the keys, nobody will ever verify.
    verifiable = written is not None and written.intact and keyring.holds(campaign)
    if written and verifiable and keyring.has_pledged(campaign, written.bytes):
        raise Refused("release_written")
    await move_campaign(session, campaign, ENDING)
    await purge_errands(session, campaign, *LETTER_KINDS, *GUARDIAN_KINDS)
    await request_close(session, campaign, now)


async def closing_facts(session: Session, campaign: str) -> ClosingFacts:
    """Tell the tally how many collected and which names to scrub; only when casts are stopped."""
    found = await require_state(session, campaign, STOPPED, RELEASED, ENDING)
    collected = await count_collected(session, campaign)
    people = await load_roster(session, campaign)
    names = {person.name for person in people if person.name}
    addresses = {person.email for person in people if person.email}
    return ClosingFacts(
        collected={each.code: collected.get(each.code, 0) for each in found.departments},
        names=tuple(sorted(names | addresses)),
    )


async def load_marks(session: Session, campaign: str) -> tuple[bytes, ...]:
    """Load random values that lie beside names and tokens' hashes, to be searched after a purge."""
    people = await load_row_marks(session, campaign)
    return (*people, *await load_guardian_marks(session, campaign))


async def shuffle_invitations(database: Database) -> None:
    """Rewrite invitations in an order that has nothing to do with the order of collecting."""
    async with database.session() as session:
        await rewrite_roster(session)


async def purge(session: Session, keyring: Keyring, campaign: str) -> None:
    """Delete the people of a campaign that is over, once its keys are gone; the last state."""
    found = await require_state(session, campaign, RELEASED, ENDING)
    if keyring.holds(campaign):
        raise WrongState("keys_still_there")
    await purge_roster(session, campaign)
    await purge_guardian(session, campaign)
    await purge_errands(session, campaign, *LETTER_KINDS, *GUARDIAN_KINDS)
    await move_campaign(session, campaign, PURGED if found.state == RELEASED else ENDED)
