"""Drawings for the page, as SVG text: bars along one axis, areas in a plane.

They take the page's colours (light and dark) and fonts, need no library, and stay readable at the
width of a telephone: labels stand above their bars, and nothing is smaller than the page's notes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .markup import Markup, element

#: Units of the drawing across; the page shows it between 0.7 and 1.2 pixels to the unit.
WIDTH = 480
_LEFT, _RIGHT = 8, 12
#: A row: its label, then bars; one bar is a little thicker than several. Width of a letter.
_HEAD, _BAR, _THIN, _LETTER = 22, 14, 13, 7.2

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar from `start` to `end`, in the colour of a series, with a text at its end."""

    start: float
    end: float
    colour: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """Polygons of one colour (None: not known), with the words for the legend."""

    name: str
    colour: int | None
    polygons: tuple[tuple[Point, ...], ...]


def bars(
    rows: Sequence[tuple[str, Sequence[Bar]]],
    axis: str,
    *,
    limits: tuple[float, float] | None = None,
    legend: Sequence[tuple[str, int]] = (),
    line: tuple[float, str] | None = None,
) -> Markup:
    """Draw bars below their labels, along one axis.

    Parameters
    ----------
    rows : sequence of (label, bars)
    axis : str
        What the axis shows, with its unit.
    limits : (low, high), optional
        Default: what holds every bar. A bar that reaches beyond is cut off there.
    legend : sequence of (name, colour)
    line : (value, name), optional
        Where to draw a line across all rows.
    """
    ends = [v for _, held in rows for b in held for v in (b.start, b.end)]
    low, high = limits or (min([*ends, *([line[0]] if line else [])]), max(ends))
    if high <= low:
        high = low + 1
    # Room for the texts at the outer ends of bars.
    room = [0.0, 0.0]
    for bar in (bar for _, held in rows for bar in held if bar.text):
        side = 0 if bar.end < bar.start else 1
        room[side] = max(room[side], _LETTER * len(bar.text) + 6)
    left = _LEFT + room[0]
    scale = (WIDTH - left - room[1] - _RIGHT) / (high - low)

    def x(value: float) -> float:
        return left + (min(max(value, low), high) - low) * scale

    most = max((len(held) for _, held in rows), default=1)
    thick = _BAR if most <= 1 else _THIN
    row = _HEAD + most * thick + 2
    top = legend_height(legend)
    bottom = top + row * len(rows) + 6
    parts = legend_of(legend)
    for tick in ticks(low, high):
        parts.append(element("line", x1=x(tick), x2=x(tick), y1=float(top), y2=float(bottom),
                             class_="grid"))  # fmt: skip
        parts.append(label(number(tick), x(tick), bottom + 15, "soft", "middle"))
    if line is not None:
        parts.append(element("line", x1=x(line[0]), x2=x(line[0]), y1=float(top),
                             y2=float(bottom), class_="today"))  # fmt: skip
    for k, (name, held) in enumerate(rows):
        y = float(top + row * k)
        parts.append(label(name, _LEFT, y + 15, "over"))
        for j, bar in enumerate(held):
            ends = sorted((x(bar.start), x(bar.end)))
            place = y + _HEAD + j * thick
            parts.append(element("rect", x=ends[0], y=place, width=max(ends[1] - ends[0], 1.5),
                                 height=float(thick - 1), class_=f"f{bar.colour % 8}"))  # fmt: skip
            if bar.text and bar.end >= bar.start:
                parts.append(label(bar.text, ends[1] + 4, place + thick - 3, "soft"))
            elif bar.text:
                parts.append(label(bar.text, ends[0] - 4, place + thick - 3, "soft", "end"))
    told = axis if line is None else f"{axis}; dashed: {line[1]}"
    below = folded(told)
    for k, text in enumerate(below):
        parts.append(label(text, _LEFT, bottom + 34 + 16 * k, "soft"))
    return framed(parts, bottom + 28 + 16 * len(below))


def plane(
    areas: Sequence[Area],
    axes: tuple[str, str],
    limits: tuple[tuple[float, float], tuple[float, float]],
    *,
    today: Point | None = None,
    points: Sequence[tuple[Point, str]] = (),
) -> Markup:
    """Draw areas in a plane, with a legend above, a dot for today's values, and named points.

    An area of one or two corners is drawn as a thick point or line.
    """
    (x0, x1), (y0, y1) = limits
    legend = [(a.name, a.colour) for a in areas]
    upward = folded(f"↑ {axes[1]}")
    left, top = 52, legend_height(legend) + 8 + 16 * len(upward)
    wide, tall = WIDTH - left - _RIGHT, 300

    def at(point: Point) -> Point:
        return (
            left + (point[0] - x0) / (x1 - x0) * wide,
            top + tall - (point[1] - y0) / (y1 - y0) * tall,
        )

    parts = legend_of(legend)
    for k, line in enumerate(reversed(upward)):
        parts.append(label(line, 4, top - 10 - 16 * k, "soft"))
    for area in areas:
        steps = []
        for polygon in area.polygons:
            path = " L".join(f"{x:.1f} {y:.1f}" for x, y in map(at, polygon))
            steps.append(f"M{path}Z")
        kind = "unknown" if area.colour is None else f"f{area.colour % 8}"
        if any(len(polygon) < 3 for polygon in area.polygons):
            kind += f" l{(area.colour or 0) % 8} thick"
        if steps:
            parts.append(
                element("path", d="".join(steps), class_=kind, shape_rendering="crispEdges")
            )
    parts += axes_of(limits, (float(left), float(top), float(wide), float(tall)))
    for point, name in points:
        x, y = at(point)
        side, anchor = (-8, "end") if x > left + wide / 2 else (8, None)
        parts.append(element("circle", cx=x, cy=y, r=4.0 if name else 2.5, class_="ink"))
        if name:
            parts.append(label(name, x + side, y - 6 if y > top + 20 else y + 16, "over", anchor))
    if today is not None and x0 <= today[0] <= x1 and y0 <= today[1] <= y1:
        x, y = at(today)
        parts.append(element("circle", cx=x, cy=y, r=6.0, class_="dot"))
    told = f"→ {axes[0]}" + ("" if today is None else "; circle: today")
    parts.append(label(told, left, top + tall + 38, "soft"))
    return framed(parts, top + tall + 48)


def axes_of(
    limits: tuple[tuple[float, float], tuple[float, float]], box: tuple[float, float, float, float]
) -> list[Markup]:
    """The frame of a plane and its ticks; `box` is left, top, width, height."""
    ((x0, x1), (y0, y1)), (left, top, wide, tall) = limits, box
    parts = []
    for tick in ticks(x0, x1):
        x = left + (tick - x0) / (x1 - x0) * wide
        parts.append(element("line", x1=x, x2=x, y1=top + tall, y2=top + tall + 5, class_="axis"))
        parts.append(label(number(tick), x, top + tall + 19, "soft", "middle"))
    for tick in ticks(y0, y1):
        y = top + tall - (tick - y0) / (y1 - y0) * tall
        parts.append(element("line", x1=left - 5, x2=left, y1=y, y2=y, class_="axis"))
        parts.append(label(number(tick), left - 8, y + 4, "soft", "end"))
    parts.append(element("rect", x=left, y=top, width=wide, height=tall, class_="axis none"))
    return parts


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round values from low to high, about so many."""
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [k * step for k in range(first, last + 1)]


def number(value: float) -> str:
    """A tick's number."""
    return f"{value:.6g}"


def legend_height(legend: Sequence[tuple[str, int | None]]) -> int:
    """How much room a legend takes."""
    return sum(18 * len(folded(name)) + 4 for name, _ in legend) + (6 if legend else 0)


def legend_of(legend: Sequence[tuple[str, int | None]]) -> list[Markup]:
    """A square and a name for each series, at the top."""
    parts, y = [], 2.0
    for name, colour in legend:
        kind = "unknown" if colour is None else f"f{colour % 8}"
        parts.append(element("rect", x=4.0, y=y + 1, width=13.0, height=13.0, class_=kind))
        for k, line in enumerate(folded(name)):
            parts.append(label(line, 24, y + 12 + 18 * k))
        y += 18 * len(folded(name)) + 4
    return parts


def folded(text: str) -> list[str]:
    """A text in lines that fit."""
    import textwrap

    return textwrap.wrap(text, 60) or [""]


def label(
    text: str, x: float, y: float, class_: str | None = None, anchor: str | None = None
) -> Markup:
    """A line of text."""
    return element("text", text, x=float(x), y=float(y), class_=class_, text_anchor=anchor)


def framed(parts: Sequence[Markup], height: float) -> Markup:
    """The drawing of its parts; the element around it carries the alternative text."""
    box = f"0 0 {WIDTH} {math.ceil(height)}"
    return element("svg", *parts, viewBox=box, aria_hidden="true", focusable="false")
