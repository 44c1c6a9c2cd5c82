"""Keep how recorded rates of finding a cause reach `accord plan` and the office.

`make bench-power`:

    python -m tests.benchmarks.power                  # from docs/measurements/diagnosis.json
    python -m tests.benchmarks.power --worlds 200     # measured anew, in a quarter of an hour

Writes survey/outlook/power.toml: run it again whenever the benchmark of the diagnosis was.
"""

import argparse
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from survey.outlook.power import FILE, Cell
from survey.settings import REPOSITORY
from tests.benchmarks.diagnosis import Job, run_all

SIZES = (8, 15, 30, 60)
RECORD = REPOSITORY / "docs" / "measurements" / "diagnosis.json"
HEAD = """\
# How often the diagnosis finds a planted cause, by answers per department: what `accord plan` and
# the office tell before a campaign opens. Written by `python -m tests.benchmarks.power`, no hand.
# first: the first of the order is a true cause; supported: at least one cause is called supported;
# false_naming: the same in companies without any cause.
"""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What a recorded cell says of one way to diagnose, as far as it is needed here."""

    top1: float
    any_supported: float
    any_wrong: float


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """One cell of the recorded benchmark."""

    seed: int
    worlds: int
    with_: Figures = msgspec.field(name="with")


def main() -> None:
    """Measure every size and write the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--worlds", type=int, help="measure so many worlds a size")
    parser.add_argument("--record", type=Path, default=RECORD)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=FILE)
    asked = parser.parse_args()
    if asked.worlds:
        cells = [measure(n, asked.worlds, asked.seed, asked.processes) for n in SIZES]
        asked.out.write_text(write(cells, asked.seed), encoding="utf-8")
        return
    record = msgspec.json.decode(asked.record.read_bytes(), type=dict[str, Recorded])
    asked.out.write_text(write(*take(record)), encoding="utf-8")


def take(record: Mapping[str, Recorded]) -> tuple[list[Cell], int]:
    """Take the cells of the kit's own design, with nominations, and their seed."""
    pairs = [(n, record[f"std kit {n} causes"], record[f"std kit {n} null"]) for n in SIZES]
    cells = [
        Cell(
            n=n,
            nominations=True,
            worlds=min(causes.worlds, null.worlds),
            first=causes.with_.top1,
            supported=causes.with_.any_supported,
            false_naming=null.with_.any_wrong,
        )
        for n, causes, null in pairs
    ]
    return cells, pairs[0][1].seed


def measure(n: int, worlds: int, seed: int, processes: int) -> Cell:
    """Diagnose so many worlds with causes and as many without, in the kit's design."""
    with_causes = run_all(_jobs(n, worlds, seed, null=False), processes, f"n = {n}, causes")
    without = run_all(_jobs(n, worlds, seed, null=True), processes, f"n = {n}, null")
    return Cell(
        n=n,
        nominations=True,
        worlds=worlds,
        first=sum(one.hit for one in with_causes) / worlds,
        supported=sum(one.right + one.wrong > 0 for one in with_causes) / worlds,
        false_naming=sum(one.wrong > 0 for one in without) / worlds,
    )


def write(cells: list[Cell], seed: int) -> str:
    """Lay the rates out as TOML."""
    head = HEAD + f'design = "kit"\nfamily = "std"\nseed = {seed}\n'
    return "\n".join((head, *map(_write_cell, cells)))


def _write_cell(cell: Cell) -> str:
    return (
        f"[[cells]]\nn = {cell.n}\nnominations = {str(cell.nominations).lower()}\n"
        f"worlds = {cell.worlds}\nfirst = {cell.first:.3f}\nsupported = {cell.supported:.3f}\n"
        f"false_naming = {cell.false_naming:.3f}\n"
    )


def _jobs(n: int, worlds: int, seed: int, *, null: bool) -> list[Job]:
    return [
        Job(
            family="std",
            design="kit",
            n=n,
            null=null,
            nominations=True,
            insight=None,
            seed=seed,
            index=index,
            folder=None,
        )
        for index in range(worlds)
    ]


if __name__ == "__main__":
    main()
