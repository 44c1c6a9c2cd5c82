import pytest

from survey.disclosure.order import chances, order_causes, reasons_of, verdict_of
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


@pytest.mark.parametrize(
    "sizes, rosters, reasons",
    [
        ((12, 16), (20, 24), ()),
        ((12, 11), (20, 24), ("low_response",)),
        ((7, 16), (14, 24), ("too_few_for_links",)),
        ((4, 16), (5, 24), ("department_too_small", "too_few_for_links")),
    ],
)
def test_reasons_follow_from_sizes_and_rosters(
    sizes: tuple[int, int], rosters: tuple[int, int], reasons: tuple[str, ...]
) -> None:
    assert reasons_of(sizes, rosters) == reasons
