import json
from pathlib import Path

import pytest

from survey.cli.wording import load_words
from tests.cli.accord import accord


@pytest.mark.parametrize("language", ["ru", "en"])
def test_sizes_become_what_can_be_established(tmp_path: Path, language: str) -> None:
    result = accord(tmp_path, "plan", "--n", "14,18", "--roster", "18,23", "--lang", language)

    words = load_words(language)
    assert result.exit_code == 0
    assert words["plan.layout.departments"].format(k=7) in result.stdout
    assert words["plan.assumed"] not in result.stdout
    assert "{" not in result.stdout


def test_only_answers_or_only_people_are_completed_and_that_is_said(tmp_path: Path) -> None:
    words = load_words("en")
    for given in (("--n", "14,18"), ("--roster", "marketing=18,sales=24")):
        result = accord(tmp_path, "plan", *given, "--lang", "en")

        assert result.exit_code == 0
        assert words["plan.assumed"] in result.stdout


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (("--n", "3,12", "--roster", "20,20"), "layout.nothing"),
        (("--n", "6,12", "--roster", "20,20"), "layout.combined"),
        (("--n", "7,7", "--roster", "20,20"), "no_ranks"),
        (("--n", "9,9", "--roster", "30,30"), "capped"),
    ],
)
def test_what_cannot_be_established_is_said(
    tmp_path: Path, given: tuple[str, ...], word: str
) -> None:
    result = accord(tmp_path, "plan", *given, "--lang", "en")

    assert result.exit_code == 0
    assert load_words("en")[f"plan.{word}"].partition("{")[0] in result.stdout


def test_programs_get_one_object(tmp_path: Path) -> None:
    result = accord(tmp_path, "plan", "--n", "14,18", "--roster", "18,23", "--json")

    told = json.loads(result.stdout)
    assert (told["k"], told["layout"], told["ranks"]) == (7, "departments", True)
    assert [side["answers"] for side in told["sides"]] == [14, 18]


@pytest.mark.parametrize(
    "given",
    [
        (),
        ("--n", "14"),
        ("--n", "14,x"),
        ("--n", "a=14,a=18"),
        ("--n", "14,18", "--roster", "13,20"),
        ("--n", "a=14,b=18", "--roster", "20,20"),
        ("--roster", "0,20"),
        ("--roster", "20,20", "--c", "1"),
    ],
)
def test_a_wrong_call_ends_with_two(tmp_path: Path, given: tuple[str, ...]) -> None:
    result = accord(tmp_path, "plan", *given, "--lang", "en")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


def test_both_languages_have_the_same_words() -> None:
    keys = [{key for key in load_words(one) if key.startswith("plan.")} for one in ("ru", "en")]

    assert keys[0] == keys[1]
