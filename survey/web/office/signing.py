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

SESSION_SECONDS = 8 * 3600
CODE_SECONDS = 30
# OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
HASHER = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)
# Somebody unknown costs as much time as somebody known.
_NOBODY = HASHER.hash(secrets.token_hex(16))
FREE_TRIES, LONGEST_WAIT = 5, 900
# Addresses that are remembered; the one that was tried longest ago is forgotten first.
MOST_ADDRESSES = 10_000
# Passwords checked at the same time.
AT_ONCE = 2


class SignInRefused(Refused):
    """Address, password or one-time code is wrong; which of them is not told."""

    code = "sign_in_refused"


class TooManyTries(Refused):
    """Too many failed sign-ins for this address; `seconds` to wait."""

    code = "too_many_tries"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Somebody who works in the office, with the secret that their forms carry."""

    account: Account
    csrf: str


class Throttle:
    """Tries to sign in by address, in memory; after FREE_TRIES each failure doubles the wait."""

    def __init__(self) -> None:
        self._tried: dict[str, tuple[int, float]] = {}
        # Each check of a password takes 19 MiB and a thread that participants may be waiting for.
        self.checking = asyncio.Semaphore(AT_ONCE)

    def take(self, email: str, now: float) -> None:
        """Count a try, before it is known how it ends: many at once must not slip through.

        Raises
        ------
        TooManyTries
            The address has to wait; this try is not counted.
        """
        count, last = self._tried.get(email, (0, now))
        if count >= FREE_TRIES:
            wait = min(2.0 ** (count - FREE_TRIES), LONGEST_WAIT) - (now - last)
            if wait > 0:
                raise TooManyTries(seconds=int(wait) + 1)
        if len(self._tried) >= MOST_ADDRESSES:
            self._tried.pop(next(iter(self._tried)))
        self._tried.pop(email, None)
        self._tried[email] = (count + 1, now)

    def forget(self, email: str) -> None:
        """Forget the tries of an address that signed in."""
        self._tried.pop(email, None)


async def sign_in(
    database: Database, throttle: Throttle, *, email: str, password: str, code: str, left: str = ""
) -> str:
    """Check the three and open a session; return its id, which only the cookie holds.

    left: the id that the cookie held before; that session ends.

    Raises
    ------
    SignInRefused, TooManyTries
    """
    email = email.strip().lower()
    throttle.take(email, time.monotonic())
    account = await _find_account(database, email)
    password_hash = account.password_hash if account else _NOBODY
    async with throttle.checking:
        known = await asyncio.to_thread(_verify, password_hash, password)
    step = _find_step(account, code) if account else None
    if account is None or not known or step is None:
        raise SignInRefused
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
    throttle.forget(email)
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
