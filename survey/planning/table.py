"""Keep every choice of a small field at once: the same question asked often costs almost nothing.

The program answers one question; explanations ask two hundred, and most fields have a few ten
thousand choices that keep the limits.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import chain, combinations
from math import comb

import numpy as np

from survey.planning.estimates import COST_POINTS, COVER_SLOPES, FLOORS
from survey.planning.field import Field, effect, own_worth
from survey.planning.solve import Choice

MOST_CHOICES = 200_000
_THIRD = 1 / len(COVER_SLOPES)


def fits(field: Field) -> bool:
    """Tell whether all choices of a field may be listed."""
    sizes = range(min(field.seats, len(field.cards)) + 1)
    return sum(comb(len(field.cards), size) for size in sizes) <= MOST_CHOICES


class Table:
    """All choices that keep the limits, a row each; answers as `Program.solve` does."""

    def __init__(self, field: Field) -> None:
        self._field = field
        cards = tuple(field.cards.values())
        taken = _list_choices(len(cards), field.seats)
        kept = np.all(taken @ _list_bans(field).T <= 1, axis=1)
        load = [[c.owner_hours * (r in field.owners[c.code]) for c in cards] for r in field.hours]
        kept &= np.all(taken @ np.array(load).T <= np.array([*field.hours.values()]), axis=1)
        if field.points is not None:
            points = np.array([COST_POINTS[card.cost] for card in cards])
            kept &= taken @ points <= field.points
        place = {code: number for number, code in enumerate(field.cards)}
        for card in cards:
            for needed in card.prerequisites:
                kept &= taken[:, place[card.code]] <= taken[:, place[needed]]
        for code in field.pinned:
            kept &= taken[:, place[code]] == 1
        self._places, self._taken = place, taken[kept]
        effects = np.array([[effect(card, cause) for cause in field.weights] for card in cards])
        self._cover = _cover(self._taken @ effects.reshape(len(cards), len(field.weights)))
        self._served = sum(
            FLOORS[name] * self._taken[:, [place[code] for code in group]].any(axis=1)
            for name, group in field.floors
        )

    def solve(
        self,
        *,
        forced: Collection[str] = (),
        forbidden: Collection[str] = (),
        weights: Mapping[str, float] | None = None,
    ) -> Choice | None:
        """Choose the best; None where nothing keeps all limits."""
        field = self._field if weights is None else replace(self._field, weights=weights)
        worth = self._cover @ np.array([*field.weights.values()])
        worth += self._taken @ np.array([*own_worth(field).values()]) + self._served
        for code in (*forced, *forbidden):
            worth[self._taken[:, self._places[code]] != (code in forced)] = -np.inf
        if not worth.size or np.isneginf(worth.max()):
            return None
        best = int(worth.argmax())
        codes = frozenset(c for c, x in zip(field.cards, self._taken[best], strict=True) if x)
        return Choice(codes=codes, value=float(worth[best]), method="optimal")


def _list_choices(cards: int, seats: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    sizes = [np.zeros((1, cards))]
    for size in range(1, min(seats, cards) + 1):
        chosen = np.fromiter(chain.from_iterable(combinations(range(cards), size)), dtype=int)
        rows = np.zeros((len(chosen) // size, cards))
        rows[np.repeat(np.arange(len(rows)), size), chosen] = 1.0
        sizes.append(rows)
    return np.concatenate(sizes)


def _list_bans(field: Field) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    pairs = [
        (code, other)
        for code, card in field.cards.items()
        for other in card.excludes
        if other in field.cards
    ]
    bans = [[float(code in pair) for code in field.cards] for pair in pairs]
    return np.array(bans).reshape(len(pairs), len(field.cards))


def _cover(
    totals: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    covered = np.zeros_like(totals)
    for step, slope in enumerate(COVER_SLOPES):
        covered += slope * np.clip(totals - _THIRD * step, 0.0, _THIRD)
    return covered
