"""Keep the Release: all that may ever be said about a wave; only the gate builds one.

Every field here is public to the company once released. Which cells exist depends on (n, c) and
on what was asked, never on an answer. "Unit" below: a department in a departments layout (two,
in the order of `departments`), everybody together in a combined layout (one).
Band words, from fewest to most (the more people answered, the more words): few, minority, split,
majority, most · few, minority, majority, most · minority, split, majority · fewer, more_than_half.
"""

import msgspec

# Of the form below; who changes it writes another number.
VERSION = 1


class Span(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rounded, tail-coded value on the 1-5 scale (high = bad) with its interval.

    `tail`: "" (the value is `value`), "low" (`value` or less), "high" (`value` or more),
    "below" or "not_below" (the middle; then `value` is null, rulings.md 13).
    `low`, `high`: the 95 % interval, a function of `value`, n and the roster alone (its width says
    nothing of how far answers lie apart), rounded outwards to a tenth; null when tail-coded.
    """

    value: float | None
    tail: str
    low: float | None
    high: float | None


class ReleasedItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One item in band words, answers as given (not keyed): how many 4-5, how many 1-2."""

    id: str
    agree: str
    disagree: str


class ReleasedScale(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scale, keyed so that high = bad.

    Departments layout: `departments` holds two spans, `combined` is null (a total beside its parts
    would be a difference to work with). Combined layout: `combined` alone.
    `contrast`: higher_first, higher_second, no_clear_difference; "" in a combined layout.
    """

    code: str
    combined: Span | None
    departments: tuple[Span, ...]
    contrast: str


class ReleasedCause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cause in its place of the order. level and probability words are grades, never numbers.

    first, top3: very_likely, likely, possible, unlikely. Where n forbids ranks (below 8 in a
    department) level, first and top3 are "" and causes stand in kit order, which then means
    nothing. nominated: a band word per unit of how many picked it; empty where it was not asked.
    """

    code: str
    level: str
    first: str
    top3: str
    severity: ReleasedScale
    nominated: tuple[str, ...]


class ReleasedMirror(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Perception gaps of one topic per department; in a departments layout only.

    Each is self_higher (kinder to us), no_clear_difference or self_lower.
    self_serving: what we say of ourselves against what they say of us; blind_spot: what we think
    they say of us against what they say; felt_gap: what we say of ourselves against what we think
    they say of us.
    """

    code: str
    self_serving: tuple[str, ...]
    blind_spot: tuple[str, ...]
    felt_gap: tuple[str, ...]


class ReleasedCost(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the conflict costs, in ranges: a band word per unit of how many named a range.

    high: one of the two highest ranges of the item's format (codes 4 and 5); low: one of the two
    lowest (codes 1 and 2).
    """

    code: str
    high: tuple[str, ...]
    low: tuple[str, ...]


class ReleasedVote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many voted for a measure: a band word per unit. Order of the kit."""

    code: str
    votes: tuple[str, ...]


class ReleasedComments(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Comments of one question: whether the threshold was met, and shuffled, scrubbed verbatims."""

    question: str
    met: bool
    texts: tuple[str, ...]


class ReleasedTheme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many people of both departments together mention a cause in their comments.

    people: a band word of all who answered, or "too_few" (below the threshold, and no more is
    said). both: it is known that at least c + 2 of either department mention it; false says
    nothing.
    """

    code: str
    people: str
    both: bool


class Participation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who could answer, per department, and how many at least did, per unit (none if too few)."""

    roster: tuple[int, ...]
    at_least: tuple[int, ...]


class Release(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """All that may ever be said about one wave.

    departments: codes of the kit; department_names: what the company calls them.
    layout: departments, combined, nothing. verdict: named, likely, insufficient, no_conflict,
    too_few. bands: per unit, the ladder of band words in use, from fewest to most (2 to 5 words).
    conflict: mean of the nine conflict items; outcomes: the scales conflict_* and collaboration;
    items: per unit, the rated items of causes and outcomes in kit order; costs: hours and deals.
    stable: stable (the first three stay without careless answers), changes (not shown to stay), ""
    where n forbids ranks. reasons: department_too_small, low_response, too_few_for_links: what held
    conclusions back, as far as it follows from sizes and rosters.
    checkups: what doctor saw, (moment, code, state) triples.
    themes: a cell per theme of the kit, in its order; a release from before there were themes has
    none and keeps its bytes.
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
    department_names: tuple[str, str]
    layout: str
    verdict: str
    participation: Participation
    bands: tuple[tuple[str, ...], ...]
    conflict: ReleasedScale | None
    outcomes: tuple[ReleasedScale, ...]
    causes: tuple[ReleasedCause, ...]
    items: tuple[tuple[ReleasedItem, ...], ...]
    mirror: tuple[ReleasedMirror, ...]
    costs: tuple[ReleasedCost, ...]
    votes: tuple[ReleasedVote, ...]
    comments: tuple[ReleasedComments, ...]
    stable: str
    reasons: tuple[str, ...]
    checkups: tuple[tuple[str, str, str], ...]
    versions: tuple[tuple[str, str], ...]
    themes: tuple[ReleasedTheme, ...] = ()
