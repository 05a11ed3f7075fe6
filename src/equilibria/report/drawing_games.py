"""Drawings of a game for the page: payoffs as a heat map, best replies as arrows, moves in time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .drawing import WIDTH, Point, framed, label
from .markup import Markup, element

_LEFT, _ROW = 62, 40
#: The strongest tint: text stays readable on it, on light and on dark paper.
_TINT = 0.5


@dataclass(frozen=True, slots=True)
class Square:
    """One profile: both payoffs in words, who replies best, and how high the tint is (0 to 1)."""

    row: str
    column: str
    row_best: bool
    column_best: bool
    tint: float


def heat(rows: Sequence[tuple[str, Sequence[Square]]], columns: Sequence[str], told: str) -> Markup:
    """Draw a bimatrix: tinted squares, best replies underlined, equilibria in a frame.

    The row player's payoff stands above, the column player's below and to the right; `told` says
    what the tint means.
    """
    wide = (WIDTH - _LEFT - 4) / len(columns)
    parts, frames = [], []
    for k, name in enumerate(columns):
        parts.append(label(name, _LEFT + (k + 0.5) * wide, 14, "soft", "middle"))
    for j, (name, squares) in enumerate(rows):
        y = 22.0 + j * (_ROW + 2)
        parts.append(label(name, _LEFT - 6, y + _ROW / 2 + 4, "soft", "end"))
        for k, square in enumerate(squares):
            x = _LEFT + k * wide
            box = {"x": x + 1, "y": y, "width": wide - 2, "height": float(_ROW)}
            tint = 0.04 + (_TINT - 0.04) * square.tint
            parts.append(element("rect", **box, class_="f0", fill_opacity=tint))
            parts.append(_payoff(square.row, x + 6, y + 16, square.row_best, "start"))
            parts.append(_payoff(square.column, x + wide - 6, y + 33, square.column_best, "end"))
            if square.row_best and square.column_best:
                frames.append(element("rect", **box, class_="axis none ink"))
    bottom = 22 + len(rows) * (_ROW + 2)
    return framed([*parts, *frames, label(told, 4, bottom + 16, "soft")], bottom + 26)


def _payoff(text: str, x: float, y: float, best: bool, anchor: str) -> Markup:
    return element(
        "text", text, x=x, y=y, text_anchor=anchor,
        text_decoration="underline" if best else None, font_weight="600" if best else None,
    )  # fmt: skip


def replies(
    sides: tuple[tuple[str, Sequence[str]], tuple[str, Sequence[str]]],
    arrows: tuple[Sequence[tuple[int, int]], Sequence[tuple[int, int]]],
) -> Markup:
    """Draw the best-reply graph of two players.

    Parameters
    ----------
    sides : pair of (player, actions)
        The left and the right player.
    arrows : pair of sequences of (from, to)
        From each left action to the right player's best replies to it, and the other way round. An
        arrow both ways is an equilibrium in pure strategies, drawn thick.
    """
    tall = max(len(actions) for _, actions in sides)
    left, right = 150.0, WIDTH - 150.0

    def height(side: int, k: int) -> float:
        actions = sides[side][1]
        return 46 + 34 * (k + 0.5) * tall / len(actions) - 17

    parts = [
        label(sides[0][0], left, 16, None, "end"),
        label(sides[1][0], right, 16, None, "start"),
    ]
    both = set(arrows[0]) & {(b, a) for a, b in arrows[1]}
    for side, found in enumerate(arrows):
        for start, end in found:
            pair = (start, end) if side == 0 else (end, start)
            x0, x1 = (left + 10, right - 10) if side == 0 else (right - 10, left + 10)
            ends = (x0, height(side, start)), (x1, height(1 - side, end))
            parts += _arrow(*ends, 1 - side, thick=pair in both)
    for side, (_, actions) in enumerate(sides):
        for k, name in enumerate(actions):
            x, anchor = (left, "end") if side == 0 else (right, "start")
            parts.append(label(name, x, height(side, k) + 4, None, anchor))
    bottom = 46 + 34 * tall
    parts.append(label("→ best reply of the other; thick both ways: an equilibrium", 4, bottom + 6,
                       "soft"))  # fmt: skip
    return framed(parts, bottom + 16)


def _arrow(start: Point, end: Point, colour: int, *, thick: bool) -> list[Markup]:
    (x0, y0), (x1, y1) = start, end
    length = math.hypot(x1 - x0, y1 - y0)
    u, v = (x1 - x0) / length, (y1 - y0) / length
    foot = (x1 - 9 * u, y1 - 9 * v)
    tip = f"{x1:.1f},{y1:.1f}"
    wings = [f"{foot[0] - s * 4.5 * v:.1f},{foot[1] + s * 4.5 * u:.1f}" for s in (1, -1)]
    line = {"x1": x0, "y1": y0, "x2": foot[0], "y2": foot[1]}
    return [
        element("line", **line, class_=f"l{colour}", stroke_width=4.0 if thick else 1.5),
        element("polygon", points=" ".join([tip, *wings]), class_=f"f{colour}"),
    ]


def timeline(rows: Sequence[tuple[str, str, bool]], names: tuple[str, str]) -> Markup:
    """Draw dated events below one another, filled where something is true.

    Parameters
    ----------
    rows : sequence of (ISO date, label, whether)
    names : (str, str)
        What a filled and a hollow dot mean.
    """
    days = [date.fromisoformat(day).toordinal() for day, *_ in rows]
    first, last = (date.fromordinal(d).year for d in (min(days), max(days)))
    low, high = (date(year, 1, 1).toordinal() for year in (first, last + 1))

    def at(day: int) -> float:
        return 12 + (day - low) / (high - low) * (WIDTH - 24)

    bottom = 6.0 + 36 * len(rows)
    parts = []
    for year in range(first, last + 2):
        x = at(date(year, 1, 1).toordinal())
        parts.append(element("line", x1=x, x2=x, y1=4.0, y2=bottom, class_="grid"))
        if year <= last:
            middle = at(date(year, 7, 1).toordinal())
            parts.append(label(str(year), middle, bottom + 15, "soft", "middle"))
    for k, ((_, name, held), day) in enumerate(zip(rows, days, strict=True)):
        y = 6.0 + 36 * k
        parts.append(label(name, 8, y + 13))
        parts.append(element("line", x1=12.0, x2=at(day), y1=y + 25, y2=y + 25, class_="grid"))
        parts.append(element("circle", cx=at(day), cy=y + 25, r=5.5,
                             class_="f2" if held else "dot"))  # fmt: skip
    told = f"filled: {names[0]}; hollow: {names[1]}"
    return framed([*parts, label(told, 8, bottom + 34, "soft")], bottom + 44)
