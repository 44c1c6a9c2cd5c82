"""Keep the rules that choose a sentence from released values; know no wording and no layout.

Each rule returns the key of a sentence and the facts that fill it; the sentences are in locales/.
A count told here is a count of released things that stand in the same section. What to do is in
`reports.advice`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reports.document import Cause, Mirror, Proposal, Report, Scale, Share, Value

MIDDLE = 3.0
MOST_ON_FIRST_PAGE = 3
# Three lines of the first page's headline hold about so many letters of names.
LONGEST_NAMES = 80
# How many measures of equal rank a headline names; more are counted.
MOST_NAMED = 2
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
# Probability words of being the first of all that let one supported cause stand before the others.
FIRST_OF_ALL = ("very_likely", "likely")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence to be said: its key and what fills it.

    The page's voice tells a value as released, a line as a sentence of its own, a tuple of texts
    as titles in quotation marks, a tuple of lines as a list.
    """

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


def tell_verdict(report: Report) -> Line:
    """Say the answer in one sentence, with the names of the supported causes where they fit."""
    if report.verdict != "named":
        return Line(key=f"verdict.{report.verdict}")
    named = [cause for cause in report.causes if cause.level == "supported"]
    count = WORDS_FOR_COUNT.get(len(named), "more")
    names = "; ".join(lower_first(cause.title) for cause in named)
    if count != "more" and len(names) <= LONGEST_NAMES:
        return Line(key=f"verdict.names.{count}", facts={"names": names})
    likely = len(first_page_causes(report)) - len(named)
    return Line(key=f"verdict.named.{count}" + (f"_{likely}" if likely > 0 else ""))


def lower_first(title: str) -> str:
    """Write a title as it stands inside a sentence; an abbreviation keeps its capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


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
    """Say how many answered: "at least", or all where the least is everybody."""
    shares = report.participation
    if report.layout == "departments" and len(shares) > 1:
        first, second = shares
        facts = {
            "first": first.name,
            "first_share": _tell_share(first),
            "second": second.name,
            "second_share": _tell_share(second),
        }
        return Line(key="participation.headline_sides", facts=facts)
    if report.layout == "nothing":
        return Line(key="participation.headline_nothing")
    together = shares[0]
    if has_everybody(report):
        return Line(key="participation.headline_all", facts={"n": together.roster})
    facts = {"n": together.at_least, "all": together.roster}
    return Line(key="participation.headline_together", facts=facts)


def has_everybody(report: Report) -> bool:
    """Whether everybody who was asked is known to have answered."""
    return bool(report.participation) and all(s.at_least == s.roster for s in report.participation)


def _tell_share(share: Share) -> Line:
    if share.at_least == share.roster:
        return Line(key="participation.share_all", facts={"n": share.roster})
    return Line(key="participation.share", facts={"n": share.at_least, "all": share.roster})


def tell_ground(report: Report) -> Line:
    """Say on how many topics the sides do not differ."""
    compared = [scale for scale in _scales(report) if scale.contrast]
    same = sum(scale.contrast == "no_clear_difference" for scale in compared)
    if not same:
        return Line(key="ground.none")
    if same == len(compared):
        return Line(key="ground.all", facts={"total": same})
    return Line(key="ground.headline", facts={"count": same, "total": len(compared)})


def tell_causes(report: Report) -> Line:
    """Say which causes stand first, as surely as their level allows; of equals none before another.

    One of several is named alone only if it is likely to be the first of all.
    """
    if not is_ranked(report):
        return Line(key="causes.unranked")
    if report.verdict == "no_conflict" and not first_page_causes(report):
        return Line(key="causes.no_conflict_quiet")
    level = {"named": "supported", "likely": "likely"}.get(report.verdict, "")
    equals = [cause for cause in report.causes if level and cause.level == level]
    if not equals:
        return Line(key=f"causes.{report.verdict}")
    ahead = [cause for cause in equals if cause.first in FIRST_OF_ALL]
    if len(equals) > 1 and len(ahead) == 1:
        return Line(key=f"causes.{report.verdict}.first", facts={"title": ahead[0].title})
    count = WORDS_FOR_COUNT.get(len(equals), "more")
    titles = () if count == "more" else tuple(cause.title for cause in equals)
    return Line(key=f"causes.{report.verdict}.{count}", facts={"titles": titles})


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
    """Say on how many topics either side rates itself above the other's rating of it."""
    both = sum(map(_both_rate_higher, report.mirror))
    if both:
        return Line(key="mirror.both", facts={"count": both, "total": len(report.mirror)})
    gaps = [topic.self_serving for topic in report.mirror]
    apart = any(gap != "no_clear_difference" for sides in gaps for gap in sides)
    return Line(key="mirror.some" if apart else "mirror.none")


def _both_rate_higher(topic: Mirror) -> bool:
    sides = topic.self_serving
    return bool(sides) and all(gap == "self_higher" for gap in sides)


def tell_sides(report: Report) -> Line:
    """Say how many topics are seen by one side, or else go well and must stay so."""
    levels = [cause.level for cause in report.causes]
    if one_sided := levels.count("one_sided"):
        return Line(key="sides.one_side", facts={"count": one_sided})
    return Line(key="sides.delicate", facts={"count": levels.count("sensitive")})


def tell_cost(report: Report) -> Line:
    """Say how many named high losses: the first kind of loss that most people see, else none."""
    half = BANDS["split"]
    for cost in report.costs:
        if cost.high and all(BANDS[band] > half for band in cost.high):
            return Line(key="cost.headline_high", facts={"title": cost.title})
    high = [band for cost in report.costs for band in cost.high]
    low = [band for cost in report.costs for band in cost.low]
    if {*high, *low} <= {"few", "minority"}:
        return Line(key="cost.headline_neither")
    few = all(BANDS[band] < half for band in high)
    return Line(key="cost.headline_low" if few else "cost.headline_mixed")


def tell_proposals(report: Report) -> Line:
    """Say which measures employees picked most: alone in the highest band, or among the first."""
    tops = [_top(report.proposals, side) for side in range(_sides(report.proposals))]
    if not tops or any(not top for top in tops):
        return Line(key="proposals.none")
    shared = [title for title in tops[0] if all(title in top for top in tops)]
    alone = all(len(top) == len(shared) for top in tops)
    if len(shared) == 1:
        return Line(
            key="proposals.most" if alone else "proposals.among", facts={"title": shared[0]}
        )
    if len(shared) == MOST_NAMED:
        key = "proposals.several" if alone else "proposals.among_several"
        return Line(key=key, facts={"titles": tuple(shared)})
    if alone and shared:
        return Line(key="proposals.equals", facts={"count": len(shared)})
    return Line(key="proposals.differ" if len(tops) > 1 and not shared else "proposals.none")


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


def differing(report: Report) -> tuple[Scale, ...]:
    """Return the topics that one side is known to see as worse than the other does."""
    return tuple(s for s in _scales(report) if s.contrast.startswith("higher_"))


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
