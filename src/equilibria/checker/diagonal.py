"""What actions earn where all players, who can change places, play one strategy.

Against n others who all play x an action earns a polynomial in x of degree n, and over a simplex of
strategies a convex combination of what it earns against n vertices, in any order; so what is
positive for every multiset of vertices is positive all over the cell.

At most one zero: the differences F between what actions in use and the first one earn satisfy
``F(x) - F(y) = D (x - y)`` with D the derivative at a point of the cell, whose entries are convex
combinations of ``n (G[m + b] - G[m])``, for G against vertices and m a multiset of n - 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from math import lcm

from .contraction import INVERSE_BITS, Contraction, left_inverse
from .linear import determinant
from .multiaffine import Cell, Game
from .multisets import Multiset, Table, against, symmetric_table
from .verdict import Refuted
from .zeros import Zero, around, require_fit


class Diagonal:
    """The payoffs of a game, where all others play the same."""

    def __init__(self, game: Game) -> None:
        self.table = symmetric_table(game)
        self.range, self.actions, self.others = game.range, game.shape[0], len(game.shape) - 1

    def at_vertices(self, used: Sequence[int], cell: Cell) -> Table:
        """What each action earns against multisets of vertices."""
        return against(self.table, used, cell.vertices[0])

    def earned(self, used: Sequence[int], zero: Zero) -> tuple[list[Fraction], Fraction]:
        """What each action earns at a point, and by how much differences may change in its ball."""
        [strategy] = zero.point
        common = lcm(*(p.denominator for p in strategy))
        [row] = against(self.table, used, [[int(p * common) for p in strategy]]).values()
        norm = sum(map(abs, strategy), Fraction(0))
        moved = norm + 2 * (len(used) - 1) * zero.radius
        scale = self.range * common**self.others
        return [Fraction(v, scale) for v in row], moved**self.others - norm**self.others

    def earn_as(self, used: Sequence[int], rivals: Sequence[int]) -> bool:
        """Whether each of some unused actions earns what a used one does, whatever others use."""
        met = [self.table[m] for m in combinations_with_replacement(used, self.others)]
        return all(any(all(row[a] == row[b] for row in met) for b in used) for a in rivals)

    def require_zero(self, used: tuple[int, ...], zero: Zero) -> None:
        """Verify that the ball holds a zero: exactly where the radius is 0, else by Krawczyk."""
        require_fit((used,), zero)
        values, _ = self.earned(used, zero)
        F = [values[a] - values[used[0]] for a in used[1:]]
        if zero.radius == 0:
            if any(F):
                raise Refuted("a point does not solve the equations")
            return
        found = self.around(used, zero)
        limit = (1 - found.q) * zero.radius * 2**INVERSE_BITS
        moves = (sum((c * f for c, f in zip(r, F, strict=True)), Fraction(0)) for r in found.C)
        if any(abs(move) > limit for move in moves):
            raise Refuted("the equations may have no zero in a ball")

    def around(self, used: Sequence[int], zero: Zero) -> Contraction:
        """By how much a Newton step contracts over a simplex that holds the ball."""
        unit = 2 * zero.radius * (len(used) - 1)
        return self.contraction(used, around(zero, unit), unit)

    def contraction(self, used: Sequence[int], cell: Cell, unit: Fraction) -> Contraction:
        """As `contraction.contraction`; refuted if it may not contract."""
        F = self._gains(used, cell.vertices[0])
        M = {}
        for m in combinations_with_replacement(range(len(used)), self.others - 1):
            M[m] = self._derivative(F, m, range(len(used)))
        size = len(used) - 1
        scale = self.range * (1 << cell.bits[0] * self.others) * unit
        C = left_inverse(M, scale, size, size)
        whole, q = scale * (1 << INVERSE_BITS), Fraction(0)
        for p, row in enumerate(C or ()):
            total = Fraction(0)
            for k in range(size):
                delta = whole if p == k else Fraction(0)
                total += max(
                    abs(delta - sum(c * D[r][k] for r, c in enumerate(row))) for D in M.values()
                )
            q = max(q, total / whole)
        if C is None or q >= 1:
            raise Refuted("a cell may hold several zeros of the equations")
        return Contraction(C, q)

    def sign(self, used: Sequence[int], zero: Zero) -> int:
        """The sign of D's determinant, at a point or all over its ball."""
        if zero.radius:
            value = determinant(self.around(used, zero).C)
        else:
            common = lcm(*(p.denominator for p in zero.point[0]))
            point = [int(p * common) for p in zero.point[0]]
            pure = [[common * (a == b) for b in range(len(used))] for a in range(len(used))]
            F = self._gains(used, [point, *pure])
            at = (0,) * (self.others - 1)
            value = determinant(self._derivative(F, at, range(1, len(used) + 1)))
        return (value > 0) - (value < 0)

    def _gains(self, used: Sequence[int], vertices: Sequence[Sequence[int]]) -> Table:
        table = against(self.table, used, vertices)
        return {m: [row[a] - row[used[0]] for a in used[1:]] for m, row in table.items()}

    def _derivative(self, F: Table, m: Multiset, ends: Sequence[int]) -> list[list[int]]:
        """D, if n - 1 are at some vertices and the last one moves from the first end to others."""
        first, *others = (F[tuple(sorted((*m, b)))] for b in ends)
        return [[self.others * (to[r] - first[r]) for to in others] for r in range(len(first))]
