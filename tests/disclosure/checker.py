"""Look at a release from outside and name the rules that it breaks (numbers of docs/disclosure.md).

Everything is worked out anew from the answers with formulas written down here, so that a rule
switched off in the gate shows. `test_rules.py` sees every check fail.
"""

import re
from collections.abc import Iterator, Sequence
from math import ceil, hypot, sqrt

import msgspec
from scipy.stats import t

from survey.diagnosis.responses import Response
from survey.disclosure import bands
from survey.disclosure.frame import Frame
from survey.disclosure.release import Release, ReleasedScale, Span

WORDS = {"few", "minority", "split", "majority", "most", "fewer", "more_than_half"}
CHANCES = {"very_likely", "likely", "possible", "unlikely"}
LEVELS = {"supported", "likely", "widespread", "one_sided", "sensitive", "not_supported"}
# Rule 10 and "every number": the only places of a release that hold numbers.
NUMBERS = re.compile(
    r"version|wave|c|k|participation\.(roster|at_least)\.\d"
    r"|(conflict|(outcomes\.\d+)|(causes\.\d+\.severity))\.(combined|departments\.\d)"
    r"\.(value|low|high)"
)


def breaches(release: Release, responses: Sequence[Response], frame: Frame) -> set[int]:
    """Give the numbers of the rules that a release breaks."""
    sizes = [
        sum(r.department == d and bool(r.answers) for r in responses) for d in frame.departments
    ]
    found = {
        1: _layout(release, sizes),
        3: _words(release),
        4: _values(release, sizes),
        5: _ranks(release, sizes) or _intervals(release),
        7: _gaps(release, responses, frame),
        8: _costs(release, frame),
        9: _contrasts(release, sizes, frame),
        10: any(not NUMBERS.fullmatch(path) for path, _ in numbers(release)),
        11: _participation(release, sizes),
        12: _comments(release, responses, frame),
    }
    return {rule for rule, broken in found.items() if broken}


def numbers(release: Release) -> list[tuple[str, float]]:
    """List every number of a release with its path."""
    return list(_numbers("", msgspec.to_builtins(release)))


def shape(release: Release) -> object:
    """Give what cells there are, without what they say: words blanked, order of causes sorted.

    A score is one cell, tail-coded or not; of comments the cell is whether they met the threshold.
    """
    told = msgspec.to_builtins(release)
    told["causes"] = sorted(told["causes"], key=lambda cause: str(cause["code"]))
    for question in told["comments"]:
        question["texts"] = []
    return _blank(told)


def _numbers(path: str, told: object) -> Iterator[tuple[str, float]]:
    if isinstance(told, dict):
        for key, value in told.items():
            yield from _numbers(f"{path}.{key}" if path else str(key), value)
    elif isinstance(told, list | tuple):
        for place, value in enumerate(told):
            yield from _numbers(f"{path}.{place}", value)
    elif isinstance(told, int | float) and not isinstance(told, bool):
        yield path, float(told)


def _blank(told: object) -> object:
    if isinstance(told, dict) and "tail" in told:
        return "score"
    if isinstance(told, dict):
        return {key: _blank(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_blank(value) for value in told]
    return "" if told == "" else "told"


def _layout(release: Release, sizes: list[int]) -> bool:
    k = 2 * release.c + 3
    if min(sizes) >= k:
        expected = "departments"
    elif sum(sizes) >= k and min(sizes) >= k - 2:
        expected = "combined"
    else:
        expected = "nothing"
    spans = {"departments": 2, "combined": 1, "nothing": 0}[expected]
    mixed = any(bool(scale.combined) == bool(scale.departments) for scale in _scales(release))
    return release.layout != expected or len(release.items) != spans or mixed


def _words(release: Release) -> bool:
    told = {word for unit in release.items for item in unit for word in (item.agree, item.disagree)}
    told |= {word for cause in release.causes for word in cause.nominated}
    told |= {word for vote in release.votes for word in vote.votes}
    return not told <= WORDS


def _values(release: Release, sizes: list[int]) -> bool:
    for n, unit in _spans(release, sizes):
        step = 0.5 if n < 15 else 0.25 if n < 30 else 0.1
        edge = ((n - release.c) + 3 + 5 * release.c) / n
        tail = ceil(round(edge / step, 9)) * step
        if not all(_fits(span, step, tail) for span in unit):
            return True
    return False


def _fits(span: Span, step: float, tail: float) -> bool:
    if tail >= 3:
        return span.value is None and span.tail in ("below", "not_below")
    if span.value is None or (span.low is None) != bool(span.tail):
        return False
    on_grid = abs(span.value / step - round(span.value / step)) < 1e-6
    return on_grid and tail - 1e-9 <= span.value <= 6 - tail + 1e-9


def _ranks(release: Release, sizes: list[int]) -> bool:
    for cause in release.causes:
        told = (cause.level, cause.first, cause.top3)
        if min(sizes) < 8 and any(told):
            return True
        if min(sizes) >= 8 and not (cause.level in LEVELS and {cause.first, cause.top3} <= CHANCES):
            return True
    return min(sizes) < 8 and release.verdict in ("named", "likely")


def _intervals(release: Release) -> bool:
    """Equal values of a unit must have equal intervals, or the width tells of the spread."""
    for place in range(len(release.bands)):
        seen: dict[float | None, set[tuple[float | None, float | None]]] = {}
        for scale in _scales(release):
            span = scale.combined or scale.departments[place]
            seen.setdefault(span.value if not span.tail else None, set()).add((span.low, span.high))
        if any(len(intervals) > 1 for intervals in seen.values()):
            return True
    return False


def _gaps(release: Release, responses: Sequence[Response], frame: Frame) -> bool:
    """A gap is neither agreement nor disagreement, and an item's n stays the unit's n."""
    for place, unit in enumerate(release.items):
        shown = slice(None) if release.layout == "combined" else slice(place, place + 1)
        own = frame.departments[shown]
        people = [r for r in responses if r.answers and r.department in own]
        for item in unit:
            codes = [r.answers.get(item.id, 3) for r in people]
            agree = bands.word(sum(code >= 4 for code in codes), len(people), release.c)
            disagree = bands.word(sum(code <= 2 for code in codes), len(people), release.c)
            if (item.agree, item.disagree) != (agree, disagree):
                return True
    return False


def _costs(release: Release, frame: Frame) -> bool:
    short = {scale.code for scale in frame.kit.outcomes if len(scale.items) < 3}
    told = {word for cost in release.costs for word in (*cost.high, *cost.low)}
    return any(scale.code in short for scale in release.outcomes) or not told <= WORDS


def _contrasts(release: Release, sizes: list[int], frame: Frame) -> bool:
    if release.layout != "departments":
        return any(scale.contrast for scale in _scales(release))
    step = max(0.5 if n < 15 else 0.25 if n < 30 else 0.1 for n in sizes)
    published = [n - n % (release.c + 2) for n in sizes]
    reach = hypot(
        *(
            t.ppf(0.975, n - 1) * sqrt((1 - 0.75 * min(1, n / roster)) / n)
            for n, roster in zip(published, frame.rosters, strict=True)
        )
    )
    for scale in _scales(release):
        first, second = (span.value for span in scale.departments)
        gap = 0.0 if first is None or second is None else first - second
        clear = abs(gap) > max(step - 1e-9, reach)
        word = ("higher_first" if gap > 0 else "higher_second") if clear else "no_clear_difference"
        if scale.contrast != word:
            return True
    return False


def _participation(release: Release, sizes: list[int]) -> bool:
    shown = {"departments": sizes, "combined": [sum(sizes)], "nothing": []}[release.layout]
    expected = tuple(n - n % (release.c + 2) for n in shown)
    return release.participation.at_least != expected


def _comments(release: Release, responses: Sequence[Response], frame: Frame) -> bool:
    for question in release.comments:
        authors = sum(
            any(c.question == question.question and c.consent == "verbatim" for c in r.comments)
            for r in responses
        )
        if question.met != (authors >= 8) or bool(question.texts) != question.met:
            return True
        text = " ".join(question.texts)
        if "@" in text or any(part in text for name in frame.to_scrub for part in name.split()):
            return True
    return False


def _scales(release: Release) -> list[ReleasedScale]:
    scales = [*release.outcomes, *(cause.severity for cause in release.causes)]
    return [release.conflict, *scales] if release.conflict else scales


def _spans(release: Release, sizes: list[int]) -> list[tuple[int, list[Span]]]:
    scales = _scales(release)
    if release.layout == "combined":
        return [(sum(sizes), [scale.combined for scale in scales if scale.combined])]
    return [
        (n, [scale.departments[place] for scale in scales if scale.departments])
        for place, n in enumerate(sizes)
    ]
