"""Keep what a word can be: its lemmas, and whether it may be a name; never know a text.

A department's jargon is pinned before morphology, which knows no лид and would read «лидами» as
the name Лида. A lexicon lives as long as one release: what it has looked up goes with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import snowballstemmer
from pymorphy3 import MorphAnalyzer
from pymorphy3.analyzer import Parse

from survey.disclosure.letters import is_cyrillic, key

_NAMES = frozenset({"Name", "Surn", "Patr"})
# Pronouns, prepositions, conjunctions, particles, interjections.
_SMALL = frozenset({"PREP", "CONJ", "PRCL", "NPRO", "INTJ"})
# Nearly all of a word's readings are names: Марина, Сергей, Чернов; not Вера, Роман, Любовь.
_SURE = 0.95
# Jargon that the dictionary lacks is declined like a masculine noun.
_HARD = ("", "а", "у", "ом", "е", "ы", "и", "ов", "ам", "ами", "ах")
_CONSONANTS = frozenset("бвгджзйклмнпрстфхцчшщ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one word can be.

    lemmas: dictionary forms (Russian) or the stem; without those that are names.
    names: dictionary forms of its readings as a name; share: how likely these are among all;
    `surely`: the dictionary knows hardly another reading.
    known: the dictionary has the word. small: a pronoun, a preposition, a particle, among others.
    """

    lemmas: frozenset[str]
    names: frozenset[str] = frozenset()
    share: float = 0.0
    surely: bool = False
    known: bool = True
    small: bool = False


class Lexicon:
    """Readings of words, the jargon's own before all others."""

    def __init__(self, jargon: Iterable[str] = ()) -> None:
        self._pinned = {form: key(word) for word in jargon for form in _jargon_forms(key(word))}
        self._read: dict[str, Reading] = {}

    def read(self, word: str) -> Reading:
        """Tell what a word can be."""
        plain = key(word)
        if plain not in self._read:
            self._read[plain] = self._look_up(plain)
        return self._read[plain]

    def is_jargon(self, word: str) -> bool:
        """Tell whether a word is a form of the department's jargon."""
        return key(word) in self._pinned

    def lemma(self, word: str) -> str:
        """Give the one key that a dictionary's entry is filed under; itself where it is a lemma."""
        lemmas = self.read(word).lemmas
        return key(word) if key(word) in lemmas or not lemmas else min(lemmas)

    def _look_up(self, plain: str) -> Reading:
        if plain in self._pinned:
            return Reading(lemmas=frozenset({self._pinned[plain]}))
        if not is_cyrillic(plain):
            return Reading(lemmas=frozenset({_stem("english", plain)}))
        parses = _parses(plain)
        named = [parse for parse in parses if is_name(parse)]
        lemmas = {key(parse.normal_form) for parse in parses if not is_name(parse)}
        known = any(parse.is_known for parse in parses)
        share = float(sum(parse.score for parse in named))
        return Reading(
            lemmas=frozenset(lemmas if known else {_stem("russian", plain)}),
            names=frozenset(key(parse.normal_form) for parse in named),
            share=share,
            known=known,
            surely=known and share >= _SURE,
            small=any(
                str(parse.tag.POS) in _SMALL or "Apro" in parse.tag.grammemes for parse in parses
            ),
        )


def lexemes(word: str) -> tuple[frozenset[str], bool]:
    """Decline a word given in the nominative, in all its readings as a noun or adjective.

    Returns
    -------
    tuple
        The forms, as `key` writes them; and whether the dictionary knows it as a name.
    """
    nominative = [
        parse
        for parse in _parses(key(word))
        if "nomn" in parse.tag.grammemes and str(parse.tag.POS) in ("NOUN", "ADJF")
    ]
    named = [parse for parse in nominative if is_name(parse)]
    forms = {key(form.word) for parse in (named or nominative) for form in parse.lexeme}
    return frozenset(forms), any(parse.is_known for parse in named)


def is_name(parse: Parse) -> bool:
    """Tell whether a parse reads the word as a first name, a patronymic or a surname."""
    return not _NAMES.isdisjoint(parse.tag.grammemes)


@cache
def _analyzer() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")


def _parses(plain: str) -> list[Parse]:
    return list(_analyzer().parse(plain))


@cache
def _stemmer(language: str) -> Any:  # the library has no types
    return snowballstemmer.stemmer(language)


def _stem(language: str, plain: str) -> str:
    # Marked, so that a stem is never taken for a dictionary form.
    return f"~{_stemmer(language).stemWord(plain)}"


def _jargon_forms(word: str) -> set[str]:
    if not is_cyrillic(word):
        return {word, f"{word}s"}
    own = [parse for parse in _parses(word) if key(parse.normal_form) == word]
    known = [parse for parse in own if parse.is_known and not is_name(parse)]
    forms = {key(form.word) for parse in known for form in parse.lexeme}
    if not forms and word[-1] in _CONSONANTS:
        forms = {word + ending for ending in _HARD}
    return forms | {word}
