"""Keep the test whether one group tends to larger values, spreads allowed to differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

import numpy as np
from scipy import stats

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.effects import dominance

MOST_EXACT = 20_000
"""Up to so many ways to part the people into two groups all of them are looked at."""

LEAST_FOR_T = 15
"""From this size of the smaller group on Student's approximation keeps its level.

Neubert & Brunner (2007), and our simulation: below, it is too sure where groups hardly overlap.
"""

CHUNK = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tendency:
    """superiority = P(second > first) + P(equal) / 2; way : t, exact or random.

    statistic : studentised, above 0 if the second tends to more; None where the groups do not
    overlap and it is infinite.
    """

    superiority: float
    statistic: float | None
    p: float
    way: str


def brunner_munzel(first: Floats, second: Floats) -> Tendency:
    """Test by Student's approximation.

    Parameters
    ----------
    first, second : (n,) and (m,) arrays
        Scores; nan is dropped first.

    Raises
    ------
    NotEstimable
        With fewer than two scores in a group, or groups that do not overlap: the approximation
        has no spread to work with there. Permute.

    References
    ----------
    Brunner, E. & Munzel, U. (2000). Biometrical Journal 42, 17.
    """
    a, b = _known(first, second)
    if np.ptp(np.concatenate([a, b])) == 0.0:
        return Tendency(superiority=0.5, statistic=0.0, p=1.0, way="t")
    if a.max() < b.min() or b.max() < a.min():
        raise NotEstimable("no_overlap", first=len(a), second=len(b))
    found = stats.brunnermunzel(a, b, distribution="t")
    return Tendency(
        superiority=_superiority(a, b),
        statistic=float(found.statistic),
        p=float(found.pvalue),
        way="t",
    )


def permuted_brunner_munzel(
    first: Floats, second: Floats, *, rng: np.random.Generator, permutations: int = 9_999
) -> Tendency:
    """Test by permuting the studentised statistic: exact up to MOST_EXACT ways, else at random.

    The two-sided p value counts statistics at least as far from 0 (as R's brunnermunzel does);
    random permutations count the observed one.

    Raises
    ------
    NotEstimable
        With fewer than two scores in a group.

    References
    ----------
    Neubert, K. & Brunner, E. (2007). Computational Statistics & Data Analysis 51, 5192.
    """
    a, b = _known(first, second)
    n, m = len(a), len(b)
    below = _below(a, b)
    observed = float(_statistics(below, _seats(n, m))[0])
    exact = comb(n + m, n) <= MOST_EXACT
    parts = _every_parting(n, m) if exact else _random_partings(n, m, permutations, rng)
    reached = total = 0
    # Rounding must not tell equal statistics apart.
    mark = abs(observed) if np.isinf(observed) else abs(observed) - 1e-9 * max(1.0, abs(observed))
    for seats in parts:
        reached += int((np.abs(_statistics(below, seats)) >= mark).sum())
        total += len(seats)
    spare = 0 if exact else 1
    return Tendency(
        superiority=_superiority(a, b),
        statistic=observed if np.isfinite(observed) else None,
        p=(reached + spare) / (total + spare),
        way="exact" if exact else "random",
    )


def tendency(first: Floats, second: Floats, *, rng: np.random.Generator) -> Tendency:
    """Test the way that suits the sizes: Student's from LEAST_FOR_T on, else permuted."""
    a, b = _known(first, second)
    if min(len(a), len(b)) < LEAST_FOR_T:
        return permuted_brunner_munzel(a, b, rng=rng)
    try:
        return brunner_munzel(a, b)
    except NotEstimable:
        return permuted_brunner_munzel(a, b, rng=rng)


def _known(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    a, b = first[~np.isnan(first)], second[~np.isnan(second)]
    if min(a.size, b.size) < 2:
        raise NotEstimable("too_few_to_contrast", first=int(a.size), second=int(b.size))
    return a, b


def _superiority(a: Floats, b: Floats) -> float:
    return float((dominance(b, a).mean() + 1.0) / 2.0)


def _below(a: Floats, b: Floats) -> Floats:
    """Say of every pair of people whether the column's value lies below the row's; ties a half."""
    everybody = np.concatenate([a, b])
    return np.asarray((np.sign(everybody[:, None] - everybody[None, :]) + 1.0) / 2.0)


def _seats(n: int, m: int) -> Floats:
    return np.concatenate([np.ones(n), np.zeros(m)])[None, :]


def _every_parting(n: int, m: int) -> Iterator[Floats]:
    ways = combinations(range(n + m), n)
    while chosen := list(islice(ways, CHUNK)):
        seats = np.zeros((len(chosen), n + m))
        np.put_along_axis(seats, np.array(chosen), 1.0, axis=1)
        yield seats


def _random_partings(
    n: int, m: int, permutations: int, rng: np.random.Generator
) -> Iterator[Floats]:
    for start in range(0, permutations, CHUNK):
        rows = min(CHUNK, permutations - start)
        yield rng.permuted(np.repeat(_seats(n, m), rows, axis=0), axis=1)


def _statistics(below: Floats, seats: Floats) -> Floats:
    """Studentise every parting; `seats` (ways, n + m) is 1 where a person sits in the first group.

    A person's placement is how many of the other group lie below: all of the statistic is made
    of placements, so that all partings are two products with one matrix of pairs.
    """
    n = seats.sum(axis=1)
    m = seats.shape[1] - n
    other = 1.0 - seats
    over_second = (other @ below.T) * seats
    over_first = (seats @ below.T) * other
    mean_first = over_second.sum(axis=1) / n
    mean_second = over_first.sum(axis=1) / m
    first = ((over_second - mean_first[:, None] * seats) ** 2).sum(axis=1) / (n - 1)
    second = ((over_first - mean_second[:, None] * other) ** 2).sum(axis=1) / (m - 1)
    # P - 1/2 by the placements of either group; a mean of both would be the same.
    lead = mean_second / n - 0.5
    error = np.sqrt(n * first + m * second) / (n * m)
    apart = error <= 1e-12
    scaled = lead / np.where(apart, 1.0, error)
    return np.where(apart, np.where(np.abs(lead) <= 1e-12, 0.0, np.copysign(np.inf, lead)), scaled)
