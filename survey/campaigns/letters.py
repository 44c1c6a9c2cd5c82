"""Keep what a letter says to whom; a token leaves here once and only its hash stays.

Whoever sends a letter commits the session first: a link that was sent must open.
"""

from dataclasses import dataclass
from datetime import datetime

from survey.ballots.manifest import manifest_hash
from survey.errors import NotFound
from survey.store.campaigns import OPEN, Campaign, require_campaign, require_state
from survey.store.database import Session
from survey.store.errands import add_errands, count_errands, retry_failed
from survey.store.roster import (
    Invitee,
    add_token_hash,
    find_invitee,
    hash_token,
    load_pending,
    load_roster,
    new_token,
    require_invitation,
)

# Kinds of errands; each errand's subject is the id of an invitee.
INVITATION_LETTER = "invitation"
REMINDER_LETTER = "reminder"
CLOSING_NOTE = "closing_note"
LETTER_KINDS = (INVITATION_LETTER, REMINDER_LETTER, CLOSING_NOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter to one person. The link is `{base_url}/s/{campaign id}#{fragment}`.

    fragment: token, department and manifest hash; None for the note before the close, which
    everybody gets and which carries no link of one's own.
    """

    kind: str
    campaign: Campaign
    department: str
    name: str
    email: str | None
    fragment: str | None


async def draw_letter(session: Session, kind: str, invitee: str) -> Letter | None:
    """Draw one person's letter with a fresh token, for one attempt to deliver it.

    None when there is nothing to send any more: the campaign is not open, the person is not in
    the roster, or a reminder's person has collected in the meantime.
    """
    person = await find_invitee(session, invitee)
    if person is None:
        return None
    campaign = await require_campaign(session, person.campaign)
    if campaign.state != OPEN:
        return None
    if kind == CLOSING_NOTE:
        return _address(campaign, person, kind, fragment=None)
    if kind == REMINDER_LETTER and (await require_invitation(session, person.invitation)).collected:
        return None
    return _address(campaign, person, kind, fragment=await _draw(session, campaign, person))


async def draw_sheet(
    session: Session, campaign: str, *, everybody: bool = False
) -> tuple[Letter, ...]:
    """Draw the letters to be printed, by department and name: for named people without an address.

    `everybody`: where no mail can be sent at all. Whether somebody has collected changes nothing
    here, so that a sheet printed twice does not tell. Nothing printed is stored.
    """
    found = await require_state(session, campaign, OPEN)
    people = await load_roster(session, campaign)
    return tuple(
        [
            _address(found, person, INVITATION_LETTER, fragment=await _draw(session, found, person))
            for person in people
            if person.name and (everybody or not person.email)
        ]
    )


async def remind(session: Session, campaign: str, now: datetime) -> None:
    """Write to those who have not collected; nobody is told who or how many they are."""
    await require_state(session, campaign, OPEN)
    pending = await load_pending(session, campaign)
    await _enqueue(session, REMINDER_LETTER, campaign, pending, now)


async def announce_close(session: Session, campaign: str, now: datetime) -> None:
    """Write to everybody before the close, since who has not cast cannot be known."""
    await require_state(session, campaign, OPEN)
    await _enqueue(session, CLOSING_NOTE, campaign, await load_roster(session, campaign), now)


async def retry_letters(session: Session, campaign: str, now: datetime) -> None:
    """Let the letters that could not be delivered be tried again."""
    await require_state(session, campaign, OPEN)
    for kind in LETTER_KINDS:
        await retry_failed(session, campaign, kind, int(now.timestamp()))


async def count_letters(session: Session, campaign: str) -> dict[str, int]:
    """Count the first letters that wait and those that failed, for HR's page."""
    return await count_errands(session, campaign, INVITATION_LETTER)


async def _enqueue(
    session: Session, kind: str, campaign: str, people: tuple[Invitee, ...], now: datetime
) -> None:
    await add_errands(
        session,
        kind=kind,
        campaign=campaign,
        subjects=[person.id for person in people if person.email],
        not_before=int(now.timestamp()),
    )


async def _draw(session: Session, campaign: Campaign, person: Invitee) -> str:
    if campaign.manifest is None:
        raise NotFound(what="manifest")
    token = new_token()
    await add_token_hash(session, person.invitation, hash_token(token))
    return f"{token}.{person.department}.{manifest_hash(campaign.manifest)}"


def _address(campaign: Campaign, person: Invitee, kind: str, *, fragment: str | None) -> Letter:
    return Letter(
        kind=kind,
        campaign=campaign,
        department=person.department,
        name=person.name,
        email=person.email,
        fragment=fragment,
    )
