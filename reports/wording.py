"""Keep how a language says things: sentences, plurals, numbers, dates; know no result."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from markupsafe import Markup, escape

from reports.document import Scale, Value

LOCALES = Path(__file__).resolve().parent / "locales"
LANGUAGES = ("ru", "en")
# The gate rounds the ends of intervals to tenths.
INTERVAL_DECIMALS = 1
SHORT_LAST_WORD = 7
NBSP = "\N{NO-BREAK SPACE}"

# A short word never ends a line in Russian; a dash never begins one; a number keeps its unit.
# Particles lean on the word before them, other short words on the one that follows.
_PARTICLE = re.compile(r" (?=(?:бы|же|ли)(?![\w-]))")
_SHORT_WORD = re.compile(r"(?<![\w-])(?!(?:бы|же|ли) )([А-Яа-яЁё]{1,2}) (?=\S)")
_DASH = re.compile(r" (?=[—–] )")
_NUMBER = re.compile(r"(?<=\d) (?=[А-Яа-яЁёA-Za-z%])")
_MARK = re.compile(r"([№§]) (?=\d)")


class Voice:
    """Speak one language: `say` a sentence by its key, tell a number, a value, a day, a list."""

    def __init__(self, language: str, decimals: int) -> None:
        self.language = language
        self.decimals = decimals
        self.words = load_words(language)
        self.plural_form = Locale.parse(language).plural_form

    def say(self, key: str, **facts: object) -> Markup:
        """Return the sentence under `key`, facts filled in and escaped.

        With `count` the plural form is chosen: `key.one`, `key.few`, `key.many`, `key.other`.
        A missing key raises KeyError: a page with a hole is not printed.
        """
        count = facts.get("count")
        if isinstance(count, int):
            form = f"{key}.{self.plural_form(count)}"
            key = form if form in self.words else f"{key}.other"
        filled = Markup(self.words[key]).format(**{name: escape(f) for name, f in facts.items()})  # noqa: S704 - our own sentences, facts are escaped
        return Markup(typeset(filled, self.language))  # noqa: S704 - typesetting only moves spaces

    def knows(self, key: str) -> bool:
        """Whether there is a sentence under `key`."""
        return key in self.words

    def number(self, value: float, decimals: int | None = None) -> str:
        """Tell a released number with as many decimals as the release's grid needs."""
        told = f"{value:.{self.decimals if decimals is None else decimals}f}"
        return told.replace(".", ",") if self.language == "ru" else told

    def value(self, value: Value) -> Markup:
        """Tell a value as released: a number, "2.0 or less", "not below the middle"."""
        told = "" if value.value is None else self.number(value.value)
        return self.say(f"value.{value.tail or 'plain'}", value=told)

    def interval(self, value: Value) -> Markup:
        """Tell the interval of a value, or nothing where none was released."""
        if value.low is None or value.high is None:
            return Markup("")
        low, high = (self.number(end, INTERVAL_DECIMALS) for end in (value.low, value.high))
        return self.say("value.interval", low=low, high=high)

    def day(self, iso: str) -> str:
        """Tell a day of the calendar."""
        form = "d MMMM y" + (" 'г'." if self.language == "ru" else "")
        return format_date(date.fromisoformat(iso), form, locale=self.language).replace(" ", NBSP)

    def listing(self, parts: Sequence[str]) -> Markup:
        """Join parts as the language does, "a, b and c", escaped."""
        told = [str(escape(part)) for part in parts]
        return Markup(format_list(told, locale=self.language) if told else "")  # noqa: S704 - escaped

    def titles(self, titles: Sequence[str]) -> Markup:
        """Join titles in quotation marks: two by "and", more by semicolons."""
        told = [self.say("common.title", title=title) for title in titles]
        return Markup("; ").join(told) if len(told) > 2 else self.listing(told)


@cache
def load_words(language: str) -> Mapping[str, str]:
    """Read the language's sentences into one flat mapping of dotted keys."""
    with (LOCALES / f"{language}.toml").open("rb") as file:
        return dict(_flatten(tomllib.load(file), ""))


def typeset(text: str, language: str) -> str:
    """Put no-break spaces where a line must not end."""
    text = _DASH.sub(NBSP, text)
    if language == "ru":
        # Twice: in "и в отделе" the first match eats the space before the second short word.
        text = _SHORT_WORD.sub(rf"\1{NBSP}", _SHORT_WORD.sub(rf"\1{NBSP}", text))
        text = _PARTICLE.sub(NBSP, text)
        text = _NUMBER.sub(NBSP, text)
    return _MARK.sub(rf"\1{NBSP}", text)


def keep_last_word(headline: Markup) -> Markup:
    """Bind a short last word to the one before it, so that it does not stand alone on a line."""
    rest, space, last = headline.rpartition(" ")
    return rest + NBSP + last if space and len(last) <= SHORT_LAST_WORD else headline


def count_decimals(scales: Iterable[Scale | None]) -> int:
    """Return how many decimals the grid of a release needs: 1, or 2 for a step of 0.25."""
    told = (
        number
        for scale in scales
        if scale is not None
        for value in scale.values
        if (number := value.value) is not None
    )
    return 2 if any(round(number * 10) != round(number * 10, 6) for number in told) else 1


def _flatten(table: Mapping[str, object], prefix: str) -> Iterable[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value).strip()
