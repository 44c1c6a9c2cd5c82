"""The prints that a machine and people looked at: quick ones here, all by `make print-fixtures`."""

import pytest

from reports.compose import PAGES, compose
from reports.document import Report
from reports.render import press
from tests.reports.layout import find_layout_faults
from tests.reports.prints import PRINTS, make_print
from tests.reports.test_standards import judge

LANGUAGES = ("ru", "en")


@pytest.mark.parametrize(
    ("name", "language", "edition"),
    [
        ("later_wave", "ru", "leadership"),
        ("disputed", "en", "leadership"),
        ("first_wave", "ru", "staff"),
        ("unequal", "en", "interviews"),
    ],
)
def test_a_page_is_laid_out_without_a_fault(name: str, language: str, edition: str) -> None:
    html = compose(make_print(name, language), language, edition)

    assert find_layout_faults(html) == []


def test_text_that_leaves_its_cell_and_headings_left_alone_are_seen() -> None:
    head = '<html lang="en"><head><link rel="stylesheet" href="accord:/report.css"></head><body>'
    wide = f"<table><tr><td style='white-space: nowrap'>{'wide ' * 80}</td></tr></table>"
    narrow = (
        "<table style='table-layout: fixed; width: 40mm'><tr>"
        "<td style='white-space: nowrap'>word word word word word word</td></tr></table>"
    )
    alone = "<div style='height: 236mm'></div><h4>Alone</h4><p style='break-before: page'>x</p>"
    doubled = "<p>one</p><p style='margin-top: -5mm'>two</p>"

    for body, fault in (
        (wide, "outside the page"),
        (narrow, "outside its cell"),
        (alone, "a heading ends the page"),
        (doubled, "text on text"),
    ):
        assert any(fault in each for each in find_layout_faults(head + body)), fault


@pytest.mark.parametrize("edition", ["staff", "interviews"])
def test_the_smaller_editions_meet_both_standards(edition: str) -> None:
    assert judge(press(compose(make_print("agreement", "en"), "en", edition))) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PRINTS)
def test_every_print_has_words_in_every_edition(name: str, language: str) -> None:
    told: Report = make_print(name, language)

    for edition in PAGES:
        assert compose(told, language, edition).startswith("<!doctype html>")
