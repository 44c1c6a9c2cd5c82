"""Keep how a choice stands under other weights that the release allows; know no answer."""

from collections import Counter

from survey.disclosure.release import Release
from survey.planning.estimates import CORE, SAMPLES, SETTLED
from survey.planning.plan import Robustness
from survey.planning.recommend import Weighed
from survey.planning.weights import sample_weights


def try_weights(weighed: Weighed, release: Release, samples: int = SAMPLES) -> Robustness | None:
    """Solve again under weights drawn from those that keep the release's order and words.

    None where nothing is weighed: then the choice rests on no weight.
    """
    if not weighed.field.weights:
        return None
    found = [
        choice.codes
        for weights in sample_weights(release.causes, samples)
        if (choice := weighed.program.solve(weights=weights)) is not None
    ]
    portfolios = Counter(found)
    chosen = Counter(code for codes in found for code in codes)
    frequency = {code: chosen[code] / samples for code in weighed.field.cards if chosen[code]}
    shares = tuple(count / samples for _, count in portfolios.most_common())
    return Robustness(
        samples=samples,
        portfolios=shares,
        frequency=frequency,
        core=tuple(code for code, share in frequency.items() if share >= CORE),
        settled=shares[0] >= SETTLED,
    )
