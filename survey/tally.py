"""Keep the closing of a wave: answers are opened in memory, released once, and destroyed.

It gets numbers and names from the people's side as values and must never reach the roster. What
it opens is written nowhere but, through the gate, into the one release.
"""

import asyncio
import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec
import numpy as np
import scipy

from survey.ballots import credential, manifest, sealing
from survey.ballots.ballot import UNSURE, Ballot, decode_ballot
from survey.ballots.keys import Keyring, SealKey
from survey.ballots.manifest import Manifest
from survey.catalogue.kit import Kit
from survey.diagnosis.responses import Comment, Response
from survey.diagnosis.twin import diagnose_for_release
from survey.disclosure.encoding import decode_release, require_only
from survey.disclosure.frame import Frame
from survey.disclosure.gate import release
from survey.disclosure.policy import Policy
from survey.errors import AccordError, BadInput, NothingDestroyed, Refused
from survey.store.box import StoredBallot, load_ballots, purge_ballots
from survey.store.campaigns import (
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
from survey.store.releases import StoredRelease, add_release, find_release


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What the box held, in memory: answers that count, ballots per department, spoiled ones.

    `ballots` counts all with a good credential, withdrawn and spoiled too; `unsealed` those opened.
    """

    responses: tuple[Response, ...]
    ballots: Mapping[str, int]
    spoiled: int
    unsealed: int


async def stop(database: Database, *, campaign: str, checkup: Checkup, now: datetime) -> None:
    """Let nobody cast any more; what doctor saw goes into the release as it was now."""
    async with database.session() as session:
        found = await require_state(session, campaign, OPEN)
        day = min(found.day_of(now), found.closes)
        daily = await find_daily(session, campaign)
        seen = (*(daily.told if daily else ()), *checkup.told("closing"))
        await stop_campaign(session, found, day, seen)


async def close(
    database: Database, keyring: Keyring, kit: Kit, *, campaign: str, facts: ClosingFacts
) -> StoredRelease:
    """Release a stopped wave and destroy its keys and ballots.

    May be called again after any failure: before the release is verified nothing is destroyed and
    the answers are counted anew; afterwards it only goes on destroying.

    Raises
    ------
    NothingDestroyed
        The release could not be made or verified; keys and ballots are as they were.
    WrongState
        The campaign still takes part, or was never opened.
    """
    async with database.reading() as session:
        found = await require_campaign(session, campaign)
    if found.state == STOPPED:
        try:
            await _release(database, keyring, kit, found, facts)
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


async def _release(
    database: Database, keyring: Keyring, kit: Kit, campaign: Campaign, facts: ClosingFacts
) -> None:
    async with database.reading() as session:
        written = await find_release(session, campaign.id, campaign.wave)
        ballots = await load_ballots(session, campaign.id)
    # Written by a close that failed before it could verify: nothing is counted twice.
    if written is None or not keyring.has_pledged(campaign.id, written.bytes):
        key = await asyncio.to_thread(keyring.load_seal_key, campaign.id)
        keyring.require_terms(campaign.id, campaign.manifest)
        content = await asyncio.to_thread(_count, campaign, kit, key, ballots, facts)
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
) -> bytes:
    frozen = manifest.decode(_require_manifest(campaign))
    if frozen.kit_hash != kit.hash:
        raise Refused("kit_changed")
    opened = open_ballots(ballots, frozen, kit, key)
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


def open_ballots(
    ballots: Iterable[StoredBallot], frozen: Manifest, kit: Kit, key: SealKey
) -> Opened:
    """Open every ballot that a credential of its department paid for, in canonical order.

    A ballot that does not open or does not fit the questionnaire is spoiled: counted, not fatal,
    so that nobody can stop a tally by casting rubbish.
    """
    issue_keys = {department.code: department.issue_key for department in frozen.departments}
    counted: Counter[str] = Counter()
    responses: list[Response] = []
    spoiled = unsealed = 0
    for stored in ballots:
        if not _is_paid(stored, frozen.campaign, issue_keys):
            spoiled += 1
            continue
        counted[stored.department] += 1
        try:
            plain = sealing.unseal(key, stored.nullifier, stored.sealed)
            unsealed += 1
            ballot = decode_ballot(plain)
            if not ballot.withdrawn:
                responses.append(_read(ballot, stored.department, frozen, kit))
        except AccordError:
            spoiled += 1
    responses.sort(key=lambda response: msgspec.json.encode(response, order="deterministic"))
    return Opened(
        responses=tuple(responses), ballots=dict(counted), spoiled=spoiled, unsealed=unsealed
    )


def _is_paid(stored: StoredBallot, campaign: str, issue_keys: Mapping[str, str]) -> bool:
    if stored.department not in issue_keys:
        return False
    try:
        credential.verify(issue_keys[stored.department], stored.prepared, stored.signature)
    except AccordError:
        return False
    due = credential.nullifier(campaign, stored.department, stored.prepared)
    return stored.nullifier == due


def _read(ballot: Ballot, department: str, frozen: Manifest, kit: Kit) -> Response:
    """Turn a ballot into a response, or raise BadInput where it does not fit the questionnaire."""
    asked = {
        question
        for part in kit.parts
        if frozen.voting_part or not part.optional
        for question in part.questions
    }
    causes = {cause.code for cause in kit.causes} if "nominations" in asked else set()
    votable = set(kit.votable) if "votes" in asked else set()
    if ballot.kit != frozen.kit_hash:
        raise BadInput("another_kit")
    _require_picks(ballot.nominations, causes, kit.most_nominations)
    _require_picks(ballot.votes, votable, kit.most_votes)
    ratings = {name: code for name, code in ballot.answers.items() if code != UNSURE}
    return Response(
        department=department,
        answers={name: _require_code(kit, asked, name, code) for name, code in ratings.items()},
        unsure=_require_items(kit, asked, set(ballot.answers) - set(ratings)),
        nominations=tuple(ballot.nominations),
        votes=tuple(ballot.votes),
        comments=_read_comments(ballot, asked & set(kit.open_questions)),
    )


def _require_picks(picks: Sequence[str], known: set[str], most: int) -> None:
    if len(picks) > most or not known.issuperset(picks):
        raise BadInput("bad_picks")


def _require_items(kit: Kit, asked: set[str], names: set[str]) -> frozenset[str]:
    if not names <= asked & set(kit.items):
        raise BadInput("unknown_item")
    return frozenset(names)


def _require_code(kit: Kit, asked: set[str], name: str, code: int | str) -> int:
    _require_items(kit, asked, {name})
    form = kit.formats[kit.items[name].format]
    # A bool is an int to Python, and to nobody else.
    if not isinstance(code, int) or isinstance(code, bool) or not form.low <= code <= form.high:
        raise BadInput("bad_code")
    return code


def _read_comments(ballot: Ballot, known: set[str]) -> tuple[Comment, ...]:
    _require_picks([comment.question for comment in ballot.comments], known, len(known))
    return tuple(
        Comment(question=comment.question, text=comment.text, consent=comment.consent)
        for comment in ballot.comments
        if comment.text.strip()
    )


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
