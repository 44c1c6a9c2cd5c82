"""Keep how two groups, or two answers of the same people, are compared."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit
from scipy.stats import false_discovery_control

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats

LEAST_VARIANCE = 1e-12
"""Of a difference of means; what is below is rounding."""


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
    if variance <= LEAST_VARIANCE:
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


def paired(first: Floats, second: Floats, *, confidence: float = 0.95) -> Contrast:
    """Contrast two answers of the same people: second minus first, by flipping signs.

    The p value counts all 2^n flips, for any n; the interval is Student's.

    Parameters
    ----------
    first, second : (n,) arrays
        Codes of the same people in the same order; a pair with a gap is dropped before n is
        taken.

    Raises
    ------
    NotEstimable
        With fewer than two pairs, or answers that are not whole codes.
    """
    gaps = second - first
    gaps = gaps[~np.isnan(gaps)]
    n = int(gaps.size)
    if n < 2:
        raise NotEstimable("too_few_pairs", n=n)
    estimate = float(np.mean(gaps))
    reach = float(stdtrit(n - 1, 0.5 + confidence / 2.0)) * float(np.std(gaps, ddof=1)) / n**0.5
    return Contrast(
        estimate=estimate,
        low=estimate - reach,
        high=estimate + reach,
        p=sign_flip(gaps),
        t=None,
        df=None,
    )


def sign_flip(gaps: Floats) -> float:
    """Give the exact two-sided p value of a sum of whole gaps under random signs.

    The sum's distribution is the Fourier inverse of prod cos(gap t), so no flip is enumerated.

    References
    ----------
    Fisher, R. A. (1935). The Design of Experiments, section 21.
    """
    whole = np.rint(gaps)
    if gaps.size < 1 or not np.array_equal(whole, gaps):
        raise NotEstimable("no_whole_gaps", n=int(gaps.size))
    reached = round(abs(float(whole.sum())))
    farthest = round(float(np.abs(whole).sum()))
    if reached == 0:
        return 1.0
    length = 2 * farthest + 1
    sizes, counts = np.unique(np.abs(whole), return_counts=True)
    turns = 2.0 * np.pi * np.arange(length) / length
    waves = np.prod(np.cos(turns[:, None] * sizes) ** counts, axis=1)
    chances = np.fft.ifft(waves).real
    # Every sum from the observed one outwards; the other tail is its mirror image.
    return float(np.clip(2.0 * chances[reached : farthest + 1].sum(), 2.0**-gaps.size, 1.0))


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
