"""Keep the words of the doors, by language; know no campaign and no person."""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from babel import Locale
from markupsafe import Markup

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("ru", "en")

Say = Callable[..., Markup]


@cache
def load_words(language: str) -> Mapping[str, str]:
    """Read every locales/<language>/*.toml into one flat mapping of dotted keys."""
    words: dict[str, str] = {}
    for file in sorted((LOCALES / language).glob("*.toml")):
        words.update(_flatten(tomllib.loads(file.read_text(encoding="utf-8")), file.stem))
    return words


def speak(language: str, extra: Mapping[str, str] | None = None) -> Say:
    """Return `say(key, **facts)`: the sentence under `key`, with facts filled in and escaped.

    With `count=…` the key's plural form is chosen: `key.one`, `key.few`, `key.many`, `key.other`.
    A missing key raises KeyError: a page with a hole is not shown.
    """
    words = {**load_words(language), **(extra or {})}
    plural = Locale.parse(language).plural_form

    def say(key: str, **facts: object) -> Markup:
        count = facts.get("count")
        if isinstance(count, int):
            form = f"{key}.{plural(count)}"
            key = form if form in words else f"{key}.other" if f"{key}.other" in words else key
        return Markup(words[key]).format(**facts)  # noqa: S704 - our words; format escapes facts

    return say


def choose_language(asked: str | None, accepted: str | None, default: str = "ru") -> str:
    """Choose among LANGUAGES: what the link asks for, else the browser's first that we speak."""
    if asked in LANGUAGES:
        return asked
    for part in (accepted or "").split(","):
        tag = part.split(";")[0].strip().lower()[:2]
        if tag in LANGUAGES:
            return tag
    return default


def _flatten(table: Mapping[str, object], prefix: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        name = f"{prefix}.{key}"
        if isinstance(value, Mapping):
            flat.update(_flatten(value, name))
        else:
            flat[name] = str(value).strip()
    return flat
