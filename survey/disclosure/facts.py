"""Keep what is ever taken from an item's answers: two bands and one clamped mean; never a person.

Every figure of a Release (bands, scores, contrasts, gaps) is made from these facts of single items
and from nothing else. For every item and every coalition of c, answers in which all others agree
have a twin with one dissenter and the same facts, so no figure, and no two figures laid side by
side, can prove that all agree (docs/decisions/0007, tests/disclosure/proof.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from survey.catalogue.kit import Format, Item, Kit
from survey.diagnosis.responses import Response
from survey.disclosure import bands, grid

_AGREE, _DISAGREE = 4, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The people that one set of results is about; c is what their campaign withstands."""

    responses: tuple[Response, ...]
    roster: int
    c: int

    @property
    def n(self) -> int:
        """How many answered."""
        return len(self.responses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Words of how many answered 4-5 and 1-2, and the clamped mean, all as answered."""

    agree: str
    disagree: str
    mean: Fraction


def facts_of(item: Item, form: Format, unit: Unit) -> Facts:
    """Take an item's facts from a unit; who did not answer counts as the middle [7]."""
    codes = [code_of(response, item, form) for response in unit.responses]
    return cell(
        agree=sum(code >= _AGREE for code in codes),
        disagree=sum(code <= _DISAGREE for code in codes),
        total=sum(codes),
        n=unit.n,
        c=unit.c,
    )


def code_of(response: Response, item: Item, form: Format) -> int:
    """Give the code answered; the middle where there is none, or none that the format knows [7]."""
    code = response.answers.get(item.id)
    if code is None or not form.low <= code <= form.high:
        return int(grid.MIDDLE)
    return code


def cell(*, agree: int, disagree: int, total: int, n: int, c: int) -> Facts:
    """Give the facts that n answers leave, from their counts and their sum [3, 4].

    Parameters
    ----------
    agree, disagree
        How many answered 4-5 and 1-2.
    total
        Sum of all n codes.
    """
    return Facts(
        agree=bands.word(agree, n, c),
        disagree=bands.word(disagree, n, c),
        mean=clamp(Fraction(total, n), n=n, c=c),
    )


def clamp(mean: Fraction, *, n: int, c: int) -> Fraction:
    """Hold a mean where one dissenter among the others still leaves it [4]."""
    edge = grid.edge_of(n, c)
    return min(max(mean, edge), grid.LOW + grid.HIGH - edge)


def usable(response: Response, kit: Kit) -> bool:
    """Say whether a response answers half of the core: causes and outcomes that are scales.

    The diagnosis leaves out the same responses (survey.diagnosis.sheet). A ballot sent empty is
    not one of the k that a result needs.
    """
    scales = (*kit.causes, *(outcome for outcome in kit.outcomes if len(outcome.items) > 1))
    core = [item.id for scale in scales for item in scale.items]
    return 2 * sum(item in response.answers for item in core) >= max(len(core), 1)


def keyed_mean(items: Sequence[Item], formats: Sequence[Format], unit: Unit) -> Fraction:
    """Average items' clamped means, turned so that high = bad."""
    turned = [
        grid.LOW + grid.HIGH - facts_of(item, form, unit).mean
        if item.reversed
        else facts_of(item, form, unit).mean
        for item, form in zip(items, formats, strict=True)
    ]
    return sum(turned, Fraction(0)) / len(turned)
