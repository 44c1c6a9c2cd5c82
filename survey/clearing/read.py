"""Keep how a table becomes responses: columns, codes, nominations, roster; know no statistics."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey.catalogue.kit import Item, Kit, Scale
from survey.clearing.fault import MOST_FAULTS, BadTable, Fault
from survey.clearing.table import Row, Table
from survey.diagnosis.responses import Response

DEPARTMENT = "department"
NOMINATIONS = "nominations"
MOST_ROWS = 20_000
LEAST_ITEMS = 2  # a score is the mean of at least two items
CODE = re.compile(r"([0-9]{1,3})(?:[.,]0*)?", re.ASCII)  # "4", "4.0" and, from Excel, "4,0"
SHOWN = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a table held. `nominations`: whether it has a column for them."""

    responses: tuple[Response, ...]
    nominations: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where in a row things are; `nameless` columns have to be empty all the way down."""

    width: int
    department: int
    nominations: int | None
    items: tuple[tuple[int, Item], ...]
    nameless: tuple[int, ...]


def known_columns(kit: Kit) -> frozenset[str]:
    """Return every name that a column may have."""
    return frozenset({DEPARTMENT, NOMINATIONS, *kit.items})


def read_answers(
    table: Table, kit: Kit, roster: Mapping[str, int], *, ignore_unknown: bool
) -> Answers:
    """Read every row as a response to `kit` from a department of `roster`.

    Raises
    ------
    BadTable
        With every fault of the header, or else the first MOST_FAULTS faults of the rows.
    """
    columns = _find_columns(table, kit, ignore_unknown=ignore_unknown)
    responses: list[Response] = []
    faults: list[Fault] = []
    for row in table.rows:
        if len(responses) == MOST_ROWS:
            faults.append(Fault(code="too_many_rows", line=row.line, facts={"most": MOST_ROWS}))
            break
        responses.append(_read_row(row, columns, kit, roster, faults))
        if len(faults) >= MOST_FAULTS:
            break
    if not faults:
        faults = _check_sizes(responses, roster)
    if faults:
        raise BadTable(faults)
    return Answers(
        responses=tuple(responses),
        nominations=columns.nominations is not None,
    )


def _check_sizes(responses: Sequence[Response], roster: Mapping[str, int]) -> list[Fault]:
    if not responses:
        return [Fault(code="no_rows")]
    rows = Counter(response.department for response in responses)
    return [
        Fault(
            code="roster_too_small",
            facts={"department": department, "rows": rows[department], "roster": size},
        )
        for department, size in roster.items()
        if rows[department] > size
    ]


def _find_columns(table: Table, kit: Kit, *, ignore_unknown: bool) -> Columns:
    places = {name: place for place, name in reversed(tuple(enumerate(table.header))) if name}
    if _is_row(table, kit):
        raise BadTable([Fault(code="no_header", line=table.line)])
    faults = _check_header(table, kit, ignore_unknown=ignore_unknown)
    faults.extend(_check_scales(table, kit))
    if faults:
        raise BadTable(faults)
    return Columns(
        width=len(table.header),
        department=places[DEPARTMENT],
        nominations=places.get(NOMINATIONS),
        items=tuple((places[key], item) for key, item in kit.items.items() if key in places),
        nameless=tuple(place for place, name in enumerate(table.header) if not name),
    )


def _is_row(table: Table, kit: Kit) -> bool:
    """Say whether answers stand where names of columns should: fifty faults would hide that."""
    known = known_columns(kit).intersection(table.header)
    return not known and any(CODE.fullmatch(cell) for cell in table.header)


def _check_header(table: Table, kit: Kit, *, ignore_unknown: bool) -> list[Fault]:
    known = known_columns(kit)
    faults = []
    if DEPARTMENT not in table.header:
        faults.append(Fault(code="no_department", line=table.line, column=DEPARTMENT))
    for name, times in Counter(table.header).items():
        if name in known and times > 1:
            faults.append(Fault(code="repeated_column", line=table.line, column=_shown(name)))
        if name and name not in known and not ignore_unknown:
            faults.append(Fault(code="unknown_column", line=table.line, column=_shown(name)))
    return faults


def _check_scales(table: Table, kit: Kit) -> list[Fault]:
    """Find scales without enough columns; outcomes other than conflict may be left out whole."""
    if DEPARTMENT not in table.header:
        return []  # not a table of ours at all: seventeen more faults would only hide that
    faults = []
    for scale in (*kit.causes, *kit.outcomes):
        left = sum(item.id in table.header for item in scale.items)
        least = min(LEAST_ITEMS, len(scale.items))
        if left < least and (left or not _may_be_left_out(scale, kit)):
            facts = {"scale": scale.code, "left": left, "least": least}
            faults.append(Fault(code="scale_too_short", line=table.line, facts=facts))
    return faults


def _may_be_left_out(scale: Scale, kit: Kit) -> bool:
    return scale not in kit.causes and not scale.code.startswith("conflict")


def _read_row(
    row: Row, columns: Columns, kit: Kit, roster: Mapping[str, int], faults: list[Fault]
) -> Response:
    cells = row.cells + ("",) * (columns.width - len(row.cells))
    faults.extend(
        Fault(code="cell_without_column", line=row.line, column=f"#{place + 1}")
        for place in (*columns.nameless, *range(columns.width, len(cells)))
        if cells[place]
    )
    answers = {}
    for place, item in columns.items:
        if cells[place]:
            code = _read_code(cells[place], item, kit, row.line, faults)
            answers[item.id] = code
    nominated = "" if columns.nominations is None else cells[columns.nominations]
    return Response(
        department=_read_department(cells[columns.department], roster, row.line, faults),
        answers=answers,
        nominations=_read_nominations(nominated, kit, row.line, faults),
    )


def _read_department(text: str, roster: Mapping[str, int], line: int, faults: list[Fault]) -> str:
    if text not in roster:
        facts = {"value": _shown(text), "departments": ", ".join(roster)}
        code = "unknown_department" if text else "missing_department"
        faults.append(Fault(code=code, line=line, column=DEPARTMENT, facts=facts))
    return text


def _read_code(text: str, item: Item, kit: Kit, line: int, faults: list[Fault]) -> int:
    bounds = kit.formats[item.format]
    meant = CODE.fullmatch(text)
    code = int(meant[1]) if meant else bounds.low - 1
    if not bounds.low <= code <= bounds.high:
        facts = {"value": _shown(text), "low": bounds.low, "high": bounds.high}
        faults.append(Fault(code="not_an_answer", line=line, column=item.id, facts=facts))
    return code


def _read_nominations(text: str, kit: Kit, line: int, faults: list[Fault]) -> tuple[str, ...]:
    named = tuple(code.strip() for code in text.split(";") if code.strip())
    most = kit.most_nominations
    causes = {cause.code for cause in kit.causes}
    unknown = [code for code in named if code not in causes]
    wrong: list[tuple[str, Mapping[str, object]]] = [
        ("unknown_nomination", {"value": _shown(code)}) for code in unknown
    ]
    if len(set(named)) < len(named):
        wrong.append(("repeated_nomination", {"value": _shown(text)}))
    if len(set(named)) > most:
        wrong.append(("too_many_nominations", {"value": _shown(text), "most": most}))
    for code, facts in wrong:
        faults.append(Fault(code=code, line=line, column=NOMINATIONS, facts=facts))
    return named


def _shown(text: str) -> str:
    """Return the text as it may be printed on a terminal: short, without control characters."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in text)
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"
