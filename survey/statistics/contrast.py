"""Keep how two groups, or two answers of the same people, are compared."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit
from scipy.stats import false_discovery_control, permutation_test

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """A difference of means with its interval; t and df are None where no t test was made."""

    estimate: float
    low: float
    high: float
    p: float
    t: float | None
    df: float | None


def welch(first: Floats, second: Floats, *, confidence: float = 0.95) -> Contrast:
    """Contrast two groups of people: second minus first, spreads allowed to differ.

    Raises
    ------
    NotEstimable
        With fewer than two scores in a group, or no variance in either.

    References
    ----------
    Welch, B. L. (1947). Biometrika 34, 28.
    """
    a, b = first[~np.isnan(first)], second[~np.isnan(second)]
    if min(a.size, b.size) < 2:
        raise NotEstimable("too_few_to_contrast", first=int(a.size), second=int(b.size))
    parts = float(np.var(a, ddof=1)) / a.size, float(np.var(b, ddof=1)) / b.size
    variance = parts[0] + parts[1]
    if variance <= 0.0:
        raise NotEstimable("no_variance", first=int(a.size), second=int(b.size))
    df = variance**2 / (parts[0] ** 2 / (a.size - 1) + parts[1] ** 2 / (b.size - 1))
    estimate = float(np.mean(b) - np.mean(a))
    error = variance**0.5
    reach = float(stdtrit(df, 0.5 + confidence / 2.0)) * error
    t = estimate / error
    return Contrast(
        estimate=estimate,
        low=estimate - reach,
        high=estimate + reach,
        p=2.0 * float(stdtr(df, -abs(t))),
        t=t,
        df=df,
    )


def paired(
    first: Floats,
    second: Floats,
    *,
    resamples: int = 1_999,
    rng: np.random.Generator,
    confidence: float = 0.95,
) -> Contrast:
    """Contrast two answers of the same people: second minus first, by flipping signs.

    The p value is exact while all flips can be counted; the interval is Student's.

    Parameters
    ----------
    first, second : (n,) arrays
        The same people in the same order; a pair with a gap is dropped before n is taken.
    """
    gaps = second - first
    gaps = gaps[~np.isnan(gaps)]
    n = int(gaps.size)
    if n < 2:
        raise NotEstimable("too_few_pairs", n=n)
    estimate = float(np.mean(gaps))
    reach = float(stdtrit(n - 1, 0.5 + confidence / 2.0)) * float(np.std(gaps, ddof=1)) / n**0.5
    test = permutation_test(
        (gaps,),
        lambda sample, axis: np.mean(sample, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=resamples,
        batch=max(1, 200_000 // n),
        rng=rng,
    )
    p = float(test.pvalue)
    return Contrast(
        estimate=estimate, low=estimate - reach, high=estimate + reach, p=p, t=None, df=None
    )


def false_discovery(p_values: Floats) -> Floats:
    """Give q values of one family of tests; nan stays nan and does not count.

    References
    ----------
    Benjamini, Y. & Hochberg, Y. (1995). JRSS B 57, 289.
    """
    known = ~np.isnan(p_values)
    q = np.full(len(p_values), np.nan)
    if known.any():
        q[known] = false_discovery_control(p_values[known], method="bh")
    return q
