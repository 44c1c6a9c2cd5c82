"""Keep the questionnaires that worlds are generated in: the kit's own and the published one."""

from pathlib import Path

from survey.catalogue.kit import Cause, Format, Item, Kit, Scale
from survey.catalogue.load import load_kit

QUESTIONNAIRES = Path(__file__).parents[2] / "questionnaires"
CONFLICT = "conflict_"


def load_design(name: str) -> Kit:
    """Return `kit` (17 causes, three items, nine conflict items) or `published` (14, 49, 12)."""
    if name == "published":
        return published()
    return load_kit(QUESTIONNAIRES / "marketing-sales")


def published() -> Kit:
    """Return the design in which the tables of the method were computed; nothing is reversed."""
    causes = tuple(
        Cause(code=f"cause_{place:02}", items=_items(f"cause_{place:02}", size), sources=())
        for place, size in enumerate((4, 3) * 7, start=1)
    )
    outcomes = tuple(
        Scale(code=f"{CONFLICT}{kind}", items=_items(f"{CONFLICT}{kind}", 4))
        for kind in ("work", "process", "people")
    )
    return Kit(
        code="published",
        version="1",
        hash="",
        languages=("en",),
        departments=("marketing", "sales"),
        formats={"frequency": Format(code="frequency", low=1, high=5)},
        causes=causes,
        outcomes=outcomes,
        mirror=(),
        open_questions=(),
        most_nominations=3,
        most_votes=0,
        parts=(),
        core_minutes=0.0,
        interventions=(),
        sources=(),
        words={"en": {}},
    )


def conflict_items(design: Kit) -> tuple[Item, ...]:
    """Return the items whose mean is the conflict index."""
    scales = [scale for scale in design.outcomes if scale.code.startswith(CONFLICT)]
    return tuple(item for scale in scales for item in scale.items)


def _items(code: str, size: int) -> tuple[Item, ...]:
    places = range(1, size + 1)
    return tuple(Item(id=f"{code}_{place}", format="frequency", reversed=False) for place in places)
