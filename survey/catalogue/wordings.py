"""Keep the rules for a kit's words: which keys there must be, and how long a sentence may get.

Knows no meaning of a sentence and no reader.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from survey.catalogue.files import InterventionsFile, QuestionnaireFile
from survey.errors import BrokenKit

META = ("author", "translation", "limits")
CAUSE_WORDS = ("title", "about", "pick", "rival", "both")
CARD_WORDS = (
    "title",
    "goal",
    "cost",
    "owner",
    "term",
    "essence",
    "how",
    "important",
    "tricks",
    "prerequisites",
    "contraindications",
    "success",
    "pick",
)
DISPUTED_WORDS = ("position_for", "position_against")

# Ours. An item must be read at one glance on a phone; a title is a label of a chart; a choice
# stands in a list of thirty; a sentence of more than 45 words is two.
MOST_ITEM_WORDS = 20
MOST_PICK_WORDS = 14
MOST_TITLE_LETTERS = 60
MOST_CAUSE_TITLE_LETTERS = 45
MOST_SENTENCE_WORDS = 45
MOST_LETTERS = 2000

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_SENTENCE_END = re.compile(r"(?<=[.!?…:;])\s+|\n+")
_WORD = re.compile(r"\w[\w’'-]*")


def count_words(text: str) -> int:
    """Count the words of a text; a number is a word, a dash is none."""
    return len(_WORD.findall(text))


def flatten(file: str, tables: Mapping[str, Any]) -> dict[str, str]:
    """Turn nested tables of words into dotted keys; refuse whatever is no text."""
    words: dict[str, str] = {}
    for key, text in _walk(tables, ""):
        if not isinstance(text, str):
            raise BrokenKit(file=file, key=key, reason="not_a_text")
        if key in words:
            raise BrokenKit(file=file, key=key, reason="duplicate_word")
        words[key] = text
    return words


def expected_keys(
    questionnaire: QuestionnaireFile, interventions: InterventionsFile
) -> frozenset[str]:
    """Every key that a language of this kit must have, and no other."""
    return frozenset((*_questionnaire_keys(questionnaire), *_intervention_keys(interventions)))


def check_language(
    language: str, words: Mapping[str, str], origins: Mapping[str, str], expected: frozenset[str]
) -> None:
    """Refuse a language with a missing, unknown, empty or overlong word.

    `origins[key]` is the file that a word came from.
    """
    for key in sorted(expected - words.keys()):
        raise BrokenKit(file=home_of(key, language), key=key, reason="missing_word")
    for key in sorted(words.keys() - expected):
        raise BrokenKit(file=origins[key], key=key, reason="unknown_word")
    for key, text in words.items():
        if not text.strip():
            raise BrokenKit(file=origins[key], key=key, reason="empty_word")
        excess = _find_excess(key, text)
        if excess:
            raise BrokenKit(file=origins[key], key=key, reason=excess)


def home_of(key: str, language: str) -> str:
    """Name the file where a word of this key belongs."""
    return f"interventions.{language}.toml" if _is_card(key) else f"{language}.toml"


def check_placeholders(words: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse languages whose sentences ask for different {placeholders}."""
    first, *others = words
    for language in others:
        for key, text in words[language].items():
            if _placeholders(text) != _placeholders(words[first][key]):
                raise BrokenKit(file=home_of(key, language), key=key, reason="placeholders_differ")


def _walk(tables: Mapping[str, Any], above: str) -> Iterator[tuple[str, object]]:
    for name, below in tables.items():
        key = f"{above}.{name}" if above else name
        if isinstance(below, dict):
            yield from _walk(below, key)
        else:
            yield key, below


def _questionnaire_keys(questionnaire: QuestionnaireFile) -> Iterator[str]:
    yield from (f"meta.{name}" for name in META)
    yield from ("kit.title", "kit.about", "format.unsure")
    for department in questionnaire.departments:
        yield from (f"department.{department}", f"department.{department}.of")
    for code, bounds in questionnaire.formats.items():
        yield from (f"format.{code}.{answer}" for answer in range(bounds.low, bounds.high + 1))
    for cause, scale in questionnaire.causes.items():
        yield from (f"cause.{cause}.{word}" for word in CAUSE_WORDS)
        yield from (f"item.{item}" for item in scale.items)
    for outcome, outcome_scale in questionnaire.outcomes.items():
        yield f"outcome.{outcome}.title"
        yield from (f"item.{item}" for item in outcome_scale.items)
    for topic, seen in questionnaire.mirror.items():
        yield f"mirror.{topic}.title"
        yield from (f"item.{item}" for item in (seen.own, seen.other, seen.guess))
    for part in questionnaire.parts:
        yield from (f"part.{part.code}.title", f"part.{part.code}.lead")
    yield from (f"question.{code}" for code in questionnaire.open_questions)
    yield from ("question.nominations", "question.votes")
    yield from (f"source.{code}" for code in questionnaire.sources)


def _intervention_keys(interventions: InterventionsFile) -> Iterator[str]:
    for code, card in interventions.interventions.items():
        names = (*CARD_WORDS, *DISPUTED_WORDS) if card.disputed else CARD_WORDS
        yield from (f"intervention.{code}.{name}" for name in names)


def _is_card(key: str) -> bool:
    return key.startswith("intervention.")


def _placeholders(text: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(text))


def _find_excess(key: str, text: str) -> str | None:
    kind, last = key.split(".")[0], key.split(".")[-1]
    longest = max(count_words(sentence) for sentence in _SENTENCE_END.split(text))
    letters = MOST_CAUSE_TITLE_LETTERS if kind == "cause" else MOST_TITLE_LETTERS
    limits = (
        (kind == "item", count_words(text), MOST_ITEM_WORDS, "words"),
        (last == "pick", count_words(text), MOST_PICK_WORDS, "words"),
        (last == "title", len(text), letters, "letters"),
        (True, longest, MOST_SENTENCE_WORDS, "words_in_a_sentence"),
        (True, len(text), MOST_LETTERS, "letters"),
    )
    for applies, counted, most, unit in limits:
        if applies and counted > most:
            return f"too_long: {counted} {unit}, at most {most}"
    return None
