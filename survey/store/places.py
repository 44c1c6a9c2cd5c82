"""Keep the queries on nameless places: invitations of people who draw a code; never who drew it."""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from survey.store.database import Session
from survey.store.roster import INVITATION, INVITEE, TOKEN_HASH, Invitation


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The invitation of a nameless invitee; `coded`: some code opens it."""

    invitation: str
    department: str
    collected: bool
    coded: bool


async def load_places(session: Session, campaign: str) -> tuple[Place, ...]:
    """Load the nameless places of a campaign, in the order of their random names."""
    coded = select(TOKEN_HASH.c.hash).where(TOKEN_HASH.c.invitation == INVITATION.c.id).exists()
    query = (
        select(INVITATION.c.id, INVITATION.c.department, INVITATION.c.collected, coded)
        .join(INVITEE, INVITEE.c.invitation == INVITATION.c.id)
        .where(INVITEE.c.campaign == campaign, INVITEE.c.name == "")
        .order_by(INVITATION.c.id)
    )
    return tuple(
        Place(invitation=row[0], department=row[1], collected=row[2], coded=row[3])
        for row in await session.execute(query)
    )


async def pass_on_codes(session: Session, invitation: Invitation, used: bytes) -> None:
    """Let the other codes of a nameless place open a free place of its department.

    Nobody loses a place because a lost sheet was replaced; each place is still collected once.
    """
    nameless = select(INVITEE.c.invitation).where(
        INVITEE.c.campaign == invitation.campaign,
        INVITEE.c.department == invitation.department,
        INVITEE.c.name == "",
    )
    others = (
        TOKEN_HASH.c.invitation == invitation.id,
        TOKEN_HASH.c.hash != used,
        TOKEN_HASH.c.invitation.in_(nameless),
    )
    if not (await session.execute(select(TOKEN_HASH.c.hash).where(*others))).first():
        return
    free = select(INVITATION.c.id).where(
        INVITATION.c.id.in_(nameless), INVITATION.c.collected.is_(False)
    )
    # Two people who begin at the same moment must not wait for each other's place.
    free = free.order_by(func.random()).limit(1).with_for_update(skip_locked=True)
    place = (await session.execute(free)).scalar_one_or_none()
    if place is not None:
        await session.execute(update(TOKEN_HASH).where(*others).values(invitation=place))
