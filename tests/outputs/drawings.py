"""Keep how a drawing is read back: every mark must lie where a released value says.

The scale of a drawing is written down here anew: 1 at x = 10, 5 at x = 290, a lane every 15 units.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from survey.disclosure.release import Span
from tests.outputs.reading import Figure, numbers

WIDE = "300x"
_LEFT, _RIGHT = 10.0, 290.0
_NEAR = 0.02
_CENTRES, _FIRST_LANE, _LANE = (0.0, -2.0, -3.5, -5.5), 9.5, 15.0


def read_x(value: float) -> float:
    """Tell where a value lies."""
    return _LEFT + (value - 1) / 4 * (_RIGHT - _LEFT)


def find_faults(figure: Figure, spans: Sequence[Span] | None) -> list[str]:
    """Hold a drawing of values, its title and the lines beside it against the released values."""
    if spans is None:
        return [f"{figure.title!r} is of nothing released"]
    found = []
    title = _read(figure.title.partition(". ")[2])
    if title != [value for span in spans for value in _told(span)]:
        found.append(f"{figure.title!r} tells {title}")
    for line, span in zip(figure.beside, spans, strict=True):
        said = [] if span.value is None else [span.value]
        if span.value is not None and _read(line) != said:
            found.append(f"beside {figure.title!r} stands {line!r}")
    marks = {x for span in spans for x in _marks(span)}
    for tag, attributes in figure.shapes:
        found += [
            f"{figure.title!r}: {tag} at {x:g}"
            for x in _anchors(tag, attributes)
            if not any(abs(x - mark) <= _NEAR for mark in marks)
        ]
        if not _lies_in_a_lane(tag, attributes, len(spans)):
            found.append(f"{figure.title!r}: {tag} beside its lane")
    return found


def _told(span: Span) -> list[float]:
    """List what the title of a lane tells, in its order."""
    inside = (span.value, span.low, span.high) if not span.tail else (span.value,)
    return [value for value in inside if value is not None]


def _marks(span: Span) -> Iterable[float]:
    """List where anything of a lane may begin or end."""
    yield from (read_x(value) for value in (span.value, span.low, span.high) if value is not None)
    if span.tail == "low":
        yield from (read_x(1) - 4, read_x(1) + 4)
    if span.tail == "high":
        yield from (read_x(5) + 4, read_x(5) - 4)
    if span.tail == "below":
        yield from (read_x(1) + 1, read_x(3) - 1)
    if span.tail == "not_below":
        yield from (read_x(3) + 1, read_x(5) - 1)


def _anchors(tag: str, given: Mapping[str, str]) -> Iterable[float]:
    if tag == "circle":
        yield float(given["cx"])
    elif tag == "rect":
        left, width = float(given["x"]), float(given["width"])
        yield from (left + 5.5,) if width == 11 else (left, left + width)
    elif tag == "path":
        corners = [float(x) for x in re.findall(r"[ML]([-\d.]+) ", given["d"])]
        yield from corners[:1] if len(corners) == 4 else corners
    elif tag == "line" and given["stroke-width"] == "2.4":
        yield from (float(given["x1"]), float(given["x2"]))


def _lies_in_a_lane(tag: str, given: Mapping[str, str], lanes: int) -> bool:
    """Tell whether height and place across the scale say nothing."""
    if tag == "circle" and given["r"] != "5.6":
        return False
    y = given.get("cy") if tag == "circle" else given.get("y") if tag == "rect" else None
    if y is None:
        return True
    centres = [_FIRST_LANE + _LANE * lane for lane in range(lanes)]
    return any(abs(float(y) - centre - off) <= _NEAR for centre in centres for off in _CENTRES)


def _read(text: str) -> list[float]:
    return [float(each) for each in numbers(text)]
