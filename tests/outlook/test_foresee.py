import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.diagnosis import rules
from survey.disclosure import policy
from survey.errors import BadInput
from survey.outlook import foresee as room
from survey.outlook.foresee import Outlook, foresee


def of(people: tuple[int, int], answers: tuple[int, int], c: int | None = None) -> Outlook:
    return foresee(people, answers, c)


@pytest.mark.parametrize("n, people, width", [(15, 19, 0.30), (30, 38, 0.20), (60, 75, 0.13)])
def test_half_widths_are_those_of_the_study(n: int, people: int, width: float) -> None:
    # 75-80 % response, three items, alpha about .75: 15 ±.30, 30 ±.20, 60 ±.13
    side = of((people, people), (n, n)).sides[0]

    assert side.half_width == pytest.approx(width, abs=0.025)


@pytest.mark.parametrize(
    ("people", "answers", "layout", "ranks"),
    [
        ((20, 20), (7, 7), "departments", False),
        ((20, 20), (8, 8), "departments", True),
        ((20, 20), (6, 12), "combined", False),
        ((20, 20), (4, 12), "nothing", False),
        ((6, 20), (5, 12), "departments", False),
    ],
)
def test_what_is_shown_follows_from_the_rules_of_disclosure(
    people: tuple[int, int], answers: tuple[int, int], layout: str, ranks: bool
) -> None:
    outlook = of(people, answers)

    assert (outlook.layout, outlook.ranks) == (layout, ranks)
    assert (outlook.chance is not None) == ranks


def test_a_campaign_that_can_name_nothing_is_told_so() -> None:
    assert of((30, 30), (14, 29)).capped
    assert of((30, 30), (17, 17)).capped
    assert not of((30, 30), (18, 18)).capped


def test_what_is_needed_is_what_the_rules_ask() -> None:
    first, second = of((30, 7), (14, 7)).needed

    # c = 1 beside a roster of seven: k = 5; three fifths of thirty for the bounds.
    assert (first.results, first.ranks, first.supported) == (5, 8, 18)
    assert (second.results, second.ranks, second.supported) == (5, None, None)


def test_more_insiders_to_withstand_need_more_answers() -> None:
    outlook = of((30, 30), (8, 8), c=3)

    assert (outlook.c, outlook.k, outlook.layout) == (3, 9, "combined")
    assert outlook.needed[0].ranks == 9
    with pytest.raises(BadInput):
        of((30, 30), (8, 8), c=1)


def test_too_few_for_a_number_are_told_none() -> None:
    side = of((9, 9), (7, 7)).sides[0]

    assert (side.step, side.released, side.words) == (None, None, 2)


@given(st.integers(1, 90), st.integers(1, 90), st.data())
def test_every_possible_campaign_has_an_outlook(
    first: int, second: int, data: st.DataObject
) -> None:
    answers = data.draw(st.integers(0, first)), data.draw(st.integers(0, second))

    outlook = of((first, second), answers)

    for side in outlook.sides:
        assert 0.0 <= side.worst_case <= 4.0
        assert (side.step is None) == (side.released is None)
    for needed, people in zip(outlook.needed, (first, second), strict=True):
        assert all(n is None or n <= people for n in (needed.results, needed.supported))


@pytest.mark.parametrize(
    ("people", "answers"), [((5,), (3,)), ((5, 0), (3, 0)), ((5, 5), (6, 3)), ((5, 5), (-1, 3))]
)
def test_impossible_sizes_are_refused(people: tuple[int, ...], answers: tuple[int, ...]) -> None:
    with pytest.raises(BadInput):
        foresee(people, answers)


def test_the_outlook_keeps_the_rules_that_it_foretells() -> None:
    assert room.LEAST_RESPONSE == rules.LEAST_RESPONSE
    assert pytest.approx(1.0 - rules.WIDEST_BOUNDS / room.SCALE_WIDTH) == room.LEAST_FOR_BOUNDS
    assert policy.RANKS_FROM == rules.LEAST_FOR_LINKS
