"""The best-response polytopes of a two-player game, as every method here walks them.

Payoffs are normalized player by player to positive integers without a common divisor. Labels
``0 .. m-1`` are the row player's actions, ``m .. m+n-1`` the column player's. In
``P = {x >= 0 : x B <= 1}`` label i is tight where ``x_i = 0``, and label m+j where column j is a
best response; in ``Q = {y >= 0 : A y <= 1}`` it is the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import gcd, prod

from ..exact.determinant import determinant_sign
from ..exact.tableau import Tableau
from ..games.normal_form import NormalFormGame

Matrix = list[list[int]]

_ZERO = Fraction(0)


def positive_integers(game: NormalFormGame, player: int) -> Matrix:
    """Payoffs shifted and scaled to positive integers: the same game, whatever its units."""
    table = game.integer_payoffs(player)[0].tolist()
    least = min(map(min, table))
    divisor = gcd(*[value - least for row in table for value in row]) or 1
    return [[(value - least) // divisor + 1 for value in row] for row in table]


def zero_vertices(A: Matrix, B: Matrix) -> tuple[Tableau, Tableau]:
    """The vertices zero of P and Q, from which every walk starts."""
    m, n = len(A), len(A[0])
    rows, columns = range(m), range(m, m + n)
    transposed = [list(column) for column in zip(*A, strict=True)]
    return Tableau.at_zero(B, rows, columns), Tableau.at_zero(transposed, columns, rows)


def strategy(point: Mapping[int, int], labels: Sequence[int]) -> tuple[Fraction, ...]:
    """The mixed strategy of a vertex: its coordinates divided by their sum."""
    return normalized([point.get(label, 0) for label in labels])


def normalized(weights: Sequence[int]) -> tuple[Fraction, ...]:
    """Weights divided by their sum."""
    total = sum(weights)
    return tuple(Fraction(weight, total) if weight else _ZERO for weight in weights)


def index_of(support: int, *signs: int) -> int:
    """Index of a nondegenerate equilibrium with supports I and J of one size.

    It is ``(-1)**(k+1) sign(det A[I, J]) sign(det B[I, J])`` for positive payoffs (Shapley 1974).
    """
    return prod(signs) if support % 2 else -prod(signs)


def index_sign(
    A: Matrix,
    B: Matrix,
    basis: int,
    sign_of: Callable[[Matrix], int] | None = None,
) -> int:
    """Index of the nondegenerate equilibrium whose tight labels in P are given as bits.

    `sign_of` is another way to find the sign of a determinant.
    """
    m, n = len(A), len(A[0])
    rows = [i for i in range(m) if not basis >> i & 1]
    columns = [j for j in range(n) if basis >> m + j & 1]
    signs = (
        (sign_of or determinant_sign)([[payoffs[i][j] for j in columns] for i in rows])
        for payoffs in (A, B)
    )
    return index_of(len(rows), *signs)
