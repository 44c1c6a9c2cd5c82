"""Keep what a sample says of a department of known size: means, shares, worst cases."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit
from scipy.stats import hypergeom

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Two ends of an interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentMean:
    """A department's mean on one scale, with its sampling and its worst-case uncertainty."""

    mean: float
    standard_error: float
    n: int
    roster: int
    low: float
    high: float
    bound_low: float
    bound_high: float


def department_mean(
    scores: Floats,
    roster: int,
    reliability: float,
    *,
    low: float = 1.0,
    high: float = 5.0,
    confidence: float = 0.95,
) -> DepartmentMean:
    """Estimate the mean true score of everybody in a department.

    Sampling without replacement shrinks the variance of true scores only; the noise of
    measurement stays: Var = (1 - f rho) S^2 / n with f = n / roster. A census therefore keeps
    an interval.

    Parameters
    ----------
    scores : (n,) array
        Scores of those who answered; nan is dropped before n is taken.
    roster : int
        Members of the department.
    reliability : float
        Of the scale, 0 to 1.
    low, high : float
        Declared bounds of the score; interval and worst case stay inside.

    Raises
    ------
    NotEstimable
        With fewer than two scores, more scores than members, or an impossible reliability.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, ch. 2. The part kept for measurement error and
    its coverage (.950-.974 for roster 6-75) are ours, by simulation.
    """
    values = scores[~np.isnan(scores)]
    n = int(values.size)
    if n < 2 or n > roster:
        raise NotEstimable("too_few_answers", n=n, roster=roster)
    if not 0.0 <= reliability <= 1.0:
        raise NotEstimable("impossible_reliability", reliability=reliability)
    mean = float(np.mean(values))
    variance = float(np.var(values, ddof=1))
    error = float(np.sqrt((1.0 - n / roster * reliability) * variance / n))
    reach = float(stdtrit(n - 1, 0.5 + confidence / 2.0)) * error
    bounds = worst_case(mean, n, roster, low=low, high=high)
    return DepartmentMean(
        mean=mean,
        standard_error=error,
        n=n,
        roster=roster,
        low=max(low, mean - reach),
        high=min(high, mean + reach),
        bound_low=bounds.low,
        bound_high=bounds.high,
    )


def worst_case(
    mean: float, n: int, roster: int, *, low: float = 1.0, high: float = 5.0
) -> Interval:
    """Bound the mean of all members, whatever the silent ones would have said.

    References
    ----------
    Manski, C. F. (1989). Anatomy of the selection problem. Journal of Human Resources 24, 343.
    """
    if not 1 <= n <= roster:
        raise NotEstimable("too_few_answers", n=n, roster=roster)
    silent = roster - n
    return Interval(
        low=(n * mean + silent * low) / roster, high=(n * mean + silent * high) / roster
    )


def worst_case_share(count: int, n: int, roster: int) -> Interval:
    """Bound the share of all members that hold a property, whatever the silent ones hold.

    "Most" may be said of a department only where the lower end is above one half.
    """
    if not 0 <= count <= n <= roster or n < 1:
        raise NotEstimable("impossible_count", count=count, n=n, roster=roster)
    return Interval(low=count / roster, high=(count + roster - n) / roster)


def tipping_point(
    mean: float,
    n: int,
    roster: int,
    *,
    cut: float = 3.0,
    low: float = 1.0,
    high: float = 5.0,
) -> float | None:
    """Give the mean of the silent members at which the department's mean crosses the cut.

    None where no answers of theirs could make it cross, or nobody is silent.
    """
    if not 1 <= n <= roster:
        raise NotEstimable("too_few_answers", n=n, roster=roster)
    if n == roster:
        return None
    needed = (cut * roster - n * mean) / (roster - n)
    return needed if low <= needed <= high else None


def share_interval(count: int, n: int, roster: int, *, confidence: float = 0.95) -> Interval:
    """Bound the share of members that hold a property, exactly, for a sample of known size.

    Every number of holders among the roster is kept that the observed count does not reject at
    (1 - confidence) / 2 on either side.

    Parameters
    ----------
    count, n, roster : int
        Holders among the respondents, respondents, members.

    Raises
    ------
    NotEstimable
        Unless 0 <= count <= n <= roster and n >= 1.

    References
    ----------
    Wright, T. (1991). Exact confidence bounds when sampling from small finite universes.
    """
    if not 0 <= count <= n <= roster or n < 1:
        raise NotEstimable("impossible_count", count=count, n=n, roster=roster)
    holders = np.arange(count, roster - n + count + 1)
    tail = (1.0 - confidence) / 2.0
    kept = holders[
        (hypergeom.cdf(count, roster, holders, n) > tail)
        & (hypergeom.sf(count - 1, roster, holders, n) > tail)
    ]
    return Interval(low=float(kept[0]) / roster, high=float(kept[-1]) / roster)
