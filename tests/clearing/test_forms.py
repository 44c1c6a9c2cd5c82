"""Files that people really hand in: the forms that one table comes in."""

from collections.abc import Callable

import pytest

from tests.answers import text
from tests.clearing.tables import Clear, Table, small


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
    def test_reads_the_same(self, clear: Clear, form: Callable[[Table], bytes]) -> None:
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
