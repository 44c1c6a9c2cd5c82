"""Keep how a pasted or uploaded list of people is read; know no database and keep no list."""

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from survey.campaigns.people import RosterRow
from survey.errors import BadInput

LARGEST_LIST = 5 * 1024 * 1024
MOST_PEOPLE = 20_000
# A value is repeated to whoever typed it, as far as it helps to find it.
_LONGEST_VALUE = 60

# Headings that people's spreadsheets have, in lower case.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name",
        "full name",
        "employee",
        "имя",
        "фио",
        "ф.и.о.",
        "сотрудник",
        "фамилия имя",
        "фамилия и имя",
        "имя и фамилия",
        "фамилия имя отчество",
    ),
    "email": ("email", "e-mail", "mail", "почта", "эл. почта", "электронная почта", "адрес"),
    "department": ("department", "team", "отдел", "подразделение", "департамент"),
}

COLUMNS = tuple(HEADINGS)

# A name in columns of its own, in the order in which its parts are said.
NAME_PARTS = (
    (("фамилия",), ("имя",), ("отчество",)),
    (
        ("first name", "firstname", "given name", "forename", "name"),
        ("middle name", "patronymic"),
        ("last name", "lastname", "surname", "family name"),
    ),
)
# A whole name, or a part of it where another part has a column.
AMBIGUOUS = frozenset({"имя", "name"})

# Where each field stands: the places of its cells, which are joined.
Columns: TypeAlias = Mapping[str, Sequence[int]]

# What is wrong in a list: line from 1 (0: the whole list), code of the sentence, value.
Problem = tuple[int, str, str]


class BadList(BadInput):
    """A list of people cannot be used."""

    code = "bad_list"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems=len(problems))
        self.problems = tuple(problems)


def read_list(data: bytes, departments: Collection[str] = ()) -> tuple[RosterRow, ...]:
    """Read a list as Excel, Google Sheets or a person writes it.

    The first line that is not blank names the columns (HEADINGS); where it names none of them and
    holds one of these departments, it is a person already and columns are known by what is in
    them. A name may be parted: surname, first name, patronymic. Commas, semicolons or tabs part
    columns; UTF-8 (with or without a mark) or Windows-1251.

    Raises
    ------
    BadList
        Too large, empty, unreadable, a column is missing or named twice, or there are too many
        people.
    """
    if len(data) > LARGEST_LIST:
        raise BadList([(0, "too_large", "")])
    text = _decode(data)
    heading = next((line for line in text.splitlines() if _tidy(line)), "")
    table = _Table(text, max(",;\t", key=heading.count))
    try:
        first = next(table, None)
        columns = (_guess_columns(first[1], departments) or _find_columns(*first)) if first else {}
        # Without a line of headings the first line is a person.
        lines = [first, *table] if first and _is_person(first[1], columns) else table
        rows = [_read_row(line, cells, columns) for line, cells in lines]
    except csv.Error:
        raise BadList([(table.line, "not_a_table", "")]) from None
    if not rows:
        raise BadList([(0, "empty", "")])
    if len(rows) > MOST_PEOPLE:
        raise BadList([(0, "too_many", str(len(rows)))])
    return tuple(rows)


def name_problems(
    rows: Sequence[RosterRow], problems: Sequence[tuple[int, str]]
) -> tuple[Problem, ...]:
    """Put to each problem of a row the value that it is about."""
    by_line = {row.line: row for row in rows}
    return tuple(_name(by_line[line], code) if line else (0, code, "") for line, code in problems)


def _name(row: RosterRow, code: str) -> Problem:
    if code == "department_unknown" and not row.department:
        return row.line, "department_missing", ""
    values = {"email": row.email, "department": row.department}
    value = values.get(code.partition("_")[0], "")
    shown = value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
    return row.line, code, shown


class _Table:
    """The rows of a table that hold anything, each with the line of the file it begins on."""

    def __init__(self, text: str, parted: str) -> None:
        lines = io.StringIO(text, newline="")
        self._reader = csv.reader(lines, delimiter=parted, skipinitialspace=True, strict=True)
        self.line = 1

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return self

    def __next__(self) -> tuple[int, list[str]]:
        while True:
            self.line = self._reader.line_num + 1
            cells = [_tidy(cell) for cell in next(self._reader)]
            if any(cells):
                return self.line, cells


def _tidy(cell: str) -> str:
    """Take out what nobody sees: marks without width, spaces of every kind at the ends."""
    if not cell.isprintable():
        cell = "".join(letter for letter in cell if unicodedata.category(letter) != "Cf")
    return " ".join(cell.split())


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
        break
    raise BadList([(0, "not_text", "")])


def _find_columns(line: int, header: Sequence[str]) -> Columns:
    named = [cell.casefold() for cell in header]
    found = {field: [_places(named, headings)] for field, headings in HEADINGS.items()}
    found["name"] = _find_name(named)
    missing = [field for field in ("name", "department") if not any(found[field])]
    problems = [(line, f"no_{field}_column", "") for field in missing]
    problems += [
        (line, "column_twice", header[places[1]])
        for parts in found.values()
        for places in parts
        if len(places) > 1
    ]
    if problems:
        raise BadList(problems)
    return {field: [each[0] for each in parts if each] for field, parts in found.items()}


def _find_name(named: Sequence[str]) -> list[list[int]]:
    """Find the columns of a name: one, or each part's; a whole name is better than its parts."""
    whole = _places(named, set(HEADINGS["name"]) - AMBIGUOUS)
    for order in NAME_PARTS:
        parts = [_places(named, headings) for headings in order]
        if any(named[at] not in AMBIGUOUS for places in parts for at in places):
            return [whole] if whole else parts
    return [_places(named, HEADINGS["name"])]


def _places(named: Sequence[str], headings: Collection[str]) -> list[int]:
    return [at for at, name in enumerate(named) if name in headings]


def _guess_columns(cells: Sequence[str], departments: Collection[str]) -> Columns:
    """Tell a list without headings by its first line; empty when it is none."""
    known = {_tidy(name).casefold() for name in departments}
    places = {"department": [at for at, cell in enumerate(cells) if cell.casefold() in known]}
    places["email"] = [at for at, cell in enumerate(cells) if "@" in cell]
    taken = {*places["department"], *places["email"]}
    places["name"] = [at for at, cell in enumerate(cells) if at not in taken and _is_name(cell)]
    if not places["department"] or not places["name"]:
        return {}
    return {field: found[:1] for field, found in places.items()}


def _is_name(cell: str) -> bool:
    return any(letter.isalpha() for letter in cell)


def _is_person(cells: Sequence[str], columns: Columns) -> bool:
    departments = [cells[at] for at in columns.get("department", ())]
    return any(each.casefold() not in HEADINGS["department"] for each in departments)


def _read_row(line: int, cells: Sequence[str], columns: Columns) -> RosterRow:
    def cell(field: str) -> str:
        return " ".join(cells[at] for at in columns[field] if at < len(cells) and cells[at])

    return RosterRow(
        line=line, name=cell("name"), email=cell("email"), department=cell("department")
    )
