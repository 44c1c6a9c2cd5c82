import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from survey.settings import REPOSITORY
from survey.web.wording import speak as speak_web
from survey.wording import choose_language, load_words, speak

SURVEY = REPOSITORY / "survey"
PAIRS = [
    (
        SURVEY / "web" / "locales" / "ru" / "office.toml",
        SURVEY / "web" / "locales" / "en" / "office.toml",
    ),
    (
        SURVEY / "web" / "locales" / "ru" / "answer.toml",
        SURVEY / "web" / "locales" / "en" / "answer.toml",
    ),
    (
        SURVEY / "web" / "locales" / "ru" / "lost.toml",
        SURVEY / "web" / "locales" / "en" / "lost.toml",
    ),
    *(
        tuple(SURVEY / "web" / "locales" / language / name for language in ("ru", "en"))
        for name in ("plan.toml", "rights.toml", "remains.toml")
    ),
    (SURVEY / "doctor.ru.toml", SURVEY / "doctor.en.toml"),
    (SURVEY / "planning.ru.toml", SURVEY / "planning.en.toml"),
    (SURVEY / "jobs" / "words.ru.toml", SURVEY / "jobs" / "words.en.toml"),
    (SURVEY / "cli" / "words.ru.toml", SURVEY / "cli" / "words.en.toml"),
]
PLURALS = {"ru": {"one", "few", "many", "other"}, "en": {"one", "other"}}


def _stem(key: str) -> str:
    head, _, last = key.rpartition(".")
    return head if last in PLURALS["ru"] else key


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize(
    ("russian", "english"), PAIRS, ids=lambda file: f"{file.parent.name}-{file.name}"
)
def test_both_languages_have_the_same_keys_and_facts(russian: Path, english: Path) -> None:
    words = {"ru": load_words(russian), "en": load_words(english)}
    stems = {language: {_stem(key) for key in keys} for language, keys in words.items()}

    assert stems["ru"] == stems["en"]
    facts = {
        language: {
            stem: set[str]().union(
                *(_fields(text) for key, text in keys.items() if _stem(key) == stem)
            )
            for stem in stems["ru"]
        }
        for language, keys in words.items()
    }
    assert facts["ru"] == facts["en"]


@pytest.mark.parametrize(
    "file",
    [file for pair in PAIRS for file in pair],
    ids=lambda file: f"{file.parent.name}-{file.name}",
)
def test_every_plural_has_all_forms_of_its_language(file: Path) -> None:
    language = "ru" if "ru" in (file.parent.name, file.stem.rpartition(".")[2]) else "en"
    words = load_words(file)

    for stem in {_stem(key) for key in words if _stem(key) != key}:
        forms = {key.rpartition(".")[2] for key in words if _stem(key) == stem and key != stem}
        assert forms == PLURALS[language], stem


def test_every_sentence_that_a_page_of_the_office_says_is_there() -> None:
    words = {language: _known(language) for language in ("ru", "en")}

    for key in _said():
        for language, known in words.items():
            assert key in known, (language, key)


def test_no_sentence_of_the_office_is_left_unsaid() -> None:
    said = set(_said())
    composed = (
        "office.state.",
        "office.result.",
        "office.next.",
        "office.row.",
        "office.wrong.",
        "office.problem.",
        "office.draft.",
        "office.prospect.",
        "office.abandon.",
    )

    unsaid = {key for key in _known("ru") if key.startswith("office.") and key not in said}
    assert {key for key in unsaid if not key.startswith(composed)} == set()


def _known(language: str) -> set[str]:
    folder = SURVEY / "web" / "locales" / language
    return {f"office.{_stem(key)}" for key in load_words(folder / "office.toml")}


def _said() -> Iterator[str]:
    sources = [
        *(SURVEY / "web" / "templates" / "office").glob("*.html"),
        *(SURVEY / "web" / "office").glob("*.py"),
    ]
    for file in sources:
        yield from re.findall(r"""["'](office\.[a-z_.]*[a-z])["']""", file.read_text())


def test_russian_counts_in_four_ways() -> None:
    say = speak_web("ru")

    told = [say("office.letters.waiting", count=count) for count in (1, 3, 5, 11, 21, 22)]

    assert [str(each) for each in told] == [
        "Ждёт отправки 1 письмо.",
        "Ждут отправки 3 письма.",
        "Ждут отправки 5 писем.",
        "Ждут отправки 11 писем.",
        "Ждёт отправки 21 письмо.",
        "Ждут отправки 22 письма.",
    ]


def test_facts_are_escaped_and_sentences_are_not() -> None:
    say = speak("en", {"a": "<b>{name}</b>"})

    assert say("a", name="<script>&") == "<b>&lt;script&gt;&amp;</b>"


def test_a_sentence_that_is_missing_shows_no_page_with_a_hole() -> None:
    say = speak("en", {})

    with pytest.raises(KeyError):
        say("a")


@pytest.mark.parametrize(
    ("asked", "accepted", "chosen"),
    [
        (None, None, "ru"),
        (None, "", "ru"),
        ("en", "ru", "en"),
        ("xx", "en", "en"),
        (None, "fr, en;q=0.3", "en"),
        (None, ",;q=,,", "ru"),
        (None, "EN-us", "en"),
        ("EN", None, "ru"),
    ],
)
def test_a_language_is_chosen_among_ours(
    asked: str | None, accepted: str | None, chosen: str
) -> None:
    assert choose_language(asked, accepted) == chosen


def test_words_are_read_flat(tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    file.write_text('a = " x "\n[b.c]\nd = "y"\n')

    assert load_words(file) == {"a": "x", "b.c.d": "y"}
    assert tomllib.loads(file.read_text())["a"] == " x "
