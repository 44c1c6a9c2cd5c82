"""The kit commands print codes; `show --json` is a contract for other tools."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey.cli.kit import kit_group
from survey.settings import REPOSITORY
from tests.catalogue.small_kit import write_kit


def _run(*arguments: str, questionnaires: Path | None = None) -> Result:
    root = questionnaires or REPOSITORY / "questionnaires"
    return CliRunner().invoke(kit_group, arguments, env={"ACCORD_QUESTIONNAIRES": str(root)})


@pytest.fixture(scope="module")
def shown() -> Any:
    return json.loads(_run("show", "marketing-sales", "--json").stdout)


def test_show_has_what_other_tools_rely_on(shown: Any) -> None:
    assert shown["version"] == "1.0.0"
    assert shown["languages"] == ["ru", "en"]
    assert shown["formats"]["frequency"] == {"low": 1, "high": 5}
    assert len(shown["causes"]) == 17
    assert len(shown["interventions"]) == 31
    goals = shown["causes"][0]
    assert goals["code"] == "goals"
    assert goals["items"] == ["goals_1", "goals_2", "goals_3"]
    assert goals["reversed"] == ["goals_2"]


def test_show_names_the_six_outcomes_with_items_and_keys(shown: Any) -> None:
    outcomes = {outcome["code"]: outcome for outcome in shown["outcomes"]}

    assert list(outcomes) == [
        *("conflict_work", "conflict_process", "conflict_people"),
        *("collaboration", "hours_lost", "deals_lost"),
    ]
    assert outcomes["conflict_work"]["reversed"] == ["conflict_work_3"]
    assert outcomes["hours_lost"] == {
        "code": "hours_lost",
        "items": ["hours_lost_1"],
        "reversed": [],
        "format": "hours",
    }


def test_show_says_what_each_intervention_addresses(shown: Any) -> None:
    cards = {card["code"]: card for card in shown["interventions"]}

    assert cards["heads_weekly"]["causes"] == {
        "primary": ["communication"],
        "secondary": ["leadership", "respect"],
    }
    assert cards["heads_weekly"]["sources"] == ["soglasovano"]


def test_show_names_every_item_in_a_part_and_every_scale_in_a_known_format(shown: Any) -> None:
    scales = [*shown["causes"], *shown["outcomes"]]
    asked = {question for part in shown["parts"] for question in part["questions"]}

    assert {item for scale in scales for item in scale["items"]} <= asked
    assert {scale["format"] for scale in scales} <= set(shown["formats"])


def test_show_without_json_marks_what_is_keyed_the_other_way() -> None:
    result = _run("show", "marketing-sales")

    assert result.exit_code == 0
    assert "goals\tgoals_1\t-goals_2\tgoals_3\n" in result.stdout


def test_list_prints_a_line_for_every_kit(tmp_path: Path) -> None:
    write_kit(tmp_path)

    result = _run("list", questionnaires=tmp_path)

    assert result.exit_code == 0
    code, version, languages, minutes, digest = result.stdout.rstrip("\n").split("\t")
    assert (code, version, languages) == ("small", "1.0.0", "ru,en")
    assert float(minutes) < 13
    assert len(digest) == 64


@pytest.mark.parametrize("named", ["small", "path"])
def test_check_takes_a_code_or_a_path(named: str, tmp_path: Path) -> None:
    folder = write_kit(tmp_path)
    asked = str(folder) if named == "path" else named

    result = _run("check", asked, questionnaires=tmp_path)

    assert result.exit_code == 0
    assert result.stdout.startswith("small\t1.0.0\t")


def test_check_of_a_broken_kit_says_file_key_and_reason_and_exits_with_3(tmp_path: Path) -> None:
    folder = write_kit(tmp_path, lambda draft: draft["en.toml"]["item"].pop("goals_1"))

    result = _run("check", str(folder))

    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr == "en.toml\titem.goals_1\tmissing_word\n"


def test_check_of_all_stops_at_the_broken_one(tmp_path: Path) -> None:
    write_kit(tmp_path, lambda draft: draft["en.toml"]["kit"].pop("title"))

    result = _run("check", questionnaires=tmp_path)

    assert result.exit_code == 3
    assert result.stderr == "en.toml\tkit.title\tmissing_word\n"


@pytest.mark.parametrize("command", ["show", "check"])
def test_a_kit_that_is_not_there_is_told_with_the_folder_and_the_kits_there_are(
    command: str, tmp_path: Path
) -> None:
    write_kit(tmp_path)

    result = _run(command, "pirates", questionnaires=tmp_path)

    assert result.exit_code == 3
    first, told = result.stderr.splitlines()
    assert first == "questionnaire.toml\t\tmissing_file"
    assert f"{tmp_path / 'pirates'}." in told
    assert told.endswith(": small.")
