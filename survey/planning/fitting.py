"""Keep which of HR's choices no longer fit the kit or the release, one by one; know no person.

Choices are kept for years, a kit gets new versions. What does not fit is named with its reason,
so that HR can give up that one choice and keep all others.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from survey.catalogue.kit import Kit
from survey.disclosure.release import Release
from survey.errors import BadInput
from survey.planning.choices import Choices
from survey.planning.recommend import USUAL, recommend

_GROUPS = {"pin": "pinned", "drop": "dropped", "owner": "owners", "hours": "capacity"}
_SINGLE = ("most", "budget", "begins")


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """One choice that cannot be had. kind: pin, drop, owner, hours, most, budget, begins.

    name: the measure or the role, "" for what there is one of. wrong: why not; together: only
    beside HR's other choices, so that giving up another would do as well.
    """

    kind: str
    name: str
    wrong: BadInput
    together: bool = False

    @property
    def key(self) -> str:
        """Name it in a form."""
        return f"{self.kind}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """HR's choices as far as a plan can be made of them, and those that had to be left out."""

    choices: Choices
    misfits: tuple[Misfit, ...]


def fit_choices(release: Release, kit: Kit, choices: Choices) -> Fitted:
    """Leave out what no longer fits, as little as possible, and say what and why."""
    misfits = [
        Misfit(kind=kind, name=name, wrong=wrong)
        for kind, name, alone in _single_out(choices)
        if (wrong := _find_wrong(release, kit, alone))
    ]
    fitting = choices
    for misfit in misfits:
        fitting = give_up(fitting, misfit.key)
    while (wrong := _find_wrong(release, kit, fitting)) and fitting != USUAL:
        together = tuple(_find_together(release, kit, fitting, wrong))
        misfits += together
        # One is given up at a time: often that is enough.
        fitting = give_up(fitting, together[0].key)
    return Fitted(choices=fitting, misfits=tuple({each.key: each for each in misfits}.values()))


def list_made(choices: Choices) -> tuple[tuple[str, str], ...]:
    """List what HR chose, one by one: kind and name."""
    return tuple((kind, name) for kind, name, _ in _single_out(choices))


def give_up(choices: Choices, key: str) -> Choices:
    """Take one choice back, by its key; a key of nothing changes nothing."""
    kind, _, name = key.partition(".")
    if kind in _SINGLE:
        return msgspec.structs.replace(choices, **{kind: getattr(USUAL, kind)})
    if kind not in _GROUPS:
        return choices
    group = getattr(choices, _GROUPS[kind])
    left = (
        {each: value for each, value in group.items() if each != name}
        if isinstance(group, dict)
        else tuple(each for each in group if each != name)
    )
    return msgspec.structs.replace(choices, **{_GROUPS[kind]: left})


def _find_wrong(release: Release, kit: Kit, choices: Choices) -> BadInput | None:
    try:
        recommend(release, kit, choices)
    except BadInput as wrong:
        return wrong
    return None


def _single_out(choices: Choices) -> Iterator[tuple[str, str, Choices]]:
    """List every choice as if HR had made no other."""
    for kind, field in _GROUPS.items():
        group = getattr(choices, field)
        for name in group:
            one = {name: group[name]} if isinstance(group, dict) else (name,)
            yield kind, name, msgspec.structs.replace(USUAL, **{field: one})
    for field in _SINGLE:
        value = getattr(choices, field)
        if value != getattr(USUAL, field):
            yield field, "", msgspec.structs.replace(USUAL, **{field: value})


def _find_together(
    release: Release, kit: Kit, choices: Choices, wrong: BadInput
) -> Iterator[Misfit]:
    """List the choices of which giving up one would do; all of them where no single one would."""
    singles = list_made(choices)
    enough = [
        (kind, name)
        for kind, name in singles
        if _find_wrong(release, kit, give_up(choices, f"{kind}.{name}")) is None
    ]
    for kind, name in enough or singles:
        yield Misfit(kind=kind, name=name, wrong=wrong, together=True)
