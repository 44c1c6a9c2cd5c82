import pytest

from survey.disclosure.policy import (
    Policy,
    at_least,
    chance_word,
    layout_of,
    may_rank,
    policy_for,
)
from survey.errors import BadInput


@pytest.mark.parametrize("c, k", [(1, 5), (2, 7), (3, 9)])
def test_k_is_twice_the_colluders_and_three(c: int, k: int) -> None:
    assert Policy(c=c).k == k


@pytest.mark.parametrize("rosters, c", [((8, 40), 1), ((9, 40), 2), ((9, 9), 2)])
def test_only_a_roster_of_eight_or_fewer_may_withstand_one(
    rosters: tuple[int, int], c: int
) -> None:
    assert policy_for(rosters).c == c


def test_hr_may_raise_c() -> None:
    assert policy_for((20, 20), 3).c == 3


@pytest.mark.parametrize("rosters, c", [((20, 20), 1), ((9, 30), 1), ((8, 30), 0)])
def test_hr_may_never_lower_c(rosters: tuple[int, int], c: int) -> None:
    with pytest.raises(BadInput, match="c_too_low"):
        policy_for(rosters, c)


# k = 7: anonymity.md section 3 rule 1 with rulings.md 12 (each n >= k - 2, together >= k).
@pytest.mark.parametrize(
    "sizes, layout",
    [
        ((7, 7), "departments"),
        ((8, 7), "departments"),
        ((6, 7), "combined"),
        ((7, 6), "combined"),
        ((6, 60), "combined"),
        ((5, 5), "combined"),
        ((5, 60), "combined"),
        ((4, 60), "nothing"),
        ((60, 4), "nothing"),
        ((4, 4), "nothing"),
        ((0, 60), "nothing"),
        ((0, 0), "nothing"),
    ],
)
def test_what_is_shown_at_k_7(sizes: tuple[int, int], layout: str) -> None:
    assert layout_of(sizes, Policy(c=2)) == layout


@pytest.mark.parametrize(
    "sizes, layout",
    [
        ((5, 5), "departments"),
        ((4, 5), "combined"),
        ((3, 4), "combined"),
        ((3, 3), "combined"),
        ((2, 30), "nothing"),
    ],
)
def test_what_is_shown_at_k_5(sizes: tuple[int, int], layout: str) -> None:
    assert layout_of(sizes, Policy(c=1)) == layout


@pytest.mark.parametrize("sizes, may", [((7, 30), False), ((8, 8), True), ((30, 7), False)])
def test_ranks_need_eight_in_both(sizes: tuple[int, int], may: bool) -> None:
    assert may_rank(sizes) is may


@pytest.mark.parametrize(
    "chance, word",
    [
        (1.0, "very_likely"),
        (0.9, "very_likely"),
        (0.89, "likely"),
        (0.7, "likely"),
        (0.69, "possible"),
        (0.2, "possible"),
        (0.19, "unlikely"),
        (0.0, "unlikely"),
    ],
)
def test_a_chance_is_told_in_words_at_fixed_marks(chance: float, word: str) -> None:
    assert chance_word(chance) == word


@pytest.mark.parametrize("n, told", [(7, 4), (8, 8), (11, 8), (12, 12), (60, 60)])
def test_participation_is_rounded_down_to_a_multiple_of_c_and_two(n: int, told: int) -> None:
    assert at_least(n, Policy(c=2)) == told
