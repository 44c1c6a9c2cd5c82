"""Keep how a wave's ballots are opened and read, in memory; what it returns is written nowhere.

It must never reach the roster, and knows the guardian's shares only as values.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from survey.ballots import credential, sealing
from survey.ballots.ballot import UNSURE, Ballot, decode_ballot
from survey.ballots.keys import SealKey
from survey.ballots.manifest import Manifest
from survey.ballots.shares import Shares
from survey.catalogue.kit import Kit
from survey.diagnosis.responses import Comment, Response
from survey.errors import AccordError, BadInput
from survey.store.box import StoredBallot


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What the box held, in memory: answers that count, ballots per department, spoiled ones.

    `ballots` counts all with a good credential, withdrawn and spoiled too; `unsealed` those opened.
    """

    responses: tuple[Response, ...]
    ballots: Mapping[str, int]
    spoiled: int
    unsealed: int


def open_ballots(
    ballots: Iterable[StoredBallot],
    frozen: Manifest,
    kit: Kit,
    key: SealKey,
    shares: Shares | None = None,
) -> Opened:
    """Open every ballot that a credential of its department paid for, in canonical order.

    `shares` are the guardian's, where the campaign has one.

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
            share = shares.find(stored.sealed) if shares else None
            plain = sealing.unseal(key, stored.nullifier, stored.sealed, share)
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
