import re
from xml.etree.ElementTree import Element, fromstring

import pytest

from reports.charts import (
    BAR,
    HATCH_STEP,
    MARGIN,
    WIDTH,
    draw_band,
    draw_grade,
    draw_sign,
    draw_values,
)
from reports.document import Value

BLUE, ORANGE = "#0072B2", "#E69F00"
SVG = "{http://www.w3.org/2000/svg}"


def value(at: float | None, tail: str = "") -> Value:
    """Build a value with an interval of half a point to either side, or a tail without."""
    if at is None or tail:
        return Value(value=at, tail=tail, low=None, high=None)
    return Value(value=at, tail="", low=at - 0.5, high=at + 0.5)


def drawn(*values: Value) -> Element:
    return fromstring(draw_values(values, "t"))


def find(picture: Element, tag: str, **facts: str) -> list[Element]:
    return [
        shape
        for shape in picture.iter(f"{SVG}{tag}")
        if all(shape.get(name) == fact for name, fact in facts.items())
    ]


def x_of(score: float) -> float:
    """Place a score by hand: 1 lies at the left margin, 5 at the right one."""
    return MARGIN + (score - 1) * (WIDTH - 2 * MARGIN) / 4


def test_a_marker_stands_where_its_value_lies() -> None:
    picture = drawn(value(2.0), value(4.5))

    circle = find(picture, "circle", fill=BLUE)[0]
    square = find(picture, "rect", fill=ORANGE)[0]
    assert float(circle.get("cx", "")) == pytest.approx(x_of(2.0))
    middle = float(square.get("x", "")) + float(square.get("width", "")) / 2
    assert middle == pytest.approx(x_of(4.5))


def test_a_bar_reaches_from_the_lower_to_the_upper_end_of_the_interval() -> None:
    bar = find(drawn(value(3.0), value(3.0)), "rect", fill=BLUE)[0]

    assert float(bar.get("x", "")) == pytest.approx(x_of(2.5))
    assert float(bar.get("width", "")) == pytest.approx(x_of(3.5) - x_of(2.5))


def test_hatches_end_at_the_edge_of_their_bar() -> None:
    picture = drawn(value(3.0), value(3.3))

    frame = next(s for s in find(picture, "rect", stroke=ORANGE) if s.get("fill") != ORANGE)
    left, top = float(frame.get("x", "")), float(frame.get("y", ""))
    right = left + float(frame.get("width", ""))
    lines = find(picture, "line", stroke=ORANGE)
    assert len(lines) == int((right - left + BAR) / HATCH_STEP)
    for line in lines:
        xs = [float(line.get(end, "")) for end in ("x1", "x2")]
        ys = [float(line.get(end, "")) for end in ("y1", "y2")]
        assert left - 0.01 <= min(xs) <= max(xs) <= right + 0.01
        assert top - 0.01 <= min(ys) <= max(ys) <= top + BAR + 0.01


@pytest.mark.parametrize(("tail", "points"), [("low", "left"), ("high", "right")])
def test_a_tail_is_an_arrow_to_its_end_of_the_scale(tail: str, points: str) -> None:
    picture = drawn(value(3.0), value(2.0 if tail == "low" else 4.0, tail))

    head = find(picture, "path", fill=ORANGE)[0]
    tip = float(re.findall(r"M([\d.]+)", head.get("d", ""))[0])
    assert tip < x_of(1.1) if points == "left" else tip > x_of(4.9)
    assert not find(picture, "rect", stroke=ORANGE)


@pytest.mark.parametrize(("tail", "start", "end"), [("below", 1, 3), ("not_below", 3, 5)])
def test_where_only_the_middle_is_told_half_the_scale_is_drawn_without_a_marker(
    tail: str, start: int, end: int
) -> None:
    picture = drawn(value(None, tail), value(3.0))

    bar = find(picture, "rect", fill=BLUE)[0]
    assert float(bar.get("x", "")) == pytest.approx(x_of(start), abs=1.5)
    reach = float(bar.get("x", "")) + float(bar.get("width", ""))
    assert reach == pytest.approx(x_of(end), abs=1.5)
    assert not find(picture, "circle", fill=BLUE)


def test_two_sides_differ_by_colour_and_marker_and_one_unit_has_a_marker_of_its_own() -> None:
    both, together = drawn(value(3.0), value(3.0)), drawn(value(3.0))

    assert find(both, "circle", fill=BLUE)
    assert find(both, "rect", fill=ORANGE)
    assert find(together, "path")
    assert not find(together, "circle")


def test_a_title_is_escaped_and_every_picture_has_one() -> None:
    pictures = [
        draw_values([value(3.0)], "<script>"),
        draw_sign(0, "<script>"),
        draw_grade(2, "<script>"),
        draw_band(2, 5, "<script>", 1),
    ]

    for picture in pictures:
        assert "<script>" not in picture
        title = fromstring(picture).find(f"{SVG}title")
        assert title is not None
        assert title.text == "<script>"


def test_a_band_fills_as_many_cells_as_it_stands_high() -> None:
    cells = find(fromstring(draw_band(3, 5, "t", 0)), "rect")

    assert [cell.get("fill") for cell in cells] == [BLUE] * 3 + ["#ffffff"] * 2


def test_labels_stand_in_html_and_not_in_the_picture() -> None:
    picture = drawn(value(3.0), value(4.0))

    assert not find(picture, "text")
