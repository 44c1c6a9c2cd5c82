"""Keep the types of what is told beside a diagnosis, exactly: for files in the clear only.

Nothing here is graded and nothing here passes the gate: a Release is built from the Diagnosis.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from survey.statistics.agreement import Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """How the items of a scale hang together, within departments.

    alpha, low, high (Feldt), omega : None below ten complete answers. heywood : omega could not
    be fitted and is alpha. verdict : "loose" where even the upper end is low, else "".
    """

    n: int
    k: int
    alpha: float | None
    low: float | None
    high: float | None
    omega: float | None
    heywood: bool
    mean_r: float
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Second department of the roster minus first, on 1-5; q over all scales of its kind.

    p : Welch's · tendency_p : Brunner and Munzel's, `way` t, exact or random · g : Hedges' ·
    delta : Cliff's with its interval.
    """

    estimate: float
    low: float
    high: float
    p: float
    q: float
    tendency_p: float
    way: str
    g: float
    delta: float
    delta_low: float
    delta_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Share of a department whose score is above the middle.

    low, high : exact 95 % for the whole department; bound_low, bound_high : whatever the silent
    hold; most : whether "most of the department" may be said.
    """

    share: float
    low: float
    high: float
    bound_low: float
    bound_high: float
    most: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalePicture:
    """One scale. kind : cause or outcome; a value is None where it cannot be estimated.

    tipping : the mean of the silent at which the department crosses the middle, None where none
    can make it.
    """

    code: str
    kind: str
    hanging: Hanging | None
    agreement: Mapping[str, Agreement | None]
    difference: Difference | None
    above_middle: Mapping[str, Share | None]
    tipping: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """What looks carelessly answered; counted, never left out.

    lines, contradictory, unrelated : the three families; flagged : two of them.
    duplicates : pairs of identical responses; duplicate_chance : that two given people agree on
    everything by chance. outlying : far from all others, informational; None where unknown.
    first_three, without_flagged : the order's beginning; the latter None where not computed.
    """

    flagged: Mapping[str, int]
    lines: int
    contradictory: int
    unrelated: int
    duplicates: int
    duplicate_chance: float | None
    outlying: int | None
    first_three: tuple[str, ...]
    without_flagged: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One topic of the mirror: what kind of understanding each department has of its picture.

    blame : both departments think better of themselves than the other does, clearly.
    """

    code: str
    understanding: Mapping[str, str | None]
    blame: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """How a department guesses its picture over all topics: the level, and the shape (rho, p)."""

    elevation: float
    shape: float | None
    p: float | None
    topics: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A cause's part of the explained conflict: Johnson's weight with its interval, and LMG."""

    code: str
    weight: float
    low: float | None
    high: float | None
    lmg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """How much of the conflict's differences inside departments goes with all causes together.

    An explanation, no test: with a common mood behind all answers it names nothing. adjusted :
    r_squared without what so many causes explain of noise; None where people are too few for it.
    """

    r_squared: float
    adjusted: float | None
    n: int
    regularised: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """What stands between a cause (or, with code None, the whole wave) and a clearer verdict.

    more : further answers per department that would remove it if all else stayed as it is; None
    where no number of answers is known to.
    """

    code: str | None
    obstacle: str
    more: Mapping[str, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HintedLink:
    """A link of the kit between two found causes, and what the answers add to it.

    data : agrees, not_contradicted, contradicted, or silent; partial : correlation of the two with
    all other causes held constant, shrunk; None where silent.
    """

    cause: str
    effect: str
    sources: tuple[str, ...]
    estimated: bool
    data: str
    partial: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Where to begin, a hypothesis of the kit: starts, each with the causes that lie after it."""

    starts: Mapping[str, tuple[str, ...]]
    links: tuple[HintedLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """All of it; explained is None where links could not be studied.

    structure : None where the kit has no link among the causes that were found.
    """

    scales: tuple[ScalePicture, ...]
    suspicion: Suspicion
    seen: tuple[Seen, ...]
    guesses: Mapping[str, Guess | None]
    explained: Explained | None
    obstacles: tuple[Obstacle, ...]
    structure: Structure | None = None
