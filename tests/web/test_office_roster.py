"""A list of people is read however it was written, or refused with the line and the reason."""

import contextlib
import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.campaigns.people import RosterRow
from survey.web.office.roster import LARGEST_LIST, MOST_PEOPLE, BadList, name_problems, read_list

HEAD = "name,email,department\n"
ANNA = RosterRow(line=2, name="Анна Ли", email="anna@example.org", department="Продажи")
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _problems(data: bytes | str) -> tuple[tuple[int, str, str], ...]:
    with pytest.raises(BadList) as wrong:
        read_list(data.encode() if isinstance(data, str) else data)
    return wrong.value.problems


@pytest.mark.parametrize("parted", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("ended", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_list_is_read_however_a_spreadsheet_writes_it(
    parted: str, encoding: str, ended: str, quote: str
) -> None:
    rows = [("ФИО", "Эл. почта", "Отдел"), ("Анна Ли", "anna@example.org", "Продажи")]
    lines = [parted.join(f"{quote}{cell}{quote}" for cell in row) for row in rows]

    assert read_list(ended.join(lines).encode(encoding)) == (ANNA,)


@pytest.mark.parametrize(
    "head",
    [
        "name,email,department",
        "Full Name,E-Mail,Team",
        "ИМЯ,ПОЧТА,ПОДРАЗДЕЛЕНИЕ",
        "Сотрудник,Адрес,Департамент",
        ' Ф.И.О. , mail, "отдел"',
        "\u200bname\u00a0,email,department",
    ],
)
def test_columns_are_known_by_any_of_their_names(head: str) -> None:
    assert read_list(f"{head}\nАнна Ли,anna@example.org,Продажи".encode()) == (ANNA,)


@pytest.mark.parametrize(
    ("head", "row", "name"),
    [
        # As Excel saves "CSV (разделители — запятые)" in Russian: Windows-1251, semicolons.
        ("№;Фамилия;ИМЯ;Отчество;Отдел;Почта", "1;Ёлкина;Анна;Львовна;{}", "Ёлкина Анна Львовна"),
        ("Имя;Фамилия;Отдел;Почта", "Анна;Ёлкина;{}", "Ёлкина Анна"),
        ("Фамилия;Имя;Отчество;Отдел;Почта", "Ли;Анна;;{}", "Ли Анна"),
        ("Last Name;First name;Team;E-mail", "Lee;Ann;{}", "Ann Lee"),
        ("NAME;Surname;Department;Mail", "Ann;Lee;{}", "Ann Lee"),
        ("ФИО;Фамилия;Имя;Отдел;Почта", "Ли Анна Львовна;Ли;Анна;{}", "Ли Анна Львовна"),
    ],
)
def test_a_name_in_columns_of_its_own_is_joined(head: str, row: str, name: str) -> None:
    listed = f"{head}\r\n{row.format('Продажи;anna@example.org')}\r\n"

    assert read_list(listed.encode("cp1251")) == (replace(ANNA, name=name),)


def test_columns_may_stand_in_any_order_beside_others() -> None:
    listed = "id,отдел,phone,имя,email\n1,Продажи,+7,Анна Ли,anna@example.org\n"

    assert read_list(listed.encode()) == (ANNA,)


def test_people_without_an_address_need_no_column_of_addresses() -> None:
    (row,) = read_list(b"name;department\nA;B")

    assert (row.name, row.email, row.department) == ("A", "", "B")


def test_a_row_that_is_too_short_has_empty_cells() -> None:
    assert read_list(f"{HEAD}Анна Ли".encode()) == (
        RosterRow(line=2, name="Анна Ли", email="", department=""),
    )


def test_rows_keep_the_number_of_the_line_they_begin_on() -> None:
    listed = f'\n\n{HEAD}A,,X\n\n , ,\n"B\nb",,X\nC,,X\n\n\nD,,X'

    rows = read_list(listed.encode())

    assert [(row.line, row.name) for row in rows] == [(4, "A"), (7, "B b"), (9, "C"), (12, "D")]


def test_what_nobody_sees_is_taken_out() -> None:
    (row,) = read_list(
        f"{HEAD} \u200bАнна\u00a0\u2009Ли\ufeff ,\u00adanna@example.org,Продажи".encode()
    )

    assert row == ANNA


@pytest.mark.parametrize("cell", ["=1+1", "+7", "-x", "@SUM(A1)", "=HYPERLINK(1)", "<script>"])
def test_cells_that_look_like_formulas_are_text(cell: str) -> None:
    (row,) = read_list(f"name;department\n{cell};B".encode())

    assert row.name == cell


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        (b"", [(0, "empty", "")]),
        (b"\xef\xbb\xbf", [(0, "empty", "")]),
        (b" \r\n\t\n", [(0, "empty", "")]),
        ("\u200b\n,,\n".encode(), [(0, "empty", "")]),
        (HEAD.encode(), [(0, "empty", "")]),
        (f"{HEAD}\n,,\n".encode(), [(0, "empty", "")]),
        (b"name,department\nA\0,B", [(0, "not_text", "")]),
        ("name,department\nA,B".encode("utf-16"), [(0, "not_text", "")]),
        (b"PK\x03\x04\x00\x00", [(0, "not_text", "")]),
        (b"\x98\x98name", [(0, "not_text", "")]),
        (b"a,b\nA,B", [(1, "no_name_column", ""), (1, "no_department_column", "")]),
        (b"\n\nname,b\nA,B", [(3, "no_department_column", "")]),
        (b"name|department\nA|B", [(1, "no_name_column", ""), (1, "no_department_column", "")]),
        (b"name,department,Team\nA,B,C", [(1, "column_twice", "Team")]),
        (b'name,department\n"A,B\nC,D', [(2, "not_a_table", "")]),
        (b'name,department\nA,B\n\n"A"x,B', [(4, "not_a_table", "")]),
        (b"name,department\n" + b"A" * 200_000 + b",B", [(2, "not_a_table", "")]),
        (b"x" * (LARGEST_LIST + 1), [(0, "too_large", "")]),
    ],
)
def test_what_is_no_list_is_refused_with_the_line(
    data: bytes, problems: list[tuple[int, str, str]]
) -> None:
    assert list(_problems(data)) == problems


def test_twenty_thousand_people_are_read_and_one_more_is_not() -> None:
    listed = HEAD + "A,,X\n" * MOST_PEOPLE

    assert len(read_list(listed.encode())) == MOST_PEOPLE
    assert _problems(f"{listed}A,,X") == ((0, "too_many", "20001"),)


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), max_size=12
)


@settings(deadline=None)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS).filter(lambda row: any(map(str.split, row)))),
    parted=st.sampled_from(",;\t"),
)
def test_what_a_spreadsheet_writes_is_read_back(
    rows: list[tuple[str, str, str]], parted: str
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=parted).writerows([("name", "email", "department"), *rows])

    # With nobody in it a list is refused; a last row keeps it from being so.
    *read, last = read_list(f"{written.getvalue()}Z{parted}{parted}".encode())

    assert last.name == "Z"
    expected = [tuple(" ".join(cell.split()) for cell in row) for row in rows]
    assert [(row.name, row.email, row.department) for row in read] == expected


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=300) | st.text(max_size=300).map(lambda told: HEAD.encode() + told.encode())
)
def test_no_bytes_do_worse_than_being_refused(data: bytes) -> None:
    lines = data.count(b"\n") + data.count(b"\r") + 1
    with contextlib.suppress(BadList):
        assert all(1 < row.line <= lines for row in read_list(data))


def test_a_problem_is_told_with_the_value_it_is_about() -> None:
    rows = [
        RosterRow(line=2, name="A", email="not an address", department="x" * 100),
        RosterRow(line=3, name="", email="", department=""),
    ]

    named = name_problems(
        rows,
        [
            (0, "roster_empty"),
            (2, "email_bad"),
            (2, "department_unknown"),
            (3, "name_missing"),
            (3, "department_unknown"),
        ],
    )

    assert named == (
        (0, "roster_empty", ""),
        (2, "email_bad", "not an address"),
        (2, "department_unknown", "x" * 60 + "…"),
        (3, "name_missing", ""),
        (3, "department_missing", ""),
    )


@pytest.mark.parametrize(
    "listed",
    [
        "Анна Ли,anna@example.org,Продажи",
        "1;продажи;anna@example.org;Анна Ли",
        "Анна Ли\tsales\tanna@example.org\n",
    ],
)
def test_a_list_without_headings_is_known_by_what_is_in_it(listed: str) -> None:
    (row,) = read_list(listed.encode(), ["sales", "Продажи"])

    assert (row.line, row.name, row.email) == (1, "Анна Ли", "anna@example.org")
    assert row.department.casefold() in ("продажи", "sales")
