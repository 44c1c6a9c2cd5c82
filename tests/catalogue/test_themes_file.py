"""A kit may say what its causes sound like in comments; a broken dictionary is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from survey.catalogue.kit import Theme
from survey.catalogue.load import load_kit
from survey.errors import BrokenKit
from tests.catalogue.small_kit import Draft, write_kit

T = "themes.toml"
Themes = dict[str, Any]


def whole() -> Themes:
    return {
        "jargon": ["лид", "sla"],
        "themes": {
            "goals": {"ru": ["цель", "общий план"], "en": ["goal"]},
            "data": {"ru": ["цифра"], "en": ["data", "single-source"]},
            "roles": {"ru": ["роль"], "en": ["role"]},
        },
    }


def with_themes(change: Callable[[Themes], object] = lambda _: None) -> Callable[[Draft], object]:
    def put(draft: Draft) -> None:
        themes = whole()
        change(themes)
        draft.files[T] = themes

    return put


def test_themes_stand_in_the_order_of_causes_with_the_words_of_all_languages(
    tmp_path: Path,
) -> None:
    kit = load_kit(write_kit(tmp_path, with_themes()))

    assert kit.themes == (
        Theme(code="goals", phrases=("цель", "общий план", "goal")),
        Theme(code="roles", phrases=("роль", "role")),
        Theme(code="data", phrases=("цифра", "data", "single-source")),
    )
    assert kit.jargon == ("лид", "sla")


def test_a_kit_without_themes_is_whole(tmp_path: Path) -> None:
    kit = load_kit(write_kit(tmp_path))

    assert kit.themes == ()
    assert kit.jargon == ()


def test_the_hash_follows_the_themes(tmp_path: Path) -> None:
    folder = write_kit(tmp_path, with_themes())
    before = load_kit(folder).hash
    (folder / T).write_bytes((folder / T).read_bytes() + b"# seen\n")

    assert load_kit(folder).hash != before


BROKEN: dict[str, tuple[Callable[[Themes], object], str, str]] = {
    "unknown key": (lambda t: t.update(colour="red"), "colour", "unknown_key"),
    "no themes": (lambda t: t.pop("themes"), "themes", "missing_key"),
    "unknown cause": (
        lambda t: t["themes"].update(greed={"ru": ["а"], "en": ["b"]}),
        "themes",
        "unknown_cause: greed",
    ),
    "missing cause": (lambda t: t["themes"].pop("roles"), "themes", "missing_theme: roles"),
    "unknown language": (
        lambda t: t["themes"]["goals"].update(fr=["but"]),
        "themes.goals",
        "unknown_language: fr",
    ),
    "missing language": (
        lambda t: t["themes"]["goals"].pop("en"),
        "themes.goals",
        "missing_language: en",
    ),
    "no words": (lambda t: t["themes"]["goals"].update(en=[]), "themes", "wrong_value"),
    "capital letters": (
        lambda t: t["themes"]["goals"].update(en=["OKR"]),
        "themes.goals.en",
        "capital_letter: OKR",
    ),
    "digits": (lambda t: t["themes"]["goals"].update(en=["q4 goal"]), "themes", "wrong_value"),
    "jargon with a dot": (lambda t: t["jargon"].append("т.е."), "jargon", "wrong_value"),
    "phrase of two causes": (
        lambda t: t["themes"]["roles"].update(en=["goal"]),
        "themes.roles.en",
        "phrase_twice: goal, goals",
    ),
    "phrase twice": (
        lambda t: t["themes"]["goals"].update(en=["goal", "goal"]),
        "themes.goals.en",
        "phrase_twice: goal, goals",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_themes_are_refused_with_file_key_and_reason(name: str, tmp_path: Path) -> None:
    change, key, reason = BROKEN[name]

    with pytest.raises(BrokenKit) as refusal:
        load_kit(write_kit(tmp_path, with_themes(change)))

    assert refusal.value.facts["file"] == T
    assert str(refusal.value.facts["key"]).startswith(key)
    assert str(refusal.value.facts["reason"]).startswith(reason)
