"""Keep how two waves of one department are compared without linking any person."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.contrast import LEAST_VARIANCE, false_discovery
from survey.statistics.population import DepartmentMean, Interval
from survey.statistics.severity import Severity

CLEAR_CHANGE, CLEAR_Q = 0.30, 0.10
"""A change is called one from this size on and at this rate of false discoveries."""

DIFFERENT_PEOPLE = 0.20
"""Above this share of a roster that changed, two waves asked different people."""

LEAST = 5
"""Answers below which a wave is not compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Second wave minus first, with Welch's interval; q over all changes of one family.

    word : higher, lower or no_clear_change.
    """

    estimate: float
    low: float
    high: float
    df: float
    p: float
    q: float
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """A mean of one wave with its standard error, degrees of freedom and smallest n."""

    mean: float
    standard_error: float
    df: float
    n: int


def wave_of_department(mean: DepartmentMean) -> Wave:
    """Take a department's mean as one side of a change."""
    return Wave(mean=mean.mean, standard_error=mean.standard_error, df=float(mean.n - 1), n=mean.n)


def wave_of_both(severity: Severity, n: int) -> Wave:
    """Take both departments together as one side; n is the smaller department's."""
    return Wave(
        mean=severity.mean,
        standard_error=severity.standard_error,
        df=float(severity.df),
        n=n,
    )


def compare_waves(
    pairs: Sequence[tuple[Wave, Wave]], *, confidence: float = 0.95
) -> tuple[Change, ...]:
    """Compare first and second wave of each construct.

    The variance is V1 + V2, each with its (1 - f alpha): many people answer both times, which
    makes the true variance smaller, so that this errs on the wide side.

    Parameters
    ----------
    pairs : sequence of (first, second)
        One a construct: they are one family of tests.

    Raises
    ------
    NotEstimable
        With fewer than LEAST answers in a wave, or no spread in either.

    References
    ----------
    Welch, B. L. (1947). Biometrika 34, 28. Benjamini, Y. & Hochberg, Y. (1995). JRSS B 57, 289.
    """
    raw = [_compare(first, second, confidence) for first, second in pairs]
    q = false_discovery(np.array([change.p for change in raw]))
    return tuple(_say(change, float(one)) for change, one in zip(raw, q, strict=True))


def left_problem(before: float, after: float) -> Interval:
    """Bound the share of people who were in a problem state before and are not after.

    Two shares of unlinked people allow everything in between.

    Parameters
    ----------
    before, after : float
        Shares in the problem state, 0 to 1.

    References
    ----------
    Frechet, M. (1951). Annales de l'Universite de Lyon A 14, 53.
    """
    if not (0.0 <= before <= 1.0 and 0.0 <= after <= 1.0):
        raise NotEstimable("no_shares", before=before, after=after)
    return Interval(low=max(0.0, before - after), high=min(before, 1.0 - after))


def chance_rank_improved(first: Floats, second: Floats) -> tuple[float, ...]:
    """Give each construct's chance to stand lower (better) in the second wave's order.

    Parameters
    ----------
    first, second : (draws, p) arrays
        Independent draws of scores, high = bad. Equal ranks are no improvement.

    Raises
    ------
    NotEstimable
        If the waves have different constructs, or no draws.
    """
    if first.ndim != 2 or first.shape != second.shape or not first.size:
        raise NotEstimable("no_draws", first=first.shape, second=second.shape)
    improved = _ranks(second) > _ranks(first)
    return tuple(float(chance) for chance in improved.mean(axis=0))


def different_people(before: int, after: int, stayed: int | None = None) -> bool:
    """Say whether more than DIFFERENT_PEOPLE of the roster changed.

    Without knowing who stayed, the change of size alone counts, its lower bound.
    """
    if min(before, after) < 1 or (stayed is not None and not 0 <= stayed <= min(before, after)):
        raise NotEstimable("no_roster", before=before, after=after)
    kept = min(before, after) if stayed is None else stayed
    return 1.0 - kept / max(before, after) > DIFFERENT_PEOPLE


def _compare(first: Wave, second: Wave, confidence: float) -> Change:
    if min(first.n, second.n) < LEAST:
        raise NotEstimable("too_few_to_compare", first=first.n, second=second.n)
    parts = first.standard_error**2, second.standard_error**2
    variance = parts[0] + parts[1]
    if variance <= LEAST_VARIANCE:
        raise NotEstimable("no_variance", first=first.n, second=second.n)
    df = variance**2 / (parts[0] ** 2 / first.df + parts[1] ** 2 / second.df)
    estimate, error = second.mean - first.mean, variance**0.5
    reach = float(stdtrit(df, 0.5 + confidence / 2.0)) * error
    return Change(
        estimate=estimate,
        low=estimate - reach,
        high=estimate + reach,
        df=df,
        p=2.0 * float(stdtr(df, -abs(estimate) / error)),
        q=1.0,
        word="no_clear_change",
    )


def _say(change: Change, q: float) -> Change:
    clear = abs(change.estimate) >= CLEAR_CHANGE - 1e-12 and q < CLEAR_Q
    direction = "higher" if change.estimate > 0 else "lower"
    return Change(
        estimate=change.estimate,
        low=change.low,
        high=change.high,
        df=change.df,
        p=change.p,
        q=q,
        word=direction if clear else "no_clear_change",
    )


def _ranks(draws: Floats) -> Floats:
    """Give ranks by row, 1 = the highest draw; ties share their mean rank."""
    above = (draws[:, None, :] > draws[:, :, None]).sum(axis=2)
    level = (draws[:, None, :] == draws[:, :, None]).sum(axis=2)
    return np.asarray(above + (level + 1) / 2.0)
