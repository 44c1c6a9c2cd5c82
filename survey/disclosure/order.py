"""Keep what is told of the order of causes: places, grades and chances in words; no score."""

from collections.abc import Sequence

from survey.catalogue.kit import Kit
from survey.diagnosis.diagnosis import CauseFinding, Diagnosis
from survey.diagnosis.rules import LEAST_FOR_DEPARTMENT, LEAST_RESPONSE
from survey.disclosure import policy

TOO_FEW, INSUFFICIENT, NO_CONFLICT = "too_few", "insufficient", "no_conflict"
_PLACES = 3


def order_causes(diagnosis: Diagnosis, kit: Kit, *, ranked: bool) -> tuple[CauseFinding, ...]:
    """Put causes into the diagnosis' order, or into the kit's where n forbids ranks [5]."""
    if ranked:
        return diagnosis.causes
    found = {cause.code: cause for cause in diagnosis.causes}
    return tuple(found[cause.code] for cause in kit.causes)


def chances(cause: CauseFinding, causes: int, *, ranked: bool) -> tuple[str, str]:
    """Tell as words how likely a cause is the first, and among the first three [5].

    Where the links could not be studied although n allows it, every cause is as likely as any
    other: a missing word would say that the answers do not vary.
    """
    if not ranked:
        return "", ""
    first = 1 / causes if cause.p_top1 is None else cause.p_top1
    top3 = min(1.0, _PLACES / causes) if cause.p_top3 is None else cause.p_top3
    return policy.chance_word(first), policy.chance_word(top3)


def verdict_of(diagnosis: Diagnosis | None, *, ranked: bool) -> str:
    """Tell the verdict; without ranks no cause is named, whatever was computed [5]."""
    if diagnosis is None:
        return TOO_FEW
    if ranked or diagnosis.verdict == NO_CONFLICT:
        return diagnosis.verdict
    return INSUFFICIENT


def stability_of(diagnosis: Diagnosis | None, *, ranked: bool) -> str:
    """Tell whether the first three stay without careless answers (rulings.md 14).

    What could not be computed was not shown to stay; a third word would say that the answers do
    not vary.
    """
    if diagnosis is None or not ranked:
        return ""
    return "stable" if diagnosis.stable_without_flagged else "changes"


def reasons_of(sizes: Sequence[int], rosters: Sequence[int]) -> tuple[str, ...]:
    """Tell what held conclusions back, as far as it follows from sizes and rosters.

    The diagnosis' own reasons tell of answers: `outcome_does_not_vary` says that everybody
    answered alike, `too_few_for_links` counts those who rated the conflict.
    """
    found = {
        "department_too_small": min(sizes) < LEAST_FOR_DEPARTMENT,
        "low_response": any(
            n < LEAST_RESPONSE * roster for n, roster in zip(sizes, rosters, strict=True)
        ),
        "too_few_for_links": not policy.may_rank(sizes),
    }
    return tuple(reason for reason, holds in found.items() if holds)
