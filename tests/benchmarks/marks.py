"""Keep how diagnoses of worlds are marked against the truth; know neither files nor processes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from scipy.stats import binom

from survey.clearing.tell import ToldCause, ToldDiagnosis
from tests.benchmarks.worlds import World

EDGES = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0)
LEAST_IN_BIN = 50
REJECT_AT = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One diagnosis against the truth of its world.

    hit: the first of the order is a true cause · hit_by_mean, hit_by_picks: the first by bare
    severity, by bare nominations is · first: it is the heaviest of them · recall:
    share of the true first three (or fewer) among our first three · capture: pressure that our
    first three hold, of what the best three hold · right, wrong: causes at `supported`, true
    and not · likely_right, likely_wrong: at `likely` · covered: share of department means
    inside their interval.
    Where nothing presses, hit, first, recall and capture say nothing and are False and 0.

    The published tables call `hit` top-1: with it (and not with `first`) this generator gives
    their figures for the bare mean and the bare nominations too. P(top-1) is a chance of `first`.
    """

    hit: bool
    hit_by_mean: bool
    hit_by_picks: bool
    first: bool
    recall: float
    capture: float
    right: int
    wrong: int
    likely_right: int
    likely_wrong: int
    p_top1: float | None
    covered: float
    verdict: str


def mark(world: World, told: ToldDiagnosis) -> Mark:
    """Compare a told diagnosis with the truth."""
    true = sorted(
        (code for code, pressure in world.pressure.items() if pressure > 0),
        key=lambda code: -world.pressure[code],
    )
    order = [cause.code for cause in told.causes]
    ours = set(order[:3])
    best = true[:3]
    held = sum(world.pressure[code] for code in best)
    named = {cause.code for cause in told.causes if cause.level == "supported"}
    likely = {cause.code for cause in told.causes if cause.level == "likely"}
    return Mark(
        hit=order[0] in true,
        hit_by_mean=_first_by(told, lambda cause: cause.severity.estimate) in true,
        hit_by_picks=_first_by(told, lambda cause: cause.nominated_share) in true,
        first=order[:1] == true[:1],
        recall=len(ours & set(best)) / len(best) if best else 0.0,
        capture=sum(world.pressure[code] for code in ours) / held if held else 0.0,
        right=len(named & set(true)),
        wrong=len(named - set(true)),
        likely_right=len(likely & set(true)),
        likely_wrong=len(likely - set(true)),
        p_top1=told.causes[0].p_top1,
        covered=_covered(world, told),
        verdict=told.verdict,
    )


def _first_by(told: ToldDiagnosis, height: Callable[[ToldCause], float | None]) -> str:
    return max(told.causes, key=lambda cause: (height(cause) or 0.0, cause.code)).code


def _covered(world: World, told: ToldDiagnosis) -> float:
    inside = [
        estimate.low <= world.severity[department][cause.code] <= estimate.high
        for cause in told.causes
        for department, estimate in cause.severity_by_department.items()
        if estimate.low is not None and estimate.high is not None
    ]
    return sum(inside) / len(inside) if inside else 0.0


def rate(times: int, of: int) -> str:
    """Write a share with Wilson's 95 % interval."""
    if not of:
        return "–"
    share, z = times / of, 1.959964
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{share:.3f} ({max(0, middle - reach):.3f}–{min(1, middle + reach):.3f})"


def is_above(times: int, of: int, most: float) -> bool:
    """Say whether a rate is above its mark by a one-sided binomial test at 1 %."""
    return float(binom.sf(times - 1, of, most)) < REJECT_AT


def summarise(marks: Sequence[Mark]) -> list[tuple[str, str]]:
    """Sum up worlds that hold causes."""
    of = len(marks)
    named = sum(mark.right + mark.wrong for mark in marks)
    likely = sum(mark.likely_right + mark.likely_wrong for mark in marks)
    return [
        ("top-1", rate(sum(mark.hit for mark in marks), of)),
        ("top-1 by bare severity", rate(sum(mark.hit_by_mean for mark in marks), of)),
        ("top-1 by bare nominations", rate(sum(mark.hit_by_picks for mark in marks), of)),
        ("heaviest cause first", rate(sum(mark.first for mark in marks), of)),
        ("recall@3", _mean([mark.recall for mark in marks])),
        ("capture@3", _mean([mark.capture for mark in marks])),
        ("P(any supported)", rate(sum(mark.right + mark.wrong > 0 for mark in marks), of)),
        ("P(any wrongly supported)", rate(sum(mark.wrong > 0 for mark in marks), of)),
        ("precision of supported", rate(sum(mark.right for mark in marks), named)),
        ("P(any likely or supported)", rate(sum(_says(mark) for mark in marks), of)),
        ("precision of likely", rate(sum(mark.likely_right for mark in marks), likely)),
        ("Brier of P(top-1)", _mean([_brier(mark) for mark in marks])),
        ("coverage of department means", _mean([mark.covered for mark in marks])),
    ]


def summarise_null(marks: Sequence[Mark]) -> list[tuple[str, str]]:
    """Sum up worlds without any cause: whatever is named there is false."""
    of = len(marks)
    return [
        ("false naming", rate(sum(mark.wrong > 0 for mark in marks), of)),
        ("false likely or supported", rate(sum(_says(mark) for mark in marks), of)),
        ("coverage of department means", _mean([mark.covered for mark in marks])),
    ]


def calibrate(marks: Sequence[Mark]) -> list[tuple[str, int, float, float]]:
    """Give, for bins of P(top-1) with enough worlds: bin, worlds, mean promise, share kept."""
    rows = []
    for low, high in pairwise(EDGES):
        inside = [
            (mark.p_top1, mark.first)
            for mark in marks
            if mark.p_top1 is not None and (low <= mark.p_top1 < high or mark.p_top1 == high == 1)
        ]
        if len(inside) >= LEAST_IN_BIN:
            promised = sum(p for p, _ in inside) / len(inside)
            kept = sum(first for _, first in inside) / len(inside)
            rows.append((f"{low:.2f}–{high:.2f}", len(inside), promised, kept))
    return rows


def _says(mark: Mark) -> bool:
    return mark.right + mark.wrong + mark.likely_right + mark.likely_wrong > 0


def _brier(mark: Mark) -> float:
    return 0.0 if mark.p_top1 is None else (mark.p_top1 - mark.first) ** 2


def _mean(values: Sequence[float]) -> str:
    return f"{sum(values) / len(values):.3f}" if values else "–"
