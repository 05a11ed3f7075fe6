"""Signs of determinants."""

from __future__ import annotations

from collections.abc import Sequence


def determinant_sign(matrix: Sequence[Sequence[int]]) -> int:
    """Sign of the determinant of a square integer matrix, by fraction-free elimination."""
    rows = [list(row) for row in matrix]
    previous, sign = 1, 1
    while rows:
        pivot = next((r for r, row in enumerate(rows) if row[-1]), None)
        if pivot is None:
            return 0
        top = rows.pop(pivot)
        # Moving row `pivot` to the end, under the last column, takes one swap per row passed.
        sign = -sign if (len(rows) - pivot) % 2 else sign
        last = top.pop()
        rows = [
            [
                (last * value - row[-1] * other) // previous
                for value, other in zip(row, top, strict=False)
            ]
            for row in rows
        ]
        previous = last
    return sign if previous > 0 else -sign
