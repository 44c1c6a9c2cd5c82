"""Two waves of answers in the clear, laid side by side without linking anybody."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey.cli.diagnose import diagnose_command
from survey.cli.wording import load_words
from tests.answers import rows, text
from tests.clearing.tables import KIT, Table

SIZES = {"marketing": 24, "sales": 20}


def wave(folder: Path, name: str, table: Table) -> Path:
    file = folder / f"{name}.csv"
    file.write_text(text(table), encoding="utf-8")
    return file


def say(file: Path, before: Path, *more: str, language: str = "en") -> Result:
    roster = "marketing=30,sales=26"
    arguments = [str(file), "--kit", "marketing-sales", "--roster", roster, "--before", str(before)]
    return CliRunner().invoke(diagnose_command, [*arguments, "--lang", language, *more])


def mended(table: Table) -> Table:
    """Goals pull together now: nearly everybody says never."""
    return [
        {**row, "goals_1": "1", "goals_2": "5", "goals_3": str(1 + place % 2)}
        for place, row in enumerate(table)
    ]


@pytest.fixture
def waves(tmp_path: Path) -> tuple[Path, Path]:
    """The wave before, and one in which a single cause was mended."""
    table = rows(KIT, SIZES)
    return wave(tmp_path, "before", table), wave(tmp_path, "after", mended(table))


def shifts(result: Result) -> dict[str, Any]:
    return {one["code"]: one for one in json.loads(result.stdout)["changes"]["scales"]}


@pytest.mark.parametrize(("language", "word"), [("en", "fewer than five"), ("ru", "меньше пяти")])
def test_a_wave_of_three_is_not_compared_and_the_table_says_so(
    waves: tuple[Path, Path], tmp_path: Path, language: str, word: str
) -> None:
    three = wave(tmp_path, "three", rows(KIT, {"marketing": 2, "sales": 1}))

    told = say(waves[1], three, language=language)

    title = load_words(language)["diagnose.changes.title"]
    assert told.exit_code == 0
    assert word in told.stdout.partition(title)[2].splitlines()[1]


def test_a_mended_cause_is_lower_and_nothing_else_changed(waves: tuple[Path, Path]) -> None:
    before, after = waves

    found = shifts(say(after, before, "--json"))

    words = {code: one["both"]["word"] for code, one in found.items() if one["both"]}
    assert words.pop("goals") == "lower"
    assert set(words.values()) == {"no_clear_change"}
    assert found["goals"]["rank_improved"] > 0.95
    assert found["conflict"]["rank_improved"] is None


def test_who_left_the_problem_is_known_within_bounds_only(waves: tuple[Path, Path]) -> None:
    before, after = waves

    left = shifts(say(after, before, "--json"))["goals"]["left"]["sales"]

    # Nobody is above the middle now: whoever was has left, and the bounds meet.
    assert 0 < left["low"] == left["high"] < 1


def test_without_a_wave_before_there_is_no_change(waves: tuple[Path, Path]) -> None:
    arguments = [str(waves[0]), "--kit", "marketing-sales", "--roster", "marketing=30,sales=26"]

    result = CliRunner().invoke(diagnose_command, [*arguments, "--json"])

    assert json.loads(result.stdout)["changes"] is None


@pytest.mark.parametrize("language", ["ru", "en"])
def test_people_read_what_changed(waves: tuple[Path, Path], language: str) -> None:
    before, after = waves

    told = say(after, before, "--before-roster", "marketing=30,sales=20", language=language).stdout

    words = load_words(language)
    assert words["diagnose.changes.title"] in told
    assert words["diagnose.changes.lower"] in told
    assert words["diagnose.changes.other_people"].format(department="sales") in told


def test_a_wave_of_four_or_an_empty_department_is_not_compared(tmp_path: Path) -> None:
    before = wave(tmp_path, "before", rows(KIT, {"marketing": 4}))
    after = wave(tmp_path, "after", rows(KIT, SIZES))

    result = say(after, before, "--json")

    goals = shifts(result)["goals"]
    assert result.exit_code == 0
    assert goals["both"] is None
    assert goals["by_department"] == {"marketing": None, "sales": None}


def test_an_unusable_wave_before_ends_with_three_and_its_own_name(
    waves: tuple[Path, Path], tmp_path: Path
) -> None:
    result = say(waves[1], tmp_path / "no.csv", "--json")

    assert result.exit_code == 3
    assert "no.csv" in result.stderr
    assert result.stdout == ""


def test_other_departments_cannot_be_compared(waves: tuple[Path, Path]) -> None:
    before, after = waves

    result = say(after, before, "--before-roster", "hr=30,sales=26")

    assert result.exit_code == 2
    assert load_words("en")["diagnose.usage.other_departments"] in result.stderr
