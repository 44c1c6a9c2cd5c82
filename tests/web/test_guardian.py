"""The guardian's door: the words that a key is made of, and how often it may be tried."""

import re

import pytest

from survey.errors import Refused
from survey.web.guardian import MOST_COSTLY, Turnstile, load_words


@pytest.mark.parametrize(("language", "letters"), [("ru", "[а-я]+"), ("en", "[a-z]+")])
def test_the_words_can_be_written_by_hand_and_told_apart(language: str, letters: str) -> None:
    words = load_words(language)

    assert len(words) >= 2047
    assert [word for word in words if not re.fullmatch(letters, word)] == []
    assert len({word[:4] for word in words}) == len(words)


def test_costly_requests_are_counted_for_each_campaign() -> None:
    turnstile = Turnstile()
    for second in range(MOST_COSTLY):
        turnstile.take("a", second)

    with pytest.raises(Refused, match="too_many_tries"):
        turnstile.take("a", MOST_COSTLY)
    turnstile.take("b", MOST_COSTLY)
    turnstile.take("a", 601)
