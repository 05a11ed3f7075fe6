"""Payoffs over products of simplices, in whole numbers.

A cell has for each player a list of vertices, each a list of whole numbers (one per action in use),
over a power of two, ``2**bits[j]``. A player's payoffs against the others are multi-affine, so over
a cell they lie between their least and greatest value at its vertices, as does any combination of
them; this holds for vertices outside the simplex of probabilities too.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from math import gcd, lcm, prod
from typing import NamedTuple

Support = tuple[tuple[int, ...], ...]


class Cell(NamedTuple):
    """A product of simplices."""

    vertices: tuple[tuple[tuple[int, ...], ...], ...]
    bits: tuple[int, ...]

    @classmethod
    def whole(cls, support: Support) -> Cell:
        """All that a support profile spans: the vertices are pure strategies."""
        pure = ([[int(a == b) for b in used] for a in used] for used in support)
        return cls(tuple(tuple(map(tuple, simplex)) for simplex in pure), (0,) * len(support))

    def enlarged(self) -> Cell:
        """Each simplex with vertices v becomes that with ``((16 + k) v - sum of all) / 16``."""
        larger = []
        for simplex in self.vertices:
            total = [sum(column) for column in zip(*simplex, strict=True)]
            larger.append(
                tuple(
                    tuple((16 + len(simplex)) * w - t for w, t in zip(vertex, total, strict=True))
                    for vertex in simplex
                )
            )
        return Cell(tuple(larger), tuple(b + 4 for b in self.bits))

    def halves(self, j: int, b: int, d: int) -> tuple[Cell, Cell]:
        """Split at the midpoint of an edge: first without vertex b, then without vertex d."""
        simplex = self.vertices[j]
        middle = tuple(v + w for v, w in zip(simplex[b], simplex[d], strict=True))
        doubled = [tuple(2 * w for w in vertex) for vertex in simplex]
        bits = (*self.bits[:j], self.bits[j] + 1, *self.bits[j + 1 :])
        children = []
        for gone in (b, d):
            half = tuple(middle if k == gone else vertex for k, vertex in enumerate(doubled))
            children.append(Cell((*self.vertices[:j], half, *self.vertices[j + 1 :]), bits))
        return children[0], children[1]


class Game:
    """Payoffs as whole numbers from 0 to the same `range` for every player."""

    def __init__(self, shape: Sequence[int], payoffs: Sequence[Sequence[Fraction]]) -> None:
        self.shape = tuple(shape)
        tables = []
        for table in payoffs:
            scale = reduce(lcm, (v.denominator for v in table), 1)
            integers = [int(v * scale) for v in table]
            least = min(integers)
            shifted = [v - least for v in integers]
            divisor = reduce(gcd, shifted, 0) or 1
            tables.append([v // divisor for v in shifted])
        ranges = [max(table) or 1 for table in tables]
        self.range = reduce(lcm, ranges, 1)
        self.tables = [
            [v * (self.range // most) for v in table]
            for table, most in zip(tables, ranges, strict=True)
        ]

    def at_vertices(self, support: Support, cell: Cell, i: int) -> list[list[int]]:
        """Player i's payoffs by action, for every choice of a vertex by each other player.

        In the order of `itertools.product`, player i having one vertex. They are times
        ``range * prod(2**bits)`` of the other players.
        """
        current, dims = self.tables[i], list(self.shape)
        for j in reversed(range(len(dims))):
            if j == i:
                continue
            after, out = prod(dims[j + 1 :]), []
            for p in range(prod(dims[:j])):
                for vertex in cell.vertices[j]:
                    rows = [
                        (w, (p * dims[j] + a) * after)
                        for w, a in zip(vertex, support[j], strict=True)
                        if w
                    ]
                    out += [sum([w * current[s + q] for w, s in rows]) for q in range(after)]
            dims[j], current = len(cell.vertices[j]), out
        after = prod(dims[i + 1 :])
        return [
            [current[(p * dims[i] + a) * after + q] for a in range(dims[i])]
            for p in range(prod(dims[:i]))
            for q in range(after)
        ]
