from survey.disclosure.order import chances, order_causes, told_reasons, verdict_of
from tests.disclosure.builders import CAUSES, KIT, make_diagnosis

BACKWARDS = CAUSES[::-1]


def test_causes_keep_the_order_of_the_diagnosis_where_ranks_are_allowed() -> None:
    ordered = order_causes(make_diagnosis(BACKWARDS), KIT, ranked=True)

    assert tuple(cause.code for cause in ordered) == BACKWARDS


def test_without_ranks_causes_stand_in_the_order_of_the_kit() -> None:
    ordered = order_causes(make_diagnosis(BACKWARDS), KIT, ranked=False)

    assert tuple(cause.code for cause in ordered) == CAUSES


def test_chances_that_could_not_be_computed_are_told_as_equal() -> None:
    # 1 / 17 and 3 / 17: a missing word would say that nobody's answers differ.
    cause = make_diagnosis(first=None, top3=None).causes[0]

    assert chances(cause, 17, ranked=True) == ("unlikely", "unlikely")


def test_no_cause_is_named_without_ranks() -> None:
    assert verdict_of(make_diagnosis(verdict="named"), ranked=False) == "insufficient"
    assert verdict_of(make_diagnosis(verdict="no_conflict"), ranked=False) == "no_conflict"
    assert verdict_of(make_diagnosis(verdict="named"), ranked=True) == "named"


def test_a_reason_that_tells_of_answers_is_kept_back() -> None:
    diagnosis = make_diagnosis(
        reasons=("outcome_does_not_vary", "unusable_answers", "low_response")
    )

    assert told_reasons(diagnosis) == ("low_response",)
