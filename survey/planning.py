"""Keep the choice of interventions for a Release; never know a Diagnosis, an answer or a person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from survey.catalogue.kit import Intervention, Kit
from survey.disclosure.release import Release, ReleasedCause, ReleasedScale, Span
from survey.errors import BadInput

# Grounds of every figure: docs/decisions/0004-intervention-estimates.md.
EVIDENCE = {"meta": 1.0, "replicated": 0.7, "single": 0.5, "expert": 0.35, "disputed": 0.2}
PRIMARY_EFFECT, SECONDARY_EFFECT = 1.0, 0.4
# The first third of a cause's cover counts in full, the next half, the last a quarter.
COVER_SLOPES = (1.0, 0.5, 0.25)
VOTE_WEIGHT = 0.1
NEAR_TIE = 0.98  # a gain this close to the best is as good
# A cause below `widespread` is no target: nothing says that it weighs on both sides.
GRADES = {"supported": 1.0, "likely": 0.8, "widespread": 0.4}
# Near the middles between the marks of the words (disclosure.policy.CHANCES).
TOP3 = {"very_likely": 0.95, "likely": 0.8, "possible": 0.45, "unlikely": 0.1}
# Mean conflict (1-5): below 2.5 there is none to diagnose; 3.5 is as far above the middle.
MEDIUM_FROM, HIGH_FROM = 2.5, 3.5
COSTS = ("free", "low", "medium", "high")
QUICK_DAYS = 7
MOMENTS = ((1, "tomorrow"), (30, "30"), (60, "60"))
LAST_MOMENT = "90"

Bundle = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """An intervention attached to released causes, with codes of why it is in the plan.

    causes: those it addresses, in released order; empty where nothing is established.
    reason_codes: addresses_supported, addresses_likely, addresses_widespread (the best grade among
    its causes) · indirect (it eases them beside its main purpose) · quick_win (free, within a week)
    · wanted_by_both (more than half of either side) · prerequisite (another one here needs it) ·
    each_side (chosen so that either side has a part) · disputed · low_regret · finds_out (shows
    what the survey could not) · check (measures whether the plan worked).
    when: tomorrow, 30, 60, 90: the day by which it has begun.
    """

    intervention: str
    causes: tuple[str, ...]
    reason_codes: tuple[str, ...]
    disputed: bool
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Recommendations by weight, a prerequisite before what needs it, the check of them all last.

    basis: named, likely (the release's verdict) or low_regret (nothing is established).
    """

    recommendations: tuple[Recommendation, ...]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """What a choice is made from: cards that suit the conflict, weights of causes, votes."""

    cards: Mapping[str, Intervention]
    weights: Mapping[str, float]
    levels: Mapping[str, str]
    votes: Mapping[str, float]


def recommend(release: Release, kit: Kit, *, most: int = 5) -> Plan:
    """Choose at most `most` interventions for what a Release says.

    Where causes are named or likely: greedy choice by diminishing cover of the causes' weights,
    with prerequisites, exclusions, conflict intensity and a part for each side. Otherwise only
    measures that nobody regrets. The check (a card without a primary cause) takes the last place.

    Raises
    ------
    BadInput
        The release belongs to another kit, or `most` leaves no place.
    """
    if release.kit != kit.code:
        raise BadInput("wrong_kit", release=release.kit, kit=kit.code)
    if most < 1:
        raise BadInput("empty_plan", most=most)
    field = _field(release, kit)
    last = [card for card in field.cards.values() if not card.primary][: most - 1]
    checks = [_recommendation(card, field, "check") for card in last]
    seats = most - len(checks)
    if field.weights:
        return Plan(recommendations=(*_for_causes(field, seats), *checks), basis=release.verdict)
    calm = _low_regret(field, seats, finding_out=release.verdict != "no_conflict")
    return Plan(recommendations=(*calm, *checks), basis="low_regret")


def cause_weights(causes: Sequence[ReleasedCause]) -> Mapping[str, float]:
    """Weigh released causes by their place in the order and their grade; the weights sum to 1.

    The place counts by rank-order centroid weights, the mean of all weights that keep the order;
    the grade by `GRADES`, and below `supported` by the probability word of the first three.

    References
    ----------
    Barron & Barrett (1996), Decision quality using ranked attribute weights, Management Science 42.
    """
    ranked = [cause for cause in causes if cause.level in GRADES]
    size = len(ranked)
    raw = {}
    for rank, cause in enumerate(ranked, start=1):
        doubt = 1.0 if cause.level == "supported" else TOP3[cause.top3]
        place = sum(1 / below for below in range(rank, size + 1))
        raw[cause.code] = place * GRADES[cause.level] * doubt
    total = sum(raw.values())
    return {code: weight / total for code, weight in raw.items()}


def conflict_level(conflict: ReleasedScale | None) -> str:
    """Return the highest level (low, medium, high) that is possible on either side, "" if unknown.

    The highest, because what suits a calm conflict can do harm in an acute one.
    """
    if conflict is None:
        return ""
    spans = conflict.departments or (conflict.combined,)
    worst = max(_worst(span) for span in spans if span)
    return "high" if worst >= HIGH_FROM else "medium" if worst >= MEDIUM_FROM else "low"


def _worst(span: Span) -> float:
    # A tail hides how far up it goes; "below" the middle goes up to it.
    hidden = {"high": 5.0, "not_below": 5.0, "below": 3.0}
    return hidden.get(span.tail, 5.0 if span.value is None else span.value)


def _field(release: Release, kit: Kit) -> _Field:
    level = conflict_level(release.conflict)
    established = release.verdict in ("named", "likely")
    return _Field(
        cards={c.code: c for c in kit.interventions if not level or level in c.intensity},
        weights=cause_weights(release.causes) if established else {},
        levels={cause.code: cause.level for cause in release.causes},
        votes=_votes(release),
    )


def _votes(release: Release) -> Mapping[str, float]:
    # The middle of a band, on the side that wants it less: one department's wish is not common.
    middles = [
        {word: (place + 0.5) / len(ladder) for place, word in enumerate(ladder)}
        for ladder in release.bands
    ]
    return {
        vote.code: min(unit[word] for unit, word in zip(middles, vote.votes, strict=True))
        for vote in release.votes
        if vote.votes
    }


def _effect(card: Intervention, cause: str) -> float:
    if cause in card.primary:
        return PRIMARY_EFFECT * EVIDENCE[card.evidence]
    return SECONDARY_EFFECT * EVIDENCE[card.evidence] if cause in card.secondary else 0.0


def _cover(codes: Collection[str], field: _Field) -> float:
    third = 1 / len(COVER_SLOPES)
    covered = 0.0
    for cause, weight in field.weights.items():
        effect = sum(_effect(field.cards[code], cause) for code in codes)
        for step, slope in enumerate(COVER_SLOPES):
            covered += weight * slope * min(max(effect - third * step, 0.0), third)
    return covered


def _for_causes(field: _Field, seats: int) -> list[Recommendation]:
    """Choose greedily; where the best leaves a side without a part, the best that does not."""
    chosen: Bundle = ()
    pushed: set[str] = set()
    while bundles := _bundles(field, chosen, seats):
        fair = [bundle for bundle in bundles if _fair((*chosen, *bundle), field, seats)]
        best = _best(bundles, field, chosen)
        picked = best if best in fair or not fair else _best(fair, field, chosen)
        pushed |= {picked[-1]} - {best[-1]}
        chosen = (*chosen, *picked)
    return [
        _recommendation(field.cards[code], field, *_reasons(code, chosen, field, code in pushed))
        for code in chosen
    ]


def _bundles(field: _Field, chosen: Bundle, seats: int) -> list[Bundle]:
    """List the cards that still help, each behind the prerequisites that it still lacks."""
    found = []
    for code, card in field.cards.items():
        bundle = _bundle(code, field, chosen)
        whole = (*chosen, *bundle)
        if bundle and _helps(card, field) and len(whole) <= seats and not _clash(whole, field):
            found.append(bundle)
    useful = [b for b in found if _cover((*chosen, *b), field) > _cover(chosen, field)]
    # A disputed method comes only when nothing else is left that helps.
    calm = [bundle for bundle in useful if not any(field.cards[code].disputed for code in bundle)]
    return calm or useful


def _helps(card: Intervention, field: _Field) -> bool:
    # What staff may not vote on and somebody may regret needs an established cause of its own.
    drastic = not (card.votable or card.low_regret)
    causes = card.primary if drastic else (*card.primary, *card.secondary)
    grades = {field.levels[cause] for cause in causes if cause in field.weights}
    return bool(card.primary and grades) and (not drastic or "supported" in grades)


def _bundle(code: str, field: _Field, chosen: Collection[str]) -> Bundle:
    """Put a card behind its missing prerequisites; empty if it is chosen or one does not suit."""
    missing: list[str] = []
    waiting = [] if code in chosen else [code]
    while waiting:
        wanted = waiting.pop()
        if wanted not in field.cards:
            return ()
        missing = [wanted, *(other for other in missing if other != wanted)]
        waiting += [other for other in field.cards[wanted].prerequisites if other not in chosen]
    return tuple(missing)


def _clash(codes: Bundle, field: _Field) -> bool:
    return any(other in field.cards[code].excludes for code in codes for other in codes)


def _fair(codes: Bundle, field: _Field, seats: int) -> bool:
    """Tell whether both sides have a part, or still can on the seats that are left."""
    served = {field.cards[code].side for code in codes}
    idle = 0 if "both" in served else len({"first", "second"} - served)
    shared = any(card.side == "both" for card in field.cards.values())
    return (min(idle, 1) if shared else idle) <= seats - len(codes)


def _best(bundles: Sequence[Bundle], field: _Field, chosen: Bundle) -> Bundle:
    before = _cover(chosen, field)
    worth = {
        bundle: (_cover((*chosen, *bundle), field) - before) / len(bundle)
        + VOTE_WEIGHT * field.votes.get(bundle[-1], 0.0)
        for bundle in bundles
    }
    near = [bundle for bundle in bundles if worth[bundle] >= NEAR_TIE * max(worth.values())]
    return min(near, key=lambda bundle: _ease(field.cards[bundle[-1]]))


def _ease(card: Intervention) -> tuple[int, int, str]:
    # The code at the end keeps the choice the same whatever the order of the cards.
    return (COSTS.index(card.cost), card.start_days, card.code)


def _reasons(code: str, chosen: Bundle, field: _Field, pushed: bool) -> list[str]:
    card = field.cards[code]
    causes = [cause for cause in field.weights if _effect(card, cause)]
    grades = [grade for grade in GRADES if any(field.levels[cause] == grade for cause in causes)]
    told = {
        **{f"addresses_{grade}": True for grade in grades[:1]},
        "indirect": bool(causes) and not set(causes) & set(card.primary),
        "prerequisite": any(code in field.cards[other].prerequisites for other in chosen),
        "each_side": pushed,
        "disputed": card.disputed,
    }
    return [reason for reason, holds in told.items() if holds]


def _low_regret(field: _Field, seats: int, *, finding_out: bool) -> list[Recommendation]:
    """Choose what helps whatever the cause; first what shows more than the survey did, if asked."""
    cards = [c for c in field.cards.values() if c.low_regret and c.primary]
    asked = [card for card in cards if card.votable or finding_out]
    asked.sort(key=lambda card: (card.votable, -field.votes.get(card.code, 0.0), _ease(card)))
    return [
        _recommendation(card, field, "low_regret" if card.votable else "finds_out")
        for card in asked[:seats]
    ]


def _recommendation(card: Intervention, field: _Field, *reasons: str) -> Recommendation:
    merits = {
        "quick_win": card.cost == "free" and card.start_days <= QUICK_DAYS,
        "wanted_by_both": field.votes.get(card.code, 0.0) > 1 / 2,
    }
    # Nothing begins before what it needs.
    waits = [field.cards[code].start_days for code in _bundle(card.code, field, ())]
    return Recommendation(
        intervention=card.code,
        causes=tuple(cause for cause in field.weights if card.primary and _effect(card, cause)),
        reason_codes=(*reasons, *(merit for merit, holds in merits.items() if holds)),
        disputed=card.disputed,
        when=next(
            (word for limit, word in MOMENTS if max(waits, default=card.start_days) <= limit),
            LAST_MOMENT,
        ),
    )
