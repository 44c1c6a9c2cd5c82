"""Keep a campaign's guardian: name, public key, and the private key as only six words open it.

Hashes of the guardian's links, never a link; no word of the six, no time, no ballot.
"""

import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Column, LargeBinary, String, Table, Text, delete, insert, select, update

from survey.store.database import METADATA, Session, upsert

GUARDIAN = Table(
    "guardian",
    METADATA,
    Column("campaign", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("email", Text),
    Column("public_key", Text),
    Column("wrapped", LargeBinary),
    sqlite_with_rowid=False,
)

GUARDIAN_TOKEN = Table(
    "guardian_token",
    METADATA,
    Column("hash", LargeBinary, primary_key=True),
    Column("campaign", String(16), nullable=False),
    sqlite_with_rowid=False,
)

_TOKEN_BYTES = 20
_TOKEN_TAG = b"accord guardian token v1\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """Whom HR named; public_key (a modulus) and wrapped are None until the guardian made a key."""

    campaign: str
    name: str
    role: str
    email: str | None
    public_key: str | None
    wrapped: bytes | None


async def name_guardian(
    session: Session, campaign: str, *, name: str, role: str, email: str | None
) -> None:
    """Name a campaign's guardian; another name, role or address is another one, without a key.

    Also the address: a key that was made before the link could reach this guardian is somebody
    else's.
    """
    found = await find_guardian(session, campaign)
    if found and (found.name, found.role, found.email) == (name, role, email):
        return
    await purge_guardian(session, campaign)
    values = {"campaign": campaign, "name": name, "role": role, "email": email}
    await session.execute(insert(GUARDIAN).values(values))


async def find_guardian(
    session: Session, campaign: str, *, token: str | None = None
) -> Guardian | None:
    """Find a campaign's guardian; with a token only where it is one of the guardian's links."""
    query = select(GUARDIAN).where(GUARDIAN.c.campaign == campaign)
    if token is not None:
        known = select(GUARDIAN_TOKEN.c.campaign).where(GUARDIAN_TOKEN.c.hash == _hash(token))
        query = query.where(GUARDIAN.c.campaign.in_(known))
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    return Guardian(
        campaign=row.campaign,
        name=row.name,
        role=row.role,
        email=row.email,
        public_key=row.public_key,
        wrapped=row.wrapped,
    )


async def add_guardian_token(session: Session, campaign: str) -> str:
    """Make a token of 160 bits for the guardian's link; only its hash stays here."""
    token = urlsafe_b64encode(os.urandom(_TOKEN_BYTES)).rstrip(b"=").decode()
    await upsert(session, GUARDIAN_TOKEN, {"hash": _hash(token), "campaign": campaign})
    return token


async def save_guardian_key(
    session: Session, campaign: str, public_key: str, wrapped: bytes
) -> None:
    """Write the key that a guardian made."""
    statement = update(GUARDIAN).where(GUARDIAN.c.campaign == campaign)
    await session.execute(statement.values(public_key=public_key, wrapped=wrapped))


async def reset_guardian(session: Session, campaign: str) -> None:
    """Forget the guardian's key and every link; the name stays."""
    await session.execute(delete(GUARDIAN_TOKEN).where(GUARDIAN_TOKEN.c.campaign == campaign))
    statement = update(GUARDIAN).where(GUARDIAN.c.campaign == campaign)
    await session.execute(statement.values(public_key=None, wrapped=None))


async def load_guardian_marks(session: Session, campaign: str) -> tuple[bytes, ...]:
    """Load what of a guardian is random itself, to be searched after a purge."""
    links = select(GUARDIAN_TOKEN.c.hash).where(GUARDIAN_TOKEN.c.campaign == campaign)
    found = [bytes(row.hash) for row in await session.execute(links)]
    guardian = await find_guardian(session, campaign)
    wrapped = guardian.wrapped if guardian else None
    return (*found, *([wrapped[:32], wrapped[-32:]] if wrapped else []))


async def purge_guardian(session: Session, campaign: str) -> None:
    """Delete all of a campaign's guardian."""
    await session.execute(delete(GUARDIAN_TOKEN).where(GUARDIAN_TOKEN.c.campaign == campaign))
    await session.execute(delete(GUARDIAN).where(GUARDIAN.c.campaign == campaign))


def _hash(token: str) -> bytes:
    return sha256(_TOKEN_TAG + token.encode()).digest()
