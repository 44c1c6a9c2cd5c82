"""Keep how facts of items become released cells; which cells there are depends on no answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from survey.catalogue.kit import Item, Kit, MirrorTopic, Scale
from survey.diagnosis.responses import Response
from survey.diagnosis.rules import CONFLICT
from survey.disclosure import bands, contrast, facts, grid
from survey.disclosure import policy as rules
from survey.disclosure.facts import Unit
from survey.disclosure.release import (
    ReleasedCost,
    ReleasedItem,
    ReleasedMirror,
    ReleasedScale,
    ReleasedVote,
    Span,
)

CONFLICT_CODE = "conflict"
NOMINATIONS, VOTES = "nominations", "votes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What results are about: a kit, what was asked of it, and two units, or one, or none."""

    kit: Kit
    asked: frozenset[str]
    units: tuple[Unit, ...]

    @property
    def scores(self) -> tuple[Scale, ...]:
        """Outcomes that are scores; what has fewer items is shown as ranges [4, 8]."""
        return tuple(s for s in self._outcomes if len(s.items) >= rules.SCORE_ITEMS)

    @property
    def costs(self) -> tuple[Scale, ...]:
        """Outcomes that are asked in ranges [8]."""
        return tuple(s for s in self._outcomes if len(s.items) < rules.SCORE_ITEMS)

    @property
    def _outcomes(self) -> list[Scale]:
        return [s for s in self.kit.outcomes if self.asked.issuperset(i.id for i in s.items)]


def conflict(shown: Shown) -> ReleasedScale | None:
    """Release the conflict index: the mean of all items of the conflict scales."""
    parts = [part for part in shown.scores if part.code.startswith(CONFLICT)]
    if not parts:
        return None
    index = Scale(code=CONFLICT_CODE, items=tuple(item for part in parts for item in part.items))
    return scale(shown, index)


def scale(shown: Shown, scored: Scale) -> ReleasedScale:
    """Release a scale's severity: a span per unit, and how two departments compare [4, 5, 9]."""
    spans = tuple(_span(shown, scored.items, unit) for unit in shown.units)
    if len(spans) == 1:
        return ReleasedScale(code=scored.code, combined=spans[0], departments=(), contrast="")
    first, second = shown.units
    word = contrast.contrast(
        spans[0],
        spans[1],
        least=contrast.least_of(first, second),
        reach=contrast.reach_of(
            first, second, spread=grid.SCORE_SPREAD, reliability=grid.SCORE_RELIABILITY
        ),
    )
    return ReleasedScale(code=scored.code, combined=None, departments=spans, contrast=word)


def items(shown: Shown) -> tuple[tuple[ReleasedItem, ...], ...]:
    """Release every rated item of causes and scores in band words, per unit [3]."""
    rated = [item for scored in (*shown.kit.causes, *shown.scores) for item in scored.items]
    return tuple(tuple(_item(shown, item, unit) for item in rated) for unit in shown.units)


def costs(shown: Shown) -> tuple[ReleasedCost, ...]:
    """Release how many named the upper and the lower ranges of what the conflict costs [8]."""
    return tuple(_cost(shown, outcome) for outcome in shown.costs)


def mirror(shown: Shown) -> tuple[ReleasedMirror, ...]:
    """Release the gaps between views of the departments; there are none of a combined unit [9]."""
    if len(shown.units) < len(shown.kit.departments):
        return ()
    return tuple(
        _topic(shown, topic)
        for topic in shown.kit.mirror
        if {topic.own.id, topic.other.id, topic.guess.id} <= shown.asked
    )


def nominated(shown: Shown, cause: str) -> tuple[str, ...]:
    """Release how many picked a cause, in band words [3]."""
    if NOMINATIONS not in shown.asked:
        return ()
    return _picked(shown, cause, lambda response: response.nominations)


def votes(shown: Shown) -> tuple[ReleasedVote, ...]:
    """Release how many voted for each measure, in the order of the kit [3]."""
    if VOTES not in shown.asked:
        return ()
    return tuple(
        ReleasedVote(code=code, votes=_picked(shown, code, lambda response: response.votes))
        for code in shown.kit.votable
    )


def _span(shown: Shown, measured: Sequence[Item], unit: Unit) -> Span:
    formats = [shown.kit.formats[item.format] for item in measured]
    mean = facts.keyed_mean(measured, formats, unit)
    return grid.span(mean, n=unit.n, c=unit.c, roster=unit.roster)


def _item(shown: Shown, item: Item, unit: Unit) -> ReleasedItem:
    known = facts.facts_of(item, shown.kit.formats[item.format], unit)
    return ReleasedItem(id=item.id, agree=known.agree, disagree=known.disagree)


def _cost(shown: Shown, outcome: Scale) -> ReleasedCost:
    known = [_item(shown, item, unit) for unit in shown.units for item in outcome.items[:1]]
    return ReleasedCost(
        code=outcome.code,
        high=tuple(item.agree for item in known),
        low=tuple(item.disagree for item in known),
    )


def _topic(shown: Shown, topic: MirrorTopic) -> ReleasedMirror:
    first, second = shown.units
    pairs = ((first, second), (second, first))
    return ReleasedMirror(
        code=topic.code,
        self_serving=tuple(_gap(shown, (topic.own, us), (topic.other, they)) for us, they in pairs),
        blind_spot=tuple(_gap(shown, (topic.guess, us), (topic.other, they)) for us, they in pairs),
        felt_gap=tuple(_gap(shown, (topic.own, us), (topic.guess, us)) for us, _ in pairs),
    )


def _gap(shown: Shown, view: tuple[Item, Unit], other: tuple[Item, Unit]) -> str:
    (item, here), (against, there) = view, other
    return contrast.gap(
        _span(shown, [item], here),
        _span(shown, [against], there),
        least=contrast.least_of(here, there),
        reach=contrast.reach_of(
            here, there, spread=grid.ITEM_SPREAD, reliability=grid.ITEM_RELIABILITY
        ),
    )


def _picked(shown: Shown, code: str, picks: Callable[[Response], Sequence[str]]) -> tuple[str, ...]:
    return tuple(
        bands.word(sum(code in picks(response) for response in unit.responses), unit.n, unit.c)
        for unit in shown.units
    )
