"""Keep how click itself speaks: its own words in the language of the terminal; know no command.

Click takes its words from gettext by the English sentence, and gettext wants a compiled catalogue
on the disk. Ours lie in words.*.toml like all others: English beside Russian under one key.
"""

import os
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from functools import cache
from itertools import pairwise

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from survey.cli.wording import choose_language, load_words
from survey.wording import LANGUAGES

_OWN = "click."
_ASKED = ContextVar("asked", default="")
_MODULES = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.types,
)


def teach_click() -> None:
    """Let click say its words as we do; what we have no word for stays as it is."""
    for module in _MODULES:
        for name, translate in (("_", say), ("ngettext", say_many)):
            if hasattr(module, name):
                setattr(module, name, translate)


def hear(words: Sequence[str]) -> None:
    """Speak as the command was asked to: a call that is wrong is said before it is read."""
    for word, after in pairwise((*words, "")):
        name, _, value = word.partition("=")
        if name == "--lang":
            _ASKED.set(value or after)
            return
    _ASKED.set("")


def say(sentence: str) -> str:
    """Return click's sentence in the language that was asked for, else the environment's."""
    asked = _ASKED.get() if _ASKED.get() in LANGUAGES else None
    return _load_sentences(choose_language(asked, os.environ)).get(sentence, sentence)


def say_many(one: str, many: str, count: int) -> str:
    """Return the form for this count; Russian has one wording that fits both."""
    return say(one if count == 1 else many)


@cache
def _load_sentences(language: str) -> Mapping[str, str]:
    own, english = load_words(language), load_words("en")
    return {text: own[key] for key, text in english.items() if key.startswith(_OWN)}


teach_click()
