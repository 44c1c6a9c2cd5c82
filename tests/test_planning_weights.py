"""What a released cause weighs, and how strong a released conflict counts, in planning."""

import pytest

from survey.disclosure.release import ReleasedScale
from survey.planning.weights import cause_weights, conflict_level
from tests.releases import make_cause, make_causes, make_scale, make_span


def test_equal_grades_are_weighed_by_rank_order_centroids() -> None:
    causes = make_causes({"goals": "supported", "handoff": "supported", "data": "supported"})

    weights = cause_weights(causes)

    # Barron & Barrett 1996, weights of three attributes: 11/18, 5/18, 2/18.
    assert list(weights.values()) == pytest.approx([11 / 18, 5 / 18, 2 / 18])


@pytest.mark.parametrize("stronger, weaker", [("supported", "likely"), ("likely", "widespread")])
def test_a_stronger_grade_weighs_more_in_the_same_place(stronger: str, weaker: str) -> None:
    second = make_cause("data", "supported")

    strong = cause_weights((make_cause("goals", stronger, "likely"), second))
    weak = cause_weights((make_cause("goals", weaker, "likely"), second))

    assert strong["goals"] > weak["goals"]


def test_a_likely_cause_weighs_by_its_chance_to_be_among_the_first() -> None:
    second = make_cause("data", "supported")

    near = cause_weights((make_cause("goals", "likely", "very_likely"), second))
    far = cause_weights((make_cause("goals", "likely", "possible"), second))

    assert near["goals"] > far["goals"]


@pytest.mark.parametrize("level", ["one_sided", "sensitive", "not_supported", ""])
def test_a_cause_below_widespread_is_no_target(level: str) -> None:
    weights = cause_weights(make_causes({"goals": level, "data": "supported"}))

    assert weights == {"data": 1.0}


@pytest.mark.parametrize(
    "first, second, level",
    [(2.2, 2.4, "low"), (2.2, 2.5, "medium"), (3.4, 2.0, "medium"), (2.0, 3.5, "high")],
)
def test_the_worse_side_tells_how_strong_the_conflict_is(
    first: float, second: float, level: str
) -> None:
    assert conflict_level(make_scale(first=first, second=second)) == level


@pytest.mark.parametrize(
    "value, tail, level",
    [
        (2.0, "low", "low"),
        (3.25, "high", "high"),
        (None, "below", "medium"),
        (None, "not_below", "high"),
    ],
)
def test_a_tail_counts_as_the_worst_that_it_may_hide(
    value: float | None, tail: str, level: str
) -> None:
    scale = ReleasedScale(
        code="conflict", combined=make_span(value, tail), departments=(), contrast=""
    )

    assert conflict_level(scale) == level


def test_an_unreleased_conflict_has_no_level() -> None:
    assert conflict_level(None) == ""
