"""The command `accord diagnose` as other tools and people meet it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey.cli.diagnose import diagnose_command
from survey.cli.wording import load_words
from tests.answers import marketing_sales, rows, text

KIT = marketing_sales()
FIXED = ("--kit", "marketing-sales", "--roster", "marketing=20,sales=18")


def run(*arguments: str | Path, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(
        diagnose_command, [str(argument) for argument in arguments], env=env or {"LANG": "en_GB"}
    )


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Fifteen answers of each department."""
    file = tmp_path / "good.csv"
    file.write_text(text(rows(KIT, {"marketing": 15, "sales": 15})), encoding="utf-8")
    return file


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A file with one wrong answer in its fourth line."""
    table = rows(KIT, {"marketing": 15, "sales": 15})
    table[2]["roles_2"] = "9"
    file = tmp_path / "bad.csv"
    file.write_text(text(table), encoding="utf-8")
    return file


def test_the_object_holds_every_field_of_the_contract(good: Path) -> None:
    result = run(good, *FIXED, "--json")

    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert {"file", "n", "verdict", "causes", "conflict", "reasons"} <= told.keys()
    assert told["file"] == str(good)
    assert told["n"] == {"marketing": 15, "sales": 15}
    assert told["verdict"] in {"named", "likely", "insufficient", "no_conflict"}
    estimate = {"estimate", "low", "high", "bound_low", "bound_high"}
    assert {"estimate", "low", "high"} <= told["conflict"].keys()
    assert len(told["causes"]) == 17
    for cause in told["causes"]:
        assert {"code", "score", "p_top1", "p_top3", "level"} <= cause.keys()
        assert cause["severity"].keys() == estimate
        assert cause["severity_by_department"].keys() == {"marketing", "sales"}
        assert all(one.keys() == estimate for one in cause["severity_by_department"].values())


def test_standard_output_is_one_object_per_file_and_nothing_else(good: Path) -> None:
    result = run(good, good, good, *FIXED, "--json")

    lines = result.stdout.splitlines()
    assert len(lines) == 3
    assert len({json.loads(line)["verdict"] for line in lines}) == 1


def test_the_warning_about_anonymity_goes_to_standard_error_in_every_form(good: Path) -> None:
    for form in ((), ("--json",)):
        result = run(good, *FIXED, *form)

        assert "outside the anonymity promise" in result.stderr
        assert "anonymity" not in result.stdout


def test_a_bad_file_stops_no_other_and_its_code_wins(good: Path, bad: Path) -> None:
    result = run(bad, good, *FIXED, "--json")

    assert result.exit_code == 3
    assert [json.loads(line)["file"] for line in result.stdout.splitlines()] == [str(good)]


@pytest.mark.parametrize(
    ("language", "word"), [("en", "line 4, column"), ("ru", "строка 4, столбец")]
)
def test_a_fault_names_file_line_column_and_reason(bad: Path, language: str, word: str) -> None:
    result = run(bad, *FIXED, "--json", "--lang", language)

    assert f"{bad}, {word} roles_2:" in result.stderr
    assert (
        load_words(language)["diagnose.fault.not_an_answer"].split("{value}")[1][:8]
        in result.stderr
    )


def test_the_language_follows_lang_unless_it_is_asked_for(bad: Path) -> None:
    assert "строка 4" in run(bad, *FIXED, env={"LANG": "ru_RU.UTF-8"}).stderr
    assert "line 4" in run(bad, *FIXED, "--lang", "en", env={"LANG": "ru_RU.UTF-8"}).stderr


@pytest.mark.parametrize("language", ["ru", "en"])
def test_without_json_the_causes_are_told_by_their_names(good: Path, language: str) -> None:
    result = run(good, *FIXED, "--lang", language)

    assert result.exit_code == 0
    assert all(
        KIT.words[language][f"cause.{cause.code}.title"] in result.stdout for cause in KIT.causes
    )
    assert "{" not in result.stdout


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_table_stands_where_nothing_can_be_estimated(tmp_path: Path, language: str) -> None:
    file = tmp_path / "three.csv"
    file.write_text(text(rows(KIT, {"marketing": 2, "sales": 1})), encoding="utf-8")

    result = run(file, *FIXED, "--lang", language)

    words = load_words(language)
    assert result.exit_code == 0
    assert words["diagnose.verdict.insufficient"] in result.stdout
    assert words["diagnose.reason.department_too_small"] in result.stdout


@pytest.mark.parametrize(
    "roster",
    [
        "marketing=20",
        "marketing=20,sales",
        "marketing=20,sales=x",
        "marketing=20,sales=0",
        "marketing=20,sales=-3",
        "marketing=20,marketing=20",
        "marketing=20,sales=18,hr=3",
        "=20,sales=18",
        " =20,sales=18",
        "marketing=20,sales=99999999",
        "",
    ],
)
def test_a_roster_that_names_no_two_departments_is_a_usage_error(good: Path, roster: str) -> None:
    result = run(good, "--kit", "marketing-sales", "--roster", roster)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "--roster" in result.stderr


def test_spaces_in_the_roster_are_not_minded(good: Path) -> None:
    result = run(
        good, "--kit", "marketing-sales", "--roster", "marketing = 20, sales= 18", "--json"
    )

    assert json.loads(result.stdout)["roster"] == {"marketing": 20, "sales": 18}


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("answers.csv",),
        ("answers.csv", "--kit", "marketing-sales"),
        ("answers.csv", "--kit", "weather", "--roster", "marketing=20,sales=18"),
        ("answers.csv", *FIXED, "--seed", "-1"),
        ("answers.csv", *FIXED, "--lang", "de"),
        ("answers.csv", *FIXED, "--all"),
    ],
)
def test_a_wrong_call_ends_with_two_and_says_nothing_on_standard_output(
    arguments: tuple[str, ...],
) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


def test_a_broken_kit_is_bad_input(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kits" / "broken"
    folder.mkdir(parents=True)
    (folder / "questionnaire.toml").write_text("version = 1", encoding="utf-8")

    result = run(
        good,
        "--kit",
        "broken",
        "--roster",
        "a=20,b=18",
        env={"ACCORD_QUESTIONNAIRES": str(folder.parent), "LANG": "en"},
    )

    assert result.exit_code == 3
    assert "questionnaire.toml" in result.stderr


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    result = run(tmp_path / "no.csv", *FIXED)

    assert result.exit_code == 3
    assert "no.csv" in result.stderr


def test_an_unknown_column_passes_only_on_request(good: Path) -> None:
    lines = good.read_text(encoding="utf-8").splitlines()
    good.write_text("\n".join(f"{line},x" for line in lines), encoding="utf-8")

    assert run(good, *FIXED).exit_code == 3
    assert run(good, *FIXED, "--ignore-unknown").exit_code == 0


def test_the_seed_draws_and_is_kept_in_the_object(good: Path) -> None:
    first = json.loads(run(good, *FIXED, "--json").stdout)
    fifth = json.loads(run(good, *FIXED, "--json", "--seed", "5").stdout)

    assert (first["seed"], fifth["seed"]) == (1, 5)
    assert first["causes"][0]["p_top1"] != fifth["causes"][0]["p_top1"]


def test_both_languages_have_the_same_words() -> None:
    own = {
        language: {key for key in load_words(language) if key.startswith("diagnose.")}
        for language in ("ru", "en")
    }

    assert own["ru"] == own["en"]
