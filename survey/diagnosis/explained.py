"""Keep how differences in conflict share out over all causes: to explain, never to name."""

from collections.abc import Sequence

import numpy as np

from survey.diagnosis.measured import Measured
from survey.diagnosis.particulars import Explained, Part
from survey.diagnosis.rules import LEAST_FOR_LINKS
from survey.errors import NotEstimable
from survey.statistics.arrays import Floats, Whole
from survey.statistics.importance import WeightIntervals, bootstrap_weights, relative_weights
from survey.statistics.lmg import lmg
from survey.statistics.standard import standardise

RESAMPLES = 2_000
_STREAM = 13


def explain(causes: Sequence[Measured], conflict: Measured, *, seed: int) -> Explained | None:
    """Share R^2 out over the causes, within departments; None where links cannot be studied.

    Gaps stand at their department's mean, as in the study of links.
    """
    outcome = np.concatenate(conflict.scores)
    groups: Whole = np.repeat([0, 1], [len(side) for side in conflict.scores])
    rated = ~np.isnan(outcome)
    if min(np.bincount(groups[rated], minlength=2)) < LEAST_FOR_LINKS:
        return None
    kept = [cause for cause in causes if cause.severity]
    if not kept:
        return None
    scores = np.stack([np.concatenate(cause.scores) for cause in kept], axis=1)
    try:
        data = standardise(scores[rated], outcome[rated], groups[rated])
        shares = relative_weights(data.X, data.y, data.groups)
        orders = lmg(data.X, data.y, data.groups)
    except NotEstimable:
        return None
    ends = _intervals(data.X, data.y, data.groups, seed)
    return Explained(
        r_squared=orders.r_squared,
        adjusted=_adjust(orders.r_squared, len(data.y), len(kept)),
        n=len(data.y),
        regularised=shares.regularised,
        parts=tuple(
            Part(
                code=cause.scale.code,
                weight=shares.weights[place],
                low=ends.low[place] if ends else None,
                high=ends.high[place] if ends else None,
                lmg=orders.weights[place],
            )
            for place, cause in enumerate(kept)
        ),
    )


def _adjust(r_squared: float, n: int, causes: int) -> float | None:
    """Take out what so many causes explain of mere noise; two means are estimated besides."""
    df = n - 2 - causes
    return max(0.0, 1.0 - (1.0 - r_squared) * (n - 2) / df) if df > 0 else None


def _intervals(X: Floats, y: Floats, groups: Whole, seed: int) -> WeightIntervals | None:
    try:
        return bootstrap_weights(
            X, y, groups, rng=np.random.default_rng([seed, _STREAM]), resamples=RESAMPLES
        )
    except NotEstimable:
        return None
