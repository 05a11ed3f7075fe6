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
        pivot = next((r for r in range(k, size) if rows[r][0]), None)
        if pivot is None:
            return None
        if pivot != k:
            rows[k], rows[pivot] = rows[pivot], rows[k]
            sign = -sign
        head, *top = rows[k]
        for r in range(size):
            if r != k:  # a column that is done with is the same in all rows, and left out
                factor, *row = rows[r]
                rows[r] = [
                    (head * v - factor * w) // previous for v, w in zip(row, top, strict=True)
                ]
        rows[k] = top
        previous = head
    # Gauss-Jordan leaves every diagonal entry equal to the determinant, up to the row swaps.
    return [[sign * value for value in row] for row in rows], sign * previous


def rank(matrix: Sequence[Sequence[int]]) -> int:
    """The rank of an integer matrix."""
    rows, found = [list(row) for row in matrix], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(found, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        top = rows[found]
        for r in range(found + 1, len(rows)):
            factor = rows[r][column]
            if factor:
                rows[r] = [top[column] * v - factor * w for v, w in zip(rows[r], top, strict=True)]
        found += 1
    return found


def determinant(matrix: Sequence[Sequence[int]]) -> int:
    """The determinant of a square integer matrix."""
    solution = solve(matrix, [[] for _ in matrix])
    return 0 if solution is None else solution[1]
