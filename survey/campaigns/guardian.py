"""Keep whom HR names as guardian, and the way of the guardian's link; never a key's words.

A link leaves here once and only its hash stays. Whoever sends it commits the session first.
"""

from dataclasses import dataclass
from datetime import datetime

from survey.campaigns.draft import NamedGuardian
from survey.errors import Refused
from survey.store.campaigns import DRAFT, OPEN, STOPPED, Campaign, require_campaign, require_state
from survey.store.database import Session
from survey.store.errands import add_errands, purge_errands
from survey.store.guardians import (
    Guardian,
    add_guardian_token,
    find_guardian,
    reset_guardian,
)

# Kinds of errands; each errand's subject is the campaign.
GUARDIAN_LINK = "guardian_link"
GUARDIAN_TURN = "guardian_turn"
GUARDIAN_KINDS = (GUARDIAN_LINK, GUARDIAN_TURN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointed:
    """Whom HR named, and whether the key is made."""

    named: NamedGuardian
    has_key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianLetter:
    """A letter to a guardian; the link is `{base_url}/g/{campaign id}#{token}`."""

    kind: str
    campaign: Campaign
    name: str
    email: str
    token: str


async def load_guardian(session: Session, campaign: str) -> Appointed | None:
    """Load whom HR named; None where the campaign has no guardian."""
    found = await find_guardian(session, campaign)
    if found is None:
        return None
    named = NamedGuardian(name=found.name, role=found.role, email=found.email or "")
    return Appointed(named=named, has_key=found.public_key is not None)


async def require_guardian_key(session: Session, campaign: str) -> Guardian | None:
    """Load the guardian with whom a campaign opens; raises Refused while there is no key."""
    found = await find_guardian(session, campaign)
    if found is not None and found.public_key is None:
        raise Refused("guardian_without_key", name=found.name)
    return found


async def renew_link(session: Session, campaign: str) -> None:
    """Prepare for a new link: before the opening earlier links and the key go with it.

    Once people vote under a key it stays, and so do the links. Raises Refused where nobody is
    named.
    """
    found = await require_state(session, campaign, DRAFT, OPEN, STOPPED)
    if await find_guardian(session, campaign) is None:
        raise Refused("no_guardian")
    if found.state == DRAFT:
        await reset_guardian(session, campaign)


async def draw_link(session: Session, campaign: str) -> str:
    """Draw the token of a link, for HR to hand over."""
    await renew_link(session, campaign)
    return await add_guardian_token(session, campaign)


async def request_letter(session: Session, kind: str, campaign: str, now: datetime) -> None:
    """Let a letter go to the guardian, in place of one that still waits."""
    await purge_errands(session, campaign, kind)
    await add_errands(
        session,
        kind=kind,
        campaign=campaign,
        subjects=[campaign],
        not_before=int(now.timestamp()),
    )


async def announce_turn(session: Session, campaign: str, now: datetime) -> None:
    """Write to the guardian of a stopped campaign, if there is an address."""
    await require_state(session, campaign, STOPPED)
    guardian = await find_guardian(session, campaign)
    if guardian and guardian.email:
        await request_letter(session, GUARDIAN_TURN, campaign, now)


async def draw_guardian_letter(session: Session, kind: str, campaign: str) -> GuardianLetter | None:
    """Draw a letter with a fresh link, for one attempt to deliver it; None when it is not due."""
    found = await require_campaign(session, campaign)
    due = (STOPPED,) if kind == GUARDIAN_TURN else (DRAFT, OPEN, STOPPED)
    guardian = await find_guardian(session, campaign)
    if found.state not in due or guardian is None or guardian.email is None:
        return None
    return GuardianLetter(
        kind=kind,
        campaign=found,
        name=guardian.name,
        email=guardian.email,
        token=await add_guardian_token(session, campaign),
    )
