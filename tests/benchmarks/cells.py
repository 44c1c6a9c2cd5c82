"""Keep the cells of the recorded benchmark and how one world of a cell is marked."""

from dataclasses import dataclass, replace
from functools import cache

import msgspec

from survey.catalogue.kit import Kit
from survey.clearing.tell import tell
from survey.diagnosis.diagnose import diagnose
from tests.benchmarks.designs import load_design
from tests.benchmarks.families import FAMILIES
from tests.benchmarks.marks import Mark, mark
from tests.benchmarks.rivals import study_rivals
from tests.benchmarks.worlds import World, draw_world

SIZES = (8, 15, 30, 60)
ROSTERS = ((6, 6), (10, 20), (20, 38), (38, 75), (75, 75))
SHARES = (0.6, 0.7, 0.8, 0.9, 1.0)
SEED = 20_001


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: worlds of one kind and size. plain : also without nominations."""

    family: str
    design: str
    n: tuple[int, int]
    null: bool = False
    insight: float | None = None
    plain: bool = True
    rivals: bool = False
    share: float = 1.0

    @property
    def name(self) -> str:
        """Name the cell in the record."""
        first, second = self.n
        size = f"{first}" if first == second else f"{first}:{second}"
        kind = "null" if self.null else "causes"
        insight = "" if self.insight is None else f" insight {self.insight:g}"
        return f"{self.family} {self.design} {size} {kind}{insight}"


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """One world, marked. hits, named : by other methods; named counts what is right and wrong."""

    named: Mark
    plain: Mark | None
    hits: dict[str, bool]
    rules: dict[str, tuple[int, int]]


def list_cells() -> list[Cell]:
    """Give all cells, those that the goals are about first."""
    kinds = [(n, null) for n in SIZES for null in (False, True)]
    std = [
        Cell(family="std", design=design, n=(n, n), null=null, rivals=design == "published")
        for design in ("published", "kit")
        for n, null in kinds
    ]
    held_out = [
        Cell(family=family, design="kit", n=(n, n), null=null, plain=False, share=share)
        for family, share in (("stress", 1.0), ("crowded", 0.4), ("fashion", 0.4))
        for n, null in kinds
    ]
    uneven = [
        Cell(family="std", design="published", n=(8, 40), null=null, rivals=True)
        for null in (False, True)
    ]
    blind = [
        Cell(family="std", design="published", n=(n, n), insight=insight, rivals=True, share=0.3)
        for insight in (0.0, 0.7, 1.5)
        for n in SIZES
    ]
    base = [Cell(family="base", design="kit", n=(n, n), share=0.3) for n in SIZES]
    calm = [
        Cell(family="calm", design="kit", n=rosters, plain=False, share=0.5) for rosters in ROSTERS
    ]
    return [*std, *held_out, *uneven, *blind, *base, *calm]


@cache
def _design(name: str) -> Kit:
    return load_design(name)


def run_world(task: tuple[Cell, int]) -> Marked:
    """Draw, diagnose and mark world number `index` of a cell."""
    cell, index = task
    family = FAMILIES[cell.family]
    if cell.insight is not None:
        family = replace(family, insight=(cell.insight, cell.insight))
    n: int | tuple[int, int] = cell.n if cell.n[0] != cell.n[1] else cell.n[0]
    if cell.family == "calm":
        # Here n names the rosters, and the share that answers goes round.
        share = SHARES[index % len(SHARES)]
        family = replace(family, response=(share, share))
        n = max(5, round(share * cell.n[0])), max(5, round(share * cell.n[1]))
    world = draw_world(family, _design(cell.design), n, null=cell.null, seed=SEED, index=index)
    first, told = study_rivals(world) if cell.rivals else ({}, {})
    return Marked(
        named=_diagnose(world, index, nominations=True),
        plain=_diagnose(world, index, nominations=False) if cell.plain else None,
        hits={name: world.pressure[code] > 0 for name, code in first.items()},
        rules={
            name: (
                sum(world.pressure[code] > 0 for code in codes),
                sum(world.pressure[code] == 0 for code in codes),
            )
            for name, codes in told.items()
        },
    )


def _diagnose(world: World, index: int, *, nominations: bool) -> Mark:
    design = world.design
    found = diagnose(world.responses, design, world.roster, seed=index, nominations=nominations)
    told = tell(found, file="", kit=design.code, kit_version=design.version, seed=index)
    return mark(world, told)
