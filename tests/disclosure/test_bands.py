import pytest

from survey.disclosure import bands
from tests.disclosure.proof import every_size

EVERY = list(every_size())


def test_runs_part_all_counts_from_nobody_to_everybody() -> None:
    for n, c in EVERY:
        counts = [count for run in bands.runs(n, c) for count in run]

        assert counts == list(range(n + 1)), (n, c)


def test_no_run_is_shorter_than_c_and_two() -> None:
    for n, c in EVERY:
        assert min(len(run) for run in bands.runs(n, c)) >= c + 2, (n, c)


def test_there_are_two_to_five_runs_and_as_many_as_fit() -> None:
    for n, c in EVERY:
        assert len(bands.runs(n, c)) == min(5, (n + 1) // (c + 2)), (n, c)


def test_turning_a_question_round_turns_its_words_round() -> None:
    for n, c in EVERY:
        words = bands.ladder(n, c)
        for count in range(n + 1):
            if 2 * count == n:
                continue  # a tie lies in the lower run, or in the middle one
            turned = words[::-1][words.index(bands.word(count, n, c))]

            assert bands.word(n - count, n, c) == turned, (n, c, count)


def test_words_of_the_upper_half_are_true() -> None:
    for n, c in EVERY:
        for count in range(n + 1):
            told = bands.word(count, n, c)
            if told in ("majority", "most", "more_than_half"):
                assert 2 * count > n, (n, c, count)
            if told in ("minority", "few", "fewer"):
                assert 2 * count <= n, (n, c, count)


@pytest.mark.parametrize(
    "n, c, first_of_each",
    [
        (7, 2, {"fewer": 0, "more_than_half": 4}),
        (8, 2, {"fewer": 0, "more_than_half": 5}),
        (11, 2, {"minority": 0, "split": 4, "majority": 8}),
        (12, 2, {"minority": 0, "split": 4, "majority": 9}),
        (15, 2, {"few": 0, "minority": 4, "majority": 8, "most": 12}),
        (16, 2, {"few": 0, "minority": 4, "majority": 9, "most": 13}),
        (17, 2, {"few": 0, "minority": 4, "majority": 9, "most": 14}),
        (19, 2, {"few": 0, "minority": 4, "split": 8, "majority": 12, "most": 16}),
        (5, 1, {"fewer": 0, "more_than_half": 3}),
        (14, 1, {"few": 0, "minority": 3, "split": 6, "majority": 9, "most": 12}),
    ],
)
def test_runs_counted_out_by_hand(n: int, c: int, first_of_each: dict[str, int]) -> None:
    starts = {word: run[0] for word, run in zip(bands.ladder(n, c), bands.runs(n, c), strict=True)}

    assert starts == first_of_each
