"""Switch every rule off, one at a time, and see that a check notices (docs/disclosure.md)."""

from collections.abc import Callable
from fractions import Fraction

import msgspec.structs
import pytest

from survey.catalogue.kit import Scale
from survey.disclosure import bands, comments, contrast, facts, grid, policy, results
from survey.disclosure.release import Release, ReleasedItem, ReleasedScale, Span
from survey.errors import BadInput, NotEstimable
from tests.disclosure import proof
from tests.disclosure.builders import (
    FIRST,
    SECOND,
    make_answers,
    make_comments,
    make_frame,
    make_released,
    make_response,
    make_side,
)
from tests.disclosure.checker import breaches, shape

NAMES = ("Анна Петрова",)
Off = Callable[[pytest.MonkeyPatch], None]


def seen(first: int = 12, second: int = 16) -> set[int]:
    """Release random answers and give the rules that the checker sees broken."""
    people = make_answers(first, second)
    frame = make_frame((30, 30))
    return breaches(make_released(people, frame=frame), people, frame)


def seen_with_comments(authors: int) -> set[int]:
    told = [f"Анна Петрова решает, a{place}@b.ru" for place in range(authors)]
    people = [*make_answers(), *make_comments(told)]
    frame = make_frame((30, 30), to_scrub=NAMES)
    return breaches(make_released(people, frame=frame), people, frame)


def test_with_all_rules_on_the_checker_sees_nothing() -> None:
    assert seen() == set()
    assert seen(6, 8) == set()
    assert seen(7, 20) == set()
    assert seen_with_comments(1) == seen_with_comments(8) == set()


def test_rule_1_off_a_department_of_too_few_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "layout_of", lambda *_: policy.COMBINED)

    assert 1 in seen(4, 16)


def test_rule_1_off_bands_of_fewer_than_k_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "layout_of", lambda *_: policy.DEPARTMENTS)

    with pytest.raises(NotEstimable, match="too_few_for_bands"):
        seen(6, 16)


def test_rule_1_off_a_combined_unit_below_k_minus_2_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(policy, "COMBINED_SLACK", 6)

    assert 1 in seen(3, 16)


def test_rule_1_off_a_total_beside_the_departments_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scale = results.scale

    def with_total(shown: results.Shown, scored: Scale) -> ReleasedScale:
        told = scale(shown, scored)
        return ReleasedScale(
            code=told.code,
            combined=told.combined or told.departments[0],
            departments=told.departments,
            contrast=told.contrast,
        )

    monkeypatch.setattr(results, "scale", with_total)

    assert 1 in seen()


def test_rule_1_off_a_lowered_c_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="c_too_low"):
        make_released(c=1)
    monkeypatch.setattr(policy, "SMALL_ROSTER", 100)

    assert make_released(c=1).c == 1


def test_rule_2_off_an_item_left_out_for_its_answers_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    items = results.items

    def without_unanimous(shown: results.Shown) -> tuple[tuple[ReleasedItem, ...], ...]:
        return tuple(
            tuple(item for item in unit if item.agree != bands.WORDS[3][-1])
            for unit in items(shown)
        )

    monkeypatch.setattr(results, "items", without_unanimous)
    unanimous = [*[make_response(FIRST, 5)] * 12, *[make_response(SECOND, 5)] * 16]

    assert shape(make_released(make_answers())) != shape(make_released(unanimous))


def test_rule_3_off_shorter_runs_are_proven_to_leak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "SPARE", 1)

    verdicts = proof.prove([(12, 2), (15, 2)])
    assert verdicts["items"].proofs
    assert verdicts["counts"].proofs


def test_rule_3_off_an_exact_count_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "word", lambda count, *_: str(count))

    assert 3 in seen()


def test_rule_4_off_a_score_without_tails_is_proven_to_leak(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(grid, "tail_of", lambda *_: Fraction(1))

    assert proof.prove([(12, 2)])["scores"].proofs


def test_rule_4_off_a_finer_grid_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "step_of", lambda *_: Fraction(1, 100))

    assert 4 in seen()


def test_rule_4_off_an_unclamped_item_is_proven_to_leak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "clamp", lambda mean, **_: mean)

    assert proof.prove([(12, 2)])["facts"].proofs


def test_rule_5_off_a_width_that_follows_the_spread_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    span = grid.span

    def by_spread(mean: Fraction, *, n: int, c: int, roster: int) -> Span:
        told = span(mean, n=n, c=c, roster=roster)
        if told.low is None:
            return told
        spread = float(abs(mean - 3))  # what a sample's own deviation would do: differ by scale
        return Span(value=told.value, tail="", low=told.low - spread, high=told.high)

    monkeypatch.setattr(grid, "span", by_spread)

    assert 5 in seen()


def test_rule_5_off_ranks_of_a_few_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "RANKS_FROM", 1)

    assert 5 in seen(7, 20)


def test_rule_5_off_a_chance_as_a_number_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "chance_word", lambda chance: f"{chance:.2f}")

    assert 5 in seen()


def test_rule_7_off_gaps_that_count_as_an_answer_are_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(facts, "code_of", lambda person, item, _: person.answers.get(item.id, 1))

    assert 7 in seen()


def test_rule_8_off_hours_as_a_score_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "SCORE_ITEMS", 1)

    assert 8 in seen()


def test_rule_9_off_a_difference_inside_the_interval_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(contrast, "reach_of", lambda *_, **__: 0.0)

    assert 9 in {rule for seed in range(6) for rule in seen_with_seed(seed)}


def test_rule_10_off_a_number_in_a_new_place_is_seen() -> None:
    people, frame = make_answers(), make_frame((30, 30))
    told = make_released(people, frame=frame)

    spoilt = _with_share(told)

    assert 10 not in breaches(told, people, frame)
    assert 10 in breaches(spoilt, people, frame)


def test_rule_11_off_an_exact_participation_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "at_least", lambda n, _: n)

    assert 11 in seen(13, 17)


def test_rule_12_off_a_lone_comment_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "VERBATIM_AUTHORS", 1)

    assert 12 in seen_with_comments(1)


def test_rule_12_off_a_name_in_a_comment_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "scrub", lambda text, _: text)

    assert 12 in seen_with_comments(8)


def test_rule_12_off_the_order_of_ballots_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "shuffled", lambda texts, _: list(texts))
    people = [*make_answers(), *make_comments("абвгдежз")]

    assert make_released(people) != make_released(people[::-1])


def seen_with_seed(seed: int) -> set[int]:
    people = [*make_side(FIRST, 12, seed), *make_side(SECOND, 16, seed + 1)]
    frame = make_frame((30, 30))
    return breaches(make_released(people, frame=frame), people, frame)


def _with_share(told: Release) -> Release:
    """Put a number where words belong, past the types, as a new field would."""
    return msgspec.structs.replace(told, verdict=0.93)
