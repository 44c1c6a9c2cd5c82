"""Keep how a choice stands under other weights that the release allows; know no answer."""

from collections import Counter

from survey.disclosure.release import Release
from survey.planning.estimates import CORE, SAMPLES, SETTLED
from survey.planning.field import Field
from survey.planning.plan import Robustness
from survey.planning.solve import Program
from survey.planning.table import Table
from survey.planning.weights import sample_weights

Solver = Program | Table


def try_weights(
    field: Field, solver: Solver, release: Release, samples: int = SAMPLES
) -> Robustness | None:
    """Solve again under weights drawn from those that keep the release's order and words.

    None where nothing is weighed: then the choice rests on no weight.
    """
    if not field.weights:
        return None
    solved: dict[tuple[float, ...], frozenset[str]] = {}
    found = []
    for weights in sample_weights(release.causes, samples):
        # A single cause weighs the same in every draw.
        drawn = tuple(weights.values())
        if drawn not in solved:
            choice = solver.solve(weights=weights)
            solved[drawn] = choice.codes if choice else frozenset()
        found.append(solved[drawn])
    portfolios = Counter(found)
    chosen = Counter(code for codes in found for code in codes)
    frequency = {code: chosen[code] / samples for code in field.cards if chosen[code]}
    shares = tuple(count / samples for _, count in portfolios.most_common())
    return Robustness(
        samples=samples,
        portfolios=shares,
        frequency=frequency,
        core=tuple(code for code, share in frequency.items() if share >= CORE),
        settled=shares[0] >= SETTLED,
    )
