"""Keep the benchmark of the diagnosis: worlds with planted truth, diagnosed and marked.

    python -m tests.benchmarks.diagnosis --worlds 200 --n 15 --design kit

Every world goes the way of `accord diagnose`: with --csv DIR through files of its own, else the
same responses are handed over in memory. Results: docs/measurements/diagnosis.md.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import msgspec

from survey.catalogue.kit import Kit
from survey.clearing.clear import clear_file
from survey.clearing.tell import ToldDiagnosis, tell
from survey.diagnosis.diagnose import diagnose
from tests.benchmarks.designs import load_design
from tests.benchmarks.families import FAMILIES
from tests.benchmarks.marks import (
    LEAST_IN_BIN,
    Mark,
    calibrate,
    is_above,
    mark,
    summarise,
    summarise_null,
)
from tests.benchmarks.worlds import World, draw_world, write_world

MOST_FALSE_NAMING = 0.05
Done = TypeVar("Done")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One world to draw, diagnose and mark.

    insight: of staff, None = as the family draws it; folder: where its file goes, None = in memory.
    """

    family: str
    design: str
    n: int
    null: bool
    nominations: bool
    insight: float | None
    seed: int
    index: int
    folder: Path | None


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """One line of truth.jsonl beside the files: what a checker of the command needs."""

    file: str
    roster: dict[str, int]
    null: bool
    pressure: dict[str, float]


@cache
def _design(name: str) -> Kit:
    return load_design(name)


def run(job: Job) -> Mark:
    """Draw, diagnose and mark one world."""
    world = _draw(job)
    return mark(world, _tell(world, job))


def _draw(job: Job) -> World:
    family = FAMILIES[job.family]
    if job.insight is not None:
        family = replace(family, insight=(job.insight, job.insight))
    return draw_world(
        family, _design(job.design), job.n, null=job.null, seed=job.seed, index=job.index
    )


def _tell(world: World, job: Job) -> ToldDiagnosis:
    design = world.design
    if job.folder is not None:
        file = _file(job, job.folder)
        write_world(world, file, nominations=job.nominations)
        return clear_file(file, design, world.roster, name=file.name, seed=job.index)
    diagnosis = diagnose(
        world.responses, design, world.roster, seed=job.index, nominations=job.nominations
    )
    return tell(diagnosis, file="", kit=design.code, kit_version=design.version, seed=job.index)


def _file(job: Job, folder: Path) -> Path:
    return folder / f"{'null' if job.null else 'causes'}-{job.index:04}.csv"


def write_truth(jobs: list[Job], folder: Path) -> None:
    """Write truth.jsonl for the files of these jobs."""
    lines = []
    for job in jobs:
        world = _draw(job)
        truth = Truth(
            file=_file(job, folder).name,
            roster=dict(world.roster),
            null=job.null,
            pressure=dict(world.pressure),
        )
        lines.append(msgspec.json.encode(truth))
    with (folder / "truth.jsonl").open("ab") as stream:
        stream.write(b"\n".join(lines) + b"\n")


def run_all(jobs: list[Job], processes: int, title: str) -> list[Mark]:
    """Run the jobs over `processes` processes, in order, with a line of progress."""
    if processes == 1:
        return list(watch(map(run, jobs), len(jobs), title))
    # Spawned, so that one thread of linear algebra per process is set before numpy is loaded.
    for name in THREADS:
        os.environ.setdefault(name, "1")
    with get_context("spawn").Pool(processes) as pool:
        return list(watch(pool.imap(run, jobs, chunksize=4), len(jobs), title))


def watch(marks: Iterator[Done], of: int, title: str) -> Iterator[Done]:
    """Pass on what gets done, with a line of progress."""
    began = time.monotonic()
    for done, one in enumerate(marks, start=1):
        if sys.stderr.isatty() or done == of or done % 50 == 0:
            left = (time.monotonic() - began) / done * (of - done)
            end = "\n" if done == of or not sys.stderr.isatty() else "\r"
            print(f"{title}: {done}/{of}, {left:.0f} s left ", end=end, file=sys.stderr)
        yield one


def main() -> None:
    """Run one cell and print its figures as Markdown."""
    asked = _read_arguments()
    jobs = [_job(asked, index, null=False) for index in range(asked.worlds)]
    nulls = [_job(asked, index, null=True) for index in range(asked.nulls)]
    if asked.csv:
        asked.csv.mkdir(parents=True, exist_ok=True)
        (asked.csv / "truth.jsonl").unlink(missing_ok=True)
        for some in (jobs, nulls):
            write_truth(some, asked.csv)
    began = time.monotonic()
    print(
        f"### {asked.family}, {asked.design} design, n = {asked.n} per department, "
        f"{'without' if asked.no_nominations else 'with'} nominations, "
        f"{'' if asked.insight is None else f'insight {asked.insight:g}, '}seed {asked.seed}\n"
    )
    if jobs:
        marks = run_all(jobs, asked.processes, "causes")
        _print_table(f"{len(marks)} worlds with causes", summarise(marks))
        _print_calibration(marks)
    if nulls:
        marks = run_all(nulls, asked.processes, "null")
        _print_table(f"{len(marks)} worlds without", summarise_null(marks))
        false = sum(one.wrong > 0 for one in marks)
        verdict = "above" if is_above(false, len(marks), MOST_FALSE_NAMING) else "not above"
        print(f"False naming is {verdict} {MOST_FALSE_NAMING} (one-sided binomial, 1 %).\n")
    print(f"{time.monotonic() - began:.0f} s, {asked.processes} processes.")


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--nulls", type=int, help="default: as many as --worlds")
    parser.add_argument("--n", type=int, default=15)
    parser.add_argument("--design", choices=("kit", "published"), default="kit")
    parser.add_argument("--family", choices=tuple(FAMILIES), default="std")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-nominations", action="store_true")
    parser.add_argument("--insight", type=float, help="insight of staff; else as drawn (0 to 2.5)")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--csv", type=Path, metavar="DIR", help="go through CSV files kept here")
    asked = parser.parse_args()
    asked.nulls = asked.worlds if asked.nulls is None else asked.nulls
    return asked


def _job(asked: argparse.Namespace, index: int, *, null: bool) -> Job:
    return Job(
        family=asked.family,
        design=asked.design,
        n=asked.n,
        null=null,
        nominations=not asked.no_nominations,
        insight=asked.insight,
        seed=asked.seed,
        index=index,
        folder=asked.csv,
    )


def _print_table(title: str, rows: list[tuple[str, str]]) -> None:
    print(f"| {title} | |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")
    print()


def _print_calibration(marks: list[Mark]) -> None:
    rows = calibrate(marks)
    if not rows:
        return
    print(f"| P(top-1), bins of {LEAST_IN_BIN} worlds or more | worlds | said | true |")
    print("|---|---|---|---|")
    for name, of, promised, kept in rows:
        print(f"| {name} | {of} | {promised:.3f} | {kept:.3f} |")
    worst = max(abs(promised - kept) for _, _, promised, kept in rows)
    print(f"\nLargest calibration error {worst:.3f}.\n")


if __name__ == "__main__":
    main()
