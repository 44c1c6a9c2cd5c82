"""Keep how both departments see themselves, each other, and believe to be seen; know no person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from survey.catalogue.kit import Item, Kit, MirrorTopic
from survey.diagnosis.diagnosis import Gap, MirrorFinding
from survey.diagnosis.sheet import Sheet, Side
from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.contrast import Contrast, false_discovery, paired, welch


@dataclass(frozen=True, slots=True, kw_only=True)
class _Views:
    """One department on one topic: its own view, the other's view of it, its guess of that.

    own and guess are of the same people: self-serving is then felt gap and blind spot together.
    """

    own: Floats
    seen: Floats
    guess: Floats


def reflect(sheet: Sheet, kit: Kit) -> tuple[MirrorFinding, ...]:
    """Compare the three views on every topic that was asked of both departments."""
    topics = [
        topic for topic in sorted(kit.mirror, key=lambda topic: topic.code) if _asked(sheet, topic)
    ]
    if not topics:
        return ()
    views = {
        (topic.code, side.department): _views(sheet, topic, side, other)
        for topic in topics
        for side, other in (sheet.sides, sheet.sides[::-1])
    }
    serving = _gaps(views, lambda view: welch(view.seen, view.own))
    blind = _gaps(views, lambda view: welch(view.seen, view.guess))
    felt = _gaps(views, lambda view: paired(view.guess, view.own))
    departments = [side.department for side in sheet.sides]
    return tuple(
        MirrorFinding(
            code=topic.code,
            self_serving={one: serving[topic.code, one] for one in departments},
            blind_spot={one: blind[topic.code, one] for one in departments},
            felt_gap={one: felt[topic.code, one] for one in departments},
        )
        for topic in topics
    )


def _asked(sheet: Sheet, topic: MirrorTopic) -> bool:
    return all(item.id in sheet.items for item in (topic.own, topic.other, topic.guess))


def _views(sheet: Sheet, topic: MirrorTopic, side: Side, other: Side) -> _Views:
    own, guess = raw_answers(sheet, side, topic.own), raw_answers(sheet, side, topic.guess)
    both = ~(np.isnan(own) | np.isnan(guess))
    return _Views(own=own[both], seen=raw_answers(sheet, other, topic.other), guess=guess[both])


def raw_answers(sheet: Sheet, side: Side, item: Item) -> Floats:
    """Give answers as ticked, high = good: keying had turned them into high = bad."""
    at = sheet.items.index(item.id)
    keyed: Floats = side.keyed[:, at]
    return sheet.low[at] + sheet.high[at] - keyed if sheet.turned[at] else keyed


def _gaps(
    views: Mapping[tuple[str, str], _Views], contrast: Callable[[_Views], Contrast]
) -> dict[tuple[str, str], Gap]:
    """Contrast everywhere, then correct over all gaps of this kind."""
    found = {place: _try(contrast, view) for place, view in views.items()}
    p_values = np.array([one.p if one else np.nan for one in found.values()])
    corrected = false_discovery(p_values)
    return {
        place: _gap(one, float(q)) for (place, one), q in zip(found.items(), corrected, strict=True)
    }


def _try(contrast: Callable[[_Views], Contrast], view: _Views) -> Contrast | None:
    try:
        return contrast(view)
    except NotEstimable:
        return None


def _gap(one: Contrast | None, q: float) -> Gap:
    if one is None:
        return Gap(estimate=None, low=None, high=None, p=None, q=None)
    return Gap(estimate=one.estimate, low=one.low, high=one.high, p=one.p, q=q)
