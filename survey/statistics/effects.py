"""Keep how large the difference of two groups is, in units that need no scale."""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, ndtri, stdtrit

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Dominance:
    """Cliff's delta with its interval; superiority = P(second > first) + P(equal) / 2."""

    delta: float
    low: float
    high: float
    superiority: float


def cliffs_delta(
    first: Floats, second: Floats, *, confidence: float = 0.95, student: bool = False
) -> Dominance:
    """Compare every pair: P(second > first) - P(second < first).

    The interval is asymmetric and stays inside -1..1. Where the groups do not overlap at all,
    delta is moved inwards by one pair to give the interval an inner end, and the outer end is
    the edge itself (as R's effsize does).

    Parameters
    ----------
    first, second : (n,) and (m,) arrays
        Scores; nan is dropped first.
    student : bool
        Student's quantile with n + m - 2 df in place of the normal one (effsize's default).

    Raises
    ------
    NotEstimable
        With fewer than two scores in a group.

    References
    ----------
    Cliff, N. (1996). Multivariate Behavioral Research 31, 331. Feng, D. & Cliff, N. (2004).
    Journal of Modern Applied Statistical Methods 3, 322.
    """
    a, b = first[~np.isnan(first)], second[~np.isnan(second)]
    n, m = int(a.size), int(b.size)
    if min(n, m) < 2:
        raise NotEstimable("too_few_to_contrast", first=n, second=m)
    delta = float(dominance(b, a).mean())
    inner = delta * (n * m - 1) / (n * m) if abs(delta) == 1.0 else delta
    square = max(_dominance_variance(a, b, inner), (1.0 - inner**2) / (n * m - 1))
    tail = 0.5 + confidence / 2.0
    z = float(stdtrit(n + m - 2, tail)) if student else float(ndtri(tail))
    reach = z * square**0.5 * ((1.0 - inner**2) ** 2 + z**2 * square) ** 0.5
    width = 1.0 - inner**2 + z**2 * square
    return Dominance(
        delta=delta,
        low=-1.0 if delta == -1.0 else max(-1.0, (inner - inner**3 - reach) / width),
        high=1.0 if delta == 1.0 else min(1.0, (inner - inner**3 + reach) / width),
        superiority=(delta + 1.0) / 2.0,
    )


def dominance(values: Floats, others: Floats) -> Floats:
    """Give, for each value, the share of the others below it minus the share above it."""
    ordered = np.sort(others)
    below = np.searchsorted(ordered, values, "left")
    above = len(ordered) - np.searchsorted(ordered, values, "right")
    return np.asarray((below - above) / len(ordered))


def hedges_g(first: Floats, second: Floats) -> float:
    """Divide second minus first by the pooled spread, freed of its small-sample bias.

    The correction is exact: J = Gamma(v/2) / (sqrt(v/2) Gamma((v-1)/2)), v = n + m - 2.

    Raises
    ------
    NotEstimable
        With fewer than two scores in a group, or no variance.

    References
    ----------
    Hedges, L. V. (1981). Journal of Educational Statistics 6, 107.
    """
    a, b = first[~np.isnan(first)], second[~np.isnan(second)]
    n, m = int(a.size), int(b.size)
    if min(n, m) < 2:
        raise NotEstimable("too_few_to_contrast", first=n, second=m)
    df = n + m - 2
    pooled = ((n - 1) * float(np.var(a, ddof=1)) + (m - 1) * float(np.var(b, ddof=1))) / df
    if pooled <= 1e-12:
        raise NotEstimable("no_variance", first=n, second=m)
    correction = np.exp(gammaln(df / 2.0) - gammaln((df - 1) / 2.0)) / (df / 2.0) ** 0.5
    return float(correction * (b.mean() - a.mean()) / pooled**0.5)


def _dominance_variance(a: Floats, b: Floats, delta: float) -> float:
    """Give Cliff's unbiased variance of delta, without the matrix of all pairs."""
    n, m = len(a), len(b)
    rows, columns = dominance(b, a), -dominance(a, b)
    ordered = np.sort(a)
    ties = int((np.searchsorted(ordered, b, "right") - np.searchsorted(ordered, b, "left")).sum())
    # Sum over all pairs of (sign - delta)^2, with sign^2 = 1 except for ties.
    every = n * m * (1.0 + delta**2 - 2.0 * delta * float(rows.mean())) - ties
    spread = n**2 * float(((rows - delta) ** 2).sum())
    spread += m**2 * float(((columns - delta) ** 2).sum())
    return (spread - every) / (n * m * (n - 1) * (m - 1))
