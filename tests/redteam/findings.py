"""Keep what an attack found: nothing, or sentences that say what broke."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an attack that looks for faults came back with; `times`: on how many campaigns."""

    number: str
    title: str
    build: str
    database: str
    faults: tuple[str, ...]
    times: int = 1
