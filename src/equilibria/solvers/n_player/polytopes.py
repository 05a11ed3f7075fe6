"""Equilibria that differ in one player's strategy: a polytope, by its vertices, exactly.

Fix the strategies of all players but i. The strategies of player i that make an equilibrium with
them give weight to best replies only, keep every action that another player uses a best reply, and
so satisfy linear equations and inequalities.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .exact import IntegerPayoffs, contract, over_common

Strategy = tuple[Fraction, ...]
Row = tuple[Fraction, ...]

#: Vertices on the way beyond which a polytope is left alone.
_MOST = 2000


def polytope(payoffs: IntegerPayoffs, i: int, profile: Sequence[Strategy]) -> list[Strategy] | None:
    """Vertices of the set of strategies of player i; `profile` has full strategies of the others.

    Empty if there are none; None if there are too many to list.
    """
    weights, _ = over_common(profile)
    earned = contract(payoffs.tables[i], weights, (i,)).tolist()
    replies = [a for a, value in enumerate(earned) if value == max(earned)]
    equations: list[Row] = []
    inequalities: list[Row] = []
    for j, strategy in enumerate(profile):
        if j == i:
            continue
        table = contract(payoffs.tables[j], weights, (i, j))
        rows = (table.T if i < j else table).tolist()
        used = [a for a, p in enumerate(strategy) if p]
        for a, row in enumerate(rows):
            gain = tuple(Fraction(row[r] - rows[used[0]][r]) for r in replies)
            if a != used[0] and any(gain):
                (equations if a in used else inequalities).append(gain)
    found = _vertices(len(replies), equations, inequalities)
    if found is None:
        return None
    spread = []
    for vertex in found:
        full = [Fraction(0)] * len(earned)
        for a, p in zip(replies, vertex, strict=True):
            full[a] = p
        spread.append(tuple(full))
    return spread


def _vertices(size: int, equations: list[Row], inequalities: list[Row]) -> list[Strategy] | None:
    """Vertices of ``{x in the simplex : e x = 0, g x <= 0}``, cutting by one row at a time.

    A cut adds the crossing of every pair of vertices on either side; those that are no vertices
    go, because what is tight at them leaves room.
    """
    points = [tuple(Fraction(int(a == b)) for b in range(size)) for a in range(size)]
    tight: list[Row] = []
    for row in [*equations, *inequalities]:
        values = [sum((r * p for r, p in zip(row, x, strict=True)), Fraction(0)) for x in points]
        equal = len(tight) < len(equations)
        kept = [x for x, v in zip(points, values, strict=True) if v == 0 or (v < 0 and not equal)]
        for x, v in zip(points, values, strict=True):
            for y, w in zip(points, values, strict=True):
                if v > 0 > w:
                    kept.append(tuple((v * b - w * a) / (v - w) for a, b in zip(x, y, strict=True)))
        tight.append(row)
        points = [x for x in dict.fromkeys(kept) if _is_vertex(x, tight)]
        if len(points) > _MOST:
            return None
    return points


def _is_vertex(x: Strategy, rows: list[Row]) -> bool:
    """Whether the rows that vanish at a point leave no direction to move in."""
    free = [a for a, p in enumerate(x) if p]
    matrix = [[Fraction(1)] * len(free)]
    for row in rows:
        if sum((r * p for r, p in zip(row, x, strict=True)), Fraction(0)) == 0:
            matrix.append([row[a] for a in free])
    return _rank(matrix) == len(free)


def _rank(matrix: list[list[Fraction]]) -> int:
    rank = 0
    for column in range(len(matrix[0])):
        pivot = next((r for r in range(rank, len(matrix)) if matrix[r][column]), None)
        if pivot is None:
            continue
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        top = matrix[rank]
        for r in range(rank + 1, len(matrix)):
            factor = matrix[r][column] / top[column]
            if factor:
                matrix[r] = [v - factor * w for v, w in zip(matrix[r], top, strict=True)]
        rank += 1
    return rank
