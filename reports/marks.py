"""Keep the small drawings: a gap between views, cover of a topic, a measure's days, two waves.

As in `charts`: marks only, labels stand in HTML; every place is a function of a released value or
of a fact of the plan.
"""

from collections.abc import Sequence

from markupsafe import Markup

from reports.charts import (
    FIRST,
    GRID,
    INK,
    LANE,
    MIDLINE,
    PAPER,
    SECOND,
    TOGETHER,
    WIDTH,
    Look,
    frame,
    put_grid,
    put_lane,
    put_marker,
    rectangle,
)
from reports.document import Value

# Where a gap lies: the neighbour kinder, no clear difference, kinder to oneself.
GAPS = {"self_lower": 0, "no_clear_difference": 1, "self_higher": 2}
GAP_LEFT, GAP_STEP = 7.0, 16.0
DAYS_WIDTH, DAYS_LEFT = 260.0, 8.0
EARLIER = "#7d8791"


def draw_gap(gap: str, side: int, title: str) -> Markup:
    """Draw in which of three places a gap between two views lies."""
    look = (FIRST, SECOND)[side]
    ticks = [GAP_LEFT + GAP_STEP * place for place in range(len(GAPS))]
    shapes = [f'<path d="M{ticks[0]:g} 7 H{ticks[-1]:g}" stroke="{MIDLINE}" fill="none"/>']
    shapes += [f'<path d="M{x:g} 3 V11" stroke="{MIDLINE}" fill="none"/>' for x in ticks]
    return frame(46, 14, title, [*shapes, *put_marker(ticks[GAPS[gap]], 7, look)])


def draw_cover(*, main: bool, title: str) -> Markup:
    """Draw that a measure is made for a topic (full) or eases it beside its purpose (hollow)."""
    paint = INK if main else PAPER
    circle = f'<circle cx="7" cy="7" r="4.6" fill="{paint}" stroke="{INK}" stroke-width="1.3"/>'
    return frame(14, 14, title, [circle])


def find_day(day: int, length: int) -> float:
    """Tell where a day of the plan lies."""
    return DAYS_LEFT + day / length * (DAYS_WIDTH - 2 * DAYS_LEFT)


def draw_days(
    start: int, every: int, length: int, reviews: Sequence[int], *, is_check: bool, title: str
) -> Markup:
    """Draw when a measure begins (a square), happens again (dots), and when it is looked at."""
    begin, end = find_day(start, length), find_day(length, length)
    shapes = [
        f'<path d="M{find_day(day, length):g} 0 V16" stroke="{MIDLINE if day else GRID}" '
        f'fill="none"{dash}/>'
        for day, dash in [
            (0, ""),
            *((day, ' stroke-dasharray="3 2"') for day in (*reviews, length)),
        ]
    ]
    if is_check:
        return frame(DAYS_WIDTH, 16, title, [*shapes, *put_marker(begin, 8, TOGETHER)])
    shapes.append(f'<path d="M{begin:g} 8 H{end:g}" stroke="{INK}" stroke-width="1.6"/>')
    again = range(start + every, length + 1, every) if every else ()
    shapes += [
        f'<circle cx="{find_day(day, length):g}" cy="8" r="2.4" fill="{INK}"/>' for day in again
    ]
    return frame(DAYS_WIDTH, 16, title, [*shapes, rectangle(begin - 4, 4, 8, 8, f'fill="{INK}"')])


def draw_change(earlier: Value, later: Value, side: int | None, title: str) -> Markup:
    """Draw a scale then (grey, above) and now (in the side's look, below)."""
    look = TOGETHER if side is None else (FIRST, SECOND)[side]
    past = Look(colour=EARLIER, hatched=False, marker=look.marker)
    height = LANE * 2 + 4
    lanes = ((earlier, past), (later, look))
    shapes = [*put_grid(height)]
    for lane, (value, each) in enumerate(lanes):
        shapes += put_lane(value, each, 2 + LANE * (lane + 0.5))
    return frame(WIDTH, height, title, shapes)
