"""A simplex dictionary in floats: one basis of ``{z >= 0 : z C <= 1}``.

With ``v`` variables and ``c`` constraints, ``basic[r] + sum_k T[r, k] * tight[k] = T[r, v]``: row
r belongs to the basic label ``rows[r]``, column k to the tight label ``columns[k]``, and column v
holds the values. Labels ``0 .. v-1`` are variables, ``v + j`` the slack of constraint j; a set of
labels is a bit mask. T is wider than that by padding (see `lanes`), and longer by one row, the
scratch of `pivot`. Invariant of every function here: T, rows and columns describe the same basis,
up to rounding.
"""

from __future__ import annotations

import numpy as np

from .._jit import kernel
from .lanes import padded, subtract_multiples


def new_dictionary(C: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """C transposed and padded, and T, rows and columns, at no basis yet."""
    v, c = C.shape
    T = padded(np.zeros((c + 1, v + 1)))
    return padded(C.T), T, np.zeros(c, np.int64), np.zeros(v, np.int64)


@kernel
def reset(Ct, T, rows, columns):
    """Go to the vertex zero: every variable tight. No rounding."""
    v, c = len(columns), len(rows)
    for j in range(c):
        for i in range(T.shape[1]):
            T[j, i] = 0.0
        for i in range(v):
            T[j, i] = Ct[j, i]
        T[j, v] = 1.0
        rows[j] = v + j
    for i in range(v):
        columns[i] = i


@kernel
def pivot(T, rows, columns, row, column):
    """Exchange the label of a row with that of a column. Cost: ``2 c (v + 1)`` flops."""
    c = len(rows)
    inverse = 1.0 / T[row, column]
    for k in range(T.shape[1]):
        T[c, k] = T[row, k] * inverse
    T[c, column] = inverse
    subtract_multiples(T, c, column)
    for k in range(T.shape[1]):
        T[row, k] = T[c, k]
    rows[row], columns[column] = columns[column], rows[row]


@kernel
def move(Ct, T, rows, columns, here, there):
    """Go to the basis with the tight labels `there`, pivoting on the largest entries.

    From basis `here` if it is near, else from zero, which sheds accumulated rounding. Returns the
    tight labels of the basis that was reached: others than `there` only if that is singular (to
    about 1e-11) for the numbers at hand.
    """
    v, c = len(columns), len(rows)
    out = here & ~there
    distance = 0
    rest = out
    while rest:
        rest &= rest - 1
        distance += 1
    if distance > 4 or here < 0:
        reset(Ct, T, rows, columns)
        here = (1 << v) - 1
        out = here & ~there
    while out:
        best, row, column = 1e-11, c, v  # none: a literal would be compiled for on its own
        for k in range(v):
            if (out >> columns[k]) & 1:
                for r in range(c):
                    if (there >> rows[r]) & 1:
                        size = abs(T[r, k])
                        if size > best:
                            best, row, column = size, r, k
        if row == c:
            return here
        leaving, entering = columns[column], rows[row]
        pivot(T, rows, columns, row, column)
        here ^= (1 << leaving) | (1 << entering)
        out &= ~(1 << leaving)
    return here
