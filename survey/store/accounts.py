"""Keep the office's people: accounts, their sessions, the audit log; never an invitee or a ballot.

The TOTP secret lies here in the clear: whoever reads the database still lacks the password, and a
key to hide it with would lie on the same machine.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from survey.store.database import METADATA, Session

ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("totp_secret", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("language", String(8), nullable=False),
    Column("last_totp_step", Integer, nullable=False),
)

OFFICE_SESSION = Table(
    "office_session",
    METADATA,
    Column("hash", LargeBinary, primary_key=True),
    Column("account", String(16), ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("expires", Integer, nullable=False),
)

AUDIT_EVENT = Table(
    "audit_event",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("moment", String(25), nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", String(40), nullable=False),
    Column("campaign", String(16)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who works in the office."""

    id: str
    email: str
    password_hash: str
    totp_secret: str
    role: str
    language: str
    last_totp_step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeSession:
    """A sign-in: the hash of a 256-bit id, whose it is, a CSRF secret, its end (epoch seconds)."""

    hash: bytes
    account: str
    csrf: str
    expires: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """What somebody of the office did; `moment` is ISO 8601 in UTC."""

    moment: str
    actor: str
    action: str
    campaign: str | None


async def add_account(session: Session, account: Account) -> None:
    """Write a new account."""
    await session.execute(
        insert(ACCOUNT).values(
            id=account.id,
            email=account.email,
            password_hash=account.password_hash,
            totp_secret=account.totp_secret,
            role=account.role,
            language=account.language,
            last_totp_step=account.last_totp_step,
        )
    )


async def find_account(session: Session, account: str) -> Account | None:
    """Find an account by its id."""
    row = (await session.execute(select(ACCOUNT).where(ACCOUNT.c.id == account))).one_or_none()
    return _account(row) if row else None


async def find_account_by_email(session: Session, email: str) -> Account | None:
    """Find an account by its address, written as it was stored."""
    row = (await session.execute(select(ACCOUNT).where(ACCOUNT.c.email == email))).one_or_none()
    return _account(row) if row else None


async def count_accounts(session: Session) -> int:
    """Count the accounts; none means that the office was never set up."""
    return (await session.execute(select(func.count()).select_from(ACCOUNT))).scalar_one()


async def advance_totp_step(session: Session, account: str, step: int) -> bool:
    """Use up a one-time code's time step; False when it, or a later one, was used before."""
    unused = (ACCOUNT.c.id == account, ACCOUNT.c.last_totp_step < step)
    used = await session.execute(update(ACCOUNT).where(*unused).values(last_totp_step=step))
    return used.rowcount == 1


async def save_password_hash(session: Session, account: str, password_hash: str) -> None:
    """Change an account's password; every sign-in of it ends."""
    statement = update(ACCOUNT).where(ACCOUNT.c.id == account)
    await session.execute(statement.values(password_hash=password_hash))
    await session.execute(delete(OFFICE_SESSION).where(OFFICE_SESSION.c.account == account))


async def save_language(session: Session, account: str, language: str) -> None:
    """Remember the language somebody reads the office in."""
    await session.execute(update(ACCOUNT).where(ACCOUNT.c.id == account).values(language=language))


async def add_office_session(session: Session, opened: OfficeSession) -> None:
    """Write a new sign-in."""
    await session.execute(
        insert(OFFICE_SESSION).values(
            hash=opened.hash, account=opened.account, csrf=opened.csrf, expires=opened.expires
        )
    )


async def find_office_session(session: Session, hashed: bytes, now: int) -> OfficeSession | None:
    """Find a sign-in that has not ended."""
    query = select(OFFICE_SESSION).where(
        OFFICE_SESSION.c.hash == hashed, OFFICE_SESSION.c.expires > now
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    return OfficeSession(hash=row.hash, account=row.account, csrf=row.csrf, expires=row.expires)


async def end_office_session(session: Session, hashed: bytes) -> None:
    """End a sign-in."""
    await session.execute(delete(OFFICE_SESSION).where(OFFICE_SESSION.c.hash == hashed))


async def end_expired_sessions(session: Session, now: int) -> None:
    """Delete the sign-ins whose time is over."""
    await session.execute(delete(OFFICE_SESSION).where(OFFICE_SESSION.c.expires <= now))


async def record_event(session: Session, event: AuditEvent) -> None:
    """Add to the audit log."""
    await session.execute(
        insert(AUDIT_EVENT).values(
            moment=event.moment, actor=event.actor, action=event.action, campaign=event.campaign
        )
    )


async def load_events(
    session: Session, *, campaign: str | None = None, limit: int = 200
) -> tuple[AuditEvent, ...]:
    """Load the latest entries of the audit log, newest first."""
    query = select(AUDIT_EVENT).order_by(AUDIT_EVENT.c.number.desc()).limit(limit)
    if campaign is not None:
        query = query.where(AUDIT_EVENT.c.campaign == campaign)
    return tuple(
        AuditEvent(moment=row.moment, actor=row.actor, action=row.action, campaign=row.campaign)
        for row in await session.execute(query)
    )


async def find_last_event(session: Session, campaign: str, action: str) -> AuditEvent | None:
    """Find the latest entry about a campaign that says this was done."""
    query = select(AUDIT_EVENT).where(
        AUDIT_EVENT.c.campaign == campaign, AUDIT_EVENT.c.action == action
    )
    latest = query.order_by(AUDIT_EVENT.c.number.desc()).limit(1)
    row = (await session.execute(latest)).one_or_none()
    if row is None:
        return None
    return AuditEvent(moment=row.moment, actor=row.actor, action=row.action, campaign=row.campaign)


def _account(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        email=row.email,
        password_hash=row.password_hash,
        totp_secret=row.totp_secret,
        role=row.role,
        language=row.language,
        last_totp_step=row.last_totp_step,
    )
