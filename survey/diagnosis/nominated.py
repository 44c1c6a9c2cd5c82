"""Keep how many of each department named each cause; never know who named it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.diagnosis.rules import LEAST_NOMINATORS
from survey.diagnosis.sheet import Sheet
from survey.statistics.arrays import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominated:
    """counts : (2, causes) people who named each; people : (2,) who named anything."""

    counts: Floats
    people: Floats

    @property
    def shares(self) -> Floats:
        """Share of those who named anything, departments half and half."""
        return np.asarray((self.counts / self.people[:, None]).mean(axis=0))

    def only(self, at: Sequence[int]) -> "Nominated":
        """Keep some of the causes."""
        return Nominated(counts=self.counts[:, list(at)], people=self.people)


def count_nominations(sheet: Sheet) -> Nominated | None:
    """Count in the order of the sheet's causes, or give None where too few named anything."""
    took_part = [side.nominated[side.nominated.any(axis=1)] for side in sheet.sides]
    if min(len(side) for side in took_part) < LEAST_NOMINATORS:
        return None
    return Nominated(
        counts=np.array([side.sum(axis=0) for side in took_part], dtype=np.float64),
        people=np.array([len(side) for side in took_part], dtype=np.float64),
    )
