from collections.abc import Iterable
from dataclasses import replace

import pytest

from survey.diagnosis.diagnose import diagnose
from survey.diagnosis.diagnosis import Diagnosis
from survey.diagnosis.responses import Response
from survey.diagnosis.rules import CONFLICT
from survey.diagnosis.twin import diagnose_for_release
from survey.disclosure.order import chances
from tests.corridor import KIT, MARKETING, SALES
from tests.diagnosis.builders import a_kit, some_responses, without

ROSTER = {MARKETING: 14, SALES: 14}
# Seventeen causes: each is the first with 1/17 and among the first three with 3/17.
FLAT = {("unlikely", "unlikely")}
CONFLICT_ITEMS = tuple(
    item.id for scale in KIT.outcomes if scale.code.startswith(CONFLICT) for item in scale.items
)


def _told(found: Diagnosis | None) -> list[tuple[str, tuple[str, str]]]:
    """The order of causes and their chances, as they are released."""
    assert found is not None
    return [(cause.code, chances(cause, len(found.causes), ranked=True)) for cause in found.causes]


def _words(found: Diagnosis | None) -> set[tuple[str, str]]:
    return {words for _, words in _told(found)}


def _answer(code: int, people: int = 12) -> list[Response]:
    answers = dict.fromkeys(KIT.items, code)
    return [
        Response(department=department, answers=answers)
        for department in ROSTER
        for _ in range(people)
    ]


def _answer_apart(code: int, alike: Iterable[str]) -> list[Response]:
    """Let people differ in everything but these items."""
    fixed = dict.fromkeys(alike, code)
    return [
        replace(
            each, answers={**{i: 1 + (place * 7 + n) % 5 for n, i in enumerate(KIT.items)}} | fixed
        )
        for place, each in enumerate(_answer(code))
    ]


def _for_release(responses: list[Response]) -> Diagnosis | None:
    return diagnose_for_release(responses, KIT, ROSTER, seed=7)


@pytest.mark.parametrize("code", [1, 2, 3, 4, 5])
def test_that_all_answered_alike_is_not_told_by_flat_chances(code: int) -> None:
    everybody = _answer(code)
    assert _words(diagnose(everybody, KIT, ROSTER, seed=7)) == FLAT

    assert _words(_for_release(everybody)) != FLAT


@pytest.mark.parametrize("code", [1, 3, 5])
def test_one_conflict_that_all_see_alike_is_told_like_one_that_somebody_sees_otherwise(
    code: int,
) -> None:
    everybody = _answer_apart(code, CONFLICT_ITEMS)
    step = -1 if code > 3 else 1
    first = everybody[0]
    moved = {**first.answers, CONFLICT_ITEMS[0]: code + step}
    dissent = [replace(first, answers=moved), *everybody[1:]]

    assert _words(diagnose(everybody, KIT, ROSTER, seed=7)) == FLAT
    assert _words(_for_release(everybody)) != FLAT
    assert _for_release(everybody) == diagnose(dissent, KIT, ROSTER, seed=7)


def test_causes_that_all_see_alike_are_told_like_causes_that_somebody_sees_otherwise() -> None:
    causes = [item.id for cause in KIT.causes for item in cause.items]
    everybody = _answer_apart(4, causes)
    first = everybody[0]
    dissent = [replace(first, answers={**first.answers, causes[0]: 3}), *everybody[1:]]

    assert _words(diagnose(everybody, KIT, ROSTER, seed=7)) == FLAT
    assert _words(_for_release(everybody)) != FLAT
    assert _for_release(everybody) == diagnose(dissent, KIT, ROSTER, seed=7)


def test_whoever_rated_no_conflict_is_not_the_one_who_dissents() -> None:
    everybody = _answer_apart(4, CONFLICT_ITEMS)
    everybody[0] = without(everybody[0], *CONFLICT_ITEMS)

    assert _words(_for_release(everybody)) != FLAT


def test_answers_that_vary_are_diagnosed_as_they_are() -> None:
    kit, roster = a_kit(), {"marketing": 24, "sales": 26}
    responses = some_responses(kit)

    found = diagnose_for_release(responses, kit, roster, seed=7)

    assert found == diagnose(responses, kit, roster, seed=7)


@pytest.mark.parametrize("people", [0, 7])
def test_below_eight_there_is_no_twin(people: int) -> None:
    few = _answer(4, people)

    found = _for_release(few)

    assert found is None or found == diagnose(few, KIT, ROSTER, seed=7)


def test_where_nobody_differs_but_the_careless_the_wave_is_diagnosed_all_the_same() -> None:
    # Three colleagues who agree on their answers must not be able to stop a close.
    usual = dict.fromkeys(KIT.items, 3)
    strong = {**usual, **{item.id: 5 for cause in KIT.causes for item in cause.items}}
    answers = [("marketing", usual)] * 9 + [("marketing", strong)] * 3 + [("sales", usual)] * 12
    responses = [Response(department=code, answers=own) for code, own in answers]

    found = diagnose_for_release(responses, KIT, dict.fromkeys(KIT.departments, 12), seed=1)

    assert found is not None
    assert found.flagged == 3
    assert found.stable_without_flagged is None
