"""Keep the answers of one wave as arrays in canonical order; never know whose row is whose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from survey.catalogue.kit import Item, Kit, Scale
from survey.diagnosis.responses import Response
from survey.diagnosis.rules import CONFLICT, LEAST_ITEMS
from survey.errors import BadInput
from survey.statistics.arrays import Flags, Floats
from survey.statistics.scoring import key, usable

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One department. keyed : (n, items), nan is missing; nominated : (n, causes)."""

    department: str
    roster: int
    keyed: Floats
    nominated: Flags

    @property
    def n(self) -> int:
        """Usable respondents."""
        return len(self.keyed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All usable answers. Items, causes, rows and sides lie in an order that their content gives.

    No result can then depend on the order of ballots, items or departments, not even through
    the seed. items : column names; turned, low, high describe them; departments : as the roster
    has them, while sides lie in canonical order; unusable : rows left out.
    """

    items: tuple[str, ...]
    turned: Flags
    low: Floats
    high: Floats
    causes: tuple[Scale, ...]
    outcomes: tuple[Scale, ...]
    conflict: Scale
    departments: tuple[str, str]
    sides: tuple[Side, Side]
    unusable: int

    def answers(self, side: Side, scale: Scale) -> Floats:
        """Keyed answers (n, k) of one side to the items of a scale that the data holds."""
        # Sorted, as rounding in sums depends on their order.
        at = sorted(self.items.index(item.id) for item in scale.items if item.id in self.items)
        return side.keyed[:, at]

    def by_department(self, pair: tuple[Value, Value]) -> dict[str, Value]:
        """Name the values of both sides, departments in the order of the roster."""
        names = tuple(side.department for side in self.sides)
        return {department: pair[names.index(department)] for department in self.departments}

    def without(self, rows: tuple[Flags, Flags]) -> "Sheet":
        """Leave the marked rows of both sides out."""
        first, second = (
            replace(side, keyed=side.keyed[~gone], nominated=side.nominated[~gone])
            for side, gone in zip(self.sides, rows, strict=True)
        )
        return replace(self, sides=(first, second))

    def enough(self, scale: Scale) -> bool:
        """Say whether the data holds enough of a scale's items."""
        held = sum(item.id in self.items for item in scale.items)
        return held >= min(LEAST_ITEMS, len(scale.items))


def lay_out(responses: Sequence[Response], kit: Kit, roster: Mapping[str, int]) -> Sheet:
    """Turn responses into a sheet and leave out those with less than half of the core answered.

    Raises
    ------
    BadInput
        If there are not two departments, or a response names an unknown department, item or
        cause, answers out of bounds, or a department has more answers than members.
    """
    if len(roster) != 2:
        raise BadInput("not_two_departments", departments=len(roster))
    _check(responses, kit, roster)
    answered = {item for response in responses for item in response.answers}
    names = tuple(sorted(answered))
    known = kit.items
    items = [known[name] for name in names]
    turned = np.array([item.reversed for item in items], dtype=np.bool_)
    low = np.array([kit.formats[item.format].low for item in items], dtype=np.float64)
    high = np.array([kit.formats[item.format].high for item in items], dtype=np.float64)
    causes = tuple(sorted(kit.causes, key=lambda cause: cause.code))
    outcomes = tuple(scale for scale in kit.outcomes if len(scale.items) > 1)
    core = {item.id for scale in (*causes, *outcomes) for item in scale.items}
    in_core = np.array([name in core for name in names], dtype=np.bool_)
    codes = tuple(cause.code for cause in causes)
    first, second = roster
    sides, unusable = [], 0
    for department, members in roster.items():
        own = [response for response in responses if response.department == department]
        raw = _matrix(own, names)
        kept = usable(raw[:, in_core])
        unusable += int(np.sum(~kept))
        rows = [response for response, keep in zip(own, kept, strict=True) if keep]
        keyed = key(raw[kept], turned, low, high)
        sides.append(_side(department, members, keyed, rows, codes))
    sides.sort(key=lambda side: (side.roster, side.n, _bytes(side)))
    return Sheet(
        items=names,
        turned=turned,
        low=low,
        high=high,
        causes=causes,
        outcomes=outcomes,
        conflict=_conflict(outcomes),
        departments=(first, second),
        sides=(sides[0], sides[1]),
        unusable=unusable,
    )


def _check(responses: Sequence[Response], kit: Kit, roster: Mapping[str, int]) -> None:
    formats = {name: kit.formats[item.format] for name, item in kit.items.items()}
    causes = {cause.code for cause in kit.causes}
    for response in responses:
        if response.department not in roster:
            raise BadInput("unknown_department", department=response.department)
        for name, code in response.answers.items():
            if name not in formats:
                raise BadInput("unknown_item", item=name)
            if not formats[name].low <= code <= formats[name].high:
                raise BadInput("answer_out_of_bounds", item=name, answer=code)
        if not causes.issuperset(response.nominations):
            raise BadInput("unknown_cause", causes=",".join(response.nominations))
        if len(set(response.nominations)) > kit.most_nominations:
            raise BadInput("too_many_nominations", most=kit.most_nominations)
    for department, members in roster.items():
        n = sum(response.department == department for response in responses)
        if n > members:
            raise BadInput("roster_too_small", department=department, roster=members, n=n)


def _matrix(responses: Sequence[Response], names: tuple[str, ...]) -> Floats:
    rows = [[response.answers.get(name, np.nan) for name in names] for response in responses]
    return np.array(rows, dtype=np.float64).reshape(len(responses), len(names))


def _side(
    department: str,
    members: int,
    keyed: Floats,
    rows: Sequence[Response],
    causes: tuple[str, ...],
) -> Side:
    picked = [[code in response.nominations for code in causes] for response in rows]
    nominated = np.array(picked, dtype=np.bool_).reshape(len(rows), len(causes))
    marks = np.concatenate([np.nan_to_num(keyed), nominated], axis=1).astype(np.uint8)
    order = sorted(range(len(rows)), key=lambda row: marks[row].tobytes())
    return Side(
        department=department, roster=members, keyed=keyed[order], nominated=nominated[order]
    )


def _bytes(side: Side) -> bytes:
    return np.nan_to_num(side.keyed).astype(np.uint8).tobytes() + side.nominated.tobytes()


def _conflict(outcomes: tuple[Scale, ...]) -> Scale:
    items: tuple[Item, ...] = tuple(
        item for scale in outcomes if scale.code.startswith(CONFLICT) for item in scale.items
    )
    return Scale(code=CONFLICT.rstrip("_"), items=items)
