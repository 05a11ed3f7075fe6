"""All equilibria of many 2 x 2 games, by comparing floats: at the speed of memory.

Each player gains or loses by moving from the first action to the second, against either action of
the other: four differences, whose signs are exact. Where none is zero the game is nondegenerate,
and the signs tell its equilibria: one in pure strategies, or one mixed, or two pure and one mixed.
The mixed one makes the other player indifferent, so a probability is one difference over the sum
of two, none of which can cancel: it is within 4 u of itself. A zero, a difference beyond
1e300, or a probability below 1e-250 leaves the game in doubt.
"""

from __future__ import annotations

from .._jit import kernel


@kernel
def _mixes(p, q):
    """Whether two differences have opposite signs."""
    return (p > 0.0) != (q > 0.0)


@kernel
def _apart(p, q):
    """Whether a mixture on two differences is within reach of the bound."""
    p, q = abs(p), abs(q)
    return max(p, q) < 1e300 and min(p, q) > 1e-250 * max(p, q)


@kernel
def count(A, B, start, stop, counts, doubtful):
    """Count the equilibria of games ``start .. stop - 1``; the place of one not finite, or -1."""
    finite = True
    for g in range(start, stop):
        a, b = A[g, 0] - A[g, 2], A[g, 1] - A[g, 3]
        c, d = B[g, 0] - B[g, 1], B[g, 2] - B[g, 3]
        size = 0.0
        for k in range(4):
            size += abs(A[g, k] * 0.0) + abs(B[g, k] * 0.0)  # nan unless all are finite
        finite &= size == 0.0
        mixed = _mixes(a, b) & _mixes(c, d)
        tied = (a == 0.0) | (b == 0.0) | (c == 0.0) | (d == 0.0)
        doubt = tied | (mixed & (not (_apart(a, b) & _apart(c, d))))
        # Signs that differ in both players' gains: a cycle if a and c differ too, else two pure.
        counts[g] = 0 if doubt else 1 + 2 * (mixed & ((a > 0.0) == (c > 0.0)))
        doubtful[g] = doubt
    if not finite:
        for g in range(start, stop):
            for k in range(4):
                if not (A[g, k] * 0.0 == 0.0 and B[g, k] * 0.0 == 0.0):
                    return g
    return -1


@kernel
def write(
    A, B, start, stop, offset, row, index, counts, doubtful, game, x, y, payoffs, x_support,
    y_support,
):  # fmt: skip
    """Write the equilibria of games ``start .. stop - 1`` from `row` on; returns the row after.

    They come in canonical order: the first row for sure, mixed, the second row for sure. Room for
    those of doubtful games is left free. Game k of these payoffs is game ``offset + k`` of `counts`
    and `doubtful`, and called ``index + k``.
    """
    for g in range(start, stop):
        amount = counts[offset + g]
        if doubtful[offset + g]:
            for k in range(row, row + amount):
                game[k] = index + g
            row += amount
            continue
        a, b = A[g, 0] - A[g, 2], A[g, 1] - A[g, 3]
        c, d = B[g, 0] - B[g, 1], B[g, 2] - B[g, 3]
        first = a > 0.0  # the row player's best reply to the first column is the first row
        left = c > 0.0
        mixed = _mixes(a, b) & _mixes(c, d)
        if not mixed or amount == 3:
            # With a dominant action it is played; else each player answers the other's.
            if not _mixes(a, b):
                i = 0 if first else 1
                j = 0 if (c if i == 0 else d) > 0.0 else 1
            elif not _mixes(c, d):
                j = 0 if left else 1
                i = 0 if (a if j == 0 else b) > 0.0 else 1
            else:
                i, j = 0, (0 if left else 1)
            game[row] = index + g
            x[row, 0], x[row, 1] = 1.0 - i, 0.0 + i
            y[row, 0], y[row, 1] = 1.0 - j, 0.0 + j
            payoffs[row, 0], payoffs[row, 1] = A[g, 2 * i + j], B[g, 2 * i + j]
            x_support[row, 0], x_support[row, 1] = i == 0, i == 1
            y_support[row, 0], y_support[row, 1] = j == 0, j == 1
            row += 1
        if mixed:
            a, b, c, d = abs(a), abs(b), abs(c), abs(d)
            across, down = a + b, c + d
            game[row] = index + g
            x[row, 0], x[row, 1] = d / down, c / down
            y[row, 0], y[row, 1] = b / across, a / across
            payoffs[row, 0] = A[g, 0] * y[row, 0] + A[g, 1] * y[row, 1]
            payoffs[row, 1] = B[g, 0] * x[row, 0] + B[g, 2] * x[row, 1]
            x_support[row, 0], x_support[row, 1] = True, True
            y_support[row, 0], y_support[row, 1] = True, True
            row += 1
            if amount == 3:
                j = 1 if left else 0
                game[row] = index + g
                x[row, 0], x[row, 1] = 0.0, 1.0
                y[row, 0], y[row, 1] = 1.0 - j, 0.0 + j
                payoffs[row, 0], payoffs[row, 1] = A[g, 2 + j], B[g, 2 + j]
                x_support[row, 0], x_support[row, 1] = False, True
                y_support[row, 0], y_support[row, 1] = j == 0, j == 1
                row += 1
    return row
