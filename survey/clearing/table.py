"""Keep how a CSV becomes a header and rows of cells; know no questionnaire and no department.

Tables come from Excel, from paper typed in by hand and from other tools: with a byte order mark,
in UTF-8, UTF-16 or Windows-1251, with commas, semicolons or tabs, with empty columns and rows at
the end. Whatever could be read in two ways is refused with its place instead of being guessed.
"""

import csv
import io
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from survey.clearing.fault import BadTable, Fault

MOST_BYTES = 32 * 1024 * 1024
DELIMITERS = (",", ";", "\t")
BLANK = " \t,;\"'\xa0"
MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),  # Excel's "Unicode text"
    (b"\xfe\xff", "utf-16-be"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of one row, stripped, and the line of the file it begins in."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A header and, as long as somebody asks for them, the rows below it that are not empty."""

    line: int
    header: tuple[str, ...]
    rows: Iterator[Row]


def load_table(file: Path, expected: Set[str]) -> Table:
    """Read the CSV at `file`.

    Parameters
    ----------
    expected
        Names that its columns may have; the delimiter is the one that finds most of them.

    Raises
    ------
    BadTable
        `not_found`, `not_readable`, `too_large`, `not_text`, `empty_file` or `broken_quotes`;
        the last also while the rows are read.
    """
    text = _decode(_load_bytes(file))
    skipped, rest = _skip_to_header(text)
    if not rest:
        raise BadTable([Fault(code="empty_file")])
    delimiter = _choose_delimiter(rest, expected)
    rows = _read_rows(rest, delimiter, skipped)
    head = next(rows)
    return Table(line=head.line, header=head.cells, rows=rows)


def _load_bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise BadTable([Fault(code="not_found")]) from None
    except OSError:
        raise BadTable([Fault(code="not_readable")]) from None
    if len(data) > MOST_BYTES:
        raise BadTable([Fault(code="too_large", facts={"most": MOST_BYTES // 1024**2})])
    return data


def _decode(data: bytes) -> str:
    text = _first_that_fits(data)
    if text is None:
        raise BadTable([Fault(code="not_text", line=1)])
    strange = text.find("\0")
    if strange >= 0:
        raise BadTable([Fault(code="not_text", line=text.count("\n", 0, strange) + 1)])
    # A lone carriage return ends a line for old spreadsheets, and for csv it is an error.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _first_that_fits(data: bytes) -> str | None:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _decode_as(data.removeprefix(mark), encoding)
    text = _decode_as(data, "utf-8")
    return _decode_as(data, "cp1251") if text is None else text


def _decode_as(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _skip_to_header(text: str) -> tuple[int, str]:
    """Drop blank lines and Excel's `sep=;` above the header; return their number and the rest."""
    number = start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        meant = text[start:end].strip(BLANK)
        if meant and not (number == 0 and meant.lower() == "sep="):
            return number, text[start:]
        number, start = number + 1, end + 1
    return number, ""


def _choose_delimiter(text: str, expected: Set[str]) -> str:
    """Decide by the header: csv.Sniffer counts characters in answers and nominations too."""
    line = text.partition("\n")[0]

    def found(delimiter: str) -> tuple[int, int]:
        names = [cell.strip().strip('"').strip() for cell in line.split(delimiter)]
        return sum(name in expected for name in names), len(names)

    return max(DELIMITERS, key=found)


def _read_rows(text: str, delimiter: str, skipped: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    begins = skipped + 1
    try:
        for cells in reader:
            row = Row(line=begins, cells=tuple(cell.strip() for cell in cells))
            begins = skipped + reader.line_num + 1
            if any(row.cells):
                yield row
    except csv.Error:
        raise BadTable([Fault(code="broken_quotes", line=begins)]) from None
