"""Zeros of the indifference equations: that one exists in a ball, and is the only one in a cell."""

from __future__ import annotations

from fractions import Fraction
from math import lcm, prod
from typing import NamedTuple

from .contraction import Contraction, contraction
from .linear import solve
from .multiaffine import Cell, Game, Support
from .verdict import Refuted


class Zero(NamedTuple):
    """A zero is said to be within `radius` of a point, in all coordinates but each first."""

    only: int | None
    point: tuple[tuple[Fraction, ...], ...]
    radius: Fraction

    def slack(self, j: int) -> Fraction:
        """How far any coordinate of player j may be off."""
        return self.radius * max(1, len(self.point[j]) - 1)


def require_zero(game: Game, support: Support, zero: Zero) -> None:
    """Verify that the ball holds a zero: exactly where the radius is 0, else by Krawczyk's test."""
    require_fit(support, zero)
    if zero.radius == 0:
        if any(any(row) for row in differences(game, support, zero)):
            raise Refuted("a point does not solve the indifference equations")
        return
    if zero.only is not None:
        raise Refuted("a point that only one player's equations fix is not exact")
    unit = 2 * zero.radius * (max(map(len, support)) - 1)
    found = contraction(game, support, around(zero, unit), None, unit)
    if found is None or found.q >= 1:
        raise Refuted("the indifference equations may have no zero, or several, in a ball")
    F = [value for row in differences(game, support, zero) for value in row]
    limit = (1 - found.q) * zero.radius * 2**40
    moved = (sum((c * f for c, f in zip(row, F, strict=True)), Fraction(0)) for row in found.C)
    if any(abs(move) > limit for move in moved):
        raise Refuted("the indifference equations may have no zero in a ball")


def require_none(game: Game, support: Support, cell: Cell, zero: Zero) -> None:
    """Verify that one player's equations, more than there are unknowns, have no zero in a cell.

    In weights of the enlarged cell's vertices, a zero would be within ``|C F(p)| / (1 - q)`` of any
    point p of it; so near, F does not change enough to vanish. A weight changes a coordinate by
    ``1 + k / 16`` times itself at most.
    """
    require_fit(support, zero)
    found = require_only_one(game, support, cell, zero._replace(radius=Fraction(0)))
    F = [value for row in differences(game, support, zero) for value in row]
    moves = [abs(sum((c * f for c, f in zip(r, F, strict=True)), Fraction(0))) for r in found.C]
    near = max(moves, default=Fraction(0)) / 2**40 / (1 - found.q)
    norms = [sum(map(abs, s), Fraction(0)) for s in zero.point]
    sizes = [len(s) if j != zero.only else 1 for j, s in enumerate(zero.point)]
    reach = [k * (k - 1) * near * (1 + Fraction(k, 16)) for k in sizes]
    moved = [n + d for n, d in zip(norms, reach, strict=True)]
    change = prod(moved, start=Fraction(1)) - prod(norms, start=Fraction(1))
    if max(map(abs, F), default=Fraction(0)) <= change:
        raise Refuted("a cell may hold a zero of one player's equations")


def require_only_one(game: Game, support: Support, cell: Cell, zero: Zero) -> Contraction:
    """Verify that the enlarged cell holds the zero's ball, and at most one zero."""
    found = contraction(game, support, cell.enlarged(), zero.only, Fraction(1))
    if found is None or found.q >= 1:
        raise Refuted("a cell may hold several zeros of the indifference equations")
    require_inside(cell, zero)
    return found


def require_inside(cell: Cell, zero: Zero) -> None:
    """Verify that the enlarged cell holds the zero's ball."""
    for j, strategy in enumerate(zero.point):
        if j == zero.only:
            continue
        size = len(strategy)
        columns = [[cell.vertices[j][b][t] for b in range(size)] for t in range(size)]
        solved = solve(columns, [[int(s == t) for s in range(size)] for t in range(size)])
        if solved is None:
            raise Refuted("a cell is flat")
        rows, determinant = solved
        for row in rows:
            inverse = [Fraction(v << cell.bits[j], determinant) for v in row]
            weight = sum((v * p for v, p in zip(inverse, strategy, strict=True)), Fraction(0))
            if weight - sum(map(abs, inverse)) * zero.slack(j) < Fraction(-1, 16):
                raise Refuted("a zero is not in the cell that it is said to settle")


def earned(game: Game, support: Support, zero: Zero, i: int) -> tuple[list[Fraction], Fraction]:
    """What each action of player i earns at a point, as a share of its range, and the slack.

    Within the ball a difference of two of these changes by the slack at most: multi-affine sums
    with entries of at most 1 in size, at weights whose magnitudes add to n and move by d in all.
    """
    common = [lcm(*(p.denominator for p in s)) for s in zero.point]
    cell = Cell(
        tuple((tuple(int(p * c) for p in s),) for s, c in zip(zero.point, common, strict=True)),
        (0,) * len(common),
    )
    scale = game.range * prod(c for j, c in enumerate(common) if j != i)
    values = [Fraction(v, scale) for v in game.at_vertices(support, cell, i)[0]]
    norms = [sum(map(abs, s), Fraction(0)) for s in zero.point]
    moved = [n + 2 * (len(s) - 1) * zero.radius for n, s in zip(norms, zero.point, strict=True)]
    return values, prod(moved, start=Fraction(1)) - prod(norms, start=Fraction(1))


def require_fit(support: Support, zero: Zero) -> None:
    """Verify that a zero's point has a weight for each action in use, and weights add to 1."""
    if len(zero.point) != len(support) or zero.only not in (None, *range(len(support))):
        raise Refuted("a zero does not fit the players")
    for strategy, used in zip(zero.point, support, strict=True):
        if len(strategy) != len(used) or sum(strategy, Fraction(0)) != 1:
            raise Refuted("a point does not fit its support")
    if zero.radius < 0:
        raise Refuted("a radius is negative")


def differences(game: Game, support: Support, zero: Zero) -> list[list[Fraction]]:
    """By how much the actions in use earn more than the first one, player by player."""
    rows = []
    for i, used in enumerate(support):
        if zero.only in (None, i):
            values, _ = earned(game, support, zero, i)
            rows.append([values[a] - values[used[0]] for a in used[1:]])
    return rows


def around(zero: Zero, unit: Fraction) -> Cell:
    """Simplices with edges of one length that hold the ball."""
    vertices, bits = [], []
    for strategy in zero.point:
        size = len(strategy)
        corner = [p - zero.radius for p in strategy[1:]]
        simplex = []
        for b in range(size):
            rest = [c + (unit if k + 1 == b else 0) for k, c in enumerate(corner)]
            simplex.append([1 - sum(rest, Fraction(0)), *rest])
        scale = max(p.denominator for vertex in simplex for p in vertex).bit_length() - 1
        if any((p * 2**scale).denominator != 1 for vertex in simplex for p in vertex):
            raise Refuted("a point that is not exact must be dyadic")
        vertices.append(tuple(tuple(int(p * 2**scale) for p in vertex) for vertex in simplex))
        bits.append(scale)
    return Cell(tuple(vertices), tuple(bits))
