"""Keep the desk of the guardian: a key comes in before the opening, shares come in at the close.

It sees wraps and never a ballot's text; it knows a guardian by the hash of a link and nobody else.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from survey.ballots import manifest
from survey.ballots.envelope import Envelopes
from survey.ballots.keys import KEY_BITS, Keyring, public_key
from survey.ballots.manifest import Manifest
from survey.ballots.shares import (
    Shares,
    decode_shares,
    lay_out_wraps,
    require_proof,
    require_shares,
)
from survey.errors import BadInput, NotFound, Refused
from survey.store.box import load_ballots
from survey.store.campaigns import (
    DRAFT,
    ENDED,
    ENDING,
    PURGED,
    STOPPED,
    Campaign,
    require_campaign,
    require_state,
)
from survey.store.database import Database, Session
from survey.store.guardians import Guardian, find_guardian, save_guardian_key
from survey.store.releases import find_release

# How the door hands shares on to the closing, which it must not reach: app.py knows both.
Counting: TypeAlias = Callable[[str, Shares], Awaitable[None]]

# Salt, IV, a private key of 3072 bits as PKCS #8 (about 1 800 bytes), tag.
_WRAPPED_LENGTHS = range(1024, 4096)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Where a campaign stands for its guardian; `guardian` is None once it is over."""

    campaign: Campaign
    guardian: Guardian | None
    release: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lodge:
    """What the desk holds in memory between a guardian's requests, and nowhere else.

    `layouts` has the last campaign's wraps: laid out once, asking again costs what a page costs.
    """

    envelopes: Envelopes = field(default_factory=Envelopes, repr=False)
    layouts: dict[str, tuple[bytes, ...]] = field(default_factory=dict, repr=False)
    busy: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def forget(self, campaign: str) -> None:
        """Forget what was held for a campaign."""
        self.envelopes.forget(campaign)
        self.layouts.pop(campaign, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What the guardian has to unwrap, and the lock under which the shares come back."""

    lock: bytes
    wraps: tuple[bytes, ...]


async def look(database: Database, *, campaign: str, token: str) -> Watch:
    """Tell a guardian where the campaign stands; of one that is over everybody is told the same.

    Raises
    ------
    NotFound
        There is no such campaign, or the token is none of its guardian's.
    """
    async with database.reading() as session:
        found = await require_campaign(session, campaign)
        over = found.state in (PURGED, ENDING, ENDED) and _names_guardian(found)
        guardian = None if over else await _require_guardian(session, campaign, token)
        release = await find_release(session, campaign, found.wave) if over else None
    return Watch(campaign=found, guardian=guardian, release=release.sha256 if release else None)


async def register_key(
    database: Database, *, campaign: str, token: str, key: str, wrapped: bytes
) -> None:
    """Take the public key that a guardian made, and the private one as only six words open it.

    Raises
    ------
    BadInput
        The key is none of 3072 bits, or the wrapped one has an impossible length.
    NotFound, WrongState
        The token is unknown, or the campaign is open already.
    Refused
        There is another key: only HR's new link lets a guardian begin anew.
    """
    if public_key(key).key_size != KEY_BITS or len(wrapped) not in _WRAPPED_LENGTHS:
        raise BadInput("bad_guardian_key")
    async with database.session() as session:
        found = await _require_guardian(session, campaign, token)
        await require_state(session, campaign, DRAFT)
        known = (found.public_key, found.wrapped)
        if known not in ((None, None), (key, wrapped)):
            raise Refused("guardian_key_exists")
        await save_guardian_key(session, campaign, key, wrapped)


async def hand_out(
    database: Database, keyring: Keyring, lodge: Lodge, *, campaign: str, token: str
) -> Task:
    """Hand out what the guardian has to unwrap; it is the same however often somebody asks.

    Raises
    ------
    NotFound, WrongState
    """
    await _require_stopped(database, campaign, token)
    async with lodge.busy:
        wraps = lodge.layouts.get(campaign)
        if wraps is None:
            wraps = await list_wraps(database, keyring, campaign=campaign, token=token)
            lodge.layouts.clear()
            lodge.layouts[campaign] = wraps
        return Task(lock=lodge.envelopes.hand_out(campaign, time.monotonic()), wraps=wraps)


async def open_shares(
    database: Database,
    keyring: Keyring,
    lodge: Lodge,
    *,
    campaign: str,
    token: str,
    lock: bytes,
    envelope: bytes,
) -> tuple[tuple[bytes, bytes], ...]:
    """Open a guardian's envelope, once: the lock is forgotten, and a record of it stays shut.

    Whoever does not hold the guardian's key is refused here, before anything costly.

    Raises
    ------
    BadInput, NotFound, WrongState
    """
    await _require_stopped(database, campaign, token)
    plain = lodge.envelopes.open(campaign, lock, envelope, time.monotonic())
    given = decode_shares(plain)
    require_proof(given, await asyncio.to_thread(keyring.load_seal_key, campaign), campaign)
    lodge.forget(campaign)
    return given


async def list_wraps(
    database: Database, keyring: Keyring, *, campaign: str, token: str
) -> tuple[bytes, ...]:
    """List what the guardian has to unwrap before a stopped wave can be counted.

    Raises
    ------
    NotFound, WrongState
    """
    frozen, sealed = await _load_stopped(database, campaign, token)
    key = await asyncio.to_thread(keyring.load_seal_key, campaign)
    places = sum(department.roster for department in frozen.departments)
    return await asyncio.to_thread(
        lay_out_wraps, sealed, frozen.guardian_key, key, campaign, places=places
    )


async def take_shares(
    database: Database,
    keyring: Keyring,
    *,
    campaign: str,
    token: str,
    given: Sequence[tuple[bytes, bytes]],
) -> Shares:
    """Take what a guardian unwrapped, (SHA-256 of the wrap, share) pairs; it is kept nowhere.

    Raises
    ------
    BadInput, NotFound, WrongState
    """
    _, sealed = await _load_stopped(database, campaign, token)
    key = await asyncio.to_thread(keyring.load_seal_key, campaign)
    return require_shares(given, sealed, key, campaign)


async def _load_stopped(
    database: Database, campaign: str, token: str
) -> tuple[Manifest, list[bytes]]:
    found = await _require_stopped(database, campaign, token)
    async with database.reading() as session:
        ballots = await load_ballots(session, campaign)
    if found.manifest is None:
        raise NotFound(what="manifest")
    return manifest.decode(found.manifest), [ballot.sealed for ballot in ballots]


async def _require_stopped(database: Database, campaign: str, token: str) -> Campaign:
    async with database.reading() as session:
        await _require_guardian(session, campaign, token)
        return await require_state(session, campaign, STOPPED)


async def _require_guardian(session: Session, campaign: str, token: str) -> Guardian:
    found = await find_guardian(session, campaign, token=token)
    if found is None:
        raise NotFound(what="guardian")
    return found


def _names_guardian(campaign: Campaign) -> bool:
    return bool(campaign.manifest and manifest.decode(campaign.manifest).guardian_key)
