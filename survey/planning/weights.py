"""Keep what a released cause weighs in a plan, and how strong a released conflict counts."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from survey.disclosure.release import Release, ReleasedCause, ReleasedScale, Span
from survey.planning.estimates import GRADES, HIGH_FROM, MEDIUM_FROM, TOP3, TOP3_RANGES

# A number without a meaning; the same for every release, so that every print says the same.
_SEED = 17


def cause_weights(causes: Sequence[ReleasedCause]) -> Mapping[str, float]:
    """Weigh released causes by their place in the order and their grade; the weights sum to 1.

    The place counts by rank-order centroid weights, the mean of all weights that keep the order;
    the grade by `GRADES`, and below `supported` by the probability word of the first three.

    References
    ----------
    Barron & Barrett (1996), Decision quality using ranked attribute weights, Management Science 42.
    """
    ranked = _targets(causes)
    size = len(ranked)
    places = [sum(1 / below for below in range(rank, size + 1)) for rank in range(1, size + 1)]
    doubts = [1.0 if cause.level == "supported" else TOP3[cause.top3] for cause in ranked]
    return _weigh(ranked, places, doubts)


def sample_weights(causes: Sequence[ReleasedCause], samples: int) -> Iterator[Mapping[str, float]]:
    """Draw weights that the release allows as well: the order is kept, chances lie in their words.

    Places are uniform over all that keep the order (their mean are the centroids of
    `cause_weights`), chances uniform between the marks of their word. Always the same draws.
    """
    ranked = _targets(causes)
    rng = np.random.default_rng(_SEED)
    spans = [(1.0, 1.0) if c.level == "supported" else TOP3_RANGES[c.top3] for c in ranked]
    for _ in range(samples):
        places = np.sort(rng.dirichlet(np.ones(len(ranked))))[::-1]
        doubts = [rng.uniform(low, high) for low, high in spans]
        yield _weigh(ranked, [float(place) for place in places], doubts)


def conflict_level(conflict: ReleasedScale | None) -> str:
    """Return the highest level (low, medium, high) that is possible on either side, "" if unknown.

    The highest, because what suits a calm conflict can do harm in an acute one.
    """
    if conflict is None:
        return ""
    spans = conflict.departments or (conflict.combined,)
    worst = max(_worst(span) for span in spans if span)
    return "high" if worst >= HIGH_FROM else "medium" if worst >= MEDIUM_FROM else "low"


def vote_shares(release: Release) -> Mapping[str, float]:
    """Read the middle of a vote's band, on the side that wants the measure less.

    The lesser, because one department's wish is not common.
    """
    middles = [
        {word: (place + 0.5) / len(ladder) for place, word in enumerate(ladder)}
        for ladder in release.bands
    ]
    return {
        vote.code: min(unit[word] for unit, word in zip(middles, vote.votes, strict=True))
        for vote in release.votes
        if vote.votes
    }


def _targets(causes: Sequence[ReleasedCause]) -> list[ReleasedCause]:
    return [cause for cause in causes if cause.level in GRADES]


def _weigh(
    ranked: Sequence[ReleasedCause], places: Sequence[float], doubts: Sequence[float]
) -> Mapping[str, float]:
    raw = {
        cause.code: place * GRADES[cause.level] * doubt
        for cause, place, doubt in zip(ranked, places, doubts, strict=True)
    }
    total = sum(raw.values())
    return {code: weight / total for code, weight in raw.items()}


def _worst(span: Span) -> float:
    # A tail hides how far up it goes; "below" the middle goes up to it.
    hidden = {"high": 5.0, "not_below": 5.0, "below": 3.0}
    return hidden.get(span.tail, 5.0 if span.value is None else span.value)
