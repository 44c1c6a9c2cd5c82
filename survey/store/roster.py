"""Keep the people: invitees, invitations, hashes of invite tokens; never know a ballot or a time.

An invitee points to an invitation and never the other way. An invitation says only that a
credential was collected, and for which blinded message (which tells nothing of the credential).
"""

import os
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    LargeBinary,
    Row,
    Select,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from survey.store.database import METADATA, Session, rewrite_shuffled

INVITEE = Table(
    "invitee",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("campaign", String(16), nullable=False, index=True),
    Column("department", String(40), nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("invitation", String(16), nullable=False, unique=True),
    sqlite_with_rowid=False,
)

# No foreign keys below: PostgreSQL would mark the row pointed to with the last writer's number.
INVITATION = Table(
    "invitation",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("campaign", String(16), nullable=False, index=True),
    Column("department", String(40), nullable=False),
    Column("collected", Boolean, nullable=False),
    Column("blinded", LargeBinary),
    sqlite_with_rowid=False,
)

TOKEN_HASH = Table(
    "token_hash",
    METADATA,
    Column("hash", LargeBinary, primary_key=True),
    Column("invitation", String(16), nullable=False, index=True),
    sqlite_with_rowid=False,
)


# 160 bits, as base64url without padding.
TOKEN_BYTES = 20
_TOKEN_TAG = b"accord invite token v1\0"


def new_token() -> str:
    """Make an invite token; only its hash may ever be stored."""
    return urlsafe_b64encode(os.urandom(TOKEN_BYTES)).rstrip(b"=").decode()


def hash_token(token: str) -> bytes:
    """Hash an invite token; 160 random bits need no slow hash."""
    return sha256(_TOKEN_TAG + token.encode()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """A person of the roster. `email` is None for people who get a printed letter.

    Without a name as well it is a place for somebody who draws a code by hand: nobody knows who.
    """

    id: str
    campaign: str
    department: str
    name: str
    email: str | None
    invitation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One right to collect one credential; `blinded` is the hash of what was signed for it."""

    id: str
    campaign: str
    department: str
    collected: bool
    blinded: bytes | None


async def replace_roster(session: Session, campaign: str, invitees: Sequence[Invitee]) -> None:
    """Write the roster of a campaign in place of the one it had, with pending invitations."""
    await purge_roster(session, campaign)
    if not invitees:
        return
    people = [
        {
            "id": invitee.id,
            "campaign": campaign,
            "department": invitee.department,
            "name": invitee.name,
            "email": invitee.email,
            "invitation": invitee.invitation,
        }
        for invitee in invitees
    ]
    await session.execute(insert(INVITEE), people)
    # In the order of their random names, so that not even the log of the database pairs the two.
    pending = [
        {
            "id": invitee.invitation,
            "campaign": campaign,
            "department": invitee.department,
            "collected": False,
            "blinded": None,
        }
        for invitee in sorted(invitees, key=lambda each: each.invitation)
    ]
    await session.execute(insert(INVITATION), pending)


async def load_roster(session: Session, campaign: str) -> tuple[Invitee, ...]:
    """Load the people of a campaign by department and name."""
    query = select(INVITEE).where(INVITEE.c.campaign == campaign)
    rows = await session.execute(query.order_by(INVITEE.c.department, INVITEE.c.name))
    return tuple(_invitee(row) for row in rows)


async def find_invitee(session: Session, invitee: str) -> Invitee | None:
    """Find a person of a roster."""
    query = select(INVITEE).where(INVITEE.c.id == invitee)
    row = (await session.execute(query)).one_or_none()
    return _invitee(row) if row else None


async def load_pending(session: Session, campaign: str) -> tuple[Invitee, ...]:
    """Load the people whose invitation was not used yet; for letters, never for a screen."""
    query = (
        select(INVITEE)
        .join(INVITATION, INVITATION.c.id == INVITEE.c.invitation)
        .where(INVITEE.c.campaign == campaign, INVITATION.c.collected.is_(False))
    )
    return tuple(_invitee(row) for row in await session.execute(query))


async def count_roster(session: Session, campaign: str) -> dict[str, int]:
    """Count the people of each department."""
    query = select(INVITEE.c.department, func.count()).where(INVITEE.c.campaign == campaign)
    return await _count(session, query.group_by(INVITEE.c.department))


async def count_collected(session: Session, campaign: str) -> dict[str, int]:
    """Count the used invitations of each department."""
    query = select(INVITATION.c.department, func.count()).where(
        INVITATION.c.campaign == campaign, INVITATION.c.collected
    )
    return await _count(session, query.group_by(INVITATION.c.department))


async def add_token_hash(session: Session, invitation: str, token_hash: bytes) -> None:
    """Let one more token open an invitation."""
    await session.execute(insert(TOKEN_HASH).values(hash=token_hash, invitation=invitation))


async def find_invitation(
    session: Session, campaign: str, token_hash: bytes, *, lock: bool = False
) -> Invitation | None:
    """Find the invitation that a token of this campaign opens."""
    query = (
        select(INVITATION)
        .join(TOKEN_HASH, TOKEN_HASH.c.invitation == INVITATION.c.id)
        .where(TOKEN_HASH.c.hash == token_hash, INVITATION.c.campaign == campaign)
    )
    if lock:
        query = query.with_for_update(of=INVITATION)
    row = (await session.execute(query)).one_or_none()
    return _invitation(row) if row else None


async def require_invitation(session: Session, invitation: str) -> Invitation:
    """Load an invitation that must be there."""
    query = select(INVITATION).where(INVITATION.c.id == invitation)
    return _invitation((await session.execute(query)).one())


async def collect_invitation(session: Session, invitation: str, blinded: bytes) -> None:
    """Move an invitation from pending to collected."""
    statement = update(INVITATION).where(INVITATION.c.id == invitation)
    await session.execute(statement.values(collected=True, blinded=blinded))


async def purge_roster(session: Session, campaign: str) -> None:
    """Delete people, invitations and token hashes of a campaign."""
    own = select(INVITATION.c.id).where(INVITATION.c.campaign == campaign)
    await session.execute(delete(TOKEN_HASH).where(TOKEN_HASH.c.invitation.in_(own)))
    await session.execute(delete(INVITATION).where(INVITATION.c.campaign == campaign))
    await session.execute(delete(INVITEE).where(INVITEE.c.campaign == campaign))


async def load_row_marks(session: Session, campaign: str) -> tuple[bytes, ...]:
    """Load what lies in the same records as names, links and collecting, and is random itself."""
    own = select(INVITATION.c.id).where(INVITATION.c.campaign == campaign)
    queries = (
        select(INVITEE.c.id).where(INVITEE.c.campaign == campaign),
        own,
        select(INVITATION.c.blinded).where(
            INVITATION.c.campaign == campaign, INVITATION.c.blinded.is_not(None)
        ),
        select(TOKEN_HASH.c.hash).where(TOKEN_HASH.c.invitation.in_(own)),
    )
    found = [value for query in queries for (value,) in await session.execute(query)]
    return tuple(value.encode() if isinstance(value, str) else bytes(value) for value in found)


async def rewrite_roster(session: Session) -> None:
    """Rewrite invitations and token hashes so that nothing keeps the order of collecting."""
    await rewrite_shuffled(session, INVITATION)
    await rewrite_shuffled(session, TOKEN_HASH)


async def _count(session: Session, query: Select[Any]) -> dict[str, int]:
    return {row[0]: row[1] for row in await session.execute(query)}


def _invitee(row: Row[Any]) -> Invitee:
    return Invitee(
        id=row.id,
        campaign=row.campaign,
        department=row.department,
        name=row.name,
        email=row.email,
        invitation=row.invitation,
    )


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        id=row.id,
        campaign=row.campaign,
        department=row.department,
        collected=row.collected,
        blinded=row.blinded,
    )
