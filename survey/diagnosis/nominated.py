"""Keep what share of each department named each cause; never know who named it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.diagnosis.rules import LEAST_NOMINATORS
from survey.diagnosis.sheet import Sheet
from survey.statistics.arrays import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominated:
    """shares : (causes,) of those who named anything, departments half and half."""

    shares: Floats
    nominators: int

    def only(self, at: Sequence[int]) -> "Nominated":
        """Keep some of the causes."""
        return Nominated(shares=self.shares[list(at)], nominators=self.nominators)


def count_nominations(sheet: Sheet) -> Nominated | None:
    """Give shares in the order of the sheet's causes, or None where too few named anything."""
    took_part = [side.nominated[side.nominated.any(axis=1)] for side in sheet.sides]
    if min(len(side) for side in took_part) < LEAST_NOMINATORS:
        return None
    shares = np.mean([side.mean(axis=0) for side in took_part], axis=0)
    return Nominated(shares=shares, nominators=sum(len(side) for side in took_part))
