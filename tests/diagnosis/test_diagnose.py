from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest

from survey.catalogue.kit import Item, Scale
from survey.diagnosis.diagnose import diagnose
from survey.diagnosis.diagnosis import CauseFinding, Diagnosis
from survey.diagnosis.responses import Response
from survey.errors import BadInput
from tests.diagnosis.builders import ROSTER, a_kit, answering, some_responses, without

KIT = a_kit()


def find(diagnosis: Diagnosis, code: str) -> CauseFinding:
    return next(cause for cause in diagnosis.causes if cause.code == code)


def known(number: float | None) -> float:
    assert number is not None
    return number


def scores(diagnosis: Diagnosis) -> dict[str, float | None]:
    return {cause.code: cause.score for cause in diagnosis.causes}


@pytest.fixture(scope="module")
def planted() -> Diagnosis:
    return diagnose(some_responses(KIT), KIT, ROSTER, seed=1)


def test_the_planted_cause_is_named_and_the_loud_one_is_not(planted: Diagnosis) -> None:
    assert planted.verdict == "named"
    assert planted.causes[0].code == "goals"
    assert planted.causes[0].level == "supported"
    assert find(planted, "handoff").level == "widespread"
    assert find(planted, "roles").level == "not_supported"
    assert planted.nominations_track_ratings is not None


def test_scores_sum_to_a_hundred_and_ranks_to_their_places(planted: Diagnosis) -> None:
    found = planted.causes

    assert sum(cause.score or 0.0 for cause in found) == pytest.approx(100.0)
    assert sum(cause.p_top1 or 0.0 for cause in found) == pytest.approx(1.0)
    assert sum(cause.p_top3 or 0.0 for cause in found) == pytest.approx(3.0)
    assert [cause.score for cause in found] == sorted(
        (cause.score or 0.0 for cause in found), reverse=True
    )


def test_results_are_python_numbers_in_order(planted: Diagnosis) -> None:
    for cause in planted.causes:
        assert type(cause.score) is float
        assert type(cause.p_top1) is float
        for one in (cause.severity, *cause.severity_by_department.values()):
            numbers = (one.low, one.bound_low, one.estimate, one.bound_high, one.high)
            assert all(type(number) is float for number in numbers)
            low, bound_low, estimate, bound_high, high = map(known, numbers)
            assert low <= estimate <= high
            assert bound_low <= estimate <= bound_high
    assert list(planted.n.items()) == [("marketing", 18), ("sales", 20)]
    assert list(planted.conflict_by_department) == ["marketing", "sales"]


def test_the_order_of_responses_changes_nothing(planted: Diagnosis) -> None:
    responses = some_responses(KIT)
    np.random.default_rng(3).shuffle(responses)

    assert diagnose(responses, KIT, ROSTER, seed=1) == planted


def test_another_seed_moves_scores_a_little_only(planted: Diagnosis) -> None:
    other = diagnose(some_responses(KIT), KIT, ROSTER, seed=2)

    assert other != planted
    for code, score in scores(planted).items():
        assert scores(other)[code] == pytest.approx(score, abs=4.0)


def test_departments_swapped_with_their_labels_have_the_same_scores(planted: Diagnosis) -> None:
    other = {"marketing": "sales", "sales": "marketing"}
    swapped = [
        replace(response, department=other[response.department]) for response in some_responses(KIT)
    ]

    mirrored = diagnose(swapped, KIT, {"marketing": 26, "sales": 24}, seed=1)

    assert scores(mirrored) == scores(planted)
    assert [cause.level for cause in mirrored.causes] == [cause.level for cause in planted.causes]
    goals, same = find(mirrored, "goals"), find(planted, "goals")
    assert goals.severity_by_department["sales"] == same.severity_by_department["marketing"]


def test_the_order_of_departments_in_the_roster_changes_nothing(planted: Diagnosis) -> None:
    turned = dict(reversed(ROSTER.items()))

    assert scores(diagnose(some_responses(KIT), KIT, turned, seed=1)) == scores(planted)


def test_the_order_of_causes_and_items_changes_nothing(planted: Diagnosis) -> None:
    causes = tuple(replace(cause, items=cause.items[::-1]) for cause in KIT.causes[::-1])

    found = diagnose(some_responses(KIT), replace(KIT, causes=causes), ROSTER, seed=1)

    assert found.causes == planted.causes


def test_items_keyed_the_other_way_round_change_nothing(planted: Diagnosis) -> None:
    kit = replace(
        KIT,
        causes=tuple(_turn(cause) for cause in KIT.causes),
        outcomes=tuple(_turn(scale) for scale in KIT.outcomes),
    )
    rated = {item.id for scale in (*kit.causes, *kit.outcomes) for item in scale.items}
    recoded = [
        replace(
            response,
            answers={
                name: 6 - code if name in rated else code for name, code in response.answers.items()
            },
        )
        for response in some_responses(KIT)
    ]

    assert diagnose(recoded, kit, ROSTER, seed=1).causes == planted.causes


S = TypeVar("S", bound=Scale)


def _turn(scale: S) -> S:
    items = tuple(
        Item(id=item.id, format=item.format, reversed=not item.reversed) for item in scale.items
    )
    return replace(scale, items=items)


def test_nominations_can_be_left_aside() -> None:
    found = diagnose(some_responses(KIT), KIT, ROSTER, seed=1, nominations=False)

    assert found.nominations_track_ratings is None
    assert found.causes[0].code == "goals"
    assert find(found, "goals").nominated_share is not None


def test_without_nominations_the_diagnosis_says_so_and_goes_on() -> None:
    silent = [replace(response, nominations=()) for response in some_responses(KIT)]

    found = diagnose(silent, KIT, ROSTER, seed=1)

    assert "too_few_nominations" in found.reasons
    assert find(found, "goals").nominated_share is None
    assert found.causes[0].code == "goals"


def test_the_share_that_named_a_cause_weighs_departments_the_same() -> None:
    responses = [
        replace(response, nominations=("data",) if response.department == "sales" else ("goals",))
        for response in some_responses(KIT, n={"marketing": 9, "sales": 20})
    ]

    found = diagnose(responses, KIT, ROSTER, seed=1)

    assert find(found, "data").nominated_share == find(found, "goals").nominated_share == 0.5


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


def test_where_there_is_no_conflict_there_is_nothing_to_explain() -> None:
    found = diagnose(some_responses(KIT, conflict=-1.6), KIT, ROSTER, seed=1)

    assert found.conflict.high is not None
    assert found.conflict.high < 2.5
    assert found.verdict == "no_conflict"
    assert not {"supported", "likely"} & {cause.level for cause in found.causes}


def test_a_grievance_of_one_side_is_called_so() -> None:
    responses = some_responses(KIT, driver=None, problems={"goals": 0.9})
    raised = [
        replace(
            response,
            answers={**response.answers, "status_1": 5, "status_2": 1, "status_3": 5},
        )
        if response.department == "sales"
        else response
        for response in responses
    ]

    found = diagnose(raised, KIT, ROSTER, seed=1, nominations=False)

    assert find(found, "status").level == "one_sided"
    assert find(found, "goals").level == "widespread"


def test_a_quiet_cause_that_moves_conflict_is_sensitive() -> None:
    responses = some_responses(
        KIT, driver="roles", problems={"goals": 1.0}, n={"marketing": 24, "sales": 26}
    )

    found = diagnose(responses, KIT, ROSTER, seed=1)

    assert find(found, "roles").level == "sensitive"


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


def test_costs_in_bands_are_no_means() -> None:
    found = diagnose(some_responses(KIT), KIT, ROSTER, seed=1)

    assert {outcome.code for outcome in found.outcomes} == {
        "conflict_work",
        "conflict_process",
        "conflict_people",
        "collaboration",
    }


def test_careless_answers_are_counted_and_change_nothing() -> None:
    responses = some_responses(KIT, n={"marketing": 17, "sales": 20})
    careless = [answering("marketing", KIT, 5), answering("sales", KIT, 1)]

    found = diagnose([*responses, *careless], KIT, ROSTER, seed=1)

    assert found.flagged == 2
    assert found.n == {"marketing": 18, "sales": 21}
    assert found.stable_without_flagged is not None


def test_the_gaps_of_the_mirror_add_up() -> None:
    found = diagnose(some_responses(KIT), KIT, ROSTER, seed=1)

    (speed,) = found.mirror
    for department in ROSTER:
        serving, blind, felt = (
            known(kind[department].estimate)
            for kind in (speed.self_serving, speed.blind_spot, speed.felt_gap)
        )
        assert serving == pytest.approx(blind + felt)
        assert 0.0 < known(speed.felt_gap[department].q) <= 1.0


def test_the_gaps_of_the_worked_mirror_are_found() -> None:
    # Worked example: A on itself, A's guess; B on A. The other direction is all threes.
    own, guess, seen = (4, 4, 5, 3, 4), (3, 4, 3, 3, 3), (2, 3, 2, 3, 2, 3)
    responses = some_responses(KIT, n={"marketing": 5, "sales": 6})
    views = [
        {"speed_own": mine, "speed_guess": guessed, "speed_other": 3}
        for mine, guessed in zip(own, guess, strict=True)
    ] + [{"speed_own": 3, "speed_guess": 3, "speed_other": code} for code in seen]
    told = [
        replace(response, answers={**response.answers, **view})
        for response, view in zip(responses, views, strict=True)
    ]

    (speed,) = diagnose(told, KIT, {"marketing": 6, "sales": 8}, seed=1).mirror

    # gap 1.5 (Welch p .005346), blind spot .7 (p .044504), felt gap .8 (exact sign flips .25)
    serving, blind = speed.self_serving["marketing"], speed.blind_spot["marketing"]
    felt = speed.felt_gap["marketing"]
    assert (serving.estimate, serving.p) == pytest.approx((1.5, 0.005346), abs=1e-6)
    assert (blind.estimate, blind.p) == pytest.approx((0.7, 0.044504), abs=1e-6)
    assert (felt.estimate, felt.p) == pytest.approx((0.8, 0.25), abs=1e-6)
    assert speed.self_serving["sales"].estimate is None


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


def test_a_cause_that_does_not_vary_is_never_named() -> None:
    same: dict[str, int] = {"handoff_1": 5, "handoff_2": 1, "handoff_3": 5}
    responses = [
        replace(response, answers={**response.answers, **same}) for response in some_responses(KIT)
    ]

    found = diagnose(responses, KIT, ROSTER, seed=1)

    assert find(found, "handoff").severity.estimate == 5.0
    assert find(found, "handoff").level == "widespread"
    assert find(found, "handoff").alpha is None


def test_thousands_of_answers_are_diagnosed() -> None:
    some = some_responses(KIT, n={"marketing": 100, "sales": 100})

    found = diagnose(some * 25, KIT, {"marketing": 2_600, "sales": 2_500}, seed=1)

    assert found.causes[0].code == "goals"
    assert found.causes[0].level == "supported"


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
