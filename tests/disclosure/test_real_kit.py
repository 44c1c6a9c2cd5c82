import pytest

from survey.diagnosis.diagnose import diagnose
from survey.diagnosis.responses import Response
from survey.disclosure.encoding import decode_release, encode_release
from survey.disclosure.gate import release
from survey.disclosure.policy import policy_for
from tests.benchmarks.designs import load_design
from tests.benchmarks.families import STD
from tests.benchmarks.worlds import draw_world
from tests.disclosure.builders import frame_of
from tests.disclosure.checker import breaches, shape


def test_the_real_diagnosis_of_unanimous_answers_leaves_the_same_cells() -> None:
    world = draw_world(STD, load_design("kit"), 12, null=False, seed=3, index=1)
    kit = world.design
    same = [
        Response(department=department, answers=dict.fromkeys(kit.items, 5))
        for department in kit.departments
        for _ in range(12)
    ]
    frame, policy = frame_of(kit, (20, 20)), policy_for((20, 20))
    roster = dict.fromkeys(kit.departments, 20)

    told = [
        release(answers, diagnose(answers, kit, roster, seed=1), frame, policy)
        for answers in (world.responses, same)
    ]

    assert shape(told[0]) == shape(told[1])


@pytest.mark.parametrize("n, layout", [(5, "combined"), (7, "departments"), (15, "departments")])
def test_the_real_kit_goes_from_answers_to_a_release(n: int, layout: str) -> None:
    world = draw_world(STD, load_design("kit"), n, null=False, seed=3, index=n)
    first, second = (max(size, 9) for size in world.roster.values())
    frame = frame_of(world.design, (first, second))
    found = diagnose(world.responses, world.design, world.roster, seed=1)

    told = release(world.responses, found, frame, policy_for(frame.rosters))

    assert told.layout == layout
    assert breaches(told, world.responses, frame) == set()
    assert {cause.code for cause in told.causes} == {cause.code for cause in world.design.causes}
    assert decode_release(encode_release(told)) == told
