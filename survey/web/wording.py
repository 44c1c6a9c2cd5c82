"""Keep which files the doors' words are in; know no campaign and no person."""

from functools import cache
from pathlib import Path

from survey import wording
from survey.wording import LANGUAGES, Say, choose_language

__all__ = ["LANGUAGES", "Say", "choose_language", "speak"]

LOCALES = Path(__file__).parent / "locales"


@cache
def speak(language: str) -> Say:
    """Return `say` for the pages in this language; keys are prefixed by their file's name."""
    words = {
        f"{file.stem}.{key}": sentence
        for file in sorted((LOCALES / language).glob("*.toml"))
        for key, sentence in wording.load_words(file).items()
    }
    return wording.speak(language, words)
