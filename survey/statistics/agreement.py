"""Keep how far people of one department agree, and whether groups differ; know no construct."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats

SKEWED = {5: 1.34}
"""Variance of slightly skewed answers by number of categories, as far as we have checked it.

LeBreton, J. M. & Senter, J. L. (2008). Organizational Research Methods 11, 815, table 2.
"""

DIVIDED_SHARE = 0.25
"""A camp counts from this share of a department on (our choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far n people agree on k items.

    rwg_uniform, rwg_skewed : rwg(j) against uniform and slightly skewed answers, 0 where people
    differ more than chance would; None without a published skewed variance. lindell : r*wg(j),
    linear, below 0 there. ad_mean, ad_median : mean absolute deviation, in points of the format.
    divided : more spread than uniform answers have, or two camps.
    """

    n: int
    k: int
    variance: float
    rwg_uniform: float
    rwg_skewed: float | None
    lindell: float
    ad_mean: float
    ad_median: float
    divided: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReliability:
    """icc1 : share of variance between groups; icc2 : reliability of their means.

    icc2 is None where groups do not differ at all. size : mean group size.
    """

    icc1: float
    icc2: float | None
    groups: int
    size: float


def agree(answers: Floats, *, categories: int = 5) -> Agreement:
    """Describe agreement inside one group.

    Parameters
    ----------
    answers : (n, k) array
        Keyed codes 1..categories; incomplete rows are dropped before n is taken.
    categories : int
        Codes that the response format declares.

    Raises
    ------
    NotEstimable
        With fewer than two complete rows, no item, or fewer than two categories.

    References
    ----------
    James, L. R., Demaree, R. G. & Wolf, G. (1984). JAP 69, 85. Lindell, M. K., Brandt, C. J. &
    Whitney, D. J. (1999). APM 23, 127. Burke, M. J., Finkelstein, L. M. & Dusig, M. S. (1999).
    ORM 2, 49.
    """
    rows = answers[~np.isnan(answers).any(axis=1)]
    n, k = rows.shape
    if n < 2 or k < 1 or categories < 2:
        raise NotEstimable("too_few_to_agree", n=n, items=k, categories=categories)
    variance = float(np.var(rows, axis=0, ddof=1).mean())
    uniform = (categories**2 - 1) / 12.0
    skewed = SKEWED.get(categories)
    return Agreement(
        n=n,
        k=k,
        variance=variance,
        rwg_uniform=rwg(variance, k, uniform),
        rwg_skewed=None if skewed is None else rwg(variance, k, skewed),
        lindell=1.0 - variance / uniform,
        ad_mean=float(np.abs(rows - rows.mean(axis=0)).mean()),
        ad_median=float(np.abs(rows - np.median(rows, axis=0)).mean()),
        divided=variance > uniform or _camps(rows, categories),
    )


def rwg(variance: float, k: int, chance: float) -> float:
    """Give rwg(j) of k items with this mean variance, against a variance expected by chance."""
    ratio = variance / chance
    if ratio >= 1.0:
        return 0.0
    return k * (1.0 - ratio) / (k * (1.0 - ratio) + ratio)


def group_reliability(groups: Sequence[Floats]) -> GroupReliability:
    """Compute ICC(1) and ICC(2) of a one-way analysis of variance.

    With two departments there is one degree of freedom between them and both say next to
    nothing; show them from six groups on.

    Parameters
    ----------
    groups : sequence of (n_g,) arrays
        Scores; nan and empty groups are dropped first.

    Raises
    ------
    NotEstimable
        With fewer than two groups, nobody to vary inside them, or no variance.

    References
    ----------
    Bliese, P. D. (2000). Within-group agreement, non-independence, and reliability. Unequal
    groups enter by their mean size, as in R's multilevel::ICC1.
    """
    known = [group[~np.isnan(group)] for group in groups]
    kept = [group for group in known if group.size]
    n, count = sum(group.size for group in kept), len(kept)
    if count < 2 or n <= count:
        raise NotEstimable("too_few_groups", groups=count, n=n)
    grand = np.concatenate(kept).mean()
    between = sum(group.size * (group.mean() - grand) ** 2 for group in kept) / (count - 1)
    within = sum(float(((group - group.mean()) ** 2).sum()) for group in kept) / (n - count)
    size = n / count
    total = between + (size - 1.0) * within
    if total <= 1e-12:
        raise NotEstimable("no_variance", groups=count, n=n)
    return GroupReliability(
        icc1=float((between - within) / total),
        icc2=float((between - within) / between) if between > 1e-12 else None,
        groups=count,
        size=float(size),
    )


def _camps(rows: Floats, categories: int) -> bool:
    """Say whether people's means gather at both ends of the format (2 and 4 of 5)."""
    means = rows.mean(axis=1)
    reach = (categories - 1) / 4.0
    low, high = means <= 1.0 + reach, means >= categories - reach
    return bool(min(low.mean(), high.mean()) >= DIVIDED_SHARE)
