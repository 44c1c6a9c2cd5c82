import pytest

from survey.diagnosis.drivers import gather, study
from survey.diagnosis.measured import measure
from survey.diagnosis.nominated import count_nominations
from survey.diagnosis.rules import PERMUTATIONS
from survey.diagnosis.sheet import lay_out
from tests.diagnosis.builders import ROSTER, a_kit, some_responses


@pytest.mark.parametrize(("named", "routes"), [(False, 1), (True, 2)])
def test_each_route_to_a_name_costs_its_part_of_the_chance(named: bool, routes: int) -> None:
    kit = a_kit()
    sheet = lay_out(some_responses(kit), kit, ROSTER)
    causes = [measure(sheet, cause) for cause in sheet.causes]
    nominated = count_nominations(sheet) if named else None
    material = gather(causes, measure(sheet, sheet.conflict), nominated)

    found = study(material, seed=1)

    # No permutation reaches the planted link: (1 + 0) / (1 + permutations), times the routes.
    goals = [cause.code for cause in sheet.causes].index("goals")
    assert found.p[goals] == pytest.approx(routes / (PERMUTATIONS + 1))
