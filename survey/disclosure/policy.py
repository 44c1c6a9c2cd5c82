"""Keep the thresholds of disclosure, each with its rule; never know an answer.

The numbers in brackets are the rules of docs/disclosure.md. Nothing else in the house decides
whether a result is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.errors import BadInput

# [1] Colluding insiders withstood; one only where the smaller roster has eight people or fewer.
USUAL_C = 2
SMALL_ROSTER = 8
# [1] In a combined layout either department may have this many fewer than k.
COMBINED_SLACK = 2
# [3] A band holds at least c + SPARE counts: all of the coalition and one other may differ.
SPARE = 2
MOST_BANDS = 5
# [4] A score needs this many items; what has fewer is shown as ranges.
SCORE_ITEMS = 3
# [5] Links, ranks, levels and probability words need this many in both departments.
RANKS_FROM = 8
# [5] Chances are told as words from these marks on.
CHANCES = ((0.9, "very_likely"), (0.7, "likely"), (0.2, "possible"), (0.0, "unlikely"))
# [12] So many authors must allow a question's comments to be shown word for word.
VERBATIM_AUTHORS = 8

DEPARTMENTS, COMBINED, NOTHING = "departments", "combined", "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How many colluding insiders a campaign withstands; fixed at its opening."""

    c: int

    @property
    def k(self) -> int:
        """The answers a department needs before its results are shown."""
        return 2 * self.c + 3


def fewest_colluders(rosters: Sequence[int]) -> int:
    """Tell the c that a campaign of these rosters must at least withstand [1]."""
    return 1 if min(rosters) <= SMALL_ROSTER else USUAL_C


def policy_for(rosters: Sequence[int], c: int | None = None) -> Policy:
    """Fix the policy of a campaign: the usual c, or a higher one.

    Parameters
    ----------
    rosters
        People in either department.
    c
        Colluding insiders to withstand; None takes the usual.

    Raises
    ------
    BadInput
        c is lower than the rosters demand: HR may raise it, never lower it.
    """
    least = fewest_colluders(rosters)
    if c is not None and c < least:
        raise BadInput("c_too_low", c=c, least=least)
    return Policy(c=least if c is None else c)


def layout_of(sizes: Sequence[int], policy: Policy) -> str:
    """Choose what is shown from how many answered in either department, and from nothing else [1].

    Never one department alone, and never a total beside its parts.
    """
    if min(sizes) >= policy.k:
        return DEPARTMENTS
    if sum(sizes) >= policy.k and min(sizes) >= policy.k - COMBINED_SLACK:
        return COMBINED
    return NOTHING


def may_rank(sizes: Sequence[int]) -> bool:
    """Say whether so many answers may carry links, ranks and priority [5]."""
    return min(sizes) >= RANKS_FROM


def chance_word(chance: float | None) -> str:
    """Tell a chance as a word at fixed marks [5]; "" where there is none to tell."""
    if chance is None:
        return ""
    return next(word for mark, word in CHANCES if chance >= mark)


def at_least(n: int, policy: Policy) -> int:
    """Round a number of participants down, so that nobody can be counted off [11]."""
    unit = policy.c + SPARE
    return n // unit * unit
