"""Keep the frozen types a page may say: released values, codes and the kit's texts; no answer ever.

Every number that stands in a result's place is a field here, copied from a Release. `title`,
`about` and other texts come from a kit in the document's language.
"""

from dataclasses import dataclass

from reports.agenda import Agenda
from reports.beginning import Beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A released value on 1-5 (high = bad), as rounded and tail-coded by the gate.

    tail: "" (the value itself), "low" (or less), "high" (or more), "below", "not_below"
    (the middle of the scale; then `value` is None). low, high: the rounded interval, or None.
    """

    value: float | None
    tail: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One scale seen by each department, or by both together where departments are not released.

    contrast: higher_first, higher_second, no_clear_difference, or "" where not released.
    """

    code: str
    title: str
    combined: Value | None
    departments: tuple[Value, ...]
    contrast: str

    @property
    def values(self) -> tuple[Value, ...]:
        """What is drawn: one value per department, else the combined one."""
        together = () if self.combined is None else (self.combined,)
        return self.departments or together


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """One side. `name` is what the campaign calls it, in the nominative."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of a unit could answer and how many at least did; `name` is "" for both together.

    `at_least` is None where nothing is released.
    """

    name: str
    roster: int
    at_least: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A cause in its place of the order.

    level, first and top3 are grades in words, "" where so few answers allow no ranks (then the
    place means nothing); `nominated` holds a band
    per unit. measures: titles of the recommended cards that address it.
    """

    code: str
    place: int
    title: str
    about: str
    both: str
    rival: str
    level: str
    first: str
    top3: str
    severity: Scale
    nominated: tuple[str, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """Perception gaps of one topic, per department.

    Codes: self_higher, no_clear_difference, self_lower.
    """

    code: str
    title: str
    self_serving: tuple[str, ...]
    blind_spot: tuple[str, ...]
    felt_gap: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the conflict costs, in ranges: a band per unit of how many named a high or low range.

    high_words, low_words: the two highest and the two lowest ranges as people saw them.
    """

    code: str
    title: str
    high_words: tuple[str, ...]
    low_words: tuple[str, ...]
    high: tuple[str, ...]
    low: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A measure on the ballot and how many asked for it: a band per unit."""

    code: str
    title: str
    bands: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """Texts that the gate let through for one open question, or only that there were too few."""

    question: str
    met: bool
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A topic that people write of. people: a band word of all; both: known from either side."""

    code: str
    title: str
    people: str
    both: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A method card of a recommended measure, all words from the kit.

    when: week, 30, 60, 90, the day until which it has begun. reasons: codes why it was chosen.
    estimated: fields that are our estimate and not the source's. support: sentences on what the
    plan would be without it, and under which weights it stays. mains: causes it is made for.
    """

    code: str
    title: str
    goal: str
    cost: str
    owner: str
    term: str
    essence: str
    how: str
    important: str
    tricks: str
    prerequisites: str
    contraindications: str
    success: str
    causes: tuple[str, ...]
    owners: tuple[str, ...]
    when: str
    reasons: tuple[str, ...]
    disputed: bool
    position_for: str
    position_against: str
    sources: tuple[str, ...]
    estimated: tuple[str, ...]
    mains: tuple[str, ...] = ()
    support: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """A measure that is not in the plan, and why; both positions where it is disputed."""

    title: str
    reason: str
    position_for: str
    position_against: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An item in bands, as answered: how many answered 4-5 and how many 1-2, per unit."""

    id: str
    text: str
    often: tuple[str, ...]
    seldom: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The statements of one scale, for the appendix."""

    title: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """One thing that the doctor looked at, at the opening, on its worst day, or at the close."""

    moment: str
    code: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One scale in one unit, then and now. word: improved, no_clear_change, worsened.

    side: 0 the first department, 1 the second, None both together. kind: conflict, outcome, cause.
    """

    code: str
    title: str
    kind: str
    side: int | None
    earlier: Value
    later: Value
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The wave that this one is compared with, and every change; release: SHA-256 of its bytes."""

    closed: str
    release: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything one printed report may say about one wave.

    layout: departments, combined, nothing. verdict: named, likely, insufficient, no_conflict,
    too_few. bands: per unit, the band words in use, from fewest to most. basis: what the plan
    rests on, named, likely or low_regret. reworded: the kit's words are not those that people
    were asked in. A unit is a department, or everybody together. firmness: sentences on how firmly
    the plan stands; runners: measures that came next, and the disputed ones.
    """

    release: str
    manifest: str
    campaign: str
    organisation: str
    kit_title: str
    kit_version: str
    reworded: bool
    wave: int
    opened: str
    closed: str
    c: int
    k: int
    departments: tuple[Department, Department]
    layout: str
    verdict: str
    participation: tuple[Share, ...]
    bands: tuple[tuple[str, ...], ...]
    conflict: Scale | None
    outcomes: tuple[Scale, ...]
    causes: tuple[Cause, ...]
    mirror: tuple[Mirror, ...]
    costs: tuple[Cost, ...]
    proposals: tuple[Proposal, ...]
    comments: tuple[Comments, ...]
    cards: tuple[Card, ...]
    basis: str
    statements: tuple[Group, ...]
    stable: str
    reasons: tuple[str, ...]
    checkups: tuple[Checkup, ...]
    versions: tuple[tuple[str, str], ...]
    themes: tuple[Theme, ...] = ()
    agenda: Agenda | None = None
    changes: Changes | None = None
    firmness: tuple[str, ...] = ()
    runners: tuple[Runner, ...] = ()
    beginning: Beginning | None = None
