import re

import pytest
from markupsafe import Markup

from reports.document import Scale, Value
from reports.wording import (
    LANGUAGES,
    NBSP,
    Voice,
    count_decimals,
    keep_last_word,
    load_words,
    typeset,
)

PLURAL = re.compile(r"\.(one|few|many|other)$")
FORMS = {"ru": {"one", "few", "many", "other"}, "en": {"one", "other"}}


def value(at: float | None, tail: str = "") -> Value:
    return Value(value=at, tail=tail, low=2.0, high=4.1)


def scale(*values: float) -> Scale:
    told = tuple(value(at) for at in values)
    return Scale(code="s", title="s", combined=None, departments=told, contrast="")


def test_both_languages_say_the_same_things_with_the_same_facts() -> None:
    told = {
        language: {
            PLURAL.sub("", key): set(re.findall(r"{(\w+)}", sentence))
            for key, sentence in load_words(language).items()
        }
        for language in LANGUAGES
    }

    assert told["ru"].keys() == told["en"].keys()
    assert told["ru"] == told["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_with_a_number_has_every_plural_form_of_its_language(language: str) -> None:
    forms: dict[str, set[str]] = {}
    for key in load_words(language):
        if found := PLURAL.search(key):
            forms.setdefault(PLURAL.sub("", key), set()).add(found[1])

    del forms["band"]  # `band.few` is a word of how many, no plural
    assert {key: found for key, found in forms.items() if found != FORMS[language]} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_says_that_something_was_proven_or_somebody_is_guilty(language: str) -> None:
    accusing = re.compile(r"доказа|вызывает конфликт|вина отдела|\bproves?\b|\bcauses the\b", re.I)

    assert not [said for said in load_words(language).values() if accusing.search(said)]


def test_russian_numbers_have_a_comma_and_english_ones_a_point() -> None:
    assert Voice("ru", 2).number(3.25) == "3,25"
    assert Voice("en", 1).number(3.5) == "3.5"


@pytest.mark.parametrize(
    ("tail", "said"),
    [
        ("", "4,0"),
        ("low", "4,0 или меньше"),
        ("high", "4,0 или больше"),
    ],
)
def test_a_tail_is_told_in_words(tail: str, said: str) -> None:
    assert Voice("ru", 1).value(value(4.0, tail)).replace(NBSP, " ") == said


def test_where_only_the_middle_is_told_no_number_is() -> None:
    voice = Voice("en", 1)

    assert voice.value(value(None, "below")) == "below the middle"
    assert voice.value(value(None, "not_below")) == "not below the middle"


def test_the_plural_form_follows_the_language() -> None:
    said = [str(Voice("ru", 1).say("participation.rule_c", count=n)) for n in (1, 2, 5)]

    assert ["коллега" in said[0], "коллеги" in said[1], "коллег," in said[2]] == [True] * 3


@pytest.mark.parametrize(
    ("language", "titles", "said"),
    [
        ("ru", ["А"], "«А»"),
        ("ru", ["А", "Б"], "«А» и «Б»"),
        ("ru", ["А", "Б", "В"], "«А»; «Б»; «В»"),
        ("en", ["A", "<b>"], "“A” and “&lt;b&gt;”"),
        ("en", [], ""),
    ],
)
def test_titles_stand_in_the_quotation_marks_of_the_language(
    language: str, titles: list[str], said: str
) -> None:
    assert Voice(language, 1).titles(titles).replace(NBSP, " ") == said


def test_english_apostrophes_are_typographic() -> None:
    assert not [said for said in load_words("en").values() if "'" in said]


def test_a_missing_sentence_stops_the_page() -> None:
    with pytest.raises(KeyError):
        Voice("ru", 1).say("verdict.unheard_of")


def test_what_fills_a_sentence_is_escaped() -> None:
    said = Voice("en", 1).say("causes.named.first", title="<b>goals</b>")

    assert "<b>" not in said
    assert "&lt;b&gt;" in said


def test_a_short_word_a_dash_and_a_number_do_not_end_a_line_in_russian() -> None:
    told = typeset("и в отделе — 16 человек, № 5", "ru")

    assert told == f"и{NBSP}в{NBSP}отделе{NBSP}— 16{NBSP}человек, №{NBSP}5"


def test_a_particle_leans_on_the_word_before_it() -> None:
    told = typeset("показали бы то же самое, если бы знали, не ждёт ли кто", "ru")

    assert told == (
        f"показали{NBSP}бы то{NBSP}же самое, если{NBSP}бы знали, не{NBSP}ждёт{NBSP}ли кто"
    )


def test_a_short_last_word_of_a_headline_stays_with_the_one_before_it() -> None:
    assert keep_last_word(Markup("on 16 topics of 17")) == f"on 16 topics of{NBSP}17"
    assert keep_last_word(Markup("the conflict &amp; handoffs")) == "the conflict &amp; handoffs"


def test_a_day_is_told_as_the_language_does() -> None:
    assert Voice("ru", 1).day("2026-03-02").replace(NBSP, " ") == "2 марта 2026 г."
    assert Voice("en", 1).day("2026-03-02").replace(NBSP, " ") == "2 March 2026"


@pytest.mark.parametrize(
    ("values", "decimals"), [((3.0, 2.5), 1), ((3.1, 2.9), 1), ((3.25, 3.0), 2)]
)
def test_numbers_have_as_many_decimals_as_the_grid_needs(
    values: tuple[float, ...], decimals: int
) -> None:
    assert count_decimals([scale(*values), None]) == decimals
