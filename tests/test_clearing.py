"""Files that people really hand in, and what becomes of them."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from survey.clearing.clear import clear_file
from survey.clearing.fault import MOST_FAULTS, BadTable, Fault
from survey.clearing.read import MOST_ROWS
from survey.clearing.table import MOST_BYTES
from survey.clearing.tell import ToldDiagnosis, ToldEstimate, encode
from survey.cli.wording import load_words
from tests.answers import ROSTER, core_items, marketing_sales, rows, text

KIT = marketing_sales()
Clear = Callable[..., ToldDiagnosis]


@pytest.fixture
def clear(tmp_path: Path) -> Clear:
    """Diagnose a text or bytes as a file."""

    def run(
        content: str | bytes, roster: dict[str, int] | None = None, *, ignore_unknown: bool = False
    ) -> ToldDiagnosis:
        file = tmp_path / "answers.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        told = clear_file(
            file, KIT, roster or ROSTER, name="answers.csv", seed=1, ignore_unknown=ignore_unknown
        )
        require_words(told)
        return told

    return run


def require_words(told: ToldDiagnosis) -> None:
    """Every code of a result has its words in both languages."""
    causes = told.causes
    needed = {f"verdict.{told.verdict}", *(f"level.{cause.level}" for cause in causes)}
    reasons = {*told.reasons, *(code for cause in causes for code in cause.reasons)}
    needed |= {f"reason.{code}" for code in reasons}
    for language in ("ru", "en"):
        assert {f"diagnose.{key}" for key in needed} <= load_words(language).keys()


def faults(clear: Clear, content: str | bytes, **options: bool) -> list[Fault]:
    """Return what is found wrong with a file; each fault has its sentence in both languages."""
    with pytest.raises(BadTable) as caught:
        clear(content, **options)
    for fault in caught.value.faults:
        for language in ("ru", "en"):
            load_words(language)[f"diagnose.fault.{fault.code}"].format(**fault.facts)
    return list(caught.value.faults)


def codes(clear: Clear, content: str | bytes) -> list[str]:
    return [fault.code for fault in faults(clear, content)]


def small() -> list[dict[str, str]]:
    return rows(KIT, {"marketing": 6, "sales": 5})


def spoil(column: str, value: str) -> str:
    """Return a table in whose third row one cell is replaced."""
    table = small()
    table[2][column] = value
    return text(table)


class TestFormsOfTheSameTable:
    """Whatever program wrote the table, the same answers give the same diagnosis."""

    @pytest.mark.parametrize(
        "form",
        [
            lambda table: b"\xef\xbb\xbf" + text(table).encode(),
            lambda table: text(table, delimiter=";").encode(),
            lambda table: text(table, delimiter="\t", end="\r\n").encode(),
            lambda table: text(table, end="\r").encode(),
            lambda table: text(table, delimiter="\t").encode("utf-16"),
            lambda table: b"sep=;\r\n" + text(table, delimiter=";", end="\r\n").encode(),
            lambda table: b"\n ;;\n" + text(table, delimiter=";").encode(),
            lambda table: text(table).replace("\n", ",,,\n").encode() + b",,,\n" * 30,
            lambda table: text([{k: f" {v} " for k, v in row.items()} for row in table]).encode(),
            lambda table: text(
                [{k: v + ".0" if v.isdigit() else v for k, v in row.items()} for row in table]
            ).encode(),
            lambda table: text(
                [{k: v + ",0" if v.isdigit() else v for k, v in row.items()} for row in table],
                delimiter=";",
            ).encode(),
            lambda table: (
                text(table).replace("department", '"department"').replace("sales,", '"sales",')
            ).encode(),
        ],
        ids=[
            "byte order mark",
            "semicolons",
            "tabs and CRLF",
            "lone carriage returns",
            "UTF-16 of Excel",
            "sep line of Excel",
            "blank lines above",
            "empty columns and rows at the end",
            "spaces around",
            "decimal points",
            "decimal commas",
            "quoted cells",
        ],
    )
    def test_reads_the_same(
        self, clear: Clear, form: Callable[[list[dict[str, str]]], bytes]
    ) -> None:
        told = clear(form(small()))

        assert told == clear(text(small()))

    def test_columns_may_come_in_any_order(self, clear: Clear) -> None:
        turned = [dict(reversed(row.items())) for row in small()]

        told = clear(text(turned))

        assert told == clear(text(small()))

    def test_cyrillic_departments_of_windows_1251_are_known_by_their_name(
        self, clear: Clear
    ) -> None:
        table = small()
        for row in table:
            row["department"] = {"marketing": "маркетинг", "sales": "продажи"}[row["department"]]

        told = clear(
            text(table, delimiter=";", end="\r\n").encode("cp1251"), {"маркетинг": 9, "продажи": 9}
        )

        assert told.n == {"маркетинг": 6, "продажи": 5}

    def test_an_unknown_column_may_be_skipped_on_request(self, clear: Clear) -> None:
        table = [{**row, "comment": "Наконец-то; спросили"} for row in small()]

        told = clear(text(table), ignore_unknown=True)

        assert told == clear(text(small()))


class TestRefusedTables:
    """What could be read in two ways is refused with its place."""

    @pytest.mark.parametrize("value", ["6", "0", "abc", "4.5", "-1", "4,5", "1e0", "٤", "9" * 5000])
    def test_a_cell_that_is_no_answer(self, clear: Clear, value: str) -> None:
        found = faults(clear, spoil("goals_1", f'"{value}"'))

        assert [(fault.code, fault.line, fault.column) for fault in found] == [
            ("not_an_answer", 4, "goals_1")
        ]

    def test_a_line_number_counts_line_breaks_inside_cells(self, clear: Clear) -> None:
        table = [{**row, "comment": '"two\nlines;"'} for row in small()]
        table[2]["goals_1"] = "7"
        content = text(table).replace('""', '"')

        (fault,) = faults(clear, content, ignore_unknown=True)

        assert fault.line == 6

    @pytest.mark.parametrize(
        ("named", "code"),
        [
            ("goals;weather", "unknown_nomination"),
            ("goals;handoff;goals", "repeated_nomination"),
            ("goals;handoff;roles;data", "too_many_nominations"),
            ("goals, handoff;roles", "unknown_nomination"),
        ],
    )
    def test_nominations_that_the_kit_does_not_allow(
        self, clear: Clear, named: str, code: str
    ) -> None:
        found = faults(clear, spoil("nominations", named))

        assert [(fault.code, fault.line, fault.column) for fault in found] == [
            (code, 4, "nominations")
        ]

    def test_a_department_outside_the_roster(self, clear: Clear) -> None:
        assert codes(clear, spoil("department", "finance")) == ["unknown_department"]

    def test_an_answer_without_a_department(self, clear: Clear) -> None:
        assert codes(clear, spoil("department", "")) == ["missing_department"]

    def test_more_answers_than_people(self, clear: Clear) -> None:
        table = rows(KIT, {"marketing": 21, "sales": 5})

        (fault,) = faults(clear, text(table))

        assert fault.code == "roster_too_small"
        assert fault.facts == {"department": "marketing", "rows": 21, "roster": 20}

    def test_an_unknown_column(self, clear: Clear) -> None:
        table = [{**row, "goal_1": "3"} for row in small()]

        (fault,) = faults(clear, text(table))

        assert (fault.code, fault.line, fault.column) == ("unknown_column", 1, "goal_1")

    def test_a_column_that_is_there_twice(self, clear: Clear) -> None:
        content = "\n".join(
            f"{line},{'goals_1' if place == 0 else '3'}"
            for place, line in enumerate(text(small()).splitlines())
        )

        assert codes(clear, content) == ["repeated_column"]

    def test_a_value_beyond_the_header(self, clear: Clear) -> None:
        lines = text(small()).splitlines()
        lines[2] += ",4"

        (fault,) = faults(clear, "\n".join(lines))

        assert (fault.code, fault.line) == ("cell_without_column", 3)

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "empty_file"),
            (b"\xef\xbb\xbf\r\n\r\n", "empty_file"),
            (b"\x00\x01\x02department,goals_1\n", "not_text"),
            (b"PK\x03\x04\x14\x00\x00\x00\x98", "not_text"),
            (b"name,age\nx,4\n", "no_department"),
            (b'department,"goals_1\nmarketing,4\n', "broken_quotes"),
        ],
    )
    def test_a_file_that_is_no_table_of_answers(
        self, clear: Clear, content: bytes, code: str
    ) -> None:
        assert code in codes(clear, content)

    def test_a_header_with_nothing_below(self, clear: Clear) -> None:
        assert codes(clear, text(small()).splitlines()[0]) == ["no_rows"]

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(BadTable) as caught:
            clear_file(tmp_path / "no.csv", KIT, ROSTER, name="no.csv", seed=1)

        assert caught.value.faults == (Fault(code="not_found"),)

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(BadTable) as caught:
            clear_file(tmp_path, KIT, ROSTER, name="folder", seed=1)

        assert caught.value.faults == (Fault(code="not_readable"),)

    def test_more_rows_than_two_departments_have(self, clear: Clear) -> None:
        header, one = text(small()).splitlines()[:2]
        content = "\n".join((header, *[one] * 100_000))

        (fault,) = faults(clear, content)

        assert (fault.code, fault.line) == ("too_many_rows", MOST_ROWS + 2)

    def test_a_file_beyond_all_bounds(self, clear: Clear) -> None:
        assert codes(clear, b"\n" * (MOST_BYTES + 1)) == ["too_large"]

    def test_a_line_without_end(self, clear: Clear) -> None:
        assert codes(clear, b"department," + b"a" * 200_000) == ["broken_quotes"]

    def test_every_fault_is_told_up_to_a_bound(self, clear: Clear) -> None:
        table = [{**row, "goals_1": "x", "goals_2": "y"} for row in small()]

        with pytest.raises(BadTable) as caught:
            clear(text(table))

        assert len(caught.value.faults) == MOST_FAULTS
        assert caught.value.more
        assert [fault.line for fault in caught.value.faults[:4]] == [2, 2, 3, 3]

    def test_what_is_shown_of_a_cell_cannot_steer_a_terminal(self, clear: Clear) -> None:
        (fault,) = faults(clear, spoil("goals_1", "\x1b[2J" + "x" * 90))

        assert str(fault.facts["value"]).isprintable()
        assert len(str(fault.facts["value"])) < 30

    @pytest.mark.parametrize("seed", range(25))
    def test_a_damaged_file_is_read_or_refused_but_breaks_nothing(
        self, clear: Clear, seed: int
    ) -> None:
        rng = np.random.default_rng(seed)
        damaged = bytearray(text(rows(KIT, {"marketing": 3, "sales": 3}, seed=seed)).encode())
        for place in rng.integers(len(damaged), size=1 + seed % 5):
            damaged[place] = rng.integers(256)

        with suppress(BadTable):
            assert clear(bytes(damaged)).verdict == "insufficient"


class TestMissingColumns:
    def test_a_scale_may_lack_one_of_three_items(self, clear: Clear) -> None:
        table = [{k: v for k, v in row.items() if k != "goals_3"} for row in small()]

        told = clear(text(table))

        (goals,) = [cause for cause in told.causes if cause.code == "goals"]
        assert goals.severity.estimate is not None

    @pytest.mark.parametrize("scale", ["goals", "conflict_people"])
    def test_a_scale_of_one_item_is_refused(self, clear: Clear, scale: str) -> None:
        gone = {f"{scale}_1", f"{scale}_2"}
        table = [{k: v for k, v in row.items() if k not in gone} for row in small()]

        (fault,) = faults(clear, text(table))

        assert fault.code == "scale_too_short"
        assert fault.facts == {"scale": scale, "left": 1, "least": 2}

    def test_the_answers_left_are_scored_as_the_scale_they_are(self, clear: Clear) -> None:
        # With goals_3 not asked, one of two answers is half of the scale and counts.
        table = [{k: v for k, v in row.items() if k != "goals_3"} for row in small()]
        for row in table[::2]:
            row["goals_1"] = ""

        told = clear(text(table))

        # The worst case of marketing is 4 * (20 - 6) / 20 wide if all six count.
        (goals,) = [cause for cause in told.causes if cause.code == "goals"]
        marketing = goals.severity_by_department["marketing"]
        assert marketing.bound_high is not None
        assert marketing.bound_low is not None
        assert marketing.bound_high - marketing.bound_low == pytest.approx(2.8)

    def test_without_the_column_of_nominations_they_do_not_count(self, clear: Clear) -> None:
        table = rows(KIT, {"marketing": 12, "sales": 12})
        bare = [{k: v for k, v in row.items() if k != "nominations"} for row in table]

        told = clear(text(bare))

        assert told.nominations_track_ratings is None
        assert "too_few_nominations" not in told.reasons
        assert clear(text(table)).nominations_track_ratings is not None


class TestRoughAnswers:
    """Answers from which little or nothing can be concluded end as said, not as an error."""

    def test_one_department_empty(self, clear: Clear) -> None:
        told = clear(text(rows(KIT, {"marketing": 15})))

        assert told.verdict == "insufficient"
        assert told.n == {"marketing": 15, "sales": 0}
        assert told.reasons

    def test_three_respondents(self, clear: Clear) -> None:
        told = clear(text(rows(KIT, {"marketing": 2, "sales": 1})))

        assert told.verdict == "insufficient"
        assert all(cause.score is None and cause.p_top1 is None for cause in told.causes)

    def test_all_answers_equal(self, clear: Clear) -> None:
        table = rows(KIT, {"marketing": 15, "sales": 15})
        same = [{k: "4" if v.isdigit() else v for k, v in row.items()} for row in table]

        told = clear(text(same))

        assert told.verdict == "insufficient"

    def test_a_cause_without_variance(self, clear: Clear) -> None:
        table = rows(KIT, {"marketing": 15, "sales": 15})
        for row in table:
            row |= {"goals_1": "5", "goals_2": "1", "goals_3": "5"}

        told = clear(text(table))

        (goals,) = [cause for cause in told.causes if cause.code == "goals"]
        assert goals.severity.estimate == 5.0
        assert goals.level != "supported"

    def test_ninety_percent_missing(self, clear: Clear) -> None:
        table = rows(KIT, {"marketing": 15, "sales": 15})
        for place, row in enumerate(table):
            for item in core_items(KIT)[place % 10 : None]:
                row[item.id] = ""

        told = clear(text(table))

        assert told.verdict == "insufficient"
        assert "unusable_answers" in told.reasons

    def test_five_thousand_respondents(self, clear: Clear) -> None:
        table = rows(KIT, {"marketing": 2_500, "sales": 2_500})

        told = clear(text(table), {"marketing": 2_600, "sales": 2_600})

        assert told.n == {"marketing": 2_500, "sales": 2_500}
        assert told.details is not None
        assert told.details.explained is not None


class TestTheObject:
    def test_scores_sum_to_a_hundred_or_are_all_zero(self, clear: Clear) -> None:
        told = clear(text(rows(KIT, {"marketing": 15, "sales": 15})))

        assert sum(cause.score or 0.0 for cause in told.causes) == pytest.approx(100)

    def test_every_cause_of_the_kit_is_there_once_in_order_of_score(self, clear: Clear) -> None:
        told = clear(text(rows(KIT, {"marketing": 15, "sales": 15})))

        scores = [cause.score or 0.0 for cause in told.causes]
        assert sorted(cause.code for cause in told.causes) == sorted(c.code for c in KIT.causes)
        assert scores == sorted(scores, reverse=True)

    def test_the_same_seed_gives_the_same_bytes(self, clear: Clear) -> None:
        table = rows(KIT, {"marketing": 15, "sales": 15})

        assert encode(clear(text(table))) == encode(clear(text(table[::-1])))

    def test_what_is_not_finite_is_null(self) -> None:
        nothing = float("nan")
        estimate = ToldEstimate(
            estimate=nothing, low=nothing, high=float("inf"), bound_low=None, bound_high=1.0
        )

        assert json.loads(encode(estimate))["high"] is None

    @pytest.mark.parametrize("n", [1, 3, 7, 8])
    def test_no_form_of_nan_is_ever_written(self, clear: Clear, n: int) -> None:
        line = encode(clear(text(rows(KIT, {"marketing": n, "sales": n})))).decode()

        def refuse(word: str) -> float:
            raise AssertionError(word)

        assert json.loads(line, parse_constant=refuse)["n"] == {"marketing": n, "sales": n}
        assert line.endswith("\n")
        assert line.count("\n") == 1
