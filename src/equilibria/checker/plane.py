"""Convex sets in the plane, as corners in order; exact fractions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from .numbers import entries, items, rational
from .reading import Table, read_table
from .verdict import Refuted

Point = tuple[Fraction, Fraction]


class Repeated(NamedTuple):
    """A two-player repeated game: payoffs, best-deviation payoffs, discount factors."""

    table: Table
    earned: tuple[Point, ...]
    best: tuple[Point, ...]
    discounts: tuple[Fraction, Fraction]

    def required(self, a: int, i: int, threat: Fraction) -> Fraction | None:
        """What player i must be promised after profile a; None: nothing keeps i from deviating."""
        d, gain = self.discounts[i], self.best[a][i] - self.earned[a][i]
        if d:
            return threat + (1 - d) / d * gain
        return None if gain else threat


def read_repeated(data: Mapping[str, Any]) -> Repeated:
    """Read the repeated game that a document is about."""
    table = read_table(data)
    if len(table.players) != 2:
        raise Refuted("the game does not have two players")
    discounts = [rational(d, "discounts") for d in entries(data, "discounts")]
    if len(discounts) != 2 or not all(0 <= d < 1 for d in discounts):
        raise Refuted("discounts: there is not one in [0, 1) per player")
    rows, columns = table.shape
    A, B = table.payoffs
    top = [max(A[j::columns]) for j in range(columns)]
    side = [max(B[i * columns : (i + 1) * columns]) for i in range(rows)]
    best = tuple((top[a % columns], side[a // columns]) for a in range(len(A)))
    earned = tuple(zip(A, B, strict=True))
    return Repeated(table, earned, best, (discounts[0], discounts[1]))


def read_point(value: Any, where: str) -> Point:
    """Read a pair of numbers."""
    if len(items(value, where)) != 2:
        raise Refuted(f"{where}: an entry is not a pair")
    return rational(value[0], where), rational(value[1], where)


def turn(o: Point, a: Point, b: Point) -> Fraction:
    """Positive where the three turn to the left."""
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def inside(corners: Sequence[Point], point: Point) -> bool:
    """Whether a point lies in the hull of corners that are in counter-clockwise order.

    A wrong order can only make the answer False.
    """
    if len(corners) > 2:
        return all(turn(corners[k - 1], corners[k], point) >= 0 for k in range(len(corners)))
    if not corners:
        return False
    a, b = corners[0], corners[-1]
    between = (min(a[i], b[i]) <= point[i] <= max(a[i], b[i]) for i in (0, 1))
    return turn(a, b, point) == 0 and all(between)


def cut(corners: Sequence[Point], n: Point, offset: Fraction) -> list[Point]:
    """The part of a convex set where n.x <= offset."""
    room = [offset - n[0] * x - n[1] * y for x, y in corners]
    if not room or min(room) >= 0:
        return list(corners)
    kept: list[Point] = []
    for k, here in enumerate(corners):
        before, r, s = corners[k - 1], room[k - 1], room[k]
        if r < 0 < s or s < 0 < r:
            t = r / (r - s)
            kept.append(
                (before[0] + t * (here[0] - before[0]), before[1] + t * (here[1] - before[1]))
            )
        if s >= 0:
            kept.append(here)
    return [p for k, p in enumerate(kept) if len(kept) == 1 or p != kept[k - 1]] or kept[:1]


def support(corners: Sequence[Point], n: Point) -> Fraction:
    """The largest n.x in a set that is not empty."""
    return max(n[0] * x + n[1] * y for x, y in corners)
