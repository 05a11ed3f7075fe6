"""Drawings along one axis for the page: curves, and strips of squares in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .drawing import WIDTH, Point, axes_of, framed, label, legend_height, legend_of
from .markup import Markup, element

_LEFT, _RIGHT, _TALL = 52, 12, 240
#: A strip: its name, then a row of squares.
_HEAD, _SQUARE = 20, 36


def curves(
    lines: Sequence[tuple[str, int, Sequence[Point]]],
    axes: tuple[str, str],
    limits: tuple[tuple[float, float], tuple[float, float]],
    *,
    today: float | None = None,
) -> Markup:
    """Draw named lines, each through its points, with a dashed line at today's value.

    Parameters
    ----------
    lines : sequence of (name, colour, points)
    axes : (str, str)
        What is across and what is up, each with its unit.
    limits : ((low, high), (low, high))
    today : float, optional
    """
    legend = [(name, colour) for name, colour, _ in lines]
    top = float(legend_height(legend) + 24)
    wide = float(WIDTH - _LEFT - _RIGHT)
    (x0, x1), (y0, y1) = limits
    parts = [*legend_of(legend), label(f"↑ {axes[1]}", 4, top - 10, "soft")]

    def at(x: float, y: float) -> Point:
        return _LEFT + (x - x0) / (x1 - x0) * wide, top + _TALL - (y - y0) / (y1 - y0) * _TALL

    for _, colour, points in lines:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*p) for p in points))
        parts.append(element("polyline", points=path, class_=f"curve l{colour % 8}"))
    parts += axes_of(limits, (float(_LEFT), top, wide, float(_TALL)))
    if today is not None:
        x, _ = at(today, y0)
        parts.append(element("line", x1=x, x2=x, y1=top, y2=top + _TALL, class_="today"))
    told = f"→ {axes[0]}" + ("" if today is None else "; dashed: today")
    parts.append(label(told, _LEFT, top + _TALL + 38, "soft"))
    return framed(parts, top + _TALL + 48)


@dataclass(frozen=True, slots=True)
class Step:
    """One square of a strip: the colour of a series or None, and two lines of text."""

    colour: int | None
    text: str
    below: str


def strips(
    rows: Sequence[tuple[str, Sequence[Step]]],
    times: Sequence[str],
    legend: Sequence[tuple[str, int | None]],
) -> Markup:
    """Draw one strip of squares per row, time from left to right."""
    wide = (WIDTH - 12) / len(times)
    top = legend_height(legend) + 22.0
    parts = list(legend_of(legend))
    for k, name in enumerate(times):
        parts.append(label(name, 6 + (k + 0.5) * wide, top - 6, "soft", "middle"))
    for j, (name, steps) in enumerate(rows):
        y = top + j * (_HEAD + _SQUARE + 6)
        parts.append(label(name, 6, y + 15))
        for k, step in enumerate(steps):
            x = 6 + k * wide
            kind = "unknown" if step.colour is None else f"f{step.colour % 8}"
            parts.append(
                element("rect", x=x + 1, y=y + _HEAD, width=wide - 2, height=float(_SQUARE),
                        class_=kind, fill_opacity=0.5)
            )  # fmt: skip
            for line, text in enumerate((step.text, step.below)):
                place = y + _HEAD + 15 + 15 * line
                parts.append(label(text, x + wide / 2, place, None, "middle"))
    return framed(parts, top + len(rows) * (_HEAD + _SQUARE + 6) + 4)
