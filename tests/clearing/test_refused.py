"""Files that people really hand in, and what is refused of them."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from survey.clearing.clear import clear_file
from survey.clearing.fault import MOST_FAULTS, BadTable, Fault
from survey.clearing.read import MOST_ROWS
from survey.clearing.table import MOST_BYTES
from tests.answers import ROSTER, rows, text
from tests.clearing.tables import KIT, Clear, codes, faults, small, spoil


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
            (b"marketing,4,3\nsales,2,1\n", "no_header"),
            (b'department,"goals_1\nmarketing,4\n', "broken_quotes"),
        ],
    )
    def test_a_file_that_is_no_table_of_answers(
        self, clear: Clear, content: bytes, code: str
    ) -> None:
        assert code in codes(clear, content)

    def test_a_file_without_a_header_has_that_one_fault(self, clear: Clear) -> None:
        (fault,) = faults(clear, "\n".join(text(small()).splitlines()[1:]))

        assert (fault.code, fault.line) == ("no_header", 1)

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
