"""Build small tables of answers, spoil them, and read what is found wrong."""

from collections.abc import Callable

import pytest

from survey.clearing.fault import BadTable, Fault
from survey.clearing.tell import ToldDiagnosis
from survey.cli.wording import load_words
from tests.answers import marketing_sales, rows, text

KIT = marketing_sales()
Table = list[dict[str, str]]
Clear = Callable[..., ToldDiagnosis]


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


def small() -> Table:
    return rows(KIT, {"marketing": 6, "sales": 5})


def spoil(column: str, value: str) -> str:
    """Return a table in whose third row one cell is replaced."""
    table = small()
    table[2][column] = value
    return text(table)
