"""The loader reads a whole kit and refuses a broken one with file, key and reason."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from survey.catalogue.load import load_kit, load_kits
from survey.errors import BrokenKit
from tests.catalogue.small_kit import Draft, write_kit

Q = "questionnaire.toml"
I = "interventions.toml"  # noqa: E741 - short, for the table below
RU = "ru.toml"
EN = "en.toml"
CARDS_RU = "interventions.ru.toml"
CARDS_EN = "interventions.en.toml"


def _put(file: str, path: str, value: object) -> Callable[[Draft], object]:
    *above, last = path.split("/")

    def change(draft: Draft) -> None:
        table: Any = draft[file]
        for name in above:
            table = table[int(name) if name.isdigit() else name]
        table[last] = value

    return change


def _drop(file: str, path: str) -> Callable[[Draft], object]:
    *above, last = path.split("/")

    def change(draft: Draft) -> None:
        table = draft[file]
        for name in above:
            table = table[name]
        del table[last]

    return change


def _forget_part(draft: Draft) -> None:
    del draft[Q]["parts"][3]


def _seven_more_parts(draft: Draft) -> None:
    questions = draft[Q]["parts"].pop(1)["questions"]
    draft[Q]["parts"] += [
        {"code": question, "questions": [question], "optional": False} for question in questions
    ]


def _add_to_part(number: int, question: str) -> Callable[[Draft], object]:
    return lambda draft: draft[Q]["parts"][number]["questions"].append(question)


def _move(question: str, before: int, after: int) -> Callable[[Draft], object]:
    def change(draft: Draft) -> None:
        parts = draft[Q]["parts"]
        parts[before]["questions"].remove(question)
        parts[after]["questions"].append(question)

    return change


def _long_leads(draft: Draft) -> None:
    # Four core parts with leads of 600 words: 2,400 / 184 = 13.04 minutes for the leads alone.
    for part in draft[RU]["part"].values():
        part["lead"] = ("и " * 39 + "и. ") * 15


def _ring(draft: Draft) -> None:
    draft[I]["interventions"]["pact"]["prerequisites"] = ["swap"]


BROKEN: dict[str, tuple[Callable[[Draft], object], str, str, str]] = {
    "unknown key at the top": (_put(Q, "colour", "red"), Q, "colour", "unknown_key"),
    "unknown key in a cause": (
        _put(Q, "causes/goals/colour", "red"), Q, "causes.goals.colour", "unknown_key"),
    "unknown key in a card": (
        _put(I, "interventions/pact/colour", "red"), I, "interventions.pact.colour", "unknown_key"),
    "unknown key beside the cards": (_put(I, "colour", "red"), I, "colour", "unknown_key"),
    "missing key": (_drop(Q, "version"), Q, "version", "missing_key"),
    "missing key in a card": (
        _drop(I, "interventions/pact/side"), I, "interventions.pact.side", "missing_key"),
    "wrong kind of value": (
        _put(Q, "causes/goals/items", "goals_1"), Q, "causes.goals.items", "wrong_value"),
    "unknown code of cost": (
        _put(I, "interventions/pact/cost", "dear"), I, "interventions.pact.cost", "wrong_value"),
    "a version that is none": (_put(Q, "version", "new"), Q, "version", "wrong_value"),
    "four nominations": (_put(Q, "limits/nominations", 4), Q, "limits.nominations", "wrong_value"),
    "duplicate item": (
        _put(Q, "causes/goals/items", ["goals_1", "goals_2", "goals_2"]),
        Q, "items", "duplicate_id: goals_2"),
    "one code for a cause and an outcome": (
        _put(Q, "causes/collaboration", {
            "format": "frequency", "sources": [], "reversed": ["collaboration_4"],
            "items": ["collaboration_4", "collaboration_5", "collaboration_6"]}),
        Q, "scales", "duplicate_id: collaboration"),
    "both departments the same": (
        _put(Q, "departments", ["first", "first"]), Q, "departments", "duplicate_id: first"),
    "bounds other than 1 to 5": (
        _put(Q, "formats/bands/high", 7), Q, "formats.bands", "bounds_not_1_to_5"),
    "unknown format": (
        _put(Q, "outcomes/collaboration/format", "sliding"),
        Q, "outcomes.collaboration.format", "unknown_format: sliding"),
    "causes in two formats": (
        _put(Q, "causes/roles/format", "bands"), Q, "causes.roles.format", "mixed_formats"),
    "conflict in another format": (
        _put(Q, "outcomes/conflict_work/format", "bands"),
        Q, "outcomes.conflict_work.format", "mixed_formats"),
    "missing outcome": (
        _drop(Q, "outcomes/conflict_people"), Q, "outcomes.conflict_people", "missing_outcome"),
    "unknown outcome": (
        _put(Q, "outcomes/joy", {
            "format": "frequency", "items": ["joy_1", "joy_2", "joy_3"], "reversed": []}),
        Q, "outcomes", "unknown_outcome: joy"),
    "cause without a reversed item": (
        _put(Q, "causes/goals/reversed", []), Q, "causes.goals.reversed", "one_way_scale"),
    "cause of reversed items only": (
        _put(Q, "causes/goals/reversed", ["goals_1", "goals_2", "goals_3"]),
        Q, "causes.goals.reversed", "one_way_scale"),
    "reversed item of no scale": (
        _put(Q, "causes/goals/reversed", ["roles_1"]),
        Q, "causes.goals.reversed", "unknown_item: roles_1"),
    "two items in a scale": (
        _put(Q, "causes/goals/items", ["goals_1", "goals_2"]),
        Q, "causes.goals.items", "too_few_items: 2, at least 3"),
    "item named after another scale": (
        _put(Q, "causes/goals/items", ["goals_1", "goals_2", "aims_3"]),
        Q, "causes.goals.items", "foreign_item: aims_3"),
    "mirror item of another topic": (
        _put(Q, "mirror/help/own", "mirror_trust_own"),
        Q, "mirror.help.own", "foreign_item: mirror_trust_own"),
    "unknown source of a cause": (
        _put(Q, "causes/goals/sources", ["rumour"]),
        Q, "causes.goals.sources", "unknown_source: rumour"),
    "four parts": (_forget_part, Q, "parts", "not_5_to_7_parts: 4"),
    "ten parts": (_seven_more_parts, Q, "parts", "not_5_to_7_parts: 10"),
    "question in no part": (
        _put(Q, "parts/3/questions", ["votes"]), Q, "parts", "in_no_part: nominations"),
    "item in two parts": (_add_to_part(3, "goals_1"), Q, "parts", "in_two_parts: goals_1"),
    "unknown question in a part": (
        _add_to_part(0, "goals_9"), Q, "parts.one.questions", "unknown_question: goals_9"),
    "item of a cause in the optional part": (
        _move("goals_1", 0, 4), Q, "parts.five.questions", "core_in_optional_part: goals_1"),
    "open question in the core": (
        _move("open_works", 4, 0), Q, "parts.one.questions", "optional_in_core_part: open_works"),
    "core of more than 13 minutes": (_long_leads, Q, "parts", "core_too_long"),
    "unknown cause of a card": (
        _put(I, "interventions/pact/primary", ["greed"]),
        I, "interventions.pact", "unknown_cause: greed"),
    "card without a cause": (
        _put(I, "interventions/swap/primary", []), I, "interventions.swap", "no_cause"),
    "cause both primary and secondary": (
        _put(I, "interventions/pact/secondary", ["goals"]),
        I, "interventions.pact", "cause_twice: goals"),
    "cause without a card": (
        _put(I, "interventions/pact/secondary", []),
        I, "causes.roles", "cause_without_intervention"),
    "cause left to a card for everything": (
        _put(I, "interventions/swap/primary", ["goals", "roles", "data"]),
        I, "causes.data", "cause_without_intervention"),
    "unknown source of a card": (
        _put(I, "interventions/pact/sources", ["rumour"]),
        I, "interventions.pact", "unknown_source: rumour"),
    "unknown prerequisite": (
        _put(I, "interventions/pact/prerequisites", ["peace"]),
        I, "interventions.pact", "unknown_intervention: peace"),
    "unknown excluded card": (
        _put(I, "interventions/pact/excludes", ["peace"]),
        I, "interventions.pact", "unknown_intervention: peace"),
    "card that excludes itself": (
        _put(I, "interventions/pact/excludes", ["pact"]),
        I, "interventions.pact", "names_itself"),
    "card that needs what it excludes": (
        _put(I, "interventions/swap/excludes", ["pact"]),
        I, "interventions.swap", "needed_and_excluded: pact"),
    "ring of prerequisites": (_ring, I, "interventions.pact.prerequisites", "circular"),
    "disputed without who disputes": (
        _put(I, "interventions/swap/against", []),
        I, "interventions.swap.against", "disputed_without_both_sides"),
    "estimated field that is none": (
        _put(I, "interventions/pact/estimated", ["luck"]),
        I, "interventions.pact.estimated", "unknown_field: luck"),
    "missing word in Russian": (
        _drop(RU, "item/goals_1"), RU, "item.goals_1", "missing_word"),
    "missing word in English": (
        _drop(EN, "cause/goals/rival"), EN, "cause.goals.rival", "missing_word"),
    "missing label": (
        _drop(EN, "format/frequency/3"), EN, "format.frequency.3", "missing_word"),
    "missing word of a card": (
        _drop(CARDS_EN, "intervention/pact/how"),
        CARDS_EN, "intervention.pact.how", "missing_word"),
    "disputed without a position": (
        _drop(CARDS_RU, "intervention/swap/position_against"),
        CARDS_RU, "intervention.swap.position_against", "missing_word"),
    "position of a card that is not disputed": (
        _put(CARDS_RU, "intervention/pact/position_for", "For."),
        CARDS_RU, "intervention.pact.position_for", "unknown_word"),
    "words for an unknown item": (
        _put(EN, "item/goals_9", "What?"), EN, "item.goals_9", "unknown_word"),
    "empty word": (_put(RU, "part/one/title", " "), RU, "part.one.title", "empty_word"),
    "number in place of a word": (_put(RU, "kit/title", 7), RU, "kit.title", "not_a_text"),
    "word twice in a file": (
        _put(RU, "kit.title", "Again"), RU, "kit.title", "duplicate_word"),
    "word in two files": (
        _put(CARDS_RU, "kit", {"title": "Again"}), CARDS_RU, "kit.title", "duplicate_word"),
    "different placeholders": (
        _put(EN, "question/votes", "What, {name}?"), EN, "question.votes", "placeholders_differ"),
    "item of 21 words": (
        _put(RU, "item/goals_1", "слово " * 21),
        RU, "item.goals_1", "too_long: 21 words, at most 20"),
    "choice of 15 words": (
        _put(RU, "cause/goals/pick", "слово " * 15),
        RU, "cause.goals.pick", "too_long: 15 words, at most 14"),
    "cause's title of 46 letters": (
        _put(RU, "cause/goals/title", "я" * 46),
        RU, "cause.goals.title", "too_long: 46 letters, at most 45"),
    "sentence of 46 words": (
        _put(RU, "cause/goals/about", "Слово. " + "слово " * 46),
        RU, "cause.goals.about", "too_long: 46 words_in_a_sentence, at most 45"),
    "file of an unknown language": (
        lambda draft: draft.files.update({"fr.toml": {}}), "fr.toml", "", "unknown_file"),
    "language without its file": (
        lambda draft: draft.files.pop(EN), EN, "", "missing_file"),
    "no interventions": (lambda draft: draft.files.pop(I), I, "", "missing_file"),
    "no questionnaire": (lambda draft: draft.files.pop(Q), Q, "", "missing_file"),
}  # fmt: skip


def test_the_small_kit_is_whole(tmp_path: Path) -> None:
    kit = load_kit(write_kit(tmp_path))

    assert kit.code == "small"
    assert [cause.code for cause in kit.causes] == ["goals", "roles", "data"]
    assert kit.items["goals_1"].reversed
    assert not kit.items["goals_2"].reversed
    assert kit.items["mirror_help_guess"].format == "frequency"
    assert kit.words["en"]["intervention.swap.position_for"] == "For."
    assert kit.votable == ("pact", "swap")


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_kit_is_refused_with_file_key_and_reason(name: str, tmp_path: Path) -> None:
    change, file, key, reason = BROKEN[name]
    folder = write_kit(tmp_path, change)

    with pytest.raises(BrokenKit) as refusal:
        load_kit(folder)

    assert refusal.value.facts["file"] == file
    assert refusal.value.facts["key"] == key
    assert str(refusal.value.facts["reason"]).startswith(reason)


@pytest.mark.parametrize(
    "content, reason",
    [(b"version = ", "not_toml: Invalid value (at end of document)"), (b"\xff", "not_utf8")],
)
def test_a_file_that_is_no_toml_is_refused_with_its_place(
    content: bytes, reason: str, tmp_path: Path
) -> None:
    folder = write_kit(tmp_path)
    (folder / EN).write_bytes(content)

    with pytest.raises(BrokenKit) as refusal:
        load_kit(folder)

    assert refusal.value.facts == {"file": EN, "key": "", "reason": reason}


def test_the_hash_follows_every_file_and_nothing_else(tmp_path: Path) -> None:
    folder = write_kit(tmp_path)
    whole = load_kit(folder).hash
    hashes = {whole}

    for file in sorted(folder.glob("*.toml")):
        before = file.read_bytes()
        file.write_bytes(before + b"# seen\n")
        hashes.add(load_kit(folder).hash)
        file.write_bytes(before)

    assert len(hashes) == 7
    assert load_kit(folder).hash == whole
    assert len(whole) == 64


def test_kits_are_found_by_their_questionnaires_in_order_of_code(tmp_path: Path) -> None:
    write_kit(tmp_path).rename(tmp_path / "zebra")
    write_kit(tmp_path).rename(tmp_path / "aardvark")
    (tmp_path / "notes").mkdir()

    assert [kit.code for kit in load_kits(tmp_path)] == ["aardvark", "zebra"]
