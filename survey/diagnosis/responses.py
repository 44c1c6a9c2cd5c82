"""Keep opened answers, in memory only; never know a person, a time or a place in the box."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A free text and what its author allows: verbatim, paraphrase or count."""

    question: str
    text: str
    consent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One opened ballot. `answers[item id]` is the raw code; an item not there was not answered.

    `unsure` holds the ids answered "don't know / does not apply".
    """

    department: str
    answers: Mapping[str, int]
    unsure: frozenset[str] = frozenset()
    nominations: tuple[str, ...] = ()
    votes: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
