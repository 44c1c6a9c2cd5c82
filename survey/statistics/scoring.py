"""Keep how answers become scores: keying and person means; know no construct by name."""

import numpy as np

from survey.errors import NotEstimable
from survey.statistics.arrays import Flags, Floats, Whole


def key(raw: Floats, turned: Flags, low: Floats, high: Floats) -> Floats:
    """Turn reversed items round, so that high means the same for all.

    Parameters
    ----------
    raw : (n, k) array
        Codes as answered; nan is missing.
    turned : (k,) array of bool
        Items keyed the other way.
    low, high : (k,) arrays
        Declared bounds of each item's response format. Observed bounds would turn an item
        wrongly whenever nobody used the end of the format.

    Raises
    ------
    NotEstimable
        If a code lies outside the declared bounds.
    """
    outside = (raw < low) | (raw > high)
    if np.any(outside):
        row, column = np.argwhere(outside)[0]
        raise NotEstimable(
            "code_out_of_bounds",
            answer=float(raw[row, column]),
            low=float(low[column]),
            high=float(high[column]),
        )
    return np.where(turned, low + high - raw, raw)


def scale_scores(keyed: Floats) -> Floats:
    """Give each respondent the mean of the items answered, if at least half of them are.

    Parameters
    ----------
    keyed : (n, k) array
        Keyed answers on one scale; nan is missing.

    Returns
    -------
    (n,) array
        nan where fewer than ceil(k / 2) items were answered.
    """
    k = keyed.shape[1]
    if k == 0:
        raise NotEstimable("no_items", items=0)
    answered = np.sum(~np.isnan(keyed), axis=1)
    total = np.nansum(keyed, axis=1)
    return np.where(answered * 2 >= k, total / np.maximum(answered, 1), np.nan)


def usable(answers: Floats) -> Flags:
    """Say which respondents answered at least half of the items.

    Parameters
    ----------
    answers : (n, k) array
        nan is missing.
    """
    answered: Whole = np.sum(~np.isnan(answers), axis=1)
    enough: Flags = answered * 2 >= max(answers.shape[1], 1)
    return enough
