"""Keep which rows of a sheet look carelessly answered; mark and count, never leave anybody out."""

import numpy as np

from survey.catalogue.kit import Kit
from survey.diagnosis.sheet import Sheet
from survey.errors import NotEstimable
from survey.statistics.arrays import Flags, Floats
from survey.statistics.quality import careless


def flag(sheet: Sheet, kit: Kit) -> tuple[Flags, Flags]:
    """Mark careless rows of both sides, looking at the items in the order they were asked."""
    raw, keyed, scales = lay_raw(sheet, kit)
    try:
        marks = careless(raw, keyed, np.array(scales, dtype=np.int64))
    except NotEstimable:
        marks = np.zeros(len(keyed), dtype=np.bool_)
    first = sheet.sides[0].n
    return marks[:first], marks[first:]


def lay_raw(sheet: Sheet, kit: Kit) -> tuple[Floats, Floats, list[int]]:
    """Give answers as they were ticked and as keyed (n, items), in asking order, and scales."""
    at, scales = _asked(sheet, kit)
    keyed = np.concatenate([side.keyed for side in sheet.sides])[:, at]
    raw = np.where(sheet.turned[at], (sheet.low + sheet.high)[at] - keyed, keyed)
    return raw, keyed, scales


def _asked(sheet: Sheet, kit: Kit) -> tuple[list[int], list[int]]:
    """Give columns of the rated scales in asking order, and the scale of each."""
    scales = (*sheet.causes, *sheet.outcomes)
    home = {item.id: number for number, scale in enumerate(scales) for item in scale.items}
    order = {
        name: place for place, name in enumerate(q for part in kit.parts for q in part.questions)
    }
    held = [name for name in sheet.items if name in home]
    held.sort(key=lambda name: (order.get(name, len(order)), name))
    return [sheet.items.index(name) for name in held], [home[name] for name in held]
