"""Where to begin: the order is the kit's, the answers only agree, contradict or are silent."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from survey.catalogue.kit import Kit, Upstream
from survey.diagnosis.diagnosis import CauseFinding
from survey.diagnosis.measured import UNKNOWN, measure
from survey.diagnosis.particulars import Structure
from survey.diagnosis.responses import Response
from survey.diagnosis.sheet import lay_out
from survey.diagnosis.structure import find_structure
from tests.diagnosis.builders import CAUSES, a_kit

LINKS = (
    Upstream(cause="goals", effect="handoff", sources=("book",)),
    Upstream(cause="roles", effect="status", sources=()),
)
FOUND = {"handoff": "supported", "goals": "likely"}


def answered(kit: Kit, n: int, push: Mapping[tuple[str, str], float]) -> list[Response]:
    """Let n people a department answer; `push` makes the first of a pair feed the second."""
    rng = np.random.default_rng(4)
    responses = []
    for department in kit.departments:
        for _ in range(n):
            mood = 0.5 * rng.standard_normal()
            felt = {code: mood + 0.8 * rng.standard_normal() for code in CAUSES}
            for (first, second), weight in push.items():
                felt[second] += weight * (felt[first] - mood)
            scales = (*kit.causes, *kit.outcomes)
            codes = {
                item: int(np.clip(np.rint(3 + felt.get(scale.code, mood) + noise), 1, 5))
                for scale in scales
                for item in scale.items
                for noise in [0.3 * rng.standard_normal()]
            }
            answers = {i.id: 6 - code if i.reversed else code for i, code in codes.items()}
            responses.append(Response(department=department, answers=answers))
    return responses


def structure(
    levels: Mapping[str, str], *, n: int = 40, push: Mapping[tuple[str, str], float] | None = None
) -> Structure | None:
    kit = replace(a_kit(), upstream=LINKS)
    sheet = lay_out(answered(kit, n, push or {}), kit, dict.fromkeys(kit.departments, n))
    findings = [
        CauseFinding(
            code=code,
            score=None,
            p_top1=None,
            p_top3=None,
            level=level,
            severity=UNKNOWN,
            severity_by_department={},
            nominated_share=None,
            alpha=None,
            reasons=(),
        )
        for code, level in levels.items()
    ]
    causes = [measure(sheet, cause) for cause in sheet.causes]
    return find_structure(findings, kit, causes, measure(sheet, sheet.conflict))


@pytest.mark.parametrize(
    ("push", "data"),
    [({("goals", "handoff"): 1.2}, "agrees"), ({("goals", "handoff"): -1.2}, "contradicted")],
)
def test_the_answers_agree_or_contradict_where_two_causes_stand_out(
    push: Mapping[tuple[str, str], float], data: str
) -> None:
    told = structure(FOUND, push=push)

    assert told is not None
    assert dict(told.starts) == {"goals": ("handoff",)}
    assert [(link.cause, link.effect, link.data) for link in told.links] == [
        ("goals", "handoff", data)
    ]


def test_two_causes_that_only_share_the_common_mood_do_not_agree() -> None:
    told = structure(FOUND)

    assert told is not None
    assert told.links[0].data == "not_contradicted"
    assert told.links[0].sources == ("book",)


def test_below_thirty_answers_in_a_department_the_answers_are_silent_and_the_kit_still_speaks() -> (
    None
):
    told = structure(FOUND, n=29, push={("goals", "handoff"): 1.2})

    assert told is not None
    assert (told.links[0].data, told.links[0].partial) == ("silent", None)
    assert dict(told.starts) == {"goals": ("handoff",)}


@pytest.mark.parametrize(
    "levels",
    [
        {"goals": "supported"},
        {"goals": "supported", "handoff": "widespread"},
        {"goals": "supported", "roles": "likely"},
    ],
)
def test_nothing_is_said_of_one_cause_or_of_causes_without_a_link(
    levels: Mapping[str, str],
) -> None:
    assert structure(levels) is None
