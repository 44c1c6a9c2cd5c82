"""What a diagnosis makes of few answers, of missing ones, and of those that do not fit."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from survey.diagnosis.diagnose import diagnose
from survey.diagnosis.responses import Response
from survey.errors import BadInput
from tests.diagnosis.builders import KIT, ROSTER, answering, some_responses, without
from tests.diagnosis.reading import find


def test_without_nominations_the_diagnosis_says_so_and_goes_on() -> None:
    silent = [replace(response, nominations=()) for response in some_responses(KIT)]

    found = diagnose(silent, KIT, ROSTER, seed=1)

    assert "too_few_nominations" in found.reasons
    assert find(found, "goals").nominated_share is None
    assert found.causes[0].code == "goals"


def test_seven_answers_in_a_department_say_nothing_about_links() -> None:
    found = diagnose(some_responses(KIT, n={"marketing": 7, "sales": 20}), KIT, ROSTER, seed=1)

    assert "too_few_for_links" in found.reasons
    assert all(
        (cause.score, cause.p_top1, cause.p_top3) == (None, None, None) for cause in found.causes
    )
    assert {cause.level for cause in found.causes} <= {"widespread", "one_sided", "not_supported"}
    assert found.causes[0].severity.estimate == max(
        cause.severity.estimate or 0.0 for cause in found.causes
    )
    assert found.verdict == "insufficient"


def test_two_answers_in_a_department_grade_nothing() -> None:
    everywhere = dict.fromkeys((cause.code for cause in KIT.causes), 1.8)
    responses = some_responses(KIT, n={"marketing": 2, "sales": 20}, problems=everywhere)

    found = diagnose(responses, KIT, ROSTER, seed=1)

    assert {cause.level for cause in found.causes} == {"not_supported"}
    assert all("too_few_answers" in cause.reasons for cause in found.causes)
    assert found.causes[0].severity.estimate is None


@pytest.mark.parametrize("odd", [0, 1])
def test_a_cause_at_the_ceiling_is_not_named_because_everybody_picks_it(odd: int) -> None:
    size = {"marketing": 60, "sales": 60}
    items = next(cause.items for cause in KIT.causes if cause.code == "status")
    top = {item.id: 1 if item.reversed else 5 for item in items}
    responses = [
        replace(one, answers={**one.answers, **top}, nominations=("status", *one.nominations[:1]))
        for one in some_responses(KIT, n=size, driver=None, problems={"goals": 0.5})
    ]
    for place in range(odd):
        responses[place] = replace(
            responses[place], answers={**responses[place].answers, "status_1": 4}
        )

    status = find(diagnose(responses, KIT, size, seed=1), "status")

    assert status.level == "widespread"
    assert status.reasons == ("answered_alike",)


def test_the_three_gaps_of_perception_add_up_where_some_did_not_guess() -> None:
    responses = some_responses(KIT)
    silent = [without(one, "speed_guess") for one in responses[::3]]

    (topic,) = diagnose([*silent, *responses[1::3], *responses[2::3]], KIT, ROSTER, seed=1).mirror

    for side in KIT.departments:
        parts = topic.self_serving[side], topic.felt_gap[side], topic.blind_spot[side]
        whole, felt, blind = (part.estimate for part in parts)
        assert whole == pytest.approx((felt or 0.0) + (blind or 0.0))


def test_eight_answers_in_a_department_are_enough_for_links_but_not_for_certainty() -> None:
    few = some_responses(KIT, n={"marketing": 8, "sales": 20})

    found = diagnose(few, KIT, ROSTER, seed=1, nominations=False)

    assert found.causes[0].p_top1 is not None
    assert max(cause.p_top1 or 0.0 for cause in found.causes) <= 0.70
    # With nominations large chances were true (docs/decisions/0015-sparse-root-cause.md).
    named = diagnose(few, KIT, ROSTER, seed=1)
    assert max(cause.p_top1 or 0.0 for cause in named.causes) > 0.70


@pytest.mark.parametrize("roster", [{"marketing": 37, "sales": 40}, {"marketing": 18, "sales": 42}])
def test_where_half_were_silent_nothing_is_supported(roster: Mapping[str, int]) -> None:
    found = diagnose(some_responses(KIT), KIT, roster, seed=1)

    assert "low_response" in found.reasons
    assert find(found, "goals").level == "likely"
    assert "low_response" in find(found, "goals").reasons
    assert found.verdict == "likely"


def test_where_the_worst_case_is_wide_nothing_is_supported() -> None:
    # 38 of 64 answered: more than half, and bounds of 4 (1 - .59) = 1.63
    found = diagnose(some_responses(KIT), KIT, {"marketing": 30, "sales": 34}, seed=1)

    assert "low_response" not in found.reasons
    assert find(found, "goals").reasons == ("wide_bounds",)
    assert find(found, "goals").level == "likely"


def test_an_item_that_nobody_was_asked_is_done_without() -> None:
    asked = [without(response, "goals_3", "handoff_1") for response in some_responses(KIT)]

    found = diagnose(asked, KIT, ROSTER, seed=1)

    assert found.causes[0].code == "goals"


def test_a_scale_that_keeps_one_item_is_not_measured() -> None:
    asked = [without(response, "handoff_1", "handoff_2") for response in some_responses(KIT)]

    found = diagnose(asked, KIT, ROSTER, seed=1)

    handoff = find(found, "handoff")
    assert (handoff.score, handoff.severity.estimate, handoff.level) == (
        None,
        None,
        "not_supported",
    )
    assert handoff.reasons == ("too_few_answers",)
    assert found.causes[-1].code == "handoff"
    assert sum(cause.score or 0.0 for cause in found.causes) == pytest.approx(100.0)


def test_answers_that_are_mostly_empty_are_left_out_and_said_so() -> None:
    responses = some_responses(KIT)
    empty = Response(department="sales", answers={"goals_1": 5}, nominations=("goals",))

    found = diagnose([*responses, empty], KIT, ROSTER, seed=1)

    assert found.n == {"marketing": 18, "sales": 20}
    assert "unusable_answers" in found.reasons


def test_careless_answers_are_counted_and_change_nothing() -> None:
    responses = some_responses(KIT, n={"marketing": 17, "sales": 20})
    careless = [answering("marketing", KIT, 5), answering("sales", KIT, 1)]

    found = diagnose([*responses, *careless], KIT, ROSTER, seed=1)

    assert found.flagged == 2
    assert found.n == {"marketing": 18, "sales": 21}
    assert found.stable_without_flagged is not None


def test_nothing_is_said_of_four_people_alone() -> None:
    found = diagnose(some_responses(KIT, n={"marketing": 4, "sales": 9}), KIT, ROSTER, seed=1)

    assert found.conflict.estimate is not None
    assert found.conflict_by_department["marketing"].estimate is None
    assert found.conflict_by_department["sales"].estimate is not None
    assert "department_too_small" in found.reasons


@pytest.mark.parametrize(
    "responses",
    [
        [],
        some_responses(KIT, n={"marketing": 0, "sales": 20}),
        some_responses(KIT, n={"marketing": 1, "sales": 2}),
        some_responses(KIT, n={"marketing": 2, "sales": 2}),
        some_responses(KIT, missing=0.9),
        [answering(department, KIT, 3) for department in ROSTER for _ in range(12)],
        [answering(department, KIT, 5) for department in ROSTER for _ in range(12)],
    ],
    ids=["nobody", "one side", "three", "two each", "gaps", "middle", "all alike"],
)
def test_where_nothing_can_be_told_nothing_is_told(responses: list[Response]) -> None:
    found = diagnose(responses, KIT, ROSTER, seed=1)

    assert found.verdict == "insufficient"
    assert all(cause.score is None for cause in found.causes)
    assert not {"supported", "likely"} & {cause.level for cause in found.causes}
    assert found.reasons


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (Response(department="law", answers={}), "unknown_department"),
        (Response(department="sales", answers={"luck_1": 3}), "unknown_item"),
        (Response(department="sales", answers={"goals_1": 6}), "answer_out_of_bounds"),
        (Response(department="sales", answers={}, nominations=("luck",)), "unknown_cause"),
        (
            Response(
                department="sales", answers={}, nominations=("data", "goals", "roles", "status")
            ),
            "too_many_nominations",
        ),
    ],
)
def test_answers_that_do_not_fit_are_refused(response: Response, code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        diagnose([response], KIT, ROSTER, seed=1)

    assert refusal.value.code == code


def test_more_answers_than_members_are_refused() -> None:
    with pytest.raises(BadInput, match="roster_too_small"):
        diagnose(some_responses(KIT), KIT, {"marketing": 17, "sales": 26}, seed=1)


def test_a_study_has_two_departments() -> None:
    with pytest.raises(BadInput, match="not_two_departments"):
        diagnose([], KIT, {"marketing": 17}, seed=1)
