"""Keep the solver: the best choice from a field as a mixed-integer program, greedy as a spare."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from survey.planning.estimates import COST_POINTS, COVER_SLOPES, FLOORS
from survey.planning.field import Field, effect, own_worth, value
from survey.planning.greedy import choose_greedily

# The solver stops a millionth from the best; on a larger scale that is less than any tie.
_SCALE = 1e4
_SECONDS = 5.0
_OPTIMAL, _INFEASIBLE = 0, 2
_THIRD = 1 / len(COVER_SLOPES)

# The name of the limit, what each variable counts in it, and the most that it allows.
_Row = tuple[str, Mapping[str, float], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A choice, what it is worth, and how it was found: optimal or greedy."""

    codes: frozenset[str]
    value: float
    method: str


class Program:
    """A field as a program: a binary for each card, three thirds of each cause, a share a floor."""

    def __init__(self, field: Field) -> None:
        self.field = field
        thirds = [f"{cause}/{step}" for cause in field.weights for step in range(len(COVER_SLOPES))]
        floors = [f"floor.{name}" for name, _ in field.floors]
        names = (*field.cards, *thirds, *floors)
        self._places = {name: place for place, name in enumerate(names)}
        self._rows = tuple(_list_rows(field))

    def solve(
        self,
        *,
        forced: Collection[str] = (),
        forbidden: Collection[str] = (),
        without: Collection[str] = (),
        weights: Mapping[str, float] | None = None,
        seconds: float = _SECONDS,
    ) -> Choice | None:
        """Choose the best; None where nothing keeps all limits.

        Parameters
        ----------
        forced, forbidden
            Cards that must be in, or out, beside those that HR pinned.
        without
            Names of limits that do not count; `floor` is what floors are worth.
        weights
            Other weights than the field's, of the same causes.
        seconds
            When the solver gives up and the greedy choice is taken.
        """
        field = self.field if weights is None else replace(self.field, weights=weights)
        cards, worth = tuple(field.cards), own_worth(field)
        wanted = {*forced, *field.pinned}
        if wanted & set(forbidden):
            return None
        if not cards:
            return Choice(codes=frozenset(), value=0.0, method="optimal")
        if "floor" in without:
            field = replace(field, floors=())
        slopes = [weight * slope for weight in field.weights.values() for slope in COVER_SLOPES]
        served = [FLOORS[name] for name, _ in field.floors] or [0.0] * len(self.field.floors)
        shares = [_THIRD] * len(slopes) + [1.0] * len(served)
        found = milp(
            -_SCALE * np.array([*worth.values(), *slopes, *served]),
            integrality=np.array([1] * len(cards) + [0] * len(shares)),
            bounds=Bounds(
                np.array([float(code in wanted) for code in cards] + [0.0] * len(shares)),
                np.array([float(code not in forbidden) for code in cards] + shares),
            ),
            constraints=self._constrain(without),
            options={"mip_rel_gap": 0.0, "time_limit": seconds},
        )
        if found.status == _INFEASIBLE:
            return None
        codes: frozenset[str] | None
        if found.status == _OPTIMAL and found.x is not None:
            codes = frozenset(c for c, x in zip(cards, found.x, strict=False) if x > 1 / 2)
        else:
            codes = choose_greedily(field, worth, forced=wanted, forbidden=forbidden)
        if codes is None:
            return None
        method = "optimal" if found.status == _OPTIMAL else "greedy"
        return Choice(codes=codes, value=value(field, codes, worth), method=method)

    def _constrain(self, without: Collection[str]) -> LinearConstraint:
        rows = [row for row in self._rows if not {row[0], row[0].partition(".")[0]} & set(without)]
        matrix = np.zeros((len(rows), len(self._places)))
        for line, (_, amounts, _) in enumerate(rows):
            for name, amount in amounts.items():
                matrix[line, self._places[name]] = amount
        return LinearConstraint(matrix, -np.inf, np.array([most for _, _, most in rows]))


def _list_rows(field: Field) -> Iterator[_Row]:
    cards = field.cards
    yield "seats", dict.fromkeys(cards, 1.0), field.seats
    for cause in field.weights:
        told = {f"{cause}/{step}": 1.0 for step in range(len(COVER_SLOPES))}
        covering = {code: -effect(card, cause) for code, card in cards.items()}
        yield "cover", {**told, **{c: amount for c, amount in covering.items() if amount}}, 0.0
    if field.points is not None:
        yield (
            "budget",
            {c: float(COST_POINTS[card.cost]) for c, card in cards.items()},
            field.points,
        )
    for role, spare in field.hours.items():
        load = {c: card.owner_hours for c, card in cards.items() if role in field.owners[c]}
        yield f"hours.{role}", load, spare
    for code, card in cards.items():
        for needed in card.prerequisites:
            yield "prerequisite", {code: 1.0, needed: -1.0}, 0.0
        for other in card.excludes:
            if other in cards:
                yield "excluded", {code: 1.0, other: 1.0}, 1.0
    for name, group in field.floors:
        serving = {code: -1.0 for code in cards if code in group}
        yield "served", {f"floor.{name}": 1.0, **serving}, 0.0
