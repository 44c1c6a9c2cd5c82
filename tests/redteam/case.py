"""Keep what one attacked campaign leaves: the truth that only we know, and the evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.privacy.evidence import Evidence
from tests.privacy.story import Story

ACCORD, NAIVE = "accord", "naive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A scripted participant and the truth of an attack: which row is theirs, what they said.

    collected: the place in the order of collecting, which an attacker may watch. blinded: what the
    server saw when it signed. views: item -> agree (1), neither (0), disagree (-1).
    """

    email: str
    department: str
    token: str
    key: str
    secret: bytes
    comment: str
    collected: int
    blinded: bytes
    views: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a database says of a person: whether taken part; where and as which number it lies."""

    taken: bool
    place: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A ballot in a database. plain: its answers where they can simply be read."""

    key: str
    department: str
    place: int
    number: int
    plain: bytes | None
    sealed: bytes | None
    signature: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What who knows the code sees in one copy of a database."""

    people: Mapping[str, Trace]
    ballots: tuple[Stored, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """One copy during the campaign; `act` is what happened just before, `at` in working minutes."""

    at: float
    act: str
    taken: frozenset[str]
    kept: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Case:
    """One campaign with everything that could be seized of it.

    evening: everybody has answered, the last night has not come. night: after it. closed: at the
    end. copies: every sealed ballot that any copy held. letters: file's time by address.
    """

    build: str
    database: str
    actors: tuple[Actor, ...]
    glimpses: tuple[Glimpse, ...]
    evening: Evidence
    night: Evidence
    closed: Evidence
    sights: Mapping[str, Sight]
    copies: Mapping[str, frozenset[bytes]]
    letters: Mapping[str, float]
    keys_open: Mapping[str, bytes] = field(default_factory=dict)
    release: bytes | None = None
    papers: Mapping[str, bytes] = field(default_factory=dict)
    story: Story | None = None
    torn: int = 0

    def department(self, code: str) -> tuple[Actor, ...]:
        """Return the people of a department in an order that tells nothing: by address."""
        own = [actor for actor in self.actors if actor.department == code]
        return tuple(sorted(own, key=lambda actor: actor.email))

    @property
    def departments(self) -> tuple[str, ...]:
        """Codes of both departments."""
        return tuple(sorted({actor.department for actor in self.actors}))
