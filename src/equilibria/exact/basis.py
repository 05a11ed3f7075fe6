"""One basis of a best-response polytope, solved exactly with FLINT."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from flint import fmpz_mat

from .tableau import Tableau

Matrix = Sequence[Sequence[int]]

#: Entries below this are looked at in floats first.
_LARGE = 1 << 500


class Solution(NamedTuple):
    """A basis's point as numerators, by variable, over one positive denominator.

    `sign` is that of the determinant of its equations, rows and columns in ascending order.
    """

    weights: list[int]
    denominator: int
    sign: int


class Polytope:
    """``{z >= 0 : sum_i z_i C[i][j] <= 1}``, ready for exact solves at any basis.

    Labels are those of its own: ``0 .. v-1`` the variables, ``v + j`` constraint j.
    """

    def __init__(self, C: Matrix) -> None:
        self.C = C
        self.v, self.c = len(C), len(C[0])
        largest = max(map(max, C))
        self._floats = np.array(C, float) if largest < _LARGE else None

    def _split(self, basis: int) -> tuple[list[int], list[int]]:
        """Variables that may be positive, and constraints that are tight."""
        free = [i for i in range(self.v) if not basis >> i & 1]
        tight = [j for j in range(self.c) if basis >> self.v + j & 1]
        return free, tight

    def solution(self, basis: int) -> Solution | None:
        """The point where the basis's constraints are tight and its variables zero.

        None if the equations are singular. Signs and the other inequalities are for the caller.
        """
        free, tight = self._split(basis)
        weights = [0] * self.v
        if not free:
            return Solution(weights, 1, 1)
        k = len(free)
        matrix = fmpz_mat(k, k, [self.C[i][j] for j in tight for i in free])
        determinant = matrix.det()
        if not determinant:
            return None
        point: Any = matrix.solve(fmpz_mat(k, 1, [1] * k))
        numerators, denominator = point.numer_denom()
        for i, weight in zip(free, numerators.entries(), strict=True):
            weights[i] = int(weight)
        return Solution(weights, int(denominator), 1 if determinant > 0 else -1)

    def true_labels(self, weights: Sequence[int], denominator: int, basis: int = 0) -> int | None:
        """Labels tight at a point, or None if the point is outside.

        The constraints of `basis` are known to be tight.
        """
        if min(weights) < 0:
            return None
        used = [(w, self.C[i]) for i, w in enumerate(weights) if w]
        labels = sum([1 << i for i, w in enumerate(weights) if not w])
        labels |= basis >> self.v << self.v
        for j in self._near(weights, denominator):
            if basis >> self.v + j & 1:
                continue
            slack = denominator - sum([w * row[j] for w, row in used])
            if slack < 0:
                return None
            if slack == 0:
                labels |= 1 << self.v + j
        return labels

    def _near(self, weights: Sequence[int], denominator: int) -> list[int]:
        """Constraints that floats cannot tell to be slack at a point.

        A weight over the denominator and an entry are rounded once each, so each product is off by
        three roundings at most, and the sum of k of them by ``(k + 3) u`` times itself. Anything
        that leaves the range of floats comes out as an infinity, a nan or too small by less than
        1e-300 a product, and decides nothing.
        """
        if self._floats is None:
            return list(range(self.c))
        x = np.array([w / denominator for w in weights])
        reached = x @ self._floats
        margin = (self.v + 8) * 2.0**-52
        return [j for j, far in enumerate((reached < 1.0 - margin).tolist()) if not far]

    def rank(self, free: Sequence[int], tight: Sequence[int], *, extended: bool = False) -> int:
        """Rank of the equations of some tight constraints; `extended` by the right-hand side."""
        if not tight:
            return 0
        rows = [[self.C[i][j] for i in free] + [1] * extended for j in tight]
        return int(fmpz_mat(rows).rank()) if rows[0] else 0

    def tableau(self, basis: int) -> Tableau:
        """The whole tableau at a basis that is known to be nonsingular."""
        v = self.v
        free, tight = self._split(basis)
        fixed = [i for i in range(v) if basis >> i & 1]
        slack = [j for j in range(self.c) if not basis >> v + j & 1]
        k = len(free)
        if not k:
            return Tableau.at_zero(self.C, range(v), range(v, v + self.c))
        augmented = [
            [self.C[i][j] for i in free]
            + [self.C[i][j] for i in fixed]
            + [int(j == t) for t in tight]
            + [1]
            for j in tight
        ]
        solved = solve(augmented, k)
        assert solved is not None  # a basis of the walk
        rows, d = solved  # FLINT's integers serve as well as Python's, and are there already
        if slack:
            product = fmpz_mat([[self.C[i][j] for i in free] for j in slack]) * fmpz_mat(rows)
            for j, row in zip(slack, product.tolist(), strict=True):
                lower = [d * self.C[i][j] for i in fixed] + [0] * k + [d]
                rows.append([a - b for a, b in zip(lower, row, strict=True)])
        columns = [*fixed, *(v + j for j in tight)]
        basic = [*free, *(v + j for j in slack)]
        return Tableau(columns, basic, rows, d, range(v, v + self.c))


def solve(augmented: list[list[int]], k: int) -> tuple[list[list[Any]], int] | None:
    """Reduce ``[M | right]`` to ``[d I | d M^-1 right]`` with d > 0; None if M is singular."""
    if not augmented:
        return [], 1
    reduced, denominator, rank = fmpz_mat(augmented).rref()
    if rank < k:
        return None
    rows = reduced.tolist()
    if any(rows[r][r] == 0 for r in range(k)):
        return None  # the pivots are not those of M
    d = int(denominator)
    right = [row[k:] for row in rows]
    if d < 0:
        d, right = -d, [[-value for value in row] for row in right]
    return right, d


def determinant_sign(matrix: Matrix) -> int:
    """Sign of the determinant of a square integer matrix."""
    determinant = fmpz_mat([list(row) for row in matrix]).det()
    return (determinant > 0) - (determinant < 0)
