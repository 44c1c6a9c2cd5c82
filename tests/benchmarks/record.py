"""Run the recorded benchmark of the diagnosis: `make bench-diagnosis`.

    python -m tests.benchmarks.record --worlds 1000 --processes 2

Every cell is written to docs/measurements/diagnosis.json as soon as it is done; a run that was
interrupted goes on with the next. --again starts anew; --cells WORD runs those whose name holds
the word. Afterwards tables and plots of docs/measurements/diagnosis.md are drawn from the file.
"""

import argparse
import os
from collections.abc import Sequence
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import msgspec

from survey.settings import REPOSITORY
from tests.benchmarks.cells import SEED, Cell, Marked, list_cells, run_world
from tests.benchmarks.diagnosis import THREADS, watch
from tests.benchmarks.marks import Mark
from tests.benchmarks.page import write_page

RECORD = REPOSITORY / "docs" / "measurements" / "diagnosis.json"
EDGES = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0)


def main() -> None:
    """Run what is not recorded yet, then draw the page."""
    asked = _read_arguments()
    record = {} if asked.again or not asked.file.exists() else read(asked.file)
    for name in THREADS:
        os.environ.setdefault(name, "1")
    cells = [cell for cell in list_cells() if asked.cells in cell.name]
    with get_context("spawn").Pool(asked.processes) as pool:
        for place, cell in enumerate(cells, start=1):
            worlds = max(1, round(asked.worlds * cell.share))
            if record.get(cell.name, {}).get("worlds", 0) >= worlds:
                continue
            tasks = [(cell, index) for index in range(worlds)]
            title = f"{place}/{len(cells)} {cell.name}"
            marked = list(watch(pool.imap(run_world, tasks, chunksize=4), worlds, title))
            record[cell.name] = sum_up(cell, marked)
            _write(asked.file, record)
    write_page(asked.file.parent, record)


def read(file: Path) -> dict[str, dict[str, object]]:
    """Read a record."""
    return msgspec.json.decode(file.read_bytes(), type=dict[str, dict[str, object]])


def sum_up(cell: Cell, marked: Sequence[Marked]) -> dict[str, object]:
    """Turn the marks of a cell into its figures."""
    plain = [one.plain for one in marked if one.plain is not None]
    rivals = sorted({name for one in marked for name in one.hits})
    rules = sorted({name for one in marked for name in one.rules})
    return {
        "seed": SEED,
        "worlds": len(marked),
        "null": cell.null,
        "with": figures([one.named for one in marked]),
        "without": figures(plain) if plain else None,
        "rivals": {name: _share([one.hits.get(name, False) for one in marked]) for name in rivals},
        "rules": {name: _rule([one.rules.get(name, (0, 0)) for one in marked]) for name in rules},
    }


def figures(marks: Sequence[Mark]) -> dict[str, object]:
    """Give the figures of one way to diagnose, as shares of worlds unless said otherwise."""
    named = sum(mark.right + mark.wrong for mark in marks)
    likely = sum(mark.likely_right + mark.likely_wrong for mark in marks)
    return {
        "top1": _share([mark.hit for mark in marks]),
        "first": _share([mark.first for mark in marks]),
        "recall3": _mean([mark.recall for mark in marks]),
        "capture3": _mean([mark.capture for mark in marks]),
        "any_supported": _share([mark.right + mark.wrong > 0 for mark in marks]),
        "any_wrong": _share([mark.wrong > 0 for mark in marks]),
        "precision": sum(mark.right for mark in marks) / named if named else None,
        "any_likely_wrong": _share([mark.wrong + mark.likely_wrong > 0 for mark in marks]),
        "any_likely": _share([mark.likely_right + mark.likely_wrong > 0 for mark in marks]),
        "precision_likely": sum(m.likely_right for m in marks) / likely if likely else None,
        "brier": _mean([(mark.p_top1 - mark.first) ** 2 for mark in marks if mark.p_top1]),
        "coverage": _mean([mark.covered for mark in marks]),
        "calibration": _calibrate(marks),
    }


def _calibrate(marks: Sequence[Mark]) -> list[dict[str, float]]:
    """Give, for bins of P(top-1): worlds, mean promise, share kept."""
    rows = []
    for low, high in pairwise(EDGES):
        inside = [
            (mark.p_top1, mark.first)
            for mark in marks
            if mark.p_top1 is not None and (low <= mark.p_top1 < high or mark.p_top1 == high == 1)
        ]
        if inside:
            rows.append(
                {
                    "worlds": len(inside),
                    "said": round(sum(p for p, _ in inside) / len(inside), 4),
                    "true": round(sum(first for _, first in inside) / len(inside), 4),
                }
            )
    return rows


def _rule(counts: Sequence[tuple[int, int]]) -> dict[str, float | None]:
    right = sum(one for one, _ in counts)
    named = right + sum(wrong for _, wrong in counts)
    return {
        "any": _share([one + wrong > 0 for one, wrong in counts]),
        "any_wrong": _share([wrong > 0 for _, wrong in counts]),
        "precision": round(right / named, 4) if named else None,
    }


def _share(marks: Sequence[bool]) -> float:
    return round(sum(marks) / len(marks), 4)


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def _write(file: Path, record: dict[str, dict[str, object]]) -> None:
    """Write beside, then move: an interrupted run leaves the last whole record."""
    beside = file.with_suffix(".part")
    beside.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")
    beside.replace(file)


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=1_000)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--cells", default="", metavar="WORD")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--file", type=Path, default=RECORD)
    return parser.parse_args()


if __name__ == "__main__":
    main()
