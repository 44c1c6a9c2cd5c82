"""Keep how people are taken out of a comment: addresses, numbers, names; never know the author.

The roster's people go in every form (`names.py`), in small letters too. Other people go where
morphology and a capital letter say so. What is taken out leaves one neutral mark, whatever it was.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from razdel import sentenize

from survey.disclosure.letters import cut, is_cyrillic, says_something, tidy
from survey.disclosure.lexicon import Lexicon
from survey.disclosure.names import WORD, People
from survey.disclosure.patterns import GAP, take_out

_MARK = re.escape(GAP)
_CAPITAL = "[A-ZА-ЯЁ]"
_INITIALS = rf"(?:{_CAPITAL}\.[ -]?){{1,2}}"
_SIGNED = tuple(
    re.compile(pattern)
    for pattern in (
        # И. И. Хренькин, Хренькин И. И.: whoever has two initials is a person.
        rf"(?<!\w){_CAPITAL}\. ?{_CAPITAL}\. ?{_CAPITAL}[^\W\d_]+(?:-[^\W\d_]+)?",
        rf"(?<!\w){_CAPITAL}[^\W\d_]+(?:-[^\W\d_]+)? {_CAPITAL}\. ?{_CAPITAL}\.",
    )
)
_INITIALS_BEFORE = re.compile(rf"(?<!\w){_INITIALS}(?={_MARK})")
_INITIALS_AFTER = re.compile(rf"(?<={_MARK}) ?{_CAPITAL}\.(?: ?{_CAPITAL}\.)?")
# «Анна П сказала»; not the pronouns "I" and «Я», nor the article.
_INITIAL_ALONE = re.compile(rf"(?<={_MARK}) (?![IAЯ]){_CAPITAL}(?![\w.])")
_RUN = re.compile(rf"{_MARK}(?:[ -]*{_MARK})+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word in its place. `opens`: the first of its sentence; `loud`: all letters there are
    capitals, so that a capital says nothing.
    """

    start: int
    stop: int
    word: str
    opens: bool
    loud: bool


def scrub(text: str, people: People) -> str:
    """Replace addresses, phone numbers, dates, handles and people's names by a mark [12].

    Parameters
    ----------
    people
        Everybody on the roster, and the words that are jargon and no name.

    Returns
    -------
    str
        At most 1000 letters without anything invisible.
    """
    text = take_out(tidy(text))
    for pattern in _SIGNED:
        text = pattern.sub(GAP, text)
    text = _replace(text, _names(text, people))
    for pattern in (_INITIALS_BEFORE, _INITIALS_AFTER, _INITIAL_ALONE):
        text = pattern.sub("", text)
    return cut(tidy(_RUN.sub(GAP, text)))


def is_empty(text: str) -> bool:
    """Tell whether nothing but marks is left of a text."""
    return not says_something(text.replace(GAP, ""))


def tokens(text: str) -> tuple[Token, ...]:
    """Part a text into words that know where their sentence begins."""
    found: list[Token] = []
    at = 0
    for line in text.split("\n"):
        for sentence in sentenize(line):
            loud = sentence.text.upper() == sentence.text
            found += [
                Token(
                    start=at + sentence.start + match.start(),
                    stop=at + sentence.start + match.end(),
                    word=match[0],
                    opens=place == 0,
                    loud=loud,
                )
                for place, match in enumerate(WORD.finditer(sentence.text))
            ]
        at += len(line) + 1
    return tuple(found)


def _names(text: str, people: People) -> list[tuple[int, int]]:
    words = tokens(text)
    marked = [people.include(token.word) for token in words]
    # From the end, so that a first word knows whether a name follows it.
    for place in reversed(range(len(words))):
        marked[place] = marked[place] or _is_stranger(words, place, marked, people.lexicon)
    return [
        _whole(text, token.start, token.stop)
        for token, is_marked in zip(words, marked, strict=True)
        if is_marked
    ]


def _is_stranger(
    words: Sequence[Token], place: int, marked: Sequence[bool], lexicon: Lexicon
) -> bool:
    """Tell whether a word is the name of somebody who is not on the roster.

    A capital says so, but not at a sentence's beginning: «Вера в план», «Роман с таблицей». There
    a word must have no other reading, or a name must follow.
    """
    token = words[place]
    if not _may_be_name(token, lexicon):
        return False
    if any(lexicon.read(piece).surely for piece in _pieces(token.word)):
        return True
    if token.loud or token.word.isupper():
        return False
    return not token.opens or _name_follows(words, place, marked)


def _name_follows(words: Sequence[Token], place: int, marked: Sequence[bool]) -> bool:
    after = place + 1
    if after == len(words) or words[after].opens:
        return False
    # «Вера Петрова», not «Вера, Петрова»: a comma parts people too, and nothing is lost by it.
    return marked[after] and words[after].word[:1].isupper()


def _may_be_name(token: Token, lexicon: Lexicon) -> bool:
    if not token.word[:1].isupper() or not is_cyrillic(token.word):
        return False
    return any(
        lexicon.read(piece).names for piece in _pieces(token.word) if not lexicon.is_jargon(piece)
    )


def _pieces(word: str) -> list[str]:
    return [word, *(piece for piece in word.split("-") if piece[:1].isupper())]


def _whole(text: str, start: int, stop: int) -> tuple[int, int]:
    """Stretch a name over what is glued to it: petrova_a, Петров85."""
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    while stop < len(text) and (text[stop].isalnum() or text[stop] == "_"):
        stop += 1
    return start, stop


def _replace(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, stop in reversed(spans):
        text = text[:start] + GAP + text[stop:]
    return text
