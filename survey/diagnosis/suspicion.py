"""Keep how much of a sheet looks carelessly answered, in counts; never leave anybody out."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import chi2

from survey.catalogue.kit import Kit
from survey.diagnosis.careless import lay_raw
from survey.diagnosis.measured import Measured
from survey.diagnosis.particulars import Suspicion
from survey.diagnosis.sheet import Sheet
from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.duplicates import Duplicates, find_duplicates
from survey.statistics.outlying import squared_distances
from survey.statistics.quality import Signs, read_signs

FAR = 0.999
"""Beyond this quantile of its chi-squared law a distance is told, for information."""


def suspect(
    sheet: Sheet,
    kit: Kit,
    causes: Sequence[Measured],
    *,
    first_three: tuple[str, ...],
    without_flagged: tuple[str, ...] | None,
) -> Suspicion:
    """Count signs of careless answering, duplicates, and people far from all others."""
    raw, keyed, scales = lay_raw(sheet, kit)
    signs = _signs(raw, keyed, scales)
    same = _same(raw)
    marks = signs.flagged if signs else np.zeros(len(raw), dtype=np.bool_)
    first = sheet.sides[0].n
    return Suspicion(
        flagged=sheet.by_department((int(marks[:first].sum()), int(marks[first:].sum()))),
        lines=int(signs.lines.sum()) if signs else 0,
        contradictory=int(signs.contradictory.sum()) if signs else 0,
        unrelated=int(signs.unrelated.sum()) if signs else 0,
        duplicates=same.pairs if same else 0,
        duplicate_chance=same.chance if same else None,
        outlying=_far([np.concatenate(cause.scores) for cause in causes]),
        first_three=first_three,
        without_flagged=without_flagged,
    )


def _signs(raw: Floats, keyed: Floats, scales: Sequence[int]) -> Signs | None:
    try:
        return read_signs(raw, keyed, np.array(scales, dtype=np.int64))
    except NotEstimable:
        return None


def _same(raw: Floats) -> Duplicates | None:
    try:
        return find_duplicates(raw)
    except NotEstimable:
        return None


def _far(columns: Sequence[Floats]) -> int | None:
    scores = np.stack(columns, axis=1)
    scores = scores[:, ~np.isnan(scores).all(axis=0)]
    try:
        distances = squared_distances(scores)
    except NotEstimable:
        return None
    known = distances[~np.isnan(distances)]
    return int(np.sum(known > float(chi2.ppf(FAR, scores.shape[1]))))
