"""Keep why each measure was chosen and each other was not: forbidden, forced, solved again."""

from collections.abc import Collection

from survey.catalogue.kit import Kit
from survey.disclosure.release import Release
from survey.planning.choices import Choices
from survey.planning.estimates import FLOORS, NEAR_TIE
from survey.planning.field import cover
from survey.planning.plan import Explanation, Why, WhyNot
from survey.planning.recommend import USUAL, Weighed, name_limit, weigh
from survey.planning.robustness import Solver, try_weights
from survey.planning.solve import Choice
from survey.planning.table import Table, fits

# A cause loses when a hundredth of its cover goes.
_LESS = 0.01
# No cover is worth so much: who loses this leaves a side without a part.
_A_SIDE = FLOORS["first"] / 2


def explain(release: Release, kit: Kit, choices: Choices = USUAL) -> Explanation:
    """Say why the plan of `recommend` is as it is; takes a solve for each card and each sample.

    Raises
    ------
    BadInput
        As `recommend` does.
    """
    weighed = weigh(release, kit, choices)
    solver = Table(weighed.field) if fits(weighed.field) else weighed.program
    robustness = try_weights(weighed.field, solver, release)
    frequency = robustness.frequency if robustness else {}
    checks = {card.code for card in weighed.field.checks}
    return Explanation(
        why=tuple(
            _tell_why(weighed, solver, code, frequency.get(code))
            for code in weighed.plan.codes
            if code not in checks
        ),
        why_not=tuple(
            _tell_why_not(weighed, solver, card.code)
            for card in kit.interventions
            if card.code not in weighed.plan.codes
        ),
        robustness=robustness,
    )


def _tell_why(weighed: Weighed, solver: Solver, code: str, frequency: float | None) -> Why:
    best = weighed.best
    # A disputed card came on top of the best choice, and HR's word is not solved away.
    other = best if code not in best.codes or code in weighed.field.pinned else None
    other = other or solver.solve(forbidden=(code,))
    return Why(
        intervention=code,
        loss=_lose(weighed, other),
        instead=_order(weighed, other.codes - best.codes) if other else (),
        frequency=frequency,
    )


def _tell_why_not(weighed: Weighed, solver: Solver, code: str) -> WhyNot:
    field, best = weighed.field, weighed.best
    if code in field.refused or code not in field.cards:
        return WhyNot(intervention=code, code=field.refused.get(code, "dropped"))
    other = solver.solve(forced=(code,))
    if other is None:
        limit, _, role = name_limit(weighed.program, (code,)).partition(".")
        return WhyNot(intervention=code, code=limit, role=role)
    loss, out = _lose(weighed, other), _order(weighed, best.codes - other.codes)
    if best.value - other.value > _A_SIDE:
        reason = "each_side"
    elif not out:
        reason = "adds_little"
    else:
        reason = "near_tie" if loss < 1 - NEAR_TIE else "weaker"
    return WhyNot(
        intervention=code,
        code=reason,
        loss=loss,
        instead_of=out,
        causes=_find_losers(weighed, other),
    )


def _lose(weighed: Weighed, other: Choice | None) -> float:
    """Tell the share of the plan's worth, sides served apart, that the other choice lacks."""
    if other is None:
        return 1.0
    field, best = weighed.field, weighed.best
    served = sum(FLOORS[name] for name, group in field.floors if group & best.codes)
    whole = best.value - served
    return min(max((best.value - other.value) / whole, 0.0), 1.0) if whole > 0 else 0.0


def _find_losers(weighed: Weighed, other: Choice) -> tuple[str, ...]:
    """List the causes that the other choice covers less, the greatest loss first."""
    field = weighed.field
    ours, theirs = (
        cover((field.cards[code] for code in choice.codes), field.weights)
        for choice in (weighed.best, other)
    )
    lost = {cause: ours[cause] - theirs[cause] for cause in ours}
    felt = [cause for cause in lost if lost[cause] > _LESS * field.weights[cause]]
    return tuple(sorted(felt, key=lambda cause: -lost[cause]))


def _order(weighed: Weighed, codes: Collection[str]) -> tuple[str, ...]:
    return tuple(code for code in weighed.field.cards if code in codes)
