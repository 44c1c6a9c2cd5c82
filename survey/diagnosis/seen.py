"""Keep what kind of understanding a mirror shows: who agrees, and who knows it; no person."""

from collections.abc import Sequence

import numpy as np

from survey.catalogue.kit import Kit
from survey.diagnosis.diagnosis import Gap, MirrorFinding
from survey.diagnosis.particulars import Guess, Seen
from survey.diagnosis.reflection import raw_answers
from survey.diagnosis.rules import CLEAR_Q, LEAST_FOR_DEPARTMENT
from survey.diagnosis.sheet import Sheet
from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.mirror import profile, understanding

_STREAM = 12


def classify(mirror: Sequence[MirrorFinding]) -> tuple[Seen, ...]:
    """Name the kind of understanding per topic and department, and mutual blame."""
    return tuple(
        Seen(
            code=topic.code,
            understanding={
                department: _kind(gap, topic.blind_spot[department])
                for department, gap in topic.self_serving.items()
            },
            blame=all(_flattering(gap) for gap in topic.self_serving.values()),
        )
        for topic in mirror
    )


def guess_profiles(sheet: Sheet, kit: Kit, *, seed: int) -> dict[str, Guess | None]:
    """Compare each department's guesses over all topics with how it is seen."""
    first, second = sheet.sides
    topics = [
        (topic.guess, topic.other)
        for topic in sorted(kit.mirror, key=lambda topic: topic.code)
        if {topic.guess.id, topic.other.id} <= set(sheet.items)
    ]
    pairs = [(first, second), (second, first)]
    found = []
    for side, other in pairs:
        guesses = np.array([_mean(raw_answers(sheet, side, guess)) for guess, _ in topics])
        views = np.array([_mean(raw_answers(sheet, other, view)) for _, view in topics])
        found.append(_profile(guesses, views, seed))
    return sheet.by_department((found[0], found[1]))


def _kind(gap: Gap, blind: Gap) -> str | None:
    if gap.estimate is None or blind.estimate is None:
        return None
    return understanding(self_serving=gap.estimate, blind_spot=blind.estimate)


def _flattering(gap: Gap) -> bool:
    return gap.estimate is not None and gap.q is not None and gap.estimate > 0 and gap.q < CLEAR_Q


def _mean(codes: Floats) -> float:
    known = codes[~np.isnan(codes)]
    return float(known.mean()) if known.size >= LEAST_FOR_DEPARTMENT else float("nan")


def _profile(guesses: Floats, views: Floats, seed: int) -> Guess | None:
    try:
        found = profile(guesses, views, rng=np.random.default_rng([seed, _STREAM]))
    except NotEstimable:
        return None
    return Guess(elevation=found.elevation, shape=found.shape, p=found.p, topics=found.topics)
