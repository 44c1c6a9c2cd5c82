"""Build a small kit and answers to it; every number a test does not name has a default."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from survey.catalogue.kit import Cause, Format, Item, Kit, MirrorTopic, Part, Scale
from survey.diagnosis.responses import Response

CAUSES = ("data", "goals", "handoff", "respect", "roles", "status")
OUTCOMES = ("conflict_work", "conflict_process", "conflict_people", "collaboration")
ROSTER = {"marketing": 24, "sales": 26}


def a_kit() -> Kit:
    """Six causes and four outcomes of three items (the second reversed), hours, one topic."""
    causes = tuple(Cause(code=code, items=_items(code), sources=()) for code in CAUSES)
    outcomes = tuple(Scale(code=code, items=_items(code)) for code in OUTCOMES)
    hours = Scale(code="hours_lost", items=(_item("hours_lost_1"),))
    scales = (*causes, *outcomes)
    asked = tuple(
        item.id for place in range(3) for scale in scales for item in [scale.items[place]]
    )
    topic = MirrorTopic(
        code="speed", own=_item("speed_own"), other=_item("speed_other"), guess=_item("speed_guess")
    )
    return Kit(
        code="small",
        version="1",
        hash="",
        languages=("en",),
        departments=("marketing", "sales"),
        formats={"frequency": Format(code="frequency", low=1, high=5)},
        causes=causes,
        outcomes=(*outcomes, hours),
        mirror=(topic,),
        open_questions=(),
        most_nominations=3,
        most_votes=3,
        parts=(Part(code="all", questions=asked, optional=False),),
        core_minutes=5.0,
        interventions=(),
        sources=(),
        words={"en": {}},
    )


def some_responses(
    kit: Kit,
    *,
    n: Mapping[str, int] | None = None,
    problems: Mapping[str, float] | None = None,
    driver: str | None = "goals",
    conflict: float = 0.3,
    missing: float = 0.0,
    seed: int = 1,
) -> list[Response]:
    """Let people answer. `problems` lie that far above the middle; `driver` feeds the conflict."""
    rng = np.random.default_rng(seed)
    raised = {"goals": 1.0, "handoff": 1.0} if problems is None else problems
    people = n if n is not None else {"marketing": 18, "sales": 20}
    return [
        _respond(kit, department, raised, driver, conflict, missing, rng)
        for department, count in people.items()
        for _ in range(count)
    ]


def _respond(
    kit: Kit,
    department: str,
    raised: Mapping[str, float],
    driver: str | None,
    conflict: float,
    missing: float,
    rng: np.random.Generator,
) -> Response:
    mood = 0.4 * rng.standard_normal()
    felt = {
        cause.code: raised.get(cause.code, -0.6) + mood + 0.8 * rng.standard_normal()
        for cause in kit.causes
    }
    fed = 1.2 * (felt[driver] - raised.get(driver, -0.6)) if driver else 0.0
    quarrel = conflict + mood + fed + 0.3 * rng.standard_normal()
    answers = {}
    for scale in (*kit.causes, *kit.outcomes):
        for item in scale.items:
            level = 3.0 + felt.get(scale.code, quarrel) + 0.4 * rng.standard_normal()
            code = int(np.clip(np.rint(level), 1, 5))
            answers[item.id] = 6 - code if item.reversed else code
    for topic in kit.mirror:
        codes = rng.integers(1, 6, 3)
        answers |= {topic.own.id: int(codes[0]), topic.other.id: int(codes[1])}
        answers[topic.guess.id] = int(codes[2])
    named = sorted(felt, key=lambda code: -felt[code] - 1.5 * (code == driver))
    kept = {name: code for name, code in answers.items() if rng.random() >= missing}
    return Response(department=department, answers=kept, nominations=tuple(named[:2]))


def without(response: Response, *names: str) -> Response:
    """Leave items unanswered."""
    kept = {name: code for name, code in response.answers.items() if name not in names}
    return replace(response, answers=kept)


def answering(department: str, kit: Kit, code: int) -> Response:
    """Answer everything with one code, whatever is asked."""
    return Response(department=department, answers=dict.fromkeys(kit.items, code))


def _items(code: str) -> tuple[Item, ...]:
    return tuple(_item(f"{code}_{place}", turned=place == 2) for place in (1, 2, 3))


def _item(name: str, *, turned: bool = False) -> Item:
    return Item(id=name, format="frequency", reversed=turned)


KIT = a_kit()
