"""Keep the closing of a wave: answers are opened in memory, released once, and destroyed.

It gets numbers and names from the people's side as values and must never reach the roster. What
it opens is written nowhere but, through the gate, into the one release.
"""

import asyncio
import platform
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

import numpy as np
import scipy

from survey.ballots import manifest
from survey.ballots.keys import Keyring, SealKey
from survey.ballots.ledger import envelope
from survey.ballots.manifest import Manifest
from survey.ballots.shares import Shares
from survey.catalogue.kit import Kit
from survey.diagnosis.twin import diagnose_for_release
from survey.disclosure.encoding import decode_release, require_only
from survey.disclosure.frame import Frame
from survey.disclosure.gate import release
from survey.disclosure.policy import Policy
from survey.errors import AccordError, GuardianAwaited, NothingDestroyed, Refused
from survey.store.box import StoredBallot, load_ballots, purge_ballots
from survey.store.campaigns import (
    ENDING,
    OPEN,
    RELEASED,
    STOPPED,
    Campaign,
    move_campaign,
    require_campaign,
    require_state,
    stop_campaign,
)
from survey.store.checkups import find_daily
from survey.store.database import Database
from survey.store.handover import Checkup, ClosingFacts
from survey.store.releases import StoredRelease, add_release, delete_release, find_release
from survey.unsealing import Opened, open_ballots


async def stop(database: Database, *, campaign: str, checkup: Checkup, now: datetime) -> None:
    """Let nobody cast any more; what doctor saw goes into the release as it was now."""
    async with database.session() as session:
        found = await require_state(session, campaign, OPEN)
        day = min(found.day_of(now), found.closes)
        daily = await find_daily(session, campaign)
        seen = (*(daily.told if daily else ()), *checkup.told("closing"))
        await stop_campaign(session, found, day, seen)


async def close(
    database: Database,
    keyring: Keyring,
    kit: Kit,
    *,
    campaign: str,
    facts: ClosingFacts,
    shares: Shares | None = None,
) -> StoredRelease:
    """Release a stopped wave and destroy its keys and ballots.

    May be called again after any failure: before the release is verified nothing is destroyed and
    the answers are counted anew; afterwards it only goes on destroying. `shares` are those of the
    guardian, where the campaign has one.

    Raises
    ------
    GuardianAwaited
        Nothing can be opened without the guardian's shares.
    NothingDestroyed
        The release could not be made or verified; keys and ballots are as they were.
    WrongState
        The campaign still takes part, or was never opened.
    """
    async with database.reading() as session:
        found = await require_campaign(session, campaign)
    if found.state == STOPPED:
        try:
            await _release(database, keyring, kit, found, facts, shares)
        except GuardianAwaited:
            raise
        except AccordError as error:
            raise NothingDestroyed(reason=error.code) from error
        except Exception as error:
            raise NothingDestroyed(reason=type(error).__name__) from error
    async with database.reading() as session:
        await require_state(session, campaign, RELEASED)
        stored = _require_release(await find_release(session, campaign, found.wave))
    await asyncio.to_thread(keyring.destroy, campaign)
    async with database.session() as session:
        await purge_ballots(session, campaign)
    return stored


async def destroy_unread(database: Database, keyring: Keyring, campaign: str) -> None:
    """Destroy keys and ballots of a wave that ends without results; may be called again.

    Raises
    ------
    WrongState
        Nobody gave the campaign up.
    """
    async with database.reading() as session:
        await require_state(session, campaign, ENDING)
    await asyncio.to_thread(keyring.destroy, campaign)
    async with database.session() as session:
        found = await require_state(session, campaign, ENDING)
        await purge_ballots(session, campaign)
        # Of a close that never came to verify it: nobody may take it for a result.
        await delete_release(session, campaign, found.wave)


async def adopt_restored(database: Database, keyring: Keyring, campaign: str) -> None:
    """Take the ballots of a copy that was put back on purpose for the right ones."""
    async with database.reading() as session:
        ballots = await load_ballots(session, campaign)
    lying = {each.nullifier: envelope(each.sealed) for each in ballots}
    await asyncio.to_thread(keyring.ledger(campaign).adopt, lying)


async def load_marks(database: Database, campaign: str) -> tuple[bytes, ...]:
    """Load random values that lie beside and in the ballots, to be searched after a purge."""
    async with database.reading() as session:
        ballots = await load_ballots(session, campaign)
    return tuple(
        mark for each in ballots for mark in (each.nullifier, each.prepared[:32], each.sealed[-48:])
    )


async def _release(
    database: Database,
    keyring: Keyring,
    kit: Kit,
    campaign: Campaign,
    facts: ClosingFacts,
    shares: Shares | None,
) -> None:
    async with database.reading() as session:
        written = await find_release(session, campaign.id, campaign.wave)
        ballots = await load_ballots(session, campaign.id)
    # Written by a close that failed before it could verify: nothing is counted twice.
    if written is None or not keyring.has_pledged(campaign.id, written.bytes):
        key = await asyncio.to_thread(keyring.load_seal_key, campaign.id)
        keyring.require_terms(campaign.id, campaign.manifest)
        ballots, signed = await asyncio.to_thread(_require_whole, keyring, campaign.id, ballots)
        facts = replace(facts, collected=_most(facts.collected, signed))
        content = await asyncio.to_thread(_count, campaign, kit, key, ballots, facts, shares)
        # Before anybody can read it: with a ballot less nobody shall get a second one.
        await asyncio.to_thread(keyring.pledge_release, campaign.id, content)
        async with database.session() as session:
            await require_state(session, campaign.id, STOPPED)
            await add_release(session, campaign.id, campaign.wave, content)
    # Read back in a transaction of its own: what was committed is what counts.
    async with database.session() as session:
        await require_state(session, campaign.id, STOPPED)
        stored = await find_release(session, campaign.id, campaign.wave)
        keyring.require_release(campaign.id, _require_release(stored).bytes)
        await move_campaign(session, campaign.id, RELEASED)


def _require_whole(
    keyring: Keyring, campaign: str, ballots: Sequence[StoredBallot]
) -> tuple[tuple[StoredBallot, ...], Mapping[str, int]]:
    """Require every acknowledged ballot as it was last cast; leave out what came by no door."""
    ledger = keyring.ledger(campaign)
    noted = ledger.require_unchanged({each.nullifier: envelope(each.sealed) for each in ballots})
    return tuple(each for each in ballots if each.nullifier in noted), ledger.count_signed()


def _most(collected: Mapping[str, int], signed: Mapping[str, int]) -> Mapping[str, int]:
    # After a copy was put back the rows know fewer than the ledger.
    return {
        code: max(collected.get(code, 0), signed.get(code, 0)) for code in (*collected, *signed)
    }


def _require_release(stored: StoredRelease | None) -> StoredRelease:
    if stored is None or not stored.intact:
        raise Refused("release_not_verified")
    decode_release(stored.bytes)
    return stored


def _count(
    campaign: Campaign,
    kit: Kit,
    key: SealKey,
    ballots: Sequence[StoredBallot],
    facts: ClosingFacts,
    shares: Shares | None,
) -> bytes:
    frozen = manifest.decode(_require_manifest(campaign))
    if frozen.kit_hash != kit.hash:
        raise Refused("kit_changed")
    if frozen.guardian_key and shares is None:
        raise GuardianAwaited
    opened = open_ballots(ballots, frozen, kit, key, shares)
    _require_right_key(opened, frozen.k)
    _require_no_more_than_collected(opened.ballots, facts.collected)
    frame = _frame(campaign, frozen, kit, facts)
    policy = Policy(c=frozen.c)
    rosters = {department.code: department.roster for department in frozen.departments}
    # A retried close must give the same bytes: the seed comes from what was frozen.
    seed = int.from_bytes(sha256(_require_manifest(campaign)).digest()[:8], "big")
    diagnosis = diagnose_for_release(opened.responses, kit, rosters, seed=seed)
    return require_only(release(opened.responses, diagnosis, frame, policy), None)


def _require_right_key(opened: Opened, k: int) -> None:
    """Refuse to go on where none of k ballots opens: the right seal key may still be found."""
    if not opened.unsealed and sum(opened.ballots.values()) >= k:
        raise Refused("no_ballot_opens")


def _require_no_more_than_collected(
    ballots: Mapping[str, int], collected: Mapping[str, int]
) -> None:
    # Somebody who made credentials of their own could flood a department.
    for department, count in ballots.items():
        if count > collected.get(department, 0):
            raise Refused("more_ballots_than_collected", department=department)


def _frame(campaign: Campaign, frozen: Manifest, kit: Kit, facts: ClosingFacts) -> Frame:
    first, second = frozen.departments
    return Frame(
        campaign=campaign.id,
        wave=frozen.wave,
        organisation=frozen.organisation,
        kit=kit,
        manifest=manifest.manifest_hash(_require_manifest(campaign)),
        opened=frozen.opens,
        closed=(campaign.stopped or campaign.closes).isoformat(),
        departments=(first.code, second.code),
        names=(first.name, second.name),
        rosters=(first.roster, second.roster),
        optional_asked=frozen.voting_part,
        to_scrub=facts.names,
        checkups=campaign.checkups,
        versions=(
            ("python", platform.python_version()),
            ("numpy", np.__version__),
            ("scipy", scipy.__version__),
        ),
    )


def _require_manifest(campaign: Campaign) -> bytes:
    if campaign.manifest is None:
        raise Refused("no_manifest")
    return campaign.manifest
