"""Keep how somebody signs in to the office; never meet an invitee or a ballot."""

import asyncio
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from survey.errors import Refused
from survey.store.accounts import (
    Account,
    OfficeSession,
    add_office_session,
    advance_totp_step,
    end_expired_sessions,
    end_office_session,
    find_account,
    find_account_by_email,
    find_office_session,
)
from survey.store.database import Database
from survey.web.office.audit import note
from survey.web.office.throttle import Throttle, is_device_of, make_device

SESSION_SECONDS = 8 * 3600
CODE_SECONDS = 30
# OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
HASHER = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)
# Somebody unknown costs as much time as somebody known.
_NOBODY = HASHER.hash(secrets.token_hex(16))


class SignInRefused(Refused):
    """Address, password or one-time code is wrong; which of them is not told."""

    code = "sign_in_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Somebody who works in the office, with the secret that their forms carry."""

    account: Account
    csrf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """What somebody who wants in shows.

    source: the network it comes from. left, device: what the browser kept of a session before,
    whose end this is, and of having signed in.
    """

    email: str
    password: str
    code: str
    source: str
    left: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A session: `secret`, its id, which only the cookie holds; `device` for the next time."""

    secret: str
    device: str


async def sign_in(database: Database, throttle: Throttle, knock: Knock) -> Opened:
    """Check address, password and code, and open a session.

    Raises
    ------
    SignInRefused, TooManyTries
    """
    email = knock.email.strip().lower()
    account = await _find_account(database, email)
    known = account is not None and is_device_of(account, knock.device)
    name = throttle.name(email, knock.device if known else knock.source)
    throttle.take(name, time.monotonic())
    password_hash = account.password_hash if account else _NOBODY
    async with throttle.turn(known=known):
        right = await asyncio.to_thread(_verify, password_hash, knock.password)
    step = _find_step(account, knock.code) if account else None
    if account is None or not right or step is None:
        raise SignInRefused
    secret = await _open(database, account, step, knock.left)
    throttle.forget(name)
    return Opened(secret=secret, device=knock.device if known else make_device(account))


async def _open(database: Database, account: Account, step: int, left: str) -> str:
    async with database.session() as session:
        if not await advance_totp_step(session, account.id, step):
            raise SignInRefused
        await end_expired_sessions(session, int(time.time()))
        await end_office_session(session, _hash(left))
        secret = secrets.token_urlsafe(32)
        opened = OfficeSession(
            hash=_hash(secret),
            account=account.id,
            csrf=secrets.token_urlsafe(32),
            expires=int(time.time()) + SESSION_SECONDS,
        )
        await add_office_session(session, opened)
        await note(session, account, "signed_in")
    return secret


async def _find_account(database: Database, email: str) -> Account | None:
    if not email.isprintable():
        return None  # PostgreSQL fails on a NUL
    async with database.reading() as session:
        return await find_account_by_email(session, email)


async def find_signed_in(database: Database, secret: str) -> SignedIn | None:
    """Find who holds this session id; None when it is unknown or over."""
    async with database.reading() as session:
        opened = await find_office_session(session, _hash(secret), int(time.time()))
        account = await find_account(session, opened.account) if opened else None
    return SignedIn(account=account, csrf=opened.csrf) if opened and account else None


async def sign_out(database: Database, who: Account, secret: str) -> None:
    """End a session."""
    async with database.session() as session:
        await end_office_session(session, _hash(secret))
        await note(session, who, "signed_out")


def is_same_secret(expected: str, given: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(expected.encode(), given.encode())


def _verify(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _find_step(account: Account, code: str) -> int | None:
    """Find the time step a code belongs to, one step to either side allowed."""
    totp = pyotp.TOTP(account.totp_secret)
    now = int(time.time()) // CODE_SECONDS
    given = code.replace(" ", "")
    for step in (now, now - 1, now + 1):
        if is_same_secret(totp.at(step * CODE_SECONDS), given):
            return step
    return None


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
