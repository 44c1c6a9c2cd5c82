import numpy as np
import pytest

from survey.diagnosis.drivers import Drivers, gather, order, study
from survey.diagnosis.measured import measure
from survey.diagnosis.nominated import Nominated, count_nominations
from survey.diagnosis.rules import PERMUTATIONS
from survey.diagnosis.sheet import lay_out
from tests.diagnosis.builders import KIT, ROSTER, some_responses

CODES = sorted(cause.code for cause in KIT.causes)


def studied(
    *, driver: str | None = "goals", named: Nominated | None = None, seed: int = 1
) -> Drivers:
    sheet = lay_out(some_responses(KIT, driver=driver, seed=seed), KIT, ROSTER)
    causes = [measure(sheet, cause) for cause in sheet.causes]
    return study(gather(causes, measure(sheet, sheet.conflict), named), seed=1)


def picked(**counts: int) -> Nominated:
    """Let 18 and 20 people pick; every cause that is not named is picked by three of a side."""
    row = [float(counts.get(code, 3)) for code in CODES]
    return Nominated(counts=np.array([row, row]), people=np.array([18.0, 20.0]))


@pytest.mark.parametrize("named", [None, picked(goals=14)])
def test_a_planted_link_is_named_at_the_smallest_p_there_is(named: Nominated | None) -> None:
    found = studied(named=named)

    # No permutation reaches it: (1 + 0) / (1 + permutations).
    assert found.p[CODES.index("goals")] == pytest.approx(1 / (PERMUTATIONS + 1))


def test_nominations_carry_a_link_that_ratings_alone_leave_open() -> None:
    goals = CODES.index("goals")
    alone = studied(driver=None)
    told = studied(driver=None, named=picked(goals=14, handoff=3))

    assert alone.p[goals] > 0.05
    assert told.p[goals] < alone.p[goals]
    assert told.acts[goals] > alone.acts[goals]


def test_a_vote_does_not_name_a_cause_whose_own_link_runs_the_other_way() -> None:
    # Nearly everybody picks handoff, as loud as goals; yet who suffers from it is at peace.
    found = studied(named=picked(goals=8, handoff=17), seed=3)

    assert found.p[CODES.index("handoff")] == 1.0
    assert found.p[CODES.index("goals")] < 0.05


def test_what_is_picked_less_than_it_is_loud_loses_weight() -> None:
    goals = CODES.index("goals")

    assert studied(named=picked(goals=0)).acts[goals] <= studied(named=picked(goals=14)).acts[goals]


def test_chances_are_those_of_a_cause_given_that_something_presses() -> None:
    sheet = lay_out(some_responses(KIT), KIT, ROSTER)
    causes = [measure(sheet, cause) for cause in sheet.causes]
    named = count_nominations(sheet)

    _, ranking = order(gather(causes, measure(sheet, sheet.conflict), named), seed=1)

    assert sum(ranking.top1) == pytest.approx(1.0)
    assert ranking.top1[CODES.index("goals")] > 0.9
