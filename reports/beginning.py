"""Keep the frozen types of where to begin, a hypothesis of the kit; no person and no answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A cause that tends to stand before others: their titles, in the order of the report."""

    title: str
    later: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """Where to begin. kind: sourced, estimated or mixed; sources: citations of the links' sources.

    It follows from the levels of the causes and from the kit; the answers have not tested it.
    """

    starts: tuple[Start, ...]
    kind: str
    sources: tuple[str, ...]
