"""The rows of a chain of sets, and what each of their normals asks of the profiles."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from .numbers import entries, integer, items, rational
from .plane import Point, Repeated
from .verdict import Refuted


class Row(NamedTuple):
    """Offsets per normal; for a jump, what is left of the way after each of its steps."""

    offsets: dict[int, Fraction]
    theta: Fraction | None


class Firsts:
    """Per normal, n.g of every profile (or its like), largest first; infinite ones as None."""

    def __init__(self, game: Repeated, normals: list[Point]) -> None:
        self.game, self.normals = game, normals
        self._sorted: dict[int, list[tuple[Fraction, int]] | None] = {}

    def above(self, k: int, offset: Fraction) -> list[int]:
        """The profiles for which it exceeds an offset."""
        if k not in self._sorted:
            self._sorted[k] = self._sort(self.normals[k])
        ordered = self._sorted[k]
        if ordered is None:
            return list(range(len(self.game.earned)))
        found = []
        for value, a in ordered:
            if value <= offset:
                break
            found.append(a)
        return found

    def _sort(self, n: Point) -> list[tuple[Fraction, int]] | None:
        game = self.game
        axis = n[0] == 0 or n[1] == 0
        if game.discounts[0] != game.discounts[1] and not axis:
            return None
        table = game.best if axis and min(n) < 0 else game.earned
        pairs = ((n[0] * g[0] + n[1] * g[1], a) for a, g in enumerate(table))
        return sorted(pairs, reverse=True)


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
