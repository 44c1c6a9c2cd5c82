"""Keep how scores and outcome are made ready for the study of links; know no construct."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats, Whole

LEAST_SPREAD = 0.25
"""Floor of a pooled standard deviation: below it a code of one person would become a giant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """Scores centred by department and divided by their pooled within-department spread.

    X : (n, p); y : (n,); groups : (n,) index of the department.
    imputed : (p,) share of scores that were missing and stand at their department's mean.
    """

    X: Floats
    y: Floats
    groups: Whole
    imputed: Floats


def within_spread(groups: Sequence[Floats]) -> float:
    """Give the standard deviation within groups, pooled, nan dropped; 0 where nothing varies."""
    known = [group[~np.isnan(group)] for group in groups]
    df = sum(len(group) - 1 for group in known if len(group))
    squares = sum(float(((group - group.mean()) ** 2).sum()) for group in known if len(group))
    return float(np.sqrt(squares / df)) if df > 0 else 0.0


def standardise(scores: Floats, outcome: Floats, groups: Whole) -> Standard:
    """Centre by department, fill gaps with the department's mean, divide by the spread.

    Parameters
    ----------
    scores : (n, p) array
        nan is missing.
    outcome : (n,) array
        Without missing values.
    groups : (n,) array of int
        Department of each respondent, 0 or 1.

    Raises
    ------
    NotEstimable
        If the outcome does not vary within departments, or nobody scored a construct.
    """
    n, p = scores.shape
    missing = np.isnan(scores)
    X = np.zeros((n, p))
    y = np.zeros(n)
    kinds = np.unique(groups)
    for kind in kinds:
        mine = groups == kind
        if missing[mine].all(axis=0).any():
            raise NotEstimable("construct_without_scores", department=int(kind), n=int(mine.sum()))
        centred = scores[mine] - np.nanmean(scores[mine], axis=0)
        X[mine] = np.nan_to_num(centred, nan=0.0)
        y[mine] = outcome[mine] - outcome[mine].mean()
    df = n - len(kinds)
    if df < 3 or not np.isfinite(y).all():
        raise NotEstimable("too_few_for_links", n=n)
    if float(y @ y) <= 1e-12:
        raise NotEstimable("outcome_does_not_vary", n=n)
    spread = np.maximum(np.sqrt((X**2).sum(axis=0) / df), LEAST_SPREAD)
    return Standard(
        X=X / spread,
        y=y / max(float(np.sqrt(y @ y / df)), LEAST_SPREAD),
        groups=groups,
        imputed=missing.mean(axis=0),
    )
