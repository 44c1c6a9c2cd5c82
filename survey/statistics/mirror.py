"""Keep how a group sees itself, is seen, and believes to be seen; know no topic by name."""

from dataclasses import dataclass
from math import factorial

import numpy as np
from scipy import stats

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.contrast import Contrast, paired, welch

AGREE_KNOWN, AGREE_UNKNOWN = "agree_and_know", "agree_and_do_not_know"
DIFFER_KNOWN, DIFFER_UNKNOWN = "differ_and_know", "differ_and_do_not_know"

CLEAR = 0.5
"""Half a point of five is the least difference that is called one (our choice)."""

EXACT_TOPICS = 7
"""Up to so many topics all pairings are looked at (7! = 5 040)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorGaps:
    """Gaps of one group on one topic, on the scale asked; above 0: it thinks better of itself.

    self_serving G = own - seen; blind_spot B = guess - seen; felt F = own - guess: G = F + B.
    """

    self_serving: Contrast
    blind_spot: Contrast
    felt: Contrast


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """elevation : mean guess minus mean view over topics; shape : Spearman's rho, with its p.

    shape and p are None where all topics of a side are rated the same.
    """

    elevation: float
    shape: float | None
    p: float | None
    topics: int


def mirror_gaps(own: Floats, seen: Floats, guess: Floats) -> MirrorGaps:
    """Contrast three views of one group.

    Own and guessed answers come from the same people: pairs with a gap are dropped before n is
    taken, from both, so that G = F + B holds exactly. The other group's answers are contrasted
    by Welch; labels are never permuted between views, which answer different questions.

    Parameters
    ----------
    own, guess : (n,) arrays
        Codes of the group about itself, and what it thinks the others say of it.
    seen : (m,) array
        Codes of the others about the group.

    Raises
    ------
    NotEstimable
        With fewer than two pairs or two of the others, or no variance.

    References
    ----------
    Laing, R. D., Phillipson, H. & Lee, A. R. (1966). Interpersonal Perception. Kenny, D. A. &
    DePaulo, B. M. (1993). Psychological Bulletin 114, 145.
    """
    both = ~np.isnan(own) & ~np.isnan(guess)
    own, guess = own[both], guess[both]
    return MirrorGaps(
        self_serving=welch(seen, own),
        blind_spot=welch(seen, guess),
        felt=paired(guess, own),
    )


def understanding(*, self_serving: float, blind_spot: float, clear: float = CLEAR) -> str:
    """Classify whether both sides agree about a group, and whether the group knows it.

    It is read off point estimates: do views differ by `clear`, and is the group's guess off by
    `clear`? A group that agrees and guesses disagreement sees a phantom, the cheapest thing to
    mend.

    References
    ----------
    Laing, R. D., Phillipson, H. & Lee, A. R. (1966). Interpersonal Perception, ch. 5.
    """
    differ, unaware = abs(self_serving) >= clear, abs(blind_spot) >= clear
    if differ:
        return DIFFER_UNKNOWN if unaware else DIFFER_KNOWN
    return AGREE_UNKNOWN if unaware else AGREE_KNOWN


def profile(guesses: Floats, views: Floats, *, rng: np.random.Generator) -> Profile:
    """Compare, over topics, how a group is seen with its guess: the level, and the shape.

    Never average the accuracy of single people: answers of two groups are not linked.

    Parameters
    ----------
    guesses, views : (topics,) arrays
        Means of a group's guesses and of the others' views; a topic with a gap is dropped.
    rng : numpy.random.Generator
        For pairings of more than EXACT_TOPICS topics.

    Raises
    ------
    NotEstimable
        With fewer than three topics.
    """
    both = ~np.isnan(guesses) & ~np.isnan(views)
    a, b = guesses[both], views[both]
    if a.size < 3:
        raise NotEstimable("too_few_topics", topics=int(a.size))
    elevation = float(a.mean() - b.mean())
    if min(float(np.ptp(a)), float(np.ptp(b))) < 1e-9:
        return Profile(elevation=elevation, shape=None, p=None, topics=int(a.size))
    ranked = stats.rankdata(b)

    def correlate(guessed: Floats) -> float:
        return float(np.corrcoef(stats.rankdata(guessed), ranked)[0, 1])

    times = factorial(EXACT_TOPICS) if a.size <= EXACT_TOPICS else 9_999
    found = stats.permutation_test(
        (a,), correlate, permutation_type="pairings", n_resamples=times, vectorized=False, rng=rng
    )
    return Profile(
        elevation=elevation,
        shape=float(found.statistic),
        p=float(found.pvalue),
        topics=int(a.size),
    )
