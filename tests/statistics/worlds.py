"""Small sets of scores with a planted link, for the tests of links, ranks and permutations."""

import numpy as np

from survey.statistics.arrays import Floats, Whole
from survey.statistics.standard import Standard, standardise


def planted(
    *, n: int = 80, p: int = 6, link: float = 1.0, seed: int = 1
) -> tuple[Floats, Floats, Whole]:
    """Give scores (n, p), an outcome and departments; the first construct drives the outcome."""
    rng = np.random.default_rng(seed)
    halo = rng.standard_normal((n, 1))
    scores = 3.0 + 0.5 * halo + 0.7 * rng.standard_normal((n, p))
    outcome = 3.0 + 0.4 * halo[:, 0] + link * (scores[:, 0] - 3.0) + 0.5 * rng.standard_normal(n)
    return scores, outcome, np.repeat([0, 1], [n // 2, n - n // 2])


def prepared(*, n: int = 80, p: int = 6, link: float = 1.0, seed: int = 1) -> Standard:
    """Give the same, standardised."""
    return standardise(*planted(n=n, p=p, link=link, seed=seed))
