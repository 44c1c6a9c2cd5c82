"""Keep the recorded rates of the benchmark: how often the diagnosis finds what is there.

The file is written by the benchmark of the diagnosis (tests/benchmarks/power.py), never by hand,
so that no sentence of ours promises what was not measured.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import log
from pathlib import Path

import msgspec

FILE = Path(__file__).with_name("power.toml")


class Cell(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rates at n answers per department, over so many worlds with causes and as many without.

    first : the first of the order is a true cause · supported : a cause is called supported ·
    false_naming : the same where there is none.
    """

    n: int
    nominations: bool
    worlds: int
    first: float
    supported: float
    false_naming: float


class Power(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was measured, and on which worlds."""

    design: str
    family: str
    seed: int
    cells: tuple[Cell, ...]


class Chance(msgspec.Struct, frozen=True, kw_only=True):
    """Rates for a campaign; n : the answers they hold for, no more than were measured."""

    n: int
    first: float
    supported: float
    false_naming: float
    worlds: int


def load_power(file: Path = FILE) -> Power:
    """Read the recorded rates."""
    return msgspec.toml.decode(file.read_bytes(), type=Power)


def find_chance(n: int, power: Power) -> Chance | None:
    """Give the rates for n answers in the smaller department, None below the least measured.

    Between two measured sizes rates are read off a line over log n; above the greatest they are
    those of the greatest, which errs on the modest side. Rates of finding never fall with n:
    where two measured ones do, by chance, the lower holds for both.
    """
    cells = sorted((cell for cell in power.cells if cell.nominations), key=lambda cell: cell.n)
    if not cells or n < cells[0].n:
        return None
    place = min(n, cells[-1].n)
    return Chance(
        n=place,
        first=_read(place, cells, _never_falling([cell.first for cell in cells])),
        supported=_read(place, cells, _never_falling([cell.supported for cell in cells])),
        false_naming=max(cell.false_naming for cell in cells),
        worlds=min(cell.worlds for cell in cells),
    )


def _never_falling(rates: Sequence[float]) -> list[float]:
    return [min(rates[place:]) for place in range(len(rates))]


def _read(n: int, cells: Sequence[Cell], rates: Sequence[float]) -> float:
    for (low, at_low), (high, at_high) in pairwise(zip(cells, rates, strict=True)):
        if n <= high.n:
            share = (log(n) - log(low.n)) / (log(high.n) - log(low.n))
            return at_low + share * (at_high - at_low)
    return rates[-1]
