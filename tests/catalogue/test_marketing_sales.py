"""The kit `marketing-sales` holds all that the founders' page asks for, in both languages."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from survey.catalogue.kit import Kit
from survey.catalogue.load import load_kit
from survey.settings import REPOSITORY

# The founders' table of causes, in its order.
CAUSES = [
    *("goals", "horizon", "strategy", "planning", "communication", "feedback", "language"),
    *("handoff", "support", "data", "metrics", "roles", "respect", "empathy", "status"),
    *("leadership", "safety"),
]
CONFLICT = ("conflict_work", "conflict_process", "conflict_people")
FOLDER = REPOSITORY / "questionnaires" / "marketing-sales"


@pytest.fixture(scope="module")
def kit() -> Kit:
    return load_kit(FOLDER)


def _words(text: str) -> int:
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def test_every_cause_of_the_founders_table_has_three_items_of_its_own(kit: Kit) -> None:
    assert [cause.code for cause in kit.causes] == CAUSES
    for cause in kit.causes:
        assert [item.id for item in cause.items] == [f"{cause.code}_{n}" for n in (1, 2, 3)]


def test_every_scale_of_causes_and_conflict_is_worded_both_ways(kit: Kit) -> None:
    scales = [*kit.causes, *(scale for scale in kit.outcomes if scale.code in CONFLICT)]

    for scale in scales:
        assert 1 <= sum(item.reversed for item in scale.items) <= 2, scale.code


def test_reversed_items_are_near_half_so_that_yes_saying_names_no_cause(kit: Kit) -> None:
    items = [item for cause in kit.causes for item in cause.items]

    assert len(items) == 51
    assert sum(item.reversed for item in items) == 23


def test_causes_and_conflict_are_asked_in_the_frequency_format_only(kit: Kit) -> None:
    scales = [*kit.causes, *(scale for scale in kit.outcomes if scale.code in CONFLICT)]

    assert {item.format for scale in scales for item in scale.items} == {"frequency"}


def test_outcomes_are_three_kinds_of_conflict_collaboration_and_two_bands(kit: Kit) -> None:
    counted = {scale.code: len(scale.items) for scale in kit.outcomes}

    assert counted == {
        "conflict_work": 3,
        "conflict_process": 3,
        "conflict_people": 3,
        "collaboration": 3,
        "hours_lost": 1,
        "deals_lost": 1,
    }
    assert kit.items["hours_lost_1"].format == "hours"
    assert kit.items["deals_lost_1"].format == "deals"


def test_mirror_and_open_questions_are_the_part_that_may_be_left_out(kit: Kit) -> None:
    (optional,) = [part for part in kit.parts if part.optional]

    assert len(kit.mirror) == 4
    assert kit.open_questions == ("open_obstacles", "open_works", "open_proposals")
    assert len(optional.questions) == 4 * 3 + 3


def test_there_are_five_to_seven_parts_and_they_start_with_what_is_easy(kit: Kit) -> None:
    place = {question: n for n, part in enumerate(kit.parts) for question in part.questions}

    assert 5 <= len(kit.parts) <= 7
    assert place["communication_1"] == 0
    for sensitive in ("safety_1", "leadership_1", "respect_1", "status_1", "conflict_people_1"):
        assert place[sensitive] > place["goals_1"]
    assert place["conflict_people_1"] > place["safety_1"]


def test_no_two_neighbours_in_a_part_belong_to_one_cause(kit: Kit) -> None:
    scale = {item.id: cause.code for cause in kit.causes for item in cause.items}

    for part in kit.parts:
        for one, next_one in zip(part.questions, part.questions[1:], strict=False):
            assert one not in scale or scale[one] != scale.get(next_one)


def test_the_core_takes_at_most_thirteen_minutes_by_the_documented_estimate(kit: Kit) -> None:
    # docs/kits.md: a minute around it, 4 s an answer, 10 s a pick, 184 or 211 words a minute.
    estimates = {}
    for language, speed in (("ru", 184), ("en", 211)):
        words = kit.words[language]
        read = [f"cause.{cause}.pick" for cause in CAUSES]
        read += [f"intervention.{card}.pick" for card in kit.votable]
        read += ["question.nominations", "question.votes"]
        core = [part for part in kit.parts if not part.optional]
        for part in core:
            read += [f"part.{part.code}.title", f"part.{part.code}.lead"]
            read += [f"item.{item}" for item in part.questions if item in kit.items]
        counted = sum(_words(words[key]) for key in read)
        estimates[language] = (60 + counted / speed * 60 + 65 * 4 + (3 + 3) * 10) / 60

    assert sum(len(part.questions) for part in core) == 65 + 2
    assert kit.core_minutes == pytest.approx(max(estimates.values()), abs=0.05)
    assert kit.core_minutes <= 13


def test_both_languages_have_the_same_words_and_none_is_missing(kit: Kit) -> None:
    assert kit.languages == ("ru", "en")
    assert kit.words["ru"].keys() == kit.words["en"].keys()
    for item in kit.items:
        assert kit.words["ru"][f"item.{item}"] != kit.words["en"][f"item.{item}"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_items_are_short_and_no_item_is_asked_twice(kit: Kit, language: str) -> None:
    texts = [kit.words[language][f"item.{item}"] for item in kit.items]

    assert len(set(texts)) == len(texts) == 51 + 14 + 12
    assert max(_words(text) for text in texts) <= 18


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_limits_said_in_words_are_those_that_hold(kit: Kit, language: str) -> None:
    number = {"ru": "трёх", "en": "three"}[language]

    assert (kit.most_nominations, kit.most_votes) == (3, 3)
    assert number in kit.words[language]["question.nominations"]
    assert number in kit.words[language]["question.votes"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_typography_is_that_of_a_printed_page(kit: Kit, language: str) -> None:
    # A Latin letter inside a Russian word looks right and breaks search and hyphenation.
    slips = re.compile(r"""^\s|\s$|\s\s|["']|\s-\s|[а-яё][a-z]|[a-z][а-яё]""", re.IGNORECASE)
    words = kit.words[language]
    asked = [words[f"item.{item}"] for item in kit.items]
    # The cards' words have their own room; these are the questionnaire's.
    own = {key: text for key, text in words.items() if not key.startswith("intervention.")}
    labels = [text for key, text in own.items() if key.endswith((".title", ".pick"))]

    assert [key for key, text in own.items() if slips.search(text)] == []
    assert [text for text in asked if text[-1] not in ".?"] == []
    assert [text for text in labels if text[-1] in ".?"] == []


def test_the_skeleton_holds_not_one_sentence() -> None:
    texts = list(_texts(tomllib.loads((FOLDER / "questionnaire.toml").read_text("utf-8"))))

    assert "goals_1" in texts
    assert [text for text in texts if not re.fullmatch(r"[a-z0-9_.]+", text)] == []


def test_every_cause_has_a_remedy_that_is_not_the_repeated_survey(kit: Kit) -> None:
    addressed = {
        cause
        for card in kit.interventions
        if card.code != "pulse"
        for cause in (*card.primary, *card.secondary)
    }

    assert addressed == set(CAUSES)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for below in value.values():
            yield from _texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below)
    elif isinstance(value, str):
        yield value
