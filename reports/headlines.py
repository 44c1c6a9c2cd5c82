"""Keep the rules that choose a sentence from released values; know no wording and no layout.

Each rule returns the key of a sentence and the facts that fill it; the sentences are in locales/.
A count told here is a count of released things that stand in the same section.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reports.document import Card, Cause, Proposal, Report, Scale, Value

MIDDLE = 3.0
MOST_ON_FIRST_PAGE = 3
MOST_DECISIONS = 4
# How far up a band stands among five; with fewer counts there are fewer words (rulings.md 13).
BANDS = {
    "few": 1,
    "fewer": 2,
    "minority": 2,
    "split": 3,
    "majority": 4,
    "more_than_half": 4,
    "most": 5,
}
# Which levels earn a place on the first page, by verdict.
FIRST_PAGE = {
    "named": ("supported", "likely"),
    "likely": ("likely",),
    "insufficient": ("widespread", "likely"),
    "no_conflict": ("sensitive", "widespread", "likely"),
}
WORDS_FOR_COUNT = {1: "1", 2: "2", 3: "3"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence to be said: its key and what fills it. Values are told by the page's voice."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


def tell_verdict(report: Report) -> Line:
    """Say the answer in one sentence."""
    if report.verdict != "named":
        return Line(key=f"verdict.{report.verdict}")
    named = sum(cause.level == "supported" for cause in report.causes)
    return Line(key=f"verdict.named.{WORDS_FOR_COUNT.get(named, 'more')}")


def tell_relationship(report: Report) -> Line:
    """Say how strong the conflict is, as each side sees it."""
    conflict = report.conflict
    if conflict is None:
        return Line(key="participation.headline_nothing")
    if conflict.combined is not None and not conflict.departments:
        word = "_word" if conflict.combined.value is None else ""
        return Line(key=f"relationship.combined{word}", facts={"value": conflict.combined})
    first, second = conflict.departments
    facts = {
        "first": first,
        "second": second,
        "first_name": report.departments[0].name,
        "second_name": report.departments[1].name,
    }
    plain = not first.tail and not second.tail
    return Line(key=f"relationship.{(plain and conflict.contrast) or 'apart'}", facts=facts)


def tell_participation(report: Report) -> Line:
    """Say how many answered, as "at least"."""
    shares = report.participation
    if report.layout == "departments" and len(shares) > 1:
        first, second = shares
        facts = {
            "first": first.name,
            "first_n": first.at_least,
            "first_all": first.roster,
            "second": second.name,
            "second_n": second.at_least,
            "second_all": second.roster,
        }
        return Line(key="participation.headline_sides", facts=facts)
    if report.layout == "nothing":
        return Line(key="participation.headline_nothing")
    together = shares[0]
    facts = {"n": together.at_least, "all": together.roster}
    return Line(key="participation.headline_together", facts=facts)


def tell_ground(report: Report) -> Line:
    """Say on how many topics the sides do not differ."""
    compared = [scale for scale in _scales(report) if scale.contrast]
    same = sum(scale.contrast == "no_clear_difference" for scale in compared)
    if not same:
        return Line(key="ground.none")
    return Line(key="ground.headline", facts={"count": same, "total": len(compared)})


def tell_causes(report: Report) -> Line:
    """Say which cause stands first, as surely as its level allows."""
    if not is_ranked(report):
        return Line(key="causes.unranked")
    key = f"causes.{report.verdict}"
    first = first_page_causes(report)[:1]
    if report.verdict in ("named", "likely") and first:
        return Line(key=key, facts={"title": first[0].title})
    return Line(key=key)


def is_ranked(report: Report) -> bool:
    """Whether enough people answered for the order of causes to mean something."""
    return any(cause.level for cause in report.causes)


def tell_top(report: Report) -> Line:
    """Say what the pages about the first causes are for."""
    if report.verdict == "named":
        shown = len(first_page_causes(report))
        return Line(key=f"cause.headline_named.{WORDS_FOR_COUNT[shown]}")
    return Line(key=f"cause.headline_{report.verdict}")


def tell_mirror(report: Report) -> Line:
    """Say whether the sides see themselves as the other side sees them."""
    gaps = [topic.self_serving for topic in report.mirror]
    if any(sides and all(gap == "self_higher" for gap in sides) for sides in gaps):
        return Line(key="mirror.both")
    apart = any(gap != "no_clear_difference" for sides in gaps for gap in sides)
    return Line(key="mirror.some" if apart else "mirror.none")


def tell_sides(report: Report) -> Line:
    """Say that some topics are seen by one side, or go well and must stay so."""
    one_sided = any(cause.level == "one_sided" for cause in report.causes)
    return Line(key="sides.headline" if one_sided else "sides.headline_sensitive")


def tell_cost(report: Report) -> Line:
    """Say how many named high losses: the first kind of loss that most people see, else none."""
    half = BANDS["split"]
    for cost in report.costs:
        if cost.high and all(BANDS[band] > half for band in cost.high):
            return Line(key="cost.headline_high", facts={"title": cost.title})
    low = all(BANDS[band] < half for cost in report.costs for band in cost.high)
    return Line(key="cost.headline_low" if low else "cost.headline_mixed")


def tell_proposals(report: Report) -> Line:
    """Say which measure employees ask for first, if both sides ask for the same."""
    tops = [_top(report.proposals, side) for side in range(_sides(report.proposals))]
    if not tops or any(not top for top in tops):
        return Line(key="proposals.none")
    shared = [title for title in tops[0] if all(title in top for top in tops)]
    if len(shared) == 1:
        key = "proposals.shared" if len(tops) > 1 else "proposals.combined"
        return Line(key=key, facts={"title": shared[0]})
    return Line(key="proposals.differ" if len(tops) > 1 and not shared else "proposals.none")


def tell_measures(report: Report) -> Line:
    """Say how many measures are advised, and which of them can begin tomorrow."""
    count = len(report.cards)
    for card in report.cards:
        if card.when == "tomorrow":
            facts = {"count": count, "title": card.title}
            return Line(key=f"measures.{report.basis}_tomorrow", facts=facts)
    return Line(key=f"measures.{report.basis}", facts={"count": count})


def tell_plan(report: Report) -> Line:
    """Say when the plan begins."""
    at_once = any(card.when == "tomorrow" for card in report.cards)
    return Line(key="plan.headline_tomorrow" if at_once else "plan.headline_later")


def choose_decisions(report: Report) -> tuple[Line, ...]:
    """List what the company's head is asked to decide, the weightiest first, four at most."""
    if report.verdict == "too_few":
        return tuple(Line(key=f"decision.{key}") for key in ("ask_why", "more_people", "talk"))
    lines = [*_decide_measures(report), *_decide_special(report.cards)]
    if report.verdict == "insufficient":
        lines.insert(0, Line(key="decision.no_guess"))
    if report.verdict == "no_conflict":
        lines.insert(0, Line(key="decision.keep"))
    return (*lines[: MOST_DECISIONS - 2], Line(key="decision.share"), Line(key="decision.wave"))


def first_page_causes(report: Report) -> tuple[Cause, ...]:
    """Return at most three causes for the first page, in released order, the surest level first."""
    levels = FIRST_PAGE.get(report.verdict, ())
    chosen = [cause for level in levels for cause in report.causes if cause.level == level]
    return tuple(chosen[:MOST_ON_FIRST_PAGE])


def shared_worries(report: Report) -> tuple[Scale, ...]:
    """Return the topics that both sides see as troubled."""
    return tuple(s for s in _scales(report) if _agreed(s) and all(map(is_bad, s.departments)))


def shared_strengths(report: Report) -> tuple[Scale, ...]:
    """Return the topics that both sides see as going well."""
    return tuple(s for s in _scales(report) if _agreed(s) and all(map(is_good, s.departments)))


def shared_wishes(report: Report) -> tuple[Proposal, ...]:
    """Return the measures that about half or more of either side asked for."""
    half = BANDS["split"]
    return tuple(
        proposal
        for proposal in report.proposals
        if len(proposal.bands) > 1 and all(BANDS.get(band, 0) >= half for band in proposal.bands)
    )


def is_bad(value: Value) -> bool:
    """Whether a released value lies surely in the worse half of the scale: its interval does."""
    if value.value is None:
        return False  # "not below the middle" may be the middle
    floor = value.value if value.tail == "high" else value.low
    return floor is not None and floor >= MIDDLE and value.value > MIDDLE


def is_good(value: Value) -> bool:
    """Whether a released value lies surely in the better half of the scale: its interval does."""
    if value.value is None:
        return False  # "below the middle" may be a hair below
    ceiling = value.value if value.tail == "low" else value.high
    return ceiling is not None and ceiling <= MIDDLE and value.value < MIDDLE


def _scales(report: Report) -> tuple[Scale, ...]:
    return tuple(cause.severity for cause in report.causes)


def _agreed(scale: Scale) -> bool:
    return len(scale.departments) > 1 and scale.contrast in ("no_clear_difference", "")


def _sides(proposals: Sequence[Proposal]) -> int:
    return max((len(proposal.bands) for proposal in proposals), default=0)


def _top(proposals: Sequence[Proposal], side: int) -> tuple[str, ...]:
    """Return the titles in the side's highest band, unless the highest says "hardly anybody"."""
    told = [(BANDS.get(p.bands[side], 0), p.title) for p in proposals if len(p.bands) > side]
    highest = max((band for band, _ in told), default=0)
    lowest = min((band for band, _ in told), default=0)
    return tuple(title for band, title in told if band == highest) if highest > lowest else ()


def _decide_measures(report: Report) -> list[Line]:
    if not report.cards:
        return []
    if report.basis == "low_regret":
        return [Line(key="decision.low_regret")]
    return [Line(key="decision.measures", facts={"count": len(report.cards)})]


def _decide_special(cards: Sequence[Card]) -> list[Line]:
    """Add a disputed card, one for the head alone, one that finds out more, the first to begin."""
    rules = (
        ("disputed", [card for card in cards if card.disputed]),
        ("above", [card for card in cards if card.owners == ("ceo",)]),
        ("find_out", [card for card in cards if "finds_out" in card.reasons]),
        ("tomorrow", [card for card in cards if card.when == "tomorrow"]),
    )
    return [
        Line(key=f"decision.{key}", facts={"title": found[0].title})
        for key, found in rules
        if found
    ]
