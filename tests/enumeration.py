"""Choose by trying every set of cards: what the solver is held against; keeps nothing."""

import random
from collections.abc import Iterator
from itertools import combinations

from survey.catalogue.kit import Intervention, Kit
from survey.planning.estimates import COST_POINTS, COSTS, ROLES
from survey.planning.field import Field
from tests.plans import CAUSES, make_card, make_kit

_EFFECTS = {"meta": 1.0, "replicated": 0.7, "single": 0.5, "expert": 0.35}
_FLOORS = {"first": 1.0, "second": 1.0, "quick": 0.05}


def make_catalogue(seed: int, size: int) -> Kit:
    """Build a kit of random cards: chains of prerequisites, exclusions, all costs and owners."""
    rng = random.Random(seed)
    codes = [f"m{number:02}" for number in range(size)]
    cards = []
    for number, code in enumerate(codes):
        causes = rng.sample(CAUSES[:6], 3)
        earlier = codes[:number]
        needed = rng.sample(earlier, 1) if earlier and rng.random() < 0.3 else []
        others = [other for other in earlier if other not in needed]
        excluded = rng.sample(others, 1) if others and rng.random() < 0.3 else []
        cards.append(
            make_card(
                code,
                primary=tuple(causes[:1]),
                secondary=tuple(causes[1:]),
                cost=rng.choice(COSTS),
                owners=(rng.choice((*ROLES, "both_heads")),),
                owner_hours=float(rng.randint(4, 40)),
                side=rng.choice(("both", "first", "second", "above")),
                start_days=rng.choice((1, 7, 14, 30, 60)),
                evidence=rng.choice(tuple(_EFFECTS)),
                prerequisites=tuple(needed),
                excludes=tuple(excluded),
            )
        )
    return make_kit(*cards)


def find_best(field: Field) -> tuple[frozenset[str], float] | None:
    """Try all sets that keep the field's limits; the rules are written anew, not called."""
    kept = [codes for codes in _list_sets(field) if _keeps(field, codes)]
    if not kept:
        return None
    best = max(kept, key=lambda codes: worth_of(field, codes))
    return best, worth_of(field, best)


def worth_of(field: Field, codes: frozenset[str]) -> float:
    """Tell what a set is worth, by the words of the decision 0017."""
    worth = _cover(field, codes)
    worth += sum(_FLOORS[name] for name, group in field.floors if group & codes)
    for place, (code, card) in enumerate(field.cards.items(), start=1):
        if code in codes:
            dear = 0.8 * COSTS.index(card.cost) / 3 + 0.2 * card.start_days / 90
            doubt = 0.1 * (1 - field.votes.get(code, 0.0)) + 0.02 * dear
            worth -= doubt * _cover(field, frozenset({code})) + 1e-7 * place
    return worth


def _cover(field: Field, codes: frozenset[str]) -> float:
    covered = 0.0
    for cause, weight in field.weights.items():
        left = min(sum(_effect(field.cards[code], cause) for code in codes), 1.0)
        for slope in (1.0, 0.5, 0.25):
            covered += weight * slope * min(left, 1 / 3)
            left = max(left - 1 / 3, 0.0)
    return covered


def _effect(card: Intervention, cause: str) -> float:
    share = 1.0 if cause in card.primary else 0.4 if cause in card.secondary else 0.0
    return share * _EFFECTS[card.evidence]


def _list_sets(field: Field) -> Iterator[frozenset[str]]:
    for size in range(min(field.seats, len(field.cards)) + 1):
        yield from (frozenset(codes) for codes in combinations(field.cards, size))


def _keeps(field: Field, codes: frozenset[str]) -> bool:
    cards = [field.cards[code] for code in codes]
    spent = sum(COST_POINTS[card.cost] for card in cards)
    load = {role: sum(c.owner_hours for c in cards if _leads(c, role)) for role in ROLES}
    return (
        field.pinned <= codes
        and not any(set(card.excludes) & codes for card in cards)
        and all(set(card.prerequisites) <= codes for card in cards)
        and (field.points is None or spent <= field.points)
        and all(load[role] <= spare for role, spare in field.hours.items())
    )


def _leads(card: Intervention, role: str) -> bool:
    return role in card.owners or ("both_heads" in card.owners and role.startswith("head_"))
