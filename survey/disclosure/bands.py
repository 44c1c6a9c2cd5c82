"""Keep how a count of people becomes a word; never know who was counted.

The runs are a function of (n, c) only. They mirror each other round n / 2, so that turning a
question round turns its words round.
"""

from survey.disclosure import policy
from survey.errors import NotEstimable

WORDS = {
    2: ("fewer", "more_than_half"),
    3: ("minority", "split", "majority"),
    4: ("few", "minority", "majority", "most"),
    5: ("few", "minority", "split", "majority", "most"),
}


def runs(n: int, c: int) -> tuple[range, ...]:
    """Part the counts 0..n into at most five runs of at least c + 2 counts [3].

    Parameters
    ----------
    n
        People in the unit, at least 2c + 3, so that two runs always fit.
    c
        Colluding insiders to withstand.

    Raises
    ------
    NotEstimable
        So few people have no two runs; nothing may be released of them.
    """
    fitting = (n + 1) // (c + policy.SPARE)
    if fitting < len(WORDS[2]):
        raise NotEstimable("too_few_for_bands", n=n, c=c)
    number = min(policy.MOST_BANDS, fitting)
    lengths = _even(n, number) if number % 2 == 0 else _odd(n, number)
    ends = [sum(lengths[: place + 1]) for place in range(number)]
    return tuple(range(end - length, end) for length, end in zip(lengths, ends, strict=True))


def ladder(n: int, c: int) -> tuple[str, ...]:
    """List the words in use for n people, from fewest to most."""
    return WORDS[len(runs(n, c))]


def word(count: int, n: int, c: int) -> str:
    """Tell how many of n, as the word of the run that the count falls into [3]."""
    parts = runs(n, c)
    return next(name for name, run in zip(WORDS[len(parts)], parts, strict=True) if count in run)


def _odd(n: int, number: int) -> list[int]:
    """Share n + 1 counts out; what is over goes to the middle, then in pairs outwards from it."""
    length, over = divmod(n + 1, number)
    lengths = [length] * number
    middle = number // 2
    if over % 2:
        lengths[middle] += 1
    for pair in range(1, over // 2 + 1):
        lengths[middle - pair] += 1
        lengths[middle + pair] += 1
    return lengths


def _even(n: int, number: int) -> list[int]:
    """Cut at the half, so that the upper words mean more than half; a tie lies in the lower run."""
    upper = n - n // 2
    lower = n + 1 - upper
    if number == 2:
        return [lower, upper]
    outer = upper // 2
    return [outer, lower - outer, upper - outer, outer]
