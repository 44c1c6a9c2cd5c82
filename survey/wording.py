"""Keep how sentences are read from TOML and filled in; know no sentence, no campaign, no person."""

import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from babel import Locale
from markupsafe import Markup

LANGUAGES = ("ru", "en")
# Words that several rooms read lie here, beside the room that they are about.
ROOT = Path(__file__).parent

Say = Callable[..., Markup]


@cache
def load_words(*files: Path) -> Mapping[str, str]:
    """Read TOML files into one flat mapping of dotted keys."""
    words: dict[str, str] = {}
    for file in files:
        words.update(_flatten(tomllib.loads(file.read_text(encoding="utf-8")), ""))
    return words


def speak(language: str, words: Mapping[str, str]) -> Say:
    """Return `say(key, **facts)`: the sentence under `key`, with facts filled in and escaped.

    With `count=…` the key's plural form is chosen: `key.one`, `key.few`, `key.many`, `key.other`.
    A missing key raises KeyError: a page with a hole is not shown.
    """
    plural = Locale.parse(language).plural_form

    def say(key: str, **facts: object) -> Markup:
        count = facts.get("count")
        forms = (f"{key}.{plural(count)}", f"{key}.other") if isinstance(count, int) else ()
        found = next((form for form in forms if form in words), key)
        return Markup(words[found]).format(**facts)  # noqa: S704 - our words; format escapes facts

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


def fold_words(text: str) -> str:
    """Write words so that case, accents, spaces, width of letters and their order do not count."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(sorted(plain.split()))


def _flatten(table: Mapping[str, object], prefix: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            flat.update(_flatten(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = str(value).strip()
    return flat
