"""Keep how a pasted or uploaded list of people is read; know no database and keep no list."""

import csv
import io
from collections.abc import Mapping, Sequence

from survey.campaigns.people import RosterRow
from survey.errors import BadInput

LARGEST_LIST = 5 * 1024 * 1024
MOST_PEOPLE = 20_000

# Headings that people's spreadsheets have, in lower case.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "full name", "employee", "имя", "фио", "ф.и.о.", "сотрудник"),
    "email": ("email", "e-mail", "mail", "почта", "эл. почта", "электронная почта", "адрес"),
    "department": ("department", "team", "отдел", "подразделение", "департамент"),
}


class BadList(BadInput):
    """A list of people cannot be used; `problems` are (line, code, value) triples."""

    code = "bad_list"

    def __init__(self, problems: Sequence[tuple[int, str, str]]) -> None:
        super().__init__(problems=len(problems))
        self.problems = tuple(problems)


def read_list(data: bytes) -> tuple[RosterRow, ...]:
    """Read a list as Excel, Google Sheets or a person writes it.

    The first line names the columns (HEADINGS); commas, semicolons or tabs part them;
    UTF-8 (with or without a mark) or Windows-1251.

    Raises
    ------
    BadList
        Too large, empty, unreadable, a column is missing, or there are too many people.
    """
    if len(data) > LARGEST_LIST:
        raise BadList([(0, "too_large", "")])
    text = _decode(data)
    if "\0" in text:
        raise BadList([(0, "not_text", "")])
    lines = text.splitlines()
    if not text.strip():
        raise BadList([(0, "empty", "")])
    parted = max(",;\t", key=lines[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=parted, strict=True)
    try:
        columns = _find_columns(next(reader))
        rows = [_read_row(reader.line_num, cells, columns) for cells in reader if any(cells)]
    except csv.Error:
        raise BadList([(reader.line_num, "not_a_table", "")]) from None
    if not rows:
        raise BadList([(1, "empty", "")])
    if len(rows) > MOST_PEOPLE:
        raise BadList([(MOST_PEOPLE, "too_many", str(len(rows)))])
    return tuple(rows)


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1251")
    except UnicodeDecodeError:
        raise BadList([(0, "not_text", "")]) from None


def _find_columns(header: Sequence[str]) -> Mapping[str, int]:
    named = [cell.strip().casefold() for cell in header]
    columns = {
        field: place
        for field, headings in HEADINGS.items()
        for place, cell in enumerate(named)
        if cell in headings
    }
    missing = [field for field in ("name", "department") if field not in columns]
    if missing:
        raise BadList([(1, f"no_{field}_column", "") for field in missing])
    return columns


def _read_row(line: int, cells: Sequence[str], columns: Mapping[str, int]) -> RosterRow:
    def cell(field: str) -> str:
        place = columns.get(field, len(cells))
        return cells[place].strip() if place < len(cells) else ""

    return RosterRow(
        line=line, name=cell("name"), email=cell("email"), department=cell("department")
    )
