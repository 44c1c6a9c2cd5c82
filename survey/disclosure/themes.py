"""Keep how many people mention a theme, as a word; never know who, and never quote anybody.

A theme is mentioned by a person who uses one of its words in any comment, whatever that comment's
consent. It says that people talk of a thing, not whether they praise it or complain of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from survey.catalogue.kit import Theme
from survey.diagnosis.responses import Response
from survey.disclosure import bands, policy
from survey.disclosure.letters import tidy
from survey.disclosure.lexicon import Lexicon
from survey.disclosure.names import WORD
from survey.disclosure.release import ReleasedTheme

# Not "few": that a theme's threshold was not met is all that is said of it.
TOO_FEW = "too_few"
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """The themes' phrases by their first lemma: (lemmas, theme)."""

    lexicon: Lexicon
    phrases: Mapping[str, tuple[tuple[Phrase, str], ...]]

    def mentioned(self, text: str) -> frozenset[str]:
        """Give the codes of the themes that a text mentions."""
        words = [
            piece for match in WORD.finditer(tidy(text)) for piece in match[0].lower().split("-")
        ]
        lemmas = [self.lexicon.read(word).lemmas for word in words]
        return frozenset(
            code
            for place, own in enumerate(lemmas)
            for lemma in own
            for phrase, code in self.phrases.get(lemma, ())
            if _follows(phrase, lemmas[place : place + len(phrase)])
        )


def make_dictionary(themes: Iterable[Theme], lexicon: Lexicon) -> Dictionary:
    """File every phrase of a kit's themes, in all languages, under its first lemma."""
    filed: dict[str, list[tuple[Phrase, str]]] = {}
    for theme in themes:
        for phrase in theme.phrases:
            lemmas = tuple(lexicon.lemma(word) for word in phrase.replace("-", " ").split())
            filed.setdefault(lemmas[0], []).append((lemmas, theme.code))
    return Dictionary(
        lexicon=lexicon, phrases={first: tuple(found) for first, found in filed.items()}
    )


def release_themes(
    themes: Sequence[Theme],
    sides: Sequence[Sequence[Response]],
    lexicon: Lexicon,
    *,
    c: int,
    apart: bool,
) -> tuple[ReleasedTheme, ...]:
    """Tell for every theme how many people of both departments mention it [12].

    Every theme of the kit has its cell, in the kit's order, whatever was written.

    Parameters
    ----------
    sides
        The people of either department whose answers count.
    apart
        Whether departments may be told apart; only then "seen by both" is said of a theme.
    """
    known = make_dictionary(themes, lexicon)
    mentions = [[_of(person, known) for person in side] for side in sides]
    sizes = tuple(len(side) for side in sides)
    released = []
    for theme in themes:
        counts = tuple(sum(theme.code in codes for codes in side) for side in mentions)
        released.append(
            ReleasedTheme(
                code=theme.code,
                people=theme_word(sum(counts), sum(sizes), c),
                both=apart and seen_by_both(counts, sizes, c),
            )
        )
    return tuple(released)


def theme_word(count: int, n: int, c: int) -> str:
    """Tell how many of n mention a theme, or that too few do [12].

    Counts below c + 2 are too few. What then is left of the lowest band is told only if it is a
    run of c + 2 counts itself [3]; else all of the lowest band is too few.
    """
    least = c + policy.SPARE
    lowest = len(bands.runs(n, c)[0])
    told_from = least if lowest >= 2 * least else lowest
    return bands.word(count, n, c) if count >= told_from else TOO_FEW


def seen_by_both(counts: Sequence[int], sizes: Sequence[int], c: int) -> bool:
    """Tell whether c + 2 people of either department mention a theme, where that may be told.

    Beside the word for everybody a "no" could mean that all of one department mention it: 10 of
    7 and 7 people, and fewer than 4 in one of them. It is told where the word's lowest count is
    no more than the smaller department, or so high that both must be over c + 2;
    `test_themes.py` proves that this leaves nothing to conclude. Elsewhere false says nothing.
    """
    n, least = sum(sizes), c + policy.SPARE
    word = theme_word(sum(counts), n, c)
    if word == TOO_FEW:
        return False
    edge = next(count for count in range(n + 1) if theme_word(count, n, c) == word)
    if min(sizes) < edge < max(sizes) + least:
        return False
    return min(counts) >= least


def _of(person: Response, known: Dictionary) -> frozenset[str]:
    return frozenset(code for comment in person.comments for code in known.mentioned(comment.text))


def _follows(phrase: Phrase, lemmas: Sequence[frozenset[str]]) -> bool:
    return len(lemmas) == len(phrase) and all(
        word in own for word, own in zip(phrase, lemmas, strict=True)
    )
