"""Keep the root-cause score: attributable pressure, its shares and the chances of each rank."""

from dataclasses import dataclass

import numpy as np

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Scores sum to 100, or are all 0; top1 and top3 sum to 1 and 3 unless all scores are 0."""

    scores: tuple[float, ...]
    top1: tuple[float, ...]
    top3: tuple[float, ...]


def draw_severities(
    means: Floats, errors: Floats, df: Floats, *, draws: int, rng: np.random.Generator
) -> Floats:
    """Draw true severities (draws, p) from their t posteriors."""
    return means + errors * rng.standard_t(df, size=(draws, len(means)))


def pressure(slopes: Floats, severities: Floats, *, problem: float, good: float) -> Floats:
    """Give the conflict that would vanish if a problem went down to `good`.

    A = max(slope, 0) (severity - good) where severity is above `problem`, else 0.

    Parameters
    ----------
    slopes, severities : (draws, p) arrays
    """
    return np.where(severities > problem, np.maximum(slopes, 0.0) * (severities - good), 0.0)


def rank(draws: Floats) -> Ranking:
    """Turn draws of pressure (draws, p) into scores and chances of rank.

    Chances are those given that something presses: draws in which nothing does are left out,
    unless all are such. A draw in which fewer constructs press than there are places gives the
    empty places to nobody in particular: they are shared evenly, so that chances still sum to
    the places.
    """
    if draws.ndim != 2 or draws.shape[1] < 1 or not np.isfinite(draws).all():
        raise NotEstimable("no_draws", shape=draws.shape)
    means = draws.mean(axis=0)
    total = float(means.sum())
    p = draws.shape[1]
    pressing = draws[(draws > 0).any(axis=1)]
    told = pressing if len(pressing) else draws
    shares = means * (100.0 / total) if total > 0 else np.zeros(p)
    return Ranking(
        scores=tuple(float(share) for share in shares),
        top1=chances_of_top(told, 1),
        top3=chances_of_top(told, min(3, p)),
    )


def chances_of_top(draws: Floats, places: int) -> tuple[float, ...]:
    """Give each column's chance to be among the first `places`; ties share a place evenly."""
    p = draws.shape[1]
    if not 1 <= places <= p:
        raise NotEstimable("no_such_place", places=places, constructs=p)
    last = np.partition(draws, p - places, axis=1)[:, p - places][:, None]
    above = draws > last
    level = draws == last
    open_places = places - above.sum(axis=1, keepdims=True)
    weight = above + level * (open_places / level.sum(axis=1, keepdims=True))
    return tuple(float(chance) for chance in weight.mean(axis=0))
