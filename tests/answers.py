"""Keep a builder of answer files that several tests hand to `accord diagnose`."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from survey.catalogue.kit import Item, Kit
from survey.catalogue.load import load_kit

QUESTIONNAIRES = Path(__file__).parents[1] / "questionnaires"
ROSTER = {"marketing": 20, "sales": 18}


def marketing_sales() -> Kit:
    """Load the kit that the product ships."""
    return load_kit(QUESTIONNAIRES / "marketing-sales")


def core_items(kit: Kit) -> tuple[Item, ...]:
    """Return the items that a file must have columns for, most of them."""
    outcomes = [scale for scale in kit.outcomes if scale.code.startswith("conflict")]
    return tuple(item for scale in (*kit.causes, *outcomes) for item in scale.items)


def rows(
    kit: Kit, n: Mapping[str, int], *, seed: int = 7, nominations: str = "goals;handoff"
) -> list[dict[str, str]]:
    """Return n answers per department; everybody has a mood of their own."""
    rng = np.random.default_rng(seed)
    items = core_items(kit)
    departments = [department for department, people in n.items() for _ in range(people)]
    mood = rng.normal(0.3, 0.8, (len(departments), 1))
    felt = 3 + mood + rng.normal(0, 0.7, (len(departments), len(items)))
    keyed = np.clip(np.round(felt), 1, 5).astype(int)
    raw = np.where([item.reversed for item in items], 6 - keyed, keyed)
    return [
        {
            "department": department,
            "nominations": nominations,
            **{item.id: str(code) for item, code in zip(items, codes, strict=True)},
        }
        for department, codes in zip(departments, raw.tolist(), strict=True)
    ]


def text(table: Sequence[Mapping[str, str]], *, delimiter: str = ",", end: str = "\n") -> str:
    """Return the table as CSV; every cell with a delimiter in it is quoted."""
    header = list(table[0])
    lines = [header, *([row.get(name, "") for name in header] for row in table)]
    return "".join(
        delimiter.join(f'"{cell}"' if ";" in cell else cell for cell in line) + end
        for line in lines
    )
