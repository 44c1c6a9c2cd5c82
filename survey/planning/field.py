"""Keep what a choice is made from: cards, weights, votes, limits; choose nothing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from survey.catalogue.kit import Intervention, Kit
from survey.disclosure.release import Release
from survey.errors import BadInput
from survey.planning.choices import Choices
from survey.planning.estimates import (
    BUDGETS,
    CAPACITY,
    COST_POINTS,
    COSTS,
    COVER_SLOPES,
    EASE_WEIGHT,
    EVIDENCE,
    FLOORS,
    PLAN_DAYS,
    PRIMARY_EFFECT,
    QUICK_DAYS,
    ROLES_OF,
    SECONDARY_EFFECT,
    VOTE_WEIGHT,
)
from survey.planning.weights import cause_weights, conflict_level, vote_shares

# Between plans of the same worth the cheaper, then the sooner, then the alphabet decides.
_TIE = 1e-7
# Where nothing is established: what finds out more comes before what merely does no harm.
_FINDS_OUT, _HARMLESS = 2.0, 1.0
# Reasons to refuse a card that HR cannot overrule by wanting it.
_SOFT = ("no_help",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What a choice is made from.

    cards: those that may stand in a plan, in the order that decides between equals.
    helping: those of them that may be chosen for what they do (others come as a prerequisite).
    refused: why each other card may not be chosen. worth: a card's own worth beside its cover.
    assigned: who is put in charge of each card, by its word or HR's; owners: the same as single
    roles. floors: name and cards of each group that should give at least one (`FLOORS`).
    seats, points, hours: what the checks and HR's limits leave; points None is any.
    """

    cards: Mapping[str, Intervention]
    checks: tuple[Intervention, ...]
    helping: frozenset[str]
    refused: Mapping[str, str]
    weights: Mapping[str, float]
    levels: Mapping[str, str]
    votes: Mapping[str, float]
    pinned: frozenset[str]
    assigned: Mapping[str, tuple[str, ...]]
    owners: Mapping[str, tuple[str, ...]]
    starts: Mapping[str, int]
    floors: tuple[tuple[str, frozenset[str]], ...]
    seats: int
    points: float | None
    hours: Mapping[str, float]


def survey_field(release: Release, kit: Kit, choices: Choices) -> Field:
    """Tell what a choice for this release may be made from.

    Raises
    ------
    BadInput
        HR pinned a measure that must not be in this plan.
    """
    named = release.verdict in ("named", "likely")
    weights = cause_weights(release.causes) if named else {}
    levels = {cause.code: cause.level for cause in release.causes}
    every = {card.code: card for card in sorted(kit.interventions, key=ease)}
    starts = {code: _starts(card, every) for code, card in every.items()}
    level = conflict_level(release.conflict)
    refused = {
        code: reason
        for code, card in every.items()
        if card.primary and (reason := _refuse(card, level, weights, levels, release, choices))
    }
    refused |= {code: "late" for code in every if starts[code] > PLAN_DAYS}
    _spread(refused, every)
    for code in choices.pinned:
        if every[code].primary and refused.get(code, *_SOFT) not in _SOFT:
            raise BadInput("pin_impossible", measure=code, reason=refused[code])
    cards = {c: card for c, card in every.items() if card.primary and _may(refused.get(c))}
    checks = tuple(
        card
        for code, card in every.items()
        if not (card.primary or code in choices.dropped or (level and level not in card.intensity))
    )[: max(choices.most - 1, 0)]
    helping = frozenset(code for code in cards if code not in refused)
    assigned = {code: choices.owners.get(code, card.owners) for code, card in every.items()}
    owners = {code: _expand(roles) for code, roles in assigned.items()}
    pinned = frozenset(choices.pinned) & cards.keys()
    budget = BUDGETS[choices.budget]
    return Field(
        cards=cards,
        checks=checks,
        helping=helping,
        refused=refused,
        weights=weights,
        levels=levels,
        votes=vote_shares(release),
        pinned=pinned,
        assigned=assigned,
        owners=owners,
        starts=starts,
        floors=_floors(cards, helping | pinned, starts) if weights else (),
        seats=choices.most - len(checks),
        points=None if budget is None else budget - sum(COST_POINTS[c.cost] for c in checks),
        hours={
            role: choices.hours_of(role)
            - sum(card.owner_hours for card in checks if role in owners[card.code])
            for role in CAPACITY
        },
    )


def ease(card: Intervention) -> tuple[int, int, str]:
    """Order cards from the easiest: cheap, soon, and then by the alphabet."""
    return (COSTS.index(card.cost), card.start_days, card.code)


def effect(card: Intervention, cause: str) -> float:
    """Tell how much of a cause a card covers."""
    if cause in card.primary:
        return PRIMARY_EFFECT * EVIDENCE[card.evidence]
    return SECONDARY_EFFECT * EVIDENCE[card.evidence] if cause in card.secondary else 0.0


def cover(cards: Iterable[Intervention], weights: Mapping[str, float]) -> Mapping[str, float]:
    """Tell how much of each cause's weight cards cover together, each further one less."""
    chosen = tuple(cards)
    third = 1 / len(COVER_SLOPES)
    covered = {}
    for cause, weight in weights.items():
        total = sum(effect(card, cause) for card in chosen)
        covered[cause] = weight * sum(
            slope * min(max(total - third * step, 0.0), third)
            for step, slope in enumerate(COVER_SLOPES)
        )
    return covered


def own_worth(field: Field) -> Mapping[str, float]:
    """Tell what each card is worth beside its cover: nothing or less, where causes are weighed.

    A card that nobody asked for, or that is dear and late, loses a share of what it could do
    alone; so a wish never brings in what does not help.
    """
    worth = {}
    for rank, (code, card) in enumerate(field.cards.items(), start=1):
        wish = field.votes.get(code, 0.0)
        load = 0.8 * COSTS.index(card.cost) / (len(COSTS) - 1) + 0.2 * card.start_days / PLAN_DAYS
        if field.weights:
            alone = sum(cover((card,), field.weights).values())
            own = -alone * (VOTE_WEIGHT * (1 - wish) + EASE_WEIGHT * load)
        else:
            base = _HARMLESS if card.votable else _FINDS_OUT
            own = base + VOTE_WEIGHT * wish - EASE_WEIGHT * load
        worth[code] = own - _TIE * rank
    return worth


def value(field: Field, codes: Collection[str], worth: Mapping[str, float]) -> float:
    """Tell what a choice is worth: what it covers, each card's own worth, whom it serves."""
    covered = cover((field.cards[code] for code in codes), field.weights)
    served = sum(FLOORS[name] for name, group in field.floors if group & set(codes))
    return sum(covered.values()) + sum(worth[code] for code in codes) + served


def find_breach(field: Field, codes: Collection[str]) -> str:
    """Name the first limit that a choice breaks; "" if it keeps them all."""
    cards = [field.cards[code] for code in codes]
    if any(other in card.excludes for card in cards for other in codes):
        return "excluded"
    if any(needed not in codes for card in cards for needed in card.prerequisites):
        return "prerequisite"
    if field.points is not None and sum(COST_POINTS[c.cost] for c in cards) > field.points:
        return "budget"
    for role, spare in field.hours.items():
        if sum(c.owner_hours for c in cards if role in field.owners[c.code]) > spare:
            return f"hours.{role}"
    return "seats" if len(cards) > field.seats else ""


def bundle(field: Field, code: str, chosen: Collection[str]) -> tuple[str, ...]:
    """Put a card behind the prerequisites that it still lacks."""
    missing: list[str] = []
    waiting = [] if code in chosen else [code]
    while waiting:
        wanted = waiting.pop()
        missing = [wanted, *(other for other in missing if other != wanted)]
        waiting += [other for other in field.cards[wanted].prerequisites if other not in chosen]
    return tuple(missing)


def leave_out(field: Field, codes: Collection[str], reason: str) -> Field:
    """Take cards out of a field, and those that need them."""
    refused = {**field.refused, **dict.fromkeys(sorted(codes), reason)}
    _spread(refused, field.cards)
    cards = {code: card for code, card in field.cards.items() if _may(refused.get(code))}
    floors = ((name, group & cards.keys()) for name, group in field.floors)
    return replace(
        field,
        cards=cards,
        helping=field.helping & cards.keys(),
        refused=refused,
        floors=tuple((name, group) for name, group in floors if group),
    )


def _may(reason: str | None) -> bool:
    return reason is None or reason in _SOFT


def _refuse(
    card: Intervention,
    level: str,
    weights: Mapping[str, float],
    levels: Mapping[str, str],
    release: Release,
    choices: Choices,
) -> str:
    # What staff may not vote on and somebody may regret needs an established cause of its own.
    drastic = not (card.votable or card.low_regret)
    own = {levels[cause] for cause in card.primary if cause in weights}
    reasons = {
        "dropped": card.code in choices.dropped,
        "intensity": bool(level) and level not in card.intensity,
        "not_low_regret": not weights and not card.low_regret,
        # Where there is no conflict, nobody is interviewed.
        "no_conflict": not weights and not card.votable and release.verdict == "no_conflict",
        "drastic": bool(weights) and drastic and "supported" not in own,
        "no_help": bool(weights) and not any(effect(card, cause) for cause in weights),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _spread(refused: dict[str, str], cards: Mapping[str, Intervention]) -> None:
    """Refuse what needs a card that is refused, and what needs that one."""
    for _ in cards:
        for code, card in cards.items():
            lacks = any(not _may(refused.get(needed)) for needed in card.prerequisites)
            if lacks and _may(refused.get(code)):
                refused[code] = "prerequisite"


def _starts(card: Intervention, cards: Mapping[str, Intervention]) -> int:
    # Nothing begins before what it needs.
    needed = [_starts(cards[code], cards) for code in card.prerequisites if code in cards]
    return max(card.start_days, *needed, 0)


def _expand(owners: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(role for owner in owners for role in ROLES_OF[owner]))


def _floors(
    cards: Mapping[str, Intervention], eligible: Collection[str], starts: Mapping[str, int]
) -> tuple[tuple[str, frozenset[str]], ...]:
    groups = {
        "first": [c for c in eligible if cards[c].side in ("first", "both")],
        "second": [c for c in eligible if cards[c].side in ("second", "both")],
        "quick": [c for c in eligible if cards[c].cost == "free" and starts[c] <= QUICK_DAYS],
    }
    return tuple((name, frozenset(codes)) for name, codes in groups.items() if codes)
