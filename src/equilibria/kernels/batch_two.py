"""All equilibria of many 2 x 2 games, by comparing floats: at the speed of memory.

Each player gains or loses by moving from the first action to the second, against either action of
the other: four differences, whose signs are exact. Where none is zero the game is nondegenerate,
and the signs tell its equilibria: one in pure strategies, or one mixed, or two pure and one mixed.
The mixed one makes the other player indifferent, so a probability is one difference over the sum
of two that cannot cancel: it is within 5 u of itself. A difference that is zero, or less than
1e-300, or than 1e-250 of their sum, or payoffs beyond 1e300 leave the game in doubt.
"""

from __future__ import annotations

import numpy as np

from .._jit import kernel


def equilibria_by_signs() -> np.ndarray:
    """What the signs of the four differences say, as bits.

    Bits 0 to 3 of the place: whether the row player prefers the first row against the first and
    the second column, and the column player the first column against the first and the second row.
    Bits of the entry: 1 the row and 2 the column of the first equilibrium, if it is pure; 4 it is
    mixed; 8 there are three, pure, mixed and pure.
    """
    table = np.zeros(16, np.uint8)
    for place in range(16):
        first = [place & 1 == 0, place & 2 == 0]  # best rows against the columns, 0 or 1
        best = [place & 4 == 0, place & 8 == 0]  # best columns against the rows
        pure = [(i, j) for i in (0, 1) for j in (0, 1) if first[j] == i and best[i] == j]
        if len(pure) == 0:
            table[place] = 4
        else:
            i, j = pure[0]
            table[place] = i + 2 * j + 8 * (len(pure) == 2)
    return table


@kernel
def solve(A, B, counts, doubtful, by_signs, row, index, game, x, y, payoffs, x_support, y_support):
    """Write the equilibria of some games from `row` on; a doubtful game gets none.

    They come in canonical order: the first row for sure, mixed, the second row for sure. Game k of
    these arrays is called ``index + k``. Returns the row after the last, or ``-1 - k`` where game k
    is not finite.
    """
    row, one = np.uint64(row), np.uint64(1)  # an index without a sign needs no look at it
    for g in range(len(counts)):
        a, b = A[g, 0] - A[g, 2], A[g, 1] - A[g, 3]
        c, d = B[g, 0] - B[g, 1], B[g, 2] - B[g, 3]
        code = by_signs[(a > 0.0) + 2 * (b > 0.0) + 4 * (c > 0.0) + 8 * (d > 0.0)]
        a, b, c, d = abs(a), abs(b), abs(c), abs(d)
        total = (a + b) + (c + d)
        size = (abs(A[g, 0]) + abs(A[g, 1])) + (abs(B[g, 0]) + abs(B[g, 2]))
        fits = total + size < 1e300  # false unless every payoff is finite
        least = 1e-250 * total + 1e-300
        if not (fits & (a > least) & (b > least) & (c > least) & (d > least)):
            counts[g] = 0
            doubtful[g] = True
            for k in range(0 if fits else 4):
                if not (A[g, k] * 0.0 == 0.0 and B[g, k] * 0.0 == 0.0):
                    return -1 - g
            continue
        doubtful[g] = False
        i, j = code & 1, (code >> 1) & 1
        across, down = 1.0 / (a + b), 1.0 / (c + d)
        x0, x1, y0, y1 = d * down, c * down, b * across, a * across
        mixed = (code & 4) != 0
        p0, p1 = (x0 if mixed else 1.0 - i), (x1 if mixed else 0.0 + i)
        q0, q1 = (y0 if mixed else 1.0 - j), (y1 if mixed else 0.0 + j)
        game[row] = index + g
        x[row, 0] = p0
        x[row, 1] = p1
        y[row, 0] = q0
        y[row, 1] = q1
        payoffs[row, 0] = A[g, 2 * i] * q0 + A[g, 2 * i + 1] * q1
        payoffs[row, 1] = B[g, j] * p0 + B[g, 2 + j] * p1
        x_support[row, 0] = mixed | (i == 0)
        x_support[row, 1] = mixed | (i == 1)
        y_support[row, 0] = mixed | (j == 0)
        y_support[row, 1] = mixed | (j == 1)
        row += one
        counts[g] = 1
        if code & 8:
            counts[g] = 3
            game[row] = index + g
            x[row, 0] = x0
            x[row, 1] = x1
            y[row, 0] = y0
            y[row, 1] = y1
            payoffs[row, 0] = A[g, 0] * y0 + A[g, 1] * y1
            payoffs[row, 1] = B[g, 0] * x0 + B[g, 2] * x1
            for k in range(2):
                x_support[row, k] = True
                y_support[row, k] = True
            row += one
            game[row] = index + g
            x[row, 0] = 0.0
            x[row, 1] = 1.0
            y[row, 0] = 0.0 + j
            y[row, 1] = 1.0 - j
            payoffs[row, 0] = A[g, 3 - j]
            payoffs[row, 1] = B[g, 3 - j]
            x_support[row, 0] = False
            x_support[row, 1] = True
            y_support[row, 0] = j == 1
            y_support[row, 1] = j == 0
            row += one
    return np.int64(row)
