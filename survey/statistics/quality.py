"""Keep the marks of careless answering; mark and count, never remove anybody."""

from dataclasses import dataclass

import numpy as np

from survey.errors import NotEstimable
from survey.statistics.arrays import Flags, Floats, Whole

SHORTEST_RUN = 0.5
"""A run of one code over half of the items is a straight line."""

LEAST_VARIABILITY = 0.30
LARGEST_INNER_SPREAD = 1.25
LEAST_EVEN_ODD = 0.30


FAMILIES = 2
"""Families of signs, of three, that together recommend a look by a human."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Signs per respondent, (n,) each; nan where a respondent answered too little.

    run : longest run of one raw code; variability : spread over all raw answers (IRV, ddof 1);
    inner : mean spread inside scales; even_odd, person_total : correlations with oneself and
    with everybody else. lines, contradictory, unrelated : the three families.
    """

    run: Whole
    variability: Floats
    inner: Floats
    even_odd: Floats
    person_total: Floats
    lines: Flags
    contradictory: Flags
    unrelated: Flags

    @property
    def flagged(self) -> Flags:
        """Those whom two of three families call careless."""
        families = np.sum([self.lines, self.contradictory, self.unrelated], axis=0)
        return np.asarray(families >= FAMILIES)


def careless(raw: Floats, keyed: Floats, scales: Whole) -> Flags:
    """Mark respondents whom two of three families of signs call careless.

    Raises
    ------
    NotEstimable
        As read_signs.
    """
    return read_signs(raw, keyed, scales).flagged


def read_signs(raw: Floats, keyed: Floats, scales: Whole) -> Signs:
    """Read the signs of careless answering in three families.

    Straight lines (a run over half of the items, or hardly any variability before keying, where
    reversed items should make some); contradictions inside scales; and answers unrelated both to
    everybody else's and to themselves.

    Parameters
    ----------
    raw, keyed : (n, k) arrays
        The same answers before and after keying, items in the order they were asked.
    scales : (k,) array of int
        Which scale each item belongs to.

    Raises
    ------
    NotEstimable
        With fewer than two items, or arrays that do not fit each other.

    References
    ----------
    Curran, P. G. (2016). JESP 66, 4. Cut-offs from our own simulation: no honest respondent
    in 150 runs met the first or the second family.
    """
    if raw.shape != keyed.shape or raw.shape[1] != len(scales) or raw.shape[1] < 2:
        raise NotEstimable("items_do_not_match", raw=raw.shape, keyed=keyed.shape)
    turned = not np.array_equal(np.nan_to_num(raw), np.nan_to_num(keyed))
    answered = np.sum(~np.isnan(raw), axis=1)
    run, variability = longest_run(raw), _spread(raw)
    lines = run >= np.maximum(SHORTEST_RUN * answered, 2.0)
    if turned:
        lines |= variability < LEAST_VARIABILITY
    inner = inner_spread(keyed, scales)
    halves, total = even_odd(keyed, scales), person_total(keyed)
    return Signs(
        run=run,
        variability=variability,
        inner=inner,
        even_odd=halves,
        person_total=total,
        lines=lines,
        contradictory=inner > LARGEST_INNER_SPREAD,
        unrelated=(total < 0) & (halves < LEAST_EVEN_ODD),
    )


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
