"""What the table of `accord diagnose` says of a cause on which hardly anybody differs."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.diagnose import diagnose_command
from survey.cli.diagnose_numbers import Numbers
from tests.answers import marketing_sales, rows, text

KIT = marketing_sales()
CALL = ("--kit", "marketing-sales", "--roster", "marketing=20,sales=18", "--lang")


@pytest.fixture
def ceiling(tmp_path: Path) -> Path:
    """Everybody at the ceiling on respect, but one answer to one item."""
    table = rows(KIT, {"marketing": 15, "sales": 15})
    (respect,) = [cause for cause in KIT.causes if cause.code == "respect"]
    for row in table:
        row.update({item.id: "1" if item.reversed else "5" for item in respect.items})
    first = respect.items[0]
    table[0][first.id] = "2" if first.reversed else "4"
    file = tmp_path / "ceiling.csv"
    file.write_text(text(table), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("language", "title", "alike", "at_odds", "no_link"),
    [
        (
            "en",
            "Lack of respect and trust",
            "nearly everybody answered the same",
            "at odds",
            "severe, but",
        ),
        (
            "ru",
            "Нехватка уважения и доверия",
            "почти все ответили одинаково",
            "вразнобой",
            "остро, но",
        ),
    ],
)
def test_items_without_spread_are_not_said_to_contradict_each_other(
    ceiling: Path, language: str, title: str, alike: str, at_odds: str, no_link: str
) -> None:
    told = CliRunner().invoke(diagnose_command, [str(ceiling), *CALL, language])

    lines = [line for line in told.stdout.splitlines() if line.startswith(f"  - {title}: ")]
    assert told.exit_code == 0
    assert len(lines) == 1, lines
    assert alike in lines[0]
    assert at_odds not in told.stdout
    assert no_link not in lines[0]


def test_nothing_has_no_sign() -> None:
    numbers = Numbers("en", "–")

    assert numbers.plain(-0.004, "0.00") == "0.00"
    assert numbers.plain(-0.006, "0.00") == "−0.01"
