"""Keep the types of a kit: questionnaire, cards and wordings; know no answer and no person."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A response format: the codes an item is answered in, with declared bounds."""

    code: str
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One statement or question, answered once. `reversed`: a high raw answer is good."""

    id: str
    format: str
    reversed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Items that measure one construct; after keying, high = bad."""

    code: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause(Scale):
    """A driver construct, with the short names of the sources it comes from."""

    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorTopic:
    """One topic seen three times; each field is an item, high raw answer = good.

    own: my department about itself · other: about the other department ·
    guess: what the other department would say of mine.
    """

    code: str
    own: Item
    other: Item
    guess: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A screenful of the questionnaire: ids of items and questions in the order they are asked.

    `optional`: HR may leave the part out.
    """

    code: str
    questions: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """A method card without its words; see docs of the kit for each field's codes.

    side: both, first, second, above (who has to act; first and second are departments in order).
    start_days, owner_hours and effects are estimates where `estimated` names them.
    """

    code: str
    primary: tuple[str, ...]
    secondary: tuple[str, ...]
    sources: tuple[str, ...]
    against: tuple[str, ...]
    cost: str
    owners: tuple[str, ...]
    side: str
    start_days: int
    cadence: str
    owner_hours: float
    evidence: str
    intensity: tuple[str, ...]
    prerequisites: tuple[str, ...]
    excludes: tuple[str, ...]
    disputed: bool
    votable: bool
    low_regret: bool
    estimated: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What people may say when they mean a cause: words and phrases, lemmas of all languages."""

    code: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """A hypothesis of the kit: `cause` tends to stand before `effect`, another cause.

    sources : who describes it so; empty where it is our estimate.
    """

    cause: str
    effect: str
    sources: tuple[str, ...]

    @property
    def estimated(self) -> bool:
        """Whether no source is behind it."""
        return not self.sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """One folder of questionnaires/, read and checked.

    themes: per cause what comments are searched for, in the order of causes, or nothing;
    jargon: words of the departments that no dictionary should take for a name;
    upstream: which cause tends to stand before which, without circles.
    `words[language][key]` is every sentence of the kit; `hash` is the SHA-256 (hex) over all its
    files, so that a campaign can freeze what was asked.
    """

    code: str
    version: str
    hash: str
    languages: tuple[str, ...]
    departments: tuple[str, str]
    formats: Mapping[str, Format]
    causes: tuple[Cause, ...]
    outcomes: tuple[Scale, ...]
    mirror: tuple[MirrorTopic, ...]
    open_questions: tuple[str, ...]
    most_nominations: int
    most_votes: int
    parts: tuple[Part, ...]
    core_minutes: float
    interventions: tuple[Intervention, ...]
    sources: tuple[str, ...]
    words: Mapping[str, Mapping[str, str]]
    themes: tuple[Theme, ...] = ()
    jargon: tuple[str, ...] = ()
    upstream: tuple[Upstream, ...] = ()

    @property
    def items(self) -> Mapping[str, Item]:
        """Every rated item by its id: causes, outcomes, mirror."""
        scales = (*self.causes, *self.outcomes)
        rated = [item for scale in scales for item in scale.items]
        seen = [item for topic in self.mirror for item in (topic.own, topic.other, topic.guess)]
        return {item.id: item for item in (*rated, *seen)}

    @property
    def votable(self) -> tuple[str, ...]:
        """Codes of the interventions that employees may vote for."""
        return tuple(card.code for card in self.interventions if card.votable)
