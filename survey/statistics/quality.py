"""Keep the marks of careless answering; mark and count, never remove anybody."""

import numpy as np

from survey.errors import NotEstimable
from survey.statistics.arrays import Flags, Floats, Whole

SHORTEST_RUN = 0.5
"""A run of one code over half of the items is a straight line."""

LEAST_VARIABILITY = 0.30
LARGEST_INNER_SPREAD = 1.25
LEAST_EVEN_ODD = 0.30


def careless(raw: Floats, keyed: Floats, scales: Whole) -> Flags:
    """Mark respondents whom two of three families of signs call careless.

    Straight lines (a run over half of the items, or hardly any variability before keying);
    contradictions inside scales; and answers unrelated both to everybody else's and to
    themselves.

    Parameters
    ----------
    raw, keyed : (n, k) arrays
        The same answers before and after keying, items in the order they were asked.
    scales : (k,) array of int
        Which scale each item belongs to.

    References
    ----------
    Curran, P. G. (2016). JESP 66, 4. Cut-offs from our own simulation: no honest respondent
    in 150 runs met the first or the second family.
    """
    if raw.shape != keyed.shape or raw.shape[1] != len(scales) or raw.shape[1] < 2:
        raise NotEstimable("items_do_not_match", raw=raw.shape, keyed=keyed.shape)
    turned = not np.array_equal(np.nan_to_num(raw), np.nan_to_num(keyed))
    answered = np.sum(~np.isnan(raw), axis=1)
    lines = longest_run(raw) >= np.maximum(SHORTEST_RUN * answered, 2.0)
    if turned:
        lines |= _spread(raw) < LEAST_VARIABILITY
    inner = inner_spread(keyed, scales) > LARGEST_INNER_SPREAD
    unrelated = (person_total(keyed) < 0) & (even_odd(keyed, scales) < LEAST_EVEN_ODD)
    signs: Whole = np.sum([lines, inner, unrelated], axis=0)
    return signs >= 2


def longest_run(raw: Floats) -> Whole:
    """Give the longest run of one code, gaps skipped."""
    runs = np.zeros(len(raw), dtype=np.int64)
    for row, answers in enumerate(raw):
        codes = answers[~np.isnan(answers)]
        if codes.size:
            edges = np.flatnonzero(np.diff(codes) != 0)
            runs[row] = int(np.diff(np.concatenate(([-1], edges, [codes.size - 1]))).max())
    return runs


def inner_spread(keyed: Floats, scales: Whole) -> Floats:
    """Give the mean over scales of the spread of a person's keyed answers; nan if unknown."""
    spreads = np.stack([_spread(keyed[:, scales == scale]) for scale in np.unique(scales)])
    return _mean(spreads.T)


def even_odd(keyed: Floats, scales: Whole) -> Floats:
    """Correlate, over scales, a person's means of odd and of even items; nan if unknown."""
    kinds = [np.flatnonzero(scales == scale) for scale in np.unique(scales)]
    kinds = [items for items in kinds if len(items) > 1]
    if len(kinds) < 3:
        return np.full(len(keyed), np.nan)
    odd = np.stack([_mean(keyed[:, items[0::2]]) for items in kinds], axis=1)
    even = np.stack([_mean(keyed[:, items[1::2]]) for items in kinds], axis=1)
    return _correlation(odd, even)


def person_total(keyed: Floats) -> Floats:
    """Correlate, over items, a person's answers with the means of everybody else's."""
    known = ~np.isnan(keyed)
    others = known.sum(axis=0) - known
    total = np.nansum(keyed, axis=0) - np.nan_to_num(keyed)
    means = np.where(others > 0, total / np.maximum(others, 1), np.nan)
    return _correlation(keyed, means)


def _mean(values: Floats) -> Floats:
    known = (~np.isnan(values)).sum(axis=1)
    return np.where(known > 0, np.nansum(values, axis=1) / np.maximum(known, 1), np.nan)


def _spread(values: Floats) -> Floats:
    known = (~np.isnan(values)).sum(axis=1)
    gaps = np.nan_to_num(values - _mean(values)[:, None])
    return np.where(known > 1, np.sqrt((gaps**2).sum(axis=1) / np.maximum(known - 1, 1)), np.nan)


def _correlation(first: Floats, second: Floats) -> Floats:
    """Correlate row by row over the places known in both; nan without variance."""
    both = ~np.isnan(first) & ~np.isnan(second)
    a, b = np.where(both, first, np.nan), np.where(both, second, np.nan)
    a = np.nan_to_num(a - _mean(a)[:, None])
    b = np.nan_to_num(b - _mean(b)[:, None])
    size = (a**2).sum(axis=1) * (b**2).sum(axis=1)
    safe = np.where(size > 1e-12, size, 1.0)
    return np.where(size > 1e-12, (a * b).sum(axis=1) / np.sqrt(safe), np.nan)
