"""What `accord diagnose` tells beside the verdict, and what it says of rough files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.clearing.tell import ToldDetails, ToldDiagnosis, encode
from survey.cli.diagnose import diagnose_command
from survey.cli.wording import load_words
from tests.answers import core_items, rows, text
from tests.clearing.tables import KIT, Clear, Table

PEOPLE = {"marketing": 40, "sales": 36}


def details(told: ToldDiagnosis) -> ToldDetails:
    assert told.details is not None
    return told.details


def mirrored(table: Table, own: str, other: str, guess: str) -> Table:
    """Add one mirror topic; raw answers, high = good."""
    topic = KIT.mirror[0]
    views = {topic.own.id: own, topic.other.id: other, topic.guess.id: guess}
    spread = ("", "", "", "", "3")
    return [
        {**row, **{key: spread[place % 5] or code for key, code in views.items()}}
        for place, row in enumerate(table)
    ]


def test_every_scale_is_described_and_every_figure_is_finite_or_null(clear: Clear) -> None:
    told = clear(text(rows(KIT, {"marketing": 30, "sales": 30})), PEOPLE)

    line = encode(told).decode()
    held = json.loads(line, parse_constant=lambda word: pytest.fail(word))["details"]
    causes = [scale for scale in held["scales"] if scale["kind"] == "cause"]
    assert len(causes) == 17
    for scale in causes:
        assert scale["hanging"]["low"] < scale["hanging"]["alpha"] < scale["hanging"]["high"]
        assert 0 < scale["hanging"]["omega"] < 1
        assert scale["agreement"].keys() == {"marketing", "sales"}
        gap = scale["difference"]
        assert gap["low"] < gap["estimate"] < gap["high"]
        assert gap["delta_low"] < gap["delta"] < gap["delta_high"]
        assert gap["q"] >= gap["p"]
        share = scale["above_middle"]["sales"]
        assert share["bound_low"] <= share["low"] <= share["share"] <= share["high"]
    parts = held["explained"]["parts"]
    assert sum(part["lmg"] for part in parts) == pytest.approx(held["explained"]["r_squared"])
    assert all(part["low"] <= part["weight"] <= part["high"] for part in parts)


def test_swapping_the_departments_only_turns_differences_round(clear: Clear) -> None:
    table = rows(KIT, {"marketing": 9, "sales": 12})
    names = {"marketing": "sales", "sales": "marketing"}
    swapped = [{**row, "department": names[row["department"]]} for row in table]

    one = details(clear(text(table), {"marketing": 14, "sales": 15}))
    other = details(clear(text(swapped), {"sales": 14, "marketing": 15}))

    for here, there in zip(one.scales, other.scales, strict=True):
        assert here.difference == there.difference
        assert here.agreement["marketing"] == there.agreement["sales"]
    third = details(clear(text(table), {"sales": 15, "marketing": 14}))
    for here, there in zip(one.scales, third.scales, strict=True):
        if here.difference is None or there.difference is None:
            assert here.code == "collaboration"  # the file has no columns for it
            continue
        assert here.difference.estimate == -there.difference.estimate
        assert here.difference.delta_low == -there.difference.delta_high
        assert here.difference.tendency_p == there.difference.tendency_p


def test_few_answers_have_no_alpha_and_no_department_of_four_is_described(clear: Clear) -> None:
    told = clear(text(rows(KIT, {"marketing": 5, "sales": 4})), PEOPLE)

    scale = details(told).scales[0]
    assert scale.hanging is not None
    assert (scale.hanging.alpha, scale.hanging.omega) == (None, None)
    assert scale.agreement["marketing"] is not None
    assert scale.agreement["sales"] is None
    assert scale.above_middle["sales"] is None
    assert scale.difference is None
    assert details(told).explained is None


def test_straight_lines_and_copies_are_counted_and_nobody_is_left_out(clear: Clear) -> None:
    table = rows(KIT, {"marketing": 20, "sales": 20})
    for row in table[:2]:
        row |= {key: "5" for key, value in row.items() if value.isdigit()}

    told = clear(text(table), PEOPLE)

    seen = details(told).suspicion
    assert told.n["marketing"] == 20
    assert seen.flagged == {"marketing": 2, "sales": 0}
    assert (seen.lines, seen.duplicates) == (2, 1)
    assert seen.without_flagged is not None
    assert told.stable_without_flagged == (seen.first_three == seen.without_flagged)


def test_the_mirror_says_who_agrees_and_who_knows_it(clear: Clear) -> None:
    table = mirrored(rows(KIT, {"marketing": 12, "sales": 12}), own="5", other="1", guess="1")

    (topic,) = details(clear(text(table), PEOPLE)).seen

    # Each rates itself 5 and is rated 1 by most: above 0, as the contract says.
    gaps = clear(text(table), PEOPLE).mirror[0].self_serving
    assert all(gap.estimate is not None and gap.estimate > 3 for gap in gaps.values())
    assert topic.understanding == dict.fromkeys(("marketing", "sales"), "differ_and_know")


def obstacles(told: ToldDiagnosis) -> dict[str | None, str]:
    return {one.code: one.obstacle for one in details(told).obstacles if one.code}


def test_how_many_more_answers_would_help_is_counted(clear: Clear) -> None:
    told = clear(text(rows(KIT, {"marketing": 6, "sales": 8})), {"marketing": 20, "sales": 10})

    waves = {one.obstacle: one.more for one in details(told).obstacles if one.code is None}

    # Eight for links; half of twenty; three fifths of twenty keep the bounds within 1.6.
    assert waves == {
        "too_few_for_links": {"marketing": 2, "sales": 0},
        "low_response": {"marketing": 4, "sales": 0},
        "wide_bounds": {"marketing": 6, "sales": 0},
    }


def test_a_department_too_small_for_links_is_told_so(clear: Clear) -> None:
    told = clear(text(rows(KIT, {"marketing": 6, "sales": 9})), {"marketing": 7, "sales": 10})

    first = details(told).obstacles[0]

    assert (first.obstacle, first.more) == ("too_few_for_links", None)


def test_a_severity_that_more_answers_would_settle_says_how_many(clear: Clear) -> None:
    table = rows(KIT, {"marketing": 10, "sales": 10})
    # Keyed 1 to 5 in turn, a little above the middle: mean 3.2, far apart.
    for place, row in enumerate(table):
        code = (1, 5, 2, 5, 3)[place % 5]
        row |= {"goals_1": str(code), "goals_2": str(6 - code), "goals_3": str(code)}

    told = clear(text(table), {"marketing": 90, "sales": 90})

    (goals,) = [one for one in details(told).obstacles if one.code == "goals"]
    assert goals.obstacle == "severity_unsure"
    assert goals.more is not None
    assert 0 < goals.more["marketing"] <= 80


def say(
    tmp_path: Path, table: Table, language: str, roster: str = "marketing=20,sales=18"
) -> tuple[int, str]:
    file = tmp_path / "answers.csv"
    file.write_text(text(table), encoding="utf-8")
    arguments = [str(file), "--kit", "marketing-sales", "--roster", roster, "--lang", language]
    result = CliRunner().invoke(diagnose_command, arguments)
    return result.exit_code, result.stdout


@pytest.mark.parametrize("language", ["ru", "en"])
def test_people_read_reliability_agreement_and_what_explains(tmp_path: Path, language: str) -> None:
    table = mirrored(rows(KIT, {"marketing": 20, "sales": 18}), own="5", other="1", guess="5")

    code, told = say(tmp_path, table, language)

    words = load_words(language)
    assert code == 0
    for key in ("scales", "alpha", "mirror", "differ_and_do_not_know", "blame"):
        assert words[f"diagnose.details.{key}"] in told
    assert words["diagnose.details.explained"].partition("{")[0] in told


def test_where_a_link_is_missing_people_read_how_often_it_shows(tmp_path: Path) -> None:
    table = [
        {**row, "goals_1": str(code), "goals_2": str(6 - code), "goals_3": str(code)}
        for place, row in enumerate(rows(KIT, {"marketing": 15, "sales": 15}, nominations="roles"))
        for code in [4 + place % 2]
    ]

    _, told = say(tmp_path, table, "en")

    words = load_words("en")
    assert words["diagnose.details.link_not_shown"] in told
    assert words["diagnose.details.chances"].partition("{")[0] in told


def equal(table: Table) -> Table:
    return [{k: "4" if v.isdigit() else v for k, v in row.items()} for row in table]


def without_variance(table: Table) -> Table:
    return [{**row, "goals_1": "5", "goals_2": "1", "goals_3": "5"} for row in table]


def mostly_missing(table: Table) -> Table:
    return [
        {**row, **{item.id: "" for item in core_items(KIT)[place % 10 :]}}
        for place, row in enumerate(table)
    ]


FULL = {"marketing": 15, "sales": 15}
ROUGH = {
    "one department empty": (rows(KIT, {"marketing": 15}), "table.nobody"),
    "three respondents": (rows(KIT, {"marketing": 2, "sales": 1}), "reason.department_too_small"),
    "all answers equal": (equal(rows(KIT, FULL)), "reason.outcome_does_not_vary"),
    "no variance": (without_variance(rows(KIT, FULL)), "details.answers_do_not_vary"),
    "ninety percent missing": (mostly_missing(rows(KIT, FULL)), "table.empty"),
}


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("case", ROUGH)
def test_a_rough_file_is_told_in_the_readers_language_and_ends_with_zero(
    tmp_path: Path, case: str, language: str
) -> None:
    table, key = ROUGH[case]

    code, told = say(tmp_path, table, language)

    sentence = load_words(language)[f"diagnose.{key}"]
    assert code == 0
    assert sentence.partition("{")[0] in told
    assert "nan" not in told.lower()
    assert "{" not in told
