"""Keep what disclosure costs in accuracy, on worlds whose truth is known.

`python -m tests.disclosure.fidelity` draws campaigns (tests/benchmarks/worlds.py) and compares the
released severity of every cause and department with the truth about the whole department.
"""

import sys
from dataclasses import dataclass
from fractions import Fraction

from survey.catalogue.kit import Cause
from survey.disclosure import facts, grid, results
from survey.disclosure.facts import Unit
from survey.disclosure.results import Shown
from tests.benchmarks.designs import load_design
from tests.benchmarks.families import STD
from tests.benchmarks.worlds import World, draw_world

SIZES = (7, 8, 10, 12, 15, 20, 30, 60)
WORLDS, SEED = 60, 20


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts over worlds. moved: the clamp of items changed what is told of a score."""

    scores: int = 0
    moved: int = 0
    intervals: int = 0
    covered: int = 0
    pairs: int = 0
    told_apart: int = 0
    wrong_way: int = 0


def measure(n: int) -> Tally:
    """Release the causes of some worlds with n answers a side, c = 2, and count."""
    design, tally = load_design("kit"), Tally()
    for index in range(WORLDS):
        world = draw_world(STD, design, n, null=False, seed=SEED, index=index)
        shown = Shown(kit=design, asked=frozenset(design.items), units=_units(world))
        for cause in design.causes:
            _count(tally, world, shown, cause)
    return tally


def _units(world: World) -> tuple[Unit, ...]:
    return tuple(
        Unit(
            responses=tuple(r for r in world.responses if r.department == department),
            roster=world.roster[department],
            c=2,
        )
        for department in world.design.departments
    )


def _count(tally: Tally, world: World, shown: Shown, cause: Cause) -> None:
    told = results.scale(shown, cause)
    truth = [world.severity[side][cause.code] for side in world.design.departments]
    for unit, span, true in zip(shown.units, told.departments, truth, strict=True):
        exact = _unclamped(shown, cause, unit)
        tally.scores += 1
        tally.moved += grid.span(exact, n=unit.n, c=unit.c, roster=unit.roster) != span
        if span.low is not None and span.high is not None:
            tally.intervals += 1
            tally.covered += span.low <= true <= span.high
    tally.pairs += 1
    if told.contrast != "no_clear_difference":
        tally.told_apart += 1
        tally.wrong_way += (told.contrast == "higher_first") != (truth[0] > truth[1])


def _unclamped(shown: Shown, cause: Cause, unit: Unit) -> Fraction:
    codes = [
        6 - code if item.reversed else code
        for item in cause.items
        for code in (
            facts.code_of(person, item, shown.kit.formats[item.format]) for person in unit.responses
        )
    ]
    return Fraction(sum(codes), len(codes))


def main() -> None:
    """Print a table of what disclosure costs."""
    sys.stdout.write("n | moved by the clamp | intervals cover | told apart | of these wrong way\n")
    for n in SIZES:
        tally = measure(n)
        covered = f"{tally.covered / tally.intervals:.3f}" if tally.intervals else "none told"
        sys.stdout.write(
            f"{n} | {tally.moved / tally.scores:.3f} | {covered} "
            f"| {tally.told_apart / tally.pairs:.3f} | {tally.wrong_way} of {tally.told_apart}\n"
        )


if __name__ == "__main__":
    main()
