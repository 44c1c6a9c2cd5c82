"""What a diagnosis finds in answers whose truth is known: causes, levels, costs, the mirror."""

from dataclasses import replace

import pytest

from survey.diagnosis.diagnose import diagnose
from survey.diagnosis.diagnosis import Diagnosis
from tests.diagnosis.builders import KIT, ROSTER, some_responses
from tests.diagnosis.reading import find, known


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


def test_nominations_can_be_left_aside() -> None:
    found = diagnose(some_responses(KIT), KIT, ROSTER, seed=1, nominations=False)

    assert found.nominations_track_ratings is None
    assert found.causes[0].code == "goals"
    assert find(found, "goals").nominated_share is not None


def test_the_share_that_named_a_cause_weighs_departments_the_same() -> None:
    responses = [
        replace(response, nominations=("data",) if response.department == "sales" else ("goals",))
        for response in some_responses(KIT, n={"marketing": 9, "sales": 20})
    ]

    found = diagnose(responses, KIT, ROSTER, seed=1)

    assert find(found, "data").nominated_share == find(found, "goals").nominated_share == 0.5


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


def test_costs_in_bands_are_no_means() -> None:
    found = diagnose(some_responses(KIT), KIT, ROSTER, seed=1)

    assert {outcome.code for outcome in found.outcomes} == {
        "conflict_work",
        "conflict_process",
        "conflict_people",
        "collaboration",
    }


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
