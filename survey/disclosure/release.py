"""Keep the Release: all that may ever be said about a wave, frozen; nothing else can build one but the gate.

Every field here is public to the company once released. Layout depends on (n, c) alone.
"""

import msgspec


class Span(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rounded, tail-coded value on the 1-5 scale (high = bad) with its rounded interval.

    `tail`: "" (the value is `value`), "low" (`value` or less), "high" (`value` or more),
    "below" or "not_below" (the middle; then `value` is null, rulings.md 13).
    `low`, `high`: the 95 % interval rounded outwards to the same grid; null when tail-coded.
    """

    value: float | None
    tail: str
    low: float | None
    high: float | None


class ReleasedItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One item in bands: words of how many answered 4-5 and how many 1-2."""

    id: str
    agree: str
    disagree: str


class ReleasedScale(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scale per department, in kit order of departments; `departments` empty in a combined layout.

    `contrast`: higher_first, higher_second, no_clear_difference, or "" where not released.
    """

    code: str
    combined: Span | None
    departments: tuple[Span, ...]
    contrast: str


class ReleasedCause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cause in its place of the order. level and probability words are grades, never numbers.

    first, top3: very_likely, likely, possible, unlikely, or "" where n forbids ranks.
    nominated: a band word of how many picked it, per department (or one combined), "" if not released.
    """

    code: str
    level: str
    first: str
    top3: str
    severity: ReleasedScale
    nominated: tuple[str, ...]


class ReleasedMirror(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Perception gaps of one topic per department: self_higher, no_clear_difference, self_lower; ditto blind spot, felt gap."""

    code: str
    self_serving: tuple[str, ...]
    blind_spot: tuple[str, ...]
    felt_gap: tuple[str, ...]


class ReleasedVote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many voted for a measure: a band word per department (or one combined)."""

    code: str
    votes: tuple[str, ...]


class ReleasedComments(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Comments of one question. met: whether the threshold was met; texts: shuffled, scrubbed verbatims."""

    question: str
    met: bool
    texts: tuple[str, ...]


class Participation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who could answer and how many at least did, per department in order (one entry when combined)."""

    roster: tuple[int, ...]
    at_least: tuple[int, ...]


class Release(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that may ever be said about one wave.

    layout: departments, combined, nothing. verdict: named, likely, insufficient, no_conflict,
    too_few. checkups: what doctor saw, (moment, code, state) triples.
    """

    version: int
    campaign: str
    wave: int
    organisation: str
    kit: str
    kit_version: str
    kit_hash: str
    manifest: str
    opened: str
    closed: str
    c: int
    k: int
    departments: tuple[str, str]
    layout: str
    verdict: str
    participation: Participation
    conflict: ReleasedScale | None
    outcomes: tuple[ReleasedScale, ...]
    causes: tuple[ReleasedCause, ...]
    items: tuple[tuple[ReleasedItem, ...], ...]
    mirror: tuple[ReleasedMirror, ...]
    costs: tuple[tuple[str, ...], ...]
    votes: tuple[ReleasedVote, ...]
    comments: tuple[ReleasedComments, ...]
    stable: str
    reasons: tuple[str, ...]
    checkups: tuple[tuple[str, str, str], ...]
    versions: tuple[tuple[str, str], ...]
