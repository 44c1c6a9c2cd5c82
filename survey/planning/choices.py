"""Keep what HR decides about a plan after the release: drop, pin, owners, limits; no person."""

import re
from datetime import date

import msgspec

from survey.catalogue.kit import Kit
from survey.errors import BadInput
from survey.planning.estimates import BUDGETS, CAPACITY, GREATEST_MOST, ROLES_OF, USUAL_MOST

MOST_HOURS = 999
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Choices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """HR's word on a plan; the defaults are the product's.

    most: places, the check included. budget: a key of BUDGETS. pinned: always in the plan;
    dropped: never. owners: roles in charge by measure, where not the card's. capacity: hours that
    a role can spare in 90 days. begins: the plan's first day (YYYY-MM-DD), "" leaves it open.
    """

    most: int = USUAL_MOST
    budget: str = ""
    pinned: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    owners: dict[str, tuple[str, ...]] = {}
    capacity: dict[str, int] = {}
    begins: str = ""

    def hours_of(self, role: str) -> int:
        """Tell how many hours a role can spare."""
        return self.capacity.get(role, CAPACITY[role])


def encode_choices(choices: Choices) -> str:
    """Write choices as canonical JSON."""
    return msgspec.json.encode(choices, order="deterministic").decode()


def decode_choices(text: str) -> Choices:
    """Read choices; raise BadInput for what is none."""
    try:
        return msgspec.json.decode(text, type=Choices)
    except msgspec.DecodeError as error:
        raise BadInput("broken_choices") from error


def check_choices(choices: Choices, kit: Kit) -> None:
    """Refuse choices that name what is not there.

    Raises
    ------
    BadInput
        empty_plan, too_many_places, unknown_budget, unknown_measure, pinned_and_dropped,
        unknown_role, no_owner, bad_hours, not_a_day.
    """
    known = {card.code for card in kit.interventions}
    roles = {role for group in choices.owners.values() for role in group}
    named = {*choices.pinned, *choices.dropped, *choices.owners}
    hours = choices.capacity.values()
    problems = {
        "empty_plan": choices.most < 1,
        "too_many_places": choices.most > GREATEST_MOST,
        "unknown_budget": choices.budget not in BUDGETS,
        "unknown_measure": bool(named - known),
        "pinned_and_dropped": bool(set(choices.pinned) & set(choices.dropped)),
        "unknown_role": bool(roles - set(ROLES_OF) or set(choices.capacity) - set(CAPACITY)),
        "no_owner": not all(choices.owners.values()),
        "bad_hours": not all(0 <= each <= MOST_HOURS for each in hours),
        "not_a_day": bool(choices.begins) and not is_day(choices.begins),
    }
    for code, found in problems.items():
        if found:
            raise BadInput(code)


def is_day(text: str) -> bool:
    """Tell whether a text is a day as plans write it."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return bool(_DAY.fullmatch(text))
