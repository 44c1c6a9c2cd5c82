"""Record how often the diagnosis finds a planted cause, for `accord plan` and the office.

    python -m tests.benchmarks.power --worlds 200

Writes survey/outlook/power.toml: run it again whenever the method of the diagnosis changes.
"""

import argparse
import os
from pathlib import Path

from survey.outlook.power import FILE, Cell
from tests.benchmarks.diagnosis import Job, run_all

SIZES = (8, 15, 30, 60)
HEAD = """\
# How often the diagnosis finds a planted cause, by answers per department: what `accord plan` and
# the office tell before a campaign opens. Written by `python -m tests.benchmarks.power`, no hand.
# first: the first of the order is a true cause; supported: at least one cause is called supported;
# false_naming: the same in companies without any cause.
"""


def main() -> None:
    """Measure every size and write the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=FILE)
    asked = parser.parse_args()
    cells = [measure(n, asked.worlds, asked.seed, asked.processes) for n in SIZES]
    asked.out.write_text(write(cells, asked.seed), encoding="utf-8")


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
