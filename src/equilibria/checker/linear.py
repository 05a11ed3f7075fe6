"""Exact integer linear algebra without fractions (Bareiss 1968)."""

from __future__ import annotations

from collections.abc import Sequence


def solve(
    matrix: Sequence[Sequence[int]], right: Sequence[Sequence[int]]
) -> tuple[list[list[int]], int] | None:
    """Solve ``matrix @ X = right`` exactly.

    Returns
    -------
    numerators : list of list of int
    determinant : int
        ``X = numerators / determinant``, the determinant of the matrix. None if it is zero.
    """
    size = len(matrix)
    rows = [[*left, *extra] for left, extra in zip(matrix, right, strict=True)]
    previous, sign = 1, 1
    for k in range(size):
        pivot = next((r for r in range(k, size) if rows[r][k]), None)
        if pivot is None:
            return None
        if pivot != k:
            rows[k], rows[pivot] = rows[pivot], rows[k]
            sign = -sign
        top = rows[k]
        for r in range(size):
            if r != k:
                factor = rows[r][k]
                rows[r] = [
                    (top[k] * v - factor * w) // previous for v, w in zip(rows[r], top, strict=True)
                ]
        previous = top[k]
    # Gauss-Jordan leaves every diagonal entry equal to the determinant, up to the row swaps.
    return [[sign * value for value in row[size:]] for row in rows], sign * previous


def determinant(matrix: Sequence[Sequence[int]]) -> int:
    """The determinant of a square integer matrix."""
    solution = solve(matrix, [[] for _ in matrix])
    return 0 if solution is None else solution[1]
