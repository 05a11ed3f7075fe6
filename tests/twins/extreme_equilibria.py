"""Extreme equilibria by the definition: try every set of tight labels of both polytopes."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import equilibria as eq


def extreme_equilibria(game: eq.NormalFormGame) -> set[tuple[tuple[Fraction, ...], ...]]:
    """Pairs of true vertices with every label tight between them, except the zeros."""
    m, n = game.shape
    P, Q = best_response_vertices(game)
    found = set()
    for x, tight_x in P:
        for y, tight_y in Q:
            if any(x) and len(tight_x | tight_y) == m + n:
                found.add((_normal(x), _normal(y)))
    return found


def best_response_vertices(game: eq.NormalFormGame) -> tuple[list, list]:
    """The vertices of both best-response polytopes, each with the set of its labels."""
    A, B = (_positive(payoffs.tolist()) for payoffs in game.exact_payoffs())
    m, n = game.shape
    # Constraints "coefficients . z <= right", in the order of the labels.
    P = [*(_zero(i, m) for i in range(m)), *(([B[i][j] for i in range(m)], 1) for j in range(n))]
    Q = [*((A[i], 1) for i in range(m)), *(_zero(j, n) for j in range(n))]
    return _vertices(P, m), _vertices(Q, n)


def _positive(matrix: list[list[Fraction]]) -> list[list[Fraction]]:
    least = min(map(min, matrix))
    return [[value - least + 1 for value in row] for row in matrix]


def _zero(k: int, size: int) -> tuple[list[int], int]:
    return [-int(j == k) for j in range(size)], 0


def _vertices(constraints: list, dimension: int) -> list:
    points = {}
    for chosen in combinations(range(len(constraints)), dimension):
        z = _solve([constraints[c] for c in chosen])
        if z is None:
            continue
        slack = [right - sum(a * v for a, v in zip(row, z)) for row, right in constraints]
        if min(slack) >= 0:
            points[tuple(z)] = {label for label, s in enumerate(slack) if s == 0}
    return list(points.items())


def _solve(equations: list) -> list[Fraction] | None:
    """Gauss-Jordan elimination in fractions; None if singular."""
    rows = [[Fraction(v) for v in (*row, right)] for row, right in equations]
    size = len(rows)
    for k in range(size):
        pivot = next((r for r in range(k, size) if rows[r][k]), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [v / rows[k][k] for v in rows[k]]
        for r in range(size):
            if r != k and rows[r][k]:
                rows[r] = [v - rows[r][k] * w for v, w in zip(rows[r], rows[k])]
    return [row[-1] for row in rows]


def _normal(z: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return tuple(v / sum(z) for v in z)
