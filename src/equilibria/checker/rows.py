"""The rows of a chain of sets, and what each of their normals asks of the profiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import takewhile
from math import floor, lcm
from typing import Any, NamedTuple

from .numbers import entries, integer, items, rational
from .plane import Point, Repeated
from .verdict import Refuted


class Row(NamedTuple):
    """Offsets per normal; for a jump, what is left of the way after each of its steps."""

    offsets: dict[int, Fraction]
    theta: Fraction | None


class Firsts:
    """Per normal, n.g of every profile (or its like), largest first, over one denominator."""

    def __init__(self, game: Repeated, normals: list[Point]) -> None:
        self.game, self.normals = game, normals
        self._earned, self._best = _whole(game.earned), _whole(game.best)
        self._sorted: dict[int, tuple[int, list[tuple[int, int]]] | None] = {}

    def above(self, k: int, offset: Fraction) -> list[int]:
        """The profiles for which it exceeds an offset."""
        if k not in self._sorted:
            self._sorted[k] = self._sort(self.normals[k])
        ordered = self._sorted[k]
        if ordered is None:
            return list(range(len(self.game.earned)))
        denominator, pairs = ordered
        least = floor(offset * denominator)  # an integer exceeds both or neither
        return [a for _, a in takewhile(lambda pair: pair[0] > least, pairs)]

    def _sort(self, n: Point) -> tuple[int, list[tuple[int, int]]] | None:
        game = self.game
        axis = n[0] == 0 or n[1] == 0
        if game.discounts[0] != game.discounts[1] and not axis:
            return None
        scale, table = self._best if axis and min(n) < 0 else self._earned
        unit, ((p, q),) = _whole([n])
        pairs = ((p * g + q * h, a) for a, (g, h) in enumerate(table))
        return scale * unit, sorted(pairs, reverse=True)


def _whole(table: Sequence[Point]) -> tuple[int, list[tuple[int, int]]]:
    """Points as integers over one denominator."""
    scale = lcm(*(v.denominator for point in table for v in point))
    return scale, [
        (g.numerator * (scale // g.denominator), h.numerator * (scale // h.denominator))
        for g, h in table
    ]


def read_row(value: Any, normals: list[Point]) -> Row:
    """Read one row."""
    if not isinstance(value, Mapping):
        raise Refuted("rows: an entry is not an object")
    which = [integer(k, "rows") for k in entries(value, "normals")]
    offsets = [rational(b, "rows") for b in items(value.get("offsets"), "offsets")]
    if len(which) != len(offsets) or not all(0 <= k < len(normals) for k in which):
        raise Refuted("rows: normals and offsets do not fit")
    theta = value.get("jump")
    return Row(
        dict(zip(which, offsets, strict=True)), None if theta is None else rational(theta, "jump")
    )
