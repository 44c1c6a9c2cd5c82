"""Keep which number may stand in which place of a report: those that its Release holds there.

Written from the Release alone, beside the product's own templates: a block that holds any other
number is a fault. Numbers in fixed sentences of the printing room and of the kit are facts of
theirs and taken out first (rulings 18).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from reports.agenda import Agenda
from reports.wording import load_words
from survey.catalogue.kit import Kit
from survey.disclosure.release import Release, ReleasedScale, Span
from tests.outputs.reading import Block, Figure, flat, numbers

Told = tuple[float, ...]
_LETTERS = 3
# "3.5 out of 5" where both departments are told together.
_HIGHEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What may be told of a release. cards: how many measures the plan has; hash: the release's.

    agenda: the plan by day, made of facts of the kit and of HR's dates. earlier: the wave that this
    one is compared with.
    """

    release: Release
    hash: str
    kit: Kit
    language: str
    cards: int
    agenda: Agenda | None = None
    earlier: Release | None = None
    earlier_hash: str = ""

    def read(self, text: str) -> Told:
        """Read the numbers of a text that no fixed sentence holds."""
        return tuple(_value(each) for each in numbers(_strip(flat(text), self._fixed())))

    def find_faults(self, blocks: Iterable[Block]) -> list[str]:
        """Name the blocks that hold a number which is not theirs."""
        fixed = self._fixed()
        found = []
        blocks = list(blocks)
        compared = [each for each in blocks if each.section == "changes" and self.earlier]
        headlines = [each.text for each in compared if each.tag == "h2"]
        for block in blocks:
            if block.kind == "lane" or block in compared or block.text in headlines:
                continue  # held by tests.outputs.waves
            told = tuple(_value(each) for each in numbers(_strip(block.text, fixed)))
            if block.section == "plan" and set(told) <= self._planned():
                continue
            if told and told not in self._allowed(block):
                place = f"{block.section or 'page'} {block.tag}.{block.kind}"
                found.append(f"{place}: {told} in {block.text[:60]!r}")
        return found

    def list_days(self) -> set[Told]:
        """List the days of the plan, each as day and year."""
        days = [bar.day for bar in self.agenda.bars] if self.agenda else []
        told = [date.fromisoformat(day) for day in days]
        return {(float(day.day), float(day.year)) for day in told}

    def _planned(self) -> set[float]:
        """Give the numbers of the plan's days and hours."""
        if self.agenda is None:
            return set()
        told = msgspec.to_builtins(self.agenda)
        return set(_walk(told))

    def spans(self, figure: Figure) -> tuple[Span, ...] | None:
        """Find the released values that a drawing is of, by its title."""
        scales = find_scales(self.release, self.kit, self.language)
        title = flat(figure.title).split(". ")[0].removeprefix(".").strip()
        scale = scales.get(title if title in scales else flat(figure.title).split(".")[0])
        return None if scale is None else list_spans(scale)

    def _allowed(self, block: Block) -> set[Told]:
        rules: Mapping[tuple[str, str], set[Told]] = {
            ("answer", "p.what"): {self._days()},
            ("answer", "p.fact"): self.conflict(),
            ("answer", "p."): {self.answered()},
            ("answer", "td.numeral"): _ordinals(len(self.release.causes)),
            # Whose measures wait for a decision: a count of cards that stand in the plan.
            ("answer", "li."): _ordinals(self.cards) | self._policy(),
            ("participation", "h2."): {self.answered()},
            ("participation", "li."): self._policy(),
            ("relationship", "h2."): self.conflict(),
            ("ground", "h2."): self.same(),
            ("sides", "h2."): self._sided(),
            ("mirror", "h2."): self._mirrored(),
            # How many measures stand in the lowest band of every side.
            ("proposals", "p.source"): {self._unpicked()},
            ("causes", "td.place"): _ordinals(len(self.release.causes)),
            ("top", "p.numeral"): _ordinals(len(self.release.causes)),
            ("measures", "h2."): {(self.cards,), (self.cards - 1,)},
            ("measures", "p.numeral"): _ordinals(self.cards),
            # The columns of what is covered: a measure by its number.
            ("measures", "th."): _ordinals(self.cards),
            ("method", "td."): self._checked(),
            ("method", "p."): self._checked(),
        }
        own = rules.get((block.section, f"{block.tag}.{block.kind}"), set())
        cited = block.kind == "source" and bool(re.search(r"\[\d+\]", block.text))
        return own | ({_read(block.text)} if cited and block.section == "measures" else set())

    def _fixed(self) -> list[str]:
        told = self.release
        kit, room = self.kit.words[self.language], load_words(self.language)
        literals = [flat(part) for said in room.values() for part in re.split(r"\{\w*\}", said)] + [
            flat(said) for said in kit.values()
        ]
        own = [text for question in told.comments for text in question.texts]
        own += [told.organisation, *told.department_names, told.campaign, told.manifest, self.hash]
        own += [self.earlier_hash, self.earlier_hash[:12]] if self.earlier_hash else []
        own += [self.hash[:12], told.kit_version, *(version for _, version in told.versions)]
        fixed = {part for part in literals if re.search(r"\d", part) and _is_sentence(part)}
        # Ranges stand in quotation marks; bare, "1 or 2" would hide a result.
        ranges = [said for key, said in kit.items() if key.startswith("format.")]
        fixed |= {left + said + right for said in ranges for left, right in ("“”", "«»")}
        return sorted({*fixed, *map(flat, own)} - {""}, key=len, reverse=True)

    def _days(self) -> Told:
        told = [date.fromisoformat(each) for each in (self.release.opened, self.release.closed)]
        parts = [part for day in dict.fromkeys(told) for part in (day.day, day.year)]
        return (self.release.wave, *parts)

    def conflict(self) -> set[Told]:
        """Tell the conflict as a headline does: the side first that sees more."""
        scale = self.release.conflict
        if scale is None:
            return set()
        told = [span.value for span in (*scale.departments, scale.combined) if span]
        coded = any(span.tail for span in scale.departments)
        if scale.contrast == "higher_second" and not coded:
            told.reverse()  # the sentence begins with the side that sees more
        shown = tuple(value for value in told if value is not None)
        return {shown, (*shown, float(_HIGHEST))} if scale.combined else {shown}

    def answered(self) -> Told:
        """Tell how many answered, and of how many."""
        told = self.release.participation
        if self.release.layout == "nothing":
            return ()
        apart = self.release.layout == "departments"
        rosters = told.roster if apart else (sum(told.roster),)
        pairs = zip(told.at_least, rosters, strict=True)
        return tuple(
            float(number)
            for least, all_ in pairs
            for number in ((least, all_), (all_,))[least == all_]
        )

    def _policy(self) -> set[Told]:
        return {(self.release.k,), (self.release.c,)}

    def same(self) -> set[Told]:
        """Tell on how many topics the sides do not differ, and of how many."""
        told = [cause.severity.contrast for cause in self.release.causes]
        compared = [word for word in told if word]
        same = compared.count("no_clear_difference")
        return {(same,)} if same == len(compared) else {(same, len(compared))}

    def _sided(self) -> set[Told]:
        levels = [cause.level for cause in self.release.causes]
        return {(levels.count("one_sided") or levels.count("sensitive"),)}

    def _unpicked(self) -> Told:
        lowest = tuple(ladder[0] for ladder in self.release.bands)
        return (sum(vote.votes == lowest for vote in self.release.votes),)

    def _mirrored(self) -> set[Told]:
        topics = self.release.mirror
        both = sum(set(topic.self_serving) == {"self_higher"} for topic in topics)
        return {(both, len(topics))}

    def _checked(self) -> set[Told]:
        told = self.release.checkups
        pairs: dict[str, Told] = {}
        for moment in ("opening", "daily", "closing"):
            states = [state for when, _, state in told if when == moment]
            pairs[moment] = (states.count("green"), len(states)) if states else ()
        return {*pairs.values(), pairs["opening"] + pairs["closing"]}


def find_scales(release: Release, kit: Kit, language: str) -> dict[str, ReleasedScale]:
    """Find every released scale by its title; the conflict as a whole has none."""
    words = kit.words[language]
    scales = {flat(words[f"cause.{c.code}.title"]): c.severity for c in release.causes}
    scales |= {flat(words[f"outcome.{each.code}.title"]): each for each in release.outcomes}
    return scales | ({"": release.conflict} if release.conflict else {})


def list_spans(scale: ReleasedScale) -> tuple[Span, ...]:
    """List the values of a scale: one of each side, or one of both together."""
    return scale.departments or tuple(filter(None, (scale.combined,)))


def _walk(told: object) -> Iterator[float]:
    """Find all whole numbers, and day and year of every date."""
    if isinstance(told, dict):
        told = list(told.values())
    if isinstance(told, list | tuple):
        for each in told:
            yield from _walk(each)
    elif isinstance(told, int):
        yield float(told)
    elif isinstance(told, str):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", told):
            yield from (float(told[:4]), float(told[8:]))
        else:
            yield from _read(told)


def _is_sentence(part: str) -> bool:
    return sum(letter.isalpha() for letter in part) >= _LETTERS


def _strip(text: str, fixed: Sequence[str]) -> str:
    for part in fixed:
        text = text.replace(part, " … ")
    return text


def _ordinals(most: int) -> set[Told]:
    return {(float(place),) for place in range(1, most + 1)}


def _read(text: str) -> Told:
    return tuple(_value(each) for each in numbers(text))


def _value(told: str) -> float:
    """Read a number; one with a per cent sign is nowhere allowed and becomes no value at all."""
    return float("nan") if "%" in told or told.count(".") > 1 else float(told)
