"""The comparison of two waves holds no value that neither Release holds for that topic and side."""

import re
from functools import cache

import pytest

from survey.disclosure.encoding import encode_release
from tests.outputs.printed import check_page, compose_page
from tests.reports.pieces import kit
from tests.reports.prints import PRINTS


@cache
def waves(language: str) -> tuple[bytes, bytes]:
    """This wave's release and the last one's."""
    made = PRINTS["later_wave"](language)
    assert made.earlier is not None
    return encode_release(made.release), encode_release(made.earlier)


@cache
def compare(language: str) -> str:
    """The page that compares them."""
    now, before = waves(language)
    return compose_page(now, kit(), language, before)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_comparison_repeats_both_releases_and_nothing_else(language: str) -> None:
    now, before = waves(language)
    page = compare(language)

    assert check_page(page, now, kit(), language, before) == []
    assert any("comparison" in fault for fault in check_page(page, now, kit(), language))


@pytest.mark.parametrize(
    ("place", "planted"),
    [
        (r'(id="changes".*?<h2[^>]*>\D*)\d+', r"\g<1>7"),
        (r'(id="changes".*?class="lead">)', r"\g<1>0,83 "),
        (r'(id="changes".*?<span class="lane">)4,00', r"\g<1>4,01"),
        (r'(id="changes".*?<circle cx=")(\d)', r"\g<1>1\g<2>"),
        (r'(id="changes".*?<title>[^<]*?Было: )4', r"\g<1>3"),
        (r'(id="changes".*?<td class="note">)', r"\g<1>58 % "),
        (r'(id="changes".*?class="source">)', r"\g<1>12 человек. "),
    ],
)
def test_a_number_that_was_planted_in_a_comparison_is_seen(place: str, planted: str) -> None:
    now, before = waves("ru")
    page = compare("ru")

    spoilt = re.sub(place, planted, page, count=1, flags=re.DOTALL)

    assert spoilt != page
    assert check_page(spoilt, now, kit(), "ru", before) != []
