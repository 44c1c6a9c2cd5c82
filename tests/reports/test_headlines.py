"""The first page names what is established, and nothing more surely than it is."""

from dataclasses import replace

import pytest

from reports import headlines
from reports.document import (
    Scale,
)
from tests.reports.briefs import NOTHING, cause, report, scale, value


@pytest.mark.parametrize(
    ("levels", "key"),
    [
        (("supported",), "verdict.names.1"),
        (("supported", "likely"), "verdict.names.1"),
        (("supported",) * 3, "verdict.names.3"),
        (("supported",) * 4, "verdict.named.more"),
    ],
)
def test_the_verdict_names_supported_causes_and_no_other(levels: tuple[str, ...], key: str) -> None:
    told = report(causes=tuple(cause(f"T{n}", level) for n, level in enumerate(levels)))

    line = headlines.tell_verdict(told)

    assert line.key == key
    if "names" in key:
        expected = [f"t{n}" for n, level in enumerate(levels) if level == "supported"]
        assert line.facts == {"names": "; ".join(expected)}


@pytest.mark.parametrize(
    ("levels", "key"),
    [
        (("supported",), "verdict.named.1"),
        (("supported", "likely", "likely", "likely"), "verdict.named.1_2"),
        (("supported", "supported", "likely"), "verdict.named.2_1"),
        (("supported",) * 3, "verdict.named.3"),
    ],
)
def test_names_too_long_for_the_headline_give_way_to_their_number(
    levels: tuple[str, ...], key: str
) -> None:
    told = report(causes=tuple(cause("x" * 81, level) for level in levels))

    assert headlines.tell_verdict(told).key == key


@pytest.mark.parametrize(
    ("title", "inside"),
    [("Сбои при передаче", "сбои при передаче"), ("CRM data", "CRM data"), ("", "")],
)
def test_a_title_inside_a_sentence_begins_small_unless_it_is_an_abbreviation(
    title: str, inside: str
) -> None:
    assert headlines.lower_first(title) == inside


@pytest.mark.parametrize(
    ("firsts", "key"),
    [
        (("very_likely",), "causes.named.1"),
        (("very_likely", "unlikely"), "causes.named.first"),
        (("possible", "possible"), "causes.named.2"),
        (("possible", "unlikely"), "causes.named.2"),
        (("likely", "likely", "possible"), "causes.named.3"),
    ],
)
def test_of_several_supported_causes_one_is_named_alone_only_if_it_is_likely_the_first(
    firsts: tuple[str, ...], key: str
) -> None:
    told = report(
        causes=tuple(
            replace(cause(f"T{n}", "supported"), first=first) for n, first in enumerate(firsts)
        )
    )

    assert headlines.tell_causes(told).key == key


def test_the_first_page_shows_three_causes_the_surest_level_first() -> None:
    told = report(
        causes=tuple(
            cause(title, level)
            for title, level in (
                ("a", "likely"),
                ("b", "widespread"),
                ("c", "supported"),
                ("d", "likely"),
                ("e", "likely"),
            )
        )
    )

    assert [shown.title for shown in headlines.first_page_causes(told)] == ["c", "a", "d"]


def test_nothing_below_its_level_reaches_the_first_page_of_a_likely_verdict() -> None:
    told = report(verdict="likely", causes=(cause("a", "widespread"), cause("b", "likely")))

    assert [shown.title for shown in headlines.first_page_causes(told)] == ["b"]


def test_an_unranked_release_names_no_first_cause() -> None:
    told = report(verdict="insufficient", causes=(cause("a", ""), cause("b", "")))

    assert headlines.first_page_causes(told) == ()
    assert headlines.tell_causes(told).key == "causes.unranked"


@pytest.mark.parametrize(
    ("conflict", "key"),
    [
        (scale(value(3.5), value(3.0)), "relationship.no_clear_difference"),
        (scale(value(4.0), value(2.0), "higher_first"), "relationship.higher_first"),
        (scale(value(4.0, "high"), value(2.0), "higher_first"), "relationship.apart"),
        (scale(NOTHING, NOTHING), "relationship.apart"),
    ],
)
def test_the_relationship_is_compared_only_where_both_values_are_plain(
    conflict: Scale, key: str
) -> None:
    assert headlines.tell_relationship(report(conflict=conflict)).key == key
