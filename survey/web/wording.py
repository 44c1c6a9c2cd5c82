"""Keep which files the doors' words are in; know no campaign and no person."""

from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date

from survey import wording
from survey.wording import LANGUAGES, Say, choose_language

__all__ = ["LANGUAGES", "Say", "choose_language", "say_day", "speak"]

LOCALES = Path(__file__).parent / "locales"


@cache
def speak(language: str) -> Say:
    """Return `say` for the pages in this language; keys are prefixed by their file's name."""
    files = {file.stem: file for file in sorted((LOCALES / language).glob("*.toml"))}
    files["doctor"] = wording.ROOT / f"doctor.{language}.toml"
    words = {
        f"{name}.{key}": sentence
        for name, file in files.items()
        for key, sentence in wording.load_words(file).items()
    }
    return wording.speak(language, words)


def say_day(day: date, language: str) -> str:
    """Write a day as people of this language do."""
    return format_date(day, format="d MMMM y", locale=language)
