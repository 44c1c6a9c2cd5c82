"""Keep how often somebody may try to sign in; in memory, and under keyed hashes, never an address.

Nobody can lock somebody else out: tries are counted by address and network, and a browser that
signed in before is counted by itself. Guessing from many networks is only made slow, for all
browsers that are not known yet.
"""

import asyncio
import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from survey.errors import Refused
from survey.store.accounts import Account

FREE_TRIES, LONGEST_WAIT = 5, 900
# Tries that are remembered; the one of longest ago is forgotten first.
MOST_REMEMBERED = 10_000
# Passwords checked at the same time: each takes 19 MiB and a thread that participants may need.
AT_ONCE = 2
# Tries of unknown browsers that are not slowed down, how many a minute are forgotten, and how
# much each further one slows the next, up to the longest pause.
CALM, FORGOTTEN_A_MINUTE, PAUSE_SECONDS, LONGEST_PAUSE = 30, 2, 0.05, 2.0


class TooManyTries(Refused):
    """Too many failed sign-ins from there; `seconds` to wait."""

    code = "too_many_tries"


class Throttle:
    """Tries to sign in; after FREE_TRIES of one name each further one doubles the wait."""

    def __init__(self) -> None:
        self._tried: dict[str, tuple[int, float]] = {}
        self._salt = secrets.token_bytes(16)
        self._known, self._strangers = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(AT_ONCE)
        self._pressure, self._felt = 0.0, 0.0

    def name(self, email: str, source: str) -> str:
        """Name whoever tries an address from a network, so that neither can be read from it."""
        told = f"{email}\0{source}".encode(errors="replace")
        return hmac.digest(self._salt, told, "sha256").hex()

    def take(self, name: str, now: float) -> None:
        """Count a try, before it is known how it ends: many at once must not slip through.

        Raises
        ------
        TooManyTries
            This name has to wait; the try is not counted.
        """
        count, last = self._tried.get(name, (0, now))
        if count >= FREE_TRIES:
            wait = min(2.0 ** (count - FREE_TRIES), LONGEST_WAIT) - (now - last)
            if wait > 0:
                raise TooManyTries(seconds=int(wait) + 1)
        if len(self._tried) >= MOST_REMEMBERED:
            self._tried.pop(next(iter(self._tried)))
        self._tried.pop(name, None)
        self._tried[name] = (count + 1, now)

    def forget(self, name: str) -> None:
        """Forget the tries of a name that signed in."""
        self._tried.pop(name, None)

    @asynccontextmanager
    async def turn(self, *, known: bool) -> AsyncIterator[None]:
        """Wait for one's turn to have a password checked; known browsers have a queue of theirs."""
        if known:
            async with self._known:
                yield
            return
        async with self._strangers:
            await asyncio.sleep(self.feel(time.monotonic()))
            yield

    def feel(self, now: float) -> float:
        """Count a try of an unknown browser; return how many seconds it has to pause."""
        forgotten = (now - self._felt) / 60 * FORGOTTEN_A_MINUTE
        self._pressure, self._felt = max(0.0, self._pressure - forgotten) + 1, now
        return min(max(0.0, self._pressure - CALM) * PAUSE_SECONDS, LONGEST_PAUSE)


def find_source(peer: str, headers: Mapping[str, str]) -> str:
    """Tell the network a request comes from.

    A proxy on this machine (on loopback, or at a socket without an address) names it, last in
    its list; nobody else is believed.
    """
    address = _read_address(peer)
    if address is None or address.is_loopback:
        address = _read_address(headers.get("x-forwarded-for", "").rpartition(",")[2]) or address
    if address is None:
        return peer
    # One household or company has a whole /64 to choose from.
    bits = 64 if address.version == 6 else 32
    return str(ipaddress.ip_network((address, bits), strict=False))


def _read_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.strip())
    except ValueError:
        return None


def make_device(account: Account) -> str:
    """Make what a browser keeps to be known again; it opens nothing."""
    nonce = secrets.token_urlsafe(16)
    return f"{nonce}.{_sign(account, nonce)}"


def is_device_of(account: Account, device: str) -> bool:
    """Tell whether this account signed in with that browser before, with the same password."""
    nonce, _, signed = device.partition(".")
    return hmac.compare_digest(_sign(account, nonce).encode(), signed.encode(errors="replace"))


def _sign(account: Account, nonce: str) -> str:
    # With what only the database holds; a new password makes every browser unknown.
    key = hashlib.sha256(f"{account.password_hash}\0{account.totp_secret}".encode()).digest()
    told = f"accord device v1\0{nonce}".encode(errors="replace")
    return hmac.digest(key, told, "sha256").hex()
