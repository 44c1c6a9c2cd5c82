"""Build a small, complete kit on disk, so that a test can break one thing in it."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CARD_WORDS = [
    *("title", "goal", "cost", "owner", "term", "essence", "how", "important", "tricks"),
    *("prerequisites", "contraindications", "success", "pick"),
]


def _scale(code: str, items: int = 3, **more: object) -> dict[str, Any]:
    names = [f"{code}_{number}" for number in range(1, items + 1)]
    return {"format": "frequency", "items": names, "reversed": names[:1], **more}


def _card(**more: object) -> dict[str, Any]:
    card: dict[str, Any] = {
        "primary": ["goals"],
        "secondary": ["roles"],
        "sources": ["book"],
        "against": [],
        "cost": "free",
        "owners": ["both_heads"],
        "side": "both",
        "start_days": 1,
        "cadence": "weekly",
        "owner_hours": 4.0,
        "evidence": "expert",
        "intensity": ["low"],
        "prerequisites": [],
        "excludes": [],
        "disputed": False,
        "votable": True,
        "low_regret": True,
        "estimated": ["owner_hours"],
    }
    return {**card, **more}


def _questionnaire() -> dict[str, Any]:
    outcomes = {
        code: _scale(code)
        for code in ("conflict_work", "conflict_process", "conflict_people", "collaboration")
    }
    outcomes |= {code: _scale(code, items=1) for code in ("hours_lost", "deals_lost")}
    for code in ("hours_lost", "deals_lost"):
        outcomes[code] |= {"format": "bands", "reversed": []}
    causes = {code: _scale(code, sources=["book"]) for code in ("goals", "roles", "data")}
    return {
        "version": "1.0.0",
        "languages": ["ru", "en"],
        "departments": ["first", "second"],
        "sources": ["book", "film"],
        "open_questions": ["open_works"],
        "limits": {"nominations": 3, "votes": 3},
        "formats": {"frequency": {"low": 1, "high": 5}, "bands": {"low": 1, "high": 5}},
        "causes": causes,
        "outcomes": outcomes,
        "mirror": {
            "help": {
                "format": "frequency",
                "own": "mirror_help_own",
                "other": "mirror_help_other",
                "guess": "mirror_help_guess",
            }
        },
        "parts": [
            {"code": "one", "questions": [*causes["goals"]["items"]]},
            {"code": "two", "questions": [*causes["roles"]["items"], *causes["data"]["items"]]},
            {
                "code": "three",
                "questions": [item for scale in outcomes.values() for item in scale["items"]],
            },
            {"code": "four", "questions": ["nominations", "votes"]},
            {
                "code": "five",
                "optional": True,
                "questions": [
                    "mirror_help_own",
                    "mirror_help_other",
                    "mirror_help_guess",
                    "open_works",
                ],
            },
        ],
    }


def _words(questionnaire: dict[str, Any]) -> dict[str, Any]:
    scales = {**questionnaire["causes"], **questionnaire["outcomes"]}
    items = [item for scale in scales.values() for item in scale["items"]]
    items += [f"mirror_help_{view}" for view in ("own", "other", "guess")]
    return {
        "meta": {"author": "We.", "translation": "Together.", "limits": "No pilot."},
        "kit": {"title": "A kit", "about": "About."},
        "department": {"first": "One", "first.of": "One", "second": "Two", "second.of": "Two"},
        "format": {
            "unsure": "Unsure",
            "frequency": {str(code): f"Label {code}" for code in range(1, 6)},
            "bands": {str(code): f"Band {code}" for code in range(1, 6)},
        },
        "item": {item: f"Sentence of {item}." for item in items},
        "cause": {
            code: {word: f"A {word}." for word in ("title", "about", "pick", "rival", "both")}
            for code in questionnaire["causes"]
        },
        "outcome": {code: {"title": "An outcome"} for code in questionnaire["outcomes"]},
        "mirror": {"help": {"title": "Help"}},
        "part": {part["code"]: {"title": "T", "lead": "L."} for part in questionnaire["parts"]},
        "question": {"nominations": "Which?", "votes": "What?", "open_works": "What works?"},
        "source": {"book": "A book.", "film": "A film."},
    }


def _card_words(cards: dict[str, Any]) -> dict[str, Any]:
    words = {code: {word: f"Its {word}." for word in CARD_WORDS} for code in cards}
    for code, card in cards.items():
        if card["disputed"]:
            words[code] |= {"position_for": "For.", "position_against": "Against."}
    return {"intervention": words}


@dataclass
class Draft:
    """A kit's files as dictionaries, by file name."""

    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __getitem__(self, file: str) -> dict[str, Any]:
        return self.files[file]


def draft_kit() -> Draft:
    questionnaire = _questionnaire()
    cards = {
        "pact": _card(),
        "swap": _card(
            primary=["data"], secondary=[], disputed=True, against=["film"], prerequisites=["pact"]
        ),
    }
    words = {"ru": _words(questionnaire), "en": _words(questionnaire)}
    files = {"questionnaire.toml": questionnaire, "interventions.toml": {"interventions": cards}}
    for language, texts in words.items():
        files[f"{language}.toml"] = texts
        files[f"interventions.{language}.toml"] = _card_words(cards)
    return Draft(files=files)


def write_kit(root: Path, change: Callable[[Draft], object] = lambda _: None) -> Path:
    """Write the small kit, after one change, into a folder named `small`."""
    draft = Draft(files=deepcopy(draft_kit().files))
    change(draft)
    folder = root / "small"
    folder.mkdir()
    for name, tables in draft.files.items():
        (folder / name).write_text("".join(_lines(tables)), encoding="utf-8")
    return folder


def _lines(tables: dict[str, Any]) -> Iterator[str]:
    for key, value in tables.items():
        yield f"{json.dumps(key)} = {_toml(value)}\n"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)} = {_toml(below)}" for key, below in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(below) for below in value) + "]"
    # A JSON string, number or boolean is one of TOML's too.
    return json.dumps(value, ensure_ascii=False)
