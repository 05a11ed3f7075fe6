"""The proof that one basis of a best-response polytope is feasible, from floats alone."""

from __future__ import annotations

import numpy as np

from .._jit import kernel
from .lanes import add_multiples, residual_sums

#: Unit roundoff of float64.
_U = 2.0**-53


@kernel
def proved(C, Ct, T, rows, columns, total, norms, slack, values, basic, free, places, tight):
    """Prove that the dictionary's basis is strictly feasible for the exact game.

    Let M be the square system of the basis (tight constraints, positive variables), R its
    approximate inverse as it stands in T, x the values in T. If ``rho = |I - R M| < 1`` then M is
    nonsingular and ``|x* - x| <= |R| |1 - M x| / (1 - rho)`` in the 1-norm. All three norms are
    evaluated in floats; sums of k products of entries of C, each off by at most u itself, are off
    by less than ``(k + 4) u`` times the sum of the other factors' sizes (an entry 1 or -1 of the
    right-hand side is one of them, and the order of the additions does not matter). Added up over a
    column of R M, those sizes come to at most ``k |R|``. Both are added below, with room for the
    rounding of these few lines. Positive beyond the bound, every variable and every
    slack (off by at most the same bound, as entries of C are at most 1) is positive: the basis is
    feasible and nondegenerate, so feasible under any small perturbation.
    """
    v, c = len(columns), len(rows)
    k = 0
    least, size = 1.0, 0.0
    for r in range(c):
        basic[k] = r
        free[k] = rows[r]
        values[k] = T[r, v]
        if rows[r] < v:
            least = min(least, T[r, v])
            size += T[r, v]
            k += 1
    if not least > 0.0:
        return False
    placed = 0
    for t in range(v):
        places[placed] = t
        tight[placed] = columns[t] - v
        placed += columns[t] >= v

    residual_sums(T, basic, places, Ct, tight, free, k, total, norms)
    rho, norm, everything = 0.0, 0.0, 0.0
    for a in range(k):
        rho = max(rho, total[free[a]])
        norm = max(norm, norms[places[a]])
        everything += total[free[a]] + norms[places[a]]  # a maximum can lose a nan, a sum not
    rounding = (k + 8) * _U * (size + 1.0)
    rho = 1.01 * rho + 2.0 * k * (k + 8) * _U * (norm + 1.0)
    if not (rho < 0.5 and everything < np.inf):
        return False

    for a in range(k):
        values[a] = -values[a]
    for j in range(len(slack)):
        slack[j] = 1.0
    add_multiples(slack, values, C, free, k)
    residual = 0.0
    for a in range(k):
        residual += abs(slack[tight[a]])
    bound = 1.01 * norm * (residual + k * rounding) / (1.0 - rho)
    if not least > bound:
        return False
    bound = 1.01 * (bound + rounding)
    feasible = True
    for r in range(c):
        j = rows[r] - v
        if j >= 0:
            feasible &= slack[j] > bound
            T[r, v] = slack[j]
    return feasible
