"""The titles of a report, read in order, tell its story; no sentence accuses anybody.

`python -m tests.reports.test_story` prints the stories of two prints.
"""

import re
import sys

import pytest

from reports.compose import compose
from reports.wording import load_words
from tests.outputs.reading import flat, read_page
from tests.reports.prints import PRINTS, make_print

LANGUAGES = ("ru", "en")
LONGEST_TITLE = 150
# What would make a link a cause or a department guilty. Negations are said on purpose, and are
# taken out first: «не значит "вызывает"», "not who is to blame".
ACCUSING = {
    "ru": r"виноват[аоы]?\b|по вине|вызван[аоы]?\b|вызывает|доказан|саботир|ленив|хуже работа",
    "en": r"\bguilty\b|\bto blame\b|\bfault of\b|\bcaused by\b|\bproves\b|\bsabotag|\blazy\b",
}
DENIED = {
    "ru": r"кто виноват|а не кто виноват|не значит «выз\w+»|не назначать виноватую|нет виноватых|"
    r"виноватых здесь не ищут|не искать виноватых|не вину|искать виноватых|а не «вызвано»|"
    r"не кто виноват",
    "en": r"who is to blame|does not mean “caused by”|not “caused by”|someone to blame|"
    r"name a guilty side|nobody is to blame|somebody to blame",
}


def read_titles(name: str, language: str) -> list[str]:
    """List the headlines of a print in their order."""
    page = read_page(compose(make_print(name, language), language))
    return [
        block.text
        for block in page.blocks
        if block.tag in ("h1", "h2") and block.kind in ("", "long")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["first_wave", "insufficient", "later_wave"])
def test_titles_are_sentences_that_follow_one_another(name: str, language: str) -> None:
    titles = read_titles(name, language)

    assert len(titles) == len(set(titles)) >= 10
    assert all(len(title.split()) >= 3 and len(title) <= LONGEST_TITLE for title in titles)
    assert not any(title.endswith(".") for title in titles)


def test_common_ground_comes_before_differences_and_measures_before_the_plan() -> None:
    page = read_page(compose(make_print("later_wave", "ru"), "ru"))
    order = list(dict.fromkeys(block.section for block in page.blocks if block.section))

    assert order == [
        *("answer", "reading", "participation", "relationship", "ground", "causes", "top"),
        *("sides", "mirror", "cost", "proposals", "measures", "plan", "next", "sharing"),
        *("changes", "method", "items"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_room_accuses_anybody(language: str) -> None:
    for key, said in load_words(language).items():
        told = re.sub(DENIED[language], "…", said.lower())
        assert not re.search(ACCUSING[language], told), (key, said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_print_is_typeset_in_its_language(language: str) -> None:
    for name in PRINTS:
        html = compose(make_print(name, language), language)
        told = " ".join(block.text for block in read_page(html).blocks)
        assert not re.search(r"\.\.|,,| ,| \.(?!\w)|«\s|\s»", flat(told)), name
        if language == "ru":
            assert not re.search(r"\d\.\d\d?\b(?!\.\d)(?!\S*\])", _results(html)), name


def _results(html: str) -> str:
    """Take what is told beside marks: there a Russian number has a comma."""
    page = read_page(html)
    return " ".join(block.text for block in page.blocks if block.kind == "lane")


if __name__ == "__main__":
    for each in ("first_wave", "insufficient"):
        sys.stdout.write("\n".join([f"# {each}", *read_titles(each, "ru"), ""]) + "\n")
