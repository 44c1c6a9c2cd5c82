"""Keep which responses repeat each other to the letter, and how likely chance does that."""

from dataclasses import dataclass

import numpy as np

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats

LEAST_ITEMS = 40
"""Identical answers to fewer items are no sign of anything (our choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """groups : numbers of identical rows; chance : that two given respondents agree on everything.

    pairs : pairs of rows that are identical; expected : pairs that independent answers with the
    same frequencies would give.
    """

    groups: tuple[tuple[int, ...], ...]
    pairs: int
    chance: float
    expected: float


def find_duplicates(raw: Floats, *, least: int = LEAST_ITEMS) -> Duplicates:
    """Find rows that are the same in every item; report, never drop them.

    The chance is prod_k sum_c p_kc^2 with p_kc the share of code c among the answers to item k:
    items count as independent, so it understates how alike people of one mind are.

    Parameters
    ----------
    raw : (n, k) array
        Codes as answered; a gap is an answer of its own.
    least : int
        Items that two rows must have answered to be compared.

    Raises
    ------
    NotEstimable
        With fewer than two rows or no item.
    """
    n, k = raw.shape
    if n < 2 or k < 1:
        raise NotEstimable("too_few_to_compare", n=n, items=k)
    filled = np.nan_to_num(raw, nan=-1.0)
    full = (~np.isnan(raw)).sum(axis=1) >= least
    alike: dict[bytes, list[int]] = {}
    for row in np.flatnonzero(full):
        alike.setdefault(filled[row].tobytes(), []).append(int(row))
    groups = tuple(tuple(rows) for rows in alike.values() if len(rows) > 1)
    chance = float(np.prod([_same(filled[:, item]) for item in range(k)]))
    return Duplicates(
        groups=groups,
        pairs=sum(len(rows) * (len(rows) - 1) // 2 for rows in groups),
        chance=chance,
        expected=chance * n * (n - 1) / 2.0,
    )


def _same(answers: Floats) -> float:
    _, counts = np.unique(answers, return_counts=True)
    return float(((counts / len(answers)) ** 2).sum())
