"""What a diagnosis must not depend on: order, labels, keying, and hardly on the seed."""

from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest

from survey.catalogue.kit import Item, Scale
from survey.diagnosis.diagnose import diagnose
from survey.diagnosis.diagnosis import Diagnosis
from tests.diagnosis.builders import KIT, ROSTER, some_responses
from tests.diagnosis.reading import find

S = TypeVar("S", bound=Scale)


def scores(diagnosis: Diagnosis) -> dict[str, float | None]:
    return {cause.code: cause.score for cause in diagnosis.causes}


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


def _turn(scale: S) -> S:
    items = tuple(
        Item(id=item.id, format=item.format, reversed=not item.reversed) for item in scale.items
    )
    return replace(scale, items=items)
