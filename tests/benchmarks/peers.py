"""Keep how others compute what we compute fast, to be timed beside us: `make bench`.

pingouin brings 34 packages and 580 MB, so it is no dependency, not even of the tests. Its LMG is
rewritten here as it works: every subset of the others, with and without the predictor, each
solved by itself. Measured beside us once, pingouin 0.7.0 itself took 0.98 s for 14 predictors
(docs/methods.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from survey.statistics.arrays import Floats
from survey.statistics.importance import bootstrap_weights
from survey.statistics.lmg import lmg

CAUSES, PEOPLE, RESAMPLES = 14, 60, 10_000
# A plain loop is timed over a part of its work and counted up.
PART = 10
Work = Callable[[], object]


def answers() -> tuple[Floats, Floats]:
    """Give answers of so many people to so many causes, with a common mood, and an outcome."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(PEOPLE, CAUSES)) + rng.normal(size=(PEOPLE, 1))
    return X, X @ rng.normal(size=CAUSES) + rng.normal(size=PEOPLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """Ours is run `often` times on end; the peer does one `part`-th of its work. goal: times."""

    name: str
    ours: Work
    often: int
    peer: Work
    part: int
    goal: str


def list_races() -> list[Race]:
    """List what is raced."""
    X, y = answers()
    rng = np.random.default_rng(1)
    return [
        Race(
            name="LMG of 14, all subsets solved",
            ours=lambda: lmg(X, y),
            often=50,
            peer=lambda: solve_all_subsets(X, y),
            part=1,
            goal="–",
        ),
        Race(
            name="10 000 bootstrap weights, a loop",
            ours=lambda: bootstrap_weights(X, y, rng=rng, resamples=RESAMPLES),
            often=1,
            peer=lambda: loop_bootstrap(X, y, RESAMPLES // PART),
            part=PART,
            goal="6",
        ),
        Race(
            name="the same, the leanest loop",
            ours=lambda: bootstrap_weights(X, y, rng=rng, resamples=RESAMPLES),
            often=1,
            peer=lambda: loop_lean(X, y, RESAMPLES // PART),
            part=PART,
            goal="–",
        ),
    ]


def solve_all_subsets(X: Floats, y: Floats) -> Floats:
    """Give LMG shares by solving every subset once, then averaging gains."""
    p = X.shape[1]
    r = np.asarray(np.corrcoef(np.column_stack([X, y]).T))
    explained: dict[tuple[int, ...], float] = {(): 0.0}
    for size in range(1, p + 1):
        for subset in combinations(range(p), size):
            at = list(subset)
            slopes = np.linalg.solve(r[np.ix_(at, at)], r[at, p])
            explained[subset] = float(slopes @ r[at, p])
    gains = np.zeros(p)
    for subset, value in explained.items():
        for j in range(p):
            if j not in subset:
                larger = tuple(sorted((*subset, j)))
                gains[j] += (explained[larger] - value) / (p * comb(p - 1, len(subset)))
    return gains


def loop_bootstrap(X: Floats, y: Floats, resamples: int) -> Floats:
    """Give percentile intervals of relative weights, one resample after the other."""
    rng = np.random.default_rng(1)
    weights = []
    for _ in range(resamples):
        rows = rng.choice(len(X), len(X))
        r = np.corrcoef(X[rows], rowvar=False)
        values, vectors = np.linalg.eigh(r)
        root = vectors @ np.diag(np.sqrt(values)) @ vectors.T
        with_y = [np.corrcoef(column, y[rows])[0, 1] for column in X[rows].T]
        slopes = np.linalg.inv(root) @ with_y
        weights.append(root**2 @ slopes**2)
    return np.asarray(np.quantile(weights, [0.025, 0.975], axis=0))


def loop_lean(X: Floats, y: Floats, resamples: int) -> Floats:
    """Give the same with one product a resample and no inverse: what a loop can do at best."""
    rng = np.random.default_rng(1)
    data = np.column_stack([X, y])
    weights = np.empty((resamples, X.shape[1]))
    for place in range(resamples):
        r = np.asarray(np.corrcoef(data[rng.integers(0, len(data), len(data))].T))
        values, vectors = np.linalg.eigh(r[:-1, :-1])
        root = vectors * np.sqrt(values)
        slopes = vectors @ ((vectors.T @ r[:-1, -1]) / np.sqrt(values))
        weights[place] = (root @ vectors.T) ** 2 @ slopes**2
    return np.asarray(np.quantile(weights, [0.025, 0.975], axis=0))
