"""Keep which file the command line's words are in; know no campaign and no person."""

from collections.abc import Mapping
from pathlib import Path

from survey import wording

HERE = Path(__file__).parent


def load_words(language: str) -> Mapping[str, str]:
    """Return the sentences of the command line in this language, by dotted key."""
    return wording.load_words(HERE / f"words.{language}.toml")


def choose_language(asked: str | None, environment: Mapping[str, str]) -> str:
    """Choose the language: what is asked, else ACCORD_LANG, else LANG, else Russian."""
    spoken = asked or environment.get("ACCORD_LANG") or environment.get("LANG", "ru")
    return "en" if spoken.lower().startswith("en") else "ru"
