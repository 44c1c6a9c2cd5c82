"""Keep where to begin among causes by the links of a kit alone; know no answer and no result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey.catalogue.kit import Upstream


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """A hypothesis for some causes.

    links : those of the kit with both ends among the causes; starts : causes before which none of
    the others stands, each with all that lie after it, along the links.
    """

    links: tuple[Upstream, ...]
    starts: Mapping[str, tuple[str, ...]]


def find_beginning(links: Sequence[Upstream], causes: Sequence[str]) -> Beginning | None:
    """Find which of the causes stand first; None where no link lies among them.

    Only links with both ends among the causes count: a way through a cause that was not found
    would rest on two guesses. A cause on no link has no place, so it is no start. Everything keeps
    the order of `causes`.
    """
    places = {cause: place for place, cause in enumerate(causes)}
    inside = [link for link in links if link.cause in places and link.effect in places]
    if not inside:
        return None
    inside.sort(key=lambda link: (places[link.cause], places[link.effect]))
    effects = {link.effect for link in inside}
    first = dict.fromkeys(link.cause for link in inside if link.cause not in effects)
    return Beginning(
        links=tuple(inside),
        starts={
            start: tuple(sorted(_follow(inside, start), key=lambda cause: places[cause]))
            for start in first
        },
    )


def _follow(links: Sequence[Upstream], start: str) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        cause = ahead.pop()
        new = {link.effect for link in links if link.cause == cause} - found
        found |= new
        ahead += new
    return found
