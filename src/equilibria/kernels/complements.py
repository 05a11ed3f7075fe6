"""Which bases of P have a complement that is feasible in Q? Refuse the others, with proof.

An equilibrium is a vertex of P and one of Q that have every label between them. For a basis of P
the complementary labels pin down one candidate y in ``Q = {y >= 0 : A y <= 1}``: the solution of
``A[I, J] y = 1``. Its dictionary holds one row for each basic variable or slack; where the value of
a row is negative, the row itself proves that there is no such y (Farkas): its multipliers t combine
the equations into ``value = b - g y`` with g nearly zero.
"""

from __future__ import annotations

import numpy as np

from .._jit import kernel
from .dictionary import move, new_dictionary
from .lanes import add_multiples

_U = 2.0**-53


@kernel
def _refuted(Ct, T, rows, columns, row, g, multipliers, tight, largest):
    """Prove from one row that no y >= 0 satisfies the basis's equations and inequalities.

    ``|g| <= e`` on the positive variables, entry by entry, and ``sum(y) <= largest``, so the row's
    basic variable or slack is at most ``b + e * largest`` for every y. Sums are off by at most
    ``(k + 8) u`` times the sizes of what is added, data rounded to within u included.
    """
    c, v = len(rows), len(columns)
    label = rows[row]
    b, size, k = 0.0, 1.0, 0
    for j in range(len(g)):
        g[j] = 0.0
    if label >= v:
        b = 1.0
        for j in range(v):
            g[j] = Ct[label - v, j]
    else:
        g[label] = -1.0
    for p in range(v):
        if columns[p] >= v:
            t = T[row, p]
            multipliers[k] = t
            tight[k] = columns[p] - v
            b += t
            size += abs(t)
            k += 1
    add_multiples(g, multipliers, Ct, tight, k)
    e = 0.0
    for r in range(c):
        if rows[r] < v:
            e = max(e, abs(g[rows[r]]))
    rounding = 1.01 * (k + 8) * _U * size
    return b + 1.01 * (e + rounding) * largest + rounding < 0.0


@kernel
def unrefuted(
    Ct, T, rows, columns, g, multipliers, tight, largest, here, bases, first, last, found
):  # fmt: skip
    """List which of ``bases[first:last]`` could not be refuted, in `found`.

    Bases are tight labels in the numbering of Q's own dictionary (variables first); `here` is the
    one that the dictionary is at, or -1. Returns how many were found, and the new `here`.
    """
    c, v = len(rows), len(columns)
    count = 0
    for k in range(first, last):
        basis = bases[k]
        out = True
        for attempt in range(2):  # the second time from zero, without accumulated rounding
            here = move(Ct, T, rows, columns, here if attempt == 0 else -1, basis)
            if here != basis:
                continue
            worst, row = 0.0, c  # c stands for none: a literal would be compiled for on its own
            for r in range(c):
                if T[r, v] < worst:
                    worst, row = T[r, v], r
            if row == c:
                break
            if _refuted(Ct, T, rows, columns, row, g, multipliers, tight, largest):
                out = False
                break
        if out:
            found[count] = k
            count += 1
    return count, here


class Complements:
    """Refuses complements by the thousand, keeping one dictionary of Q in step.

    Parameters
    ----------
    C : ndarray, shape (v, c)
        Entries in [0, 1], rounded once: Q is ``{y >= 0 : y C <= 1}``.
    largest : float
        A bound on the sum of y where any inequality is tight.
    """

    def __init__(self, C: np.ndarray, largest: float) -> None:
        v = len(C)
        down = new_dictionary(C)
        self._arrays = (
            *down,
            np.zeros(down[0].shape[1]),
            np.zeros(v),
            np.zeros(v, np.int64),
            largest,
        )
        self._here = -1

    def possible(self, bases: np.ndarray, first: int, last: int) -> list[int]:
        """Positions among ``first .. last - 1`` of the bases that are not refused."""
        found = np.zeros(last - first, np.int64)
        count, self._here = unrefuted(*self._arrays, self._here, bases, first, last, found)
        return [int(k) for k in found[:count]]
