"""One equilibrium for each of many two-player games: Lemke-Howson in floats, proved at its end.

Each player's payoffs p become coefficients ``C = (p - b) s`` in (0, 1], with a float b below all of
them and a power of two s: the difference is rounded once, so C is off by at most u times itself.
The path proposes supports I and J of size k and, in its last dictionary, an
approximate inverse R of the system ``N z = 1`` that makes one player's supported actions equally
good. With ``rho = |I - R N| < 1`` in the maximum norm N is nonsingular, and ``z = N**-1 1`` obeys

    |z - z0| <= b0 = |R| |1 - N z0| / (1 - rho),
    |z - z1| <= rho b0  for  z1 = z0 + R (1 - N z0),

since ``z - z1 = (I - R N)(z - z0)``. The residual is evaluated in pairs of floats from the exact
differences ``p - b`` (Dekker 1971), to within ``16 (k + 2)**2 u**2 (1 + sum z0)``. Computed sums
of k products from R and C are off by less than ``(k + 3) u`` times their sizes, the rounding of C
included; rho, z1 and the slacks of the other actions carry that. If z1 and all those slacks are
positive beyond the bounds, and z1 is known to 2**-41 of itself, for both players, then the two make
a regular equilibrium. One in pure strategies is proved by comparing payoffs, exactly. Anything else
leaves the game in doubt.
"""

from __future__ import annotations

import numpy as np

from .._jit import kernel
from .batch_strategies import _difference, _product

_U = 2.0**-53


@kernel
def _map(M, g, row_step, column_step, C, side, v, c):
    """Map payoffs to coefficients in (0, 1]; b and s, or s = 0 where floats cannot, nan if bad."""
    least, most = np.inf, -np.inf
    finite = True
    for k in range(M.shape[1]):
        value = M[g, k]
        finite &= value * 0.0 == 0.0
        least, most = min(least, value), max(most, value)
    if not finite:
        return 0.0, np.nan
    span = most - least
    b = least - max(span * 0.0625, abs(least) * 2.0**-52)
    top = most - b
    if not (top > 2.0**-400 and top < 2.0**400 and b < least):
        return 0.0, 0.0
    s = 1.0
    while top * s > 1.0:
        s *= 0.5
    while top * s <= 0.5:
        s *= 2.0
    for i in range(v):
        for j in range(c):
            C[side, i, j] = (M[g, i * row_step + j * column_step] - b) * s
    return b, s


@kernel
def _follow(C, T, rows, columns, m, n, label, most):
    """Follow a path as `paths.follow` does, but for ties, which nothing resolves; whether it ended.

    A path on which a tie is decided the wrong way can only end in doubt. Side 0 is the dictionary
    of P, side 1 that of Q; rows of T are padded with zeros to whole fours, which are taken at once.
    """
    for side in range(2):
        v, c = (m, n) if side == 0 else (n, m)
        for q in range(c):
            for k in range(T.shape[2]):
                T[side, q, k] = C[side, k, q] if k < v else 0.0
            T[side, q, v] = 1.0
            rows[side, q] = v + q
        for k in range(v):
            columns[side, k] = k
    dropped, side = label + 0, 0 if label < m else 1
    for _ in range(most):
        v, c, own = m, n, dropped
        if side == 1:
            v, c = n, m
            own = dropped - m if dropped >= m else dropped + n
        column = 0
        for k in range(v):
            if columns[side, k] == own:
                column = k
        row, value, entry = -1, np.inf, 1.0
        for q in range(c):
            a = T[side, q, column]
            if a > 1e-12 and T[side, q, v] * entry < value * a:  # ratios without a division
                row, value, entry = q, T[side, q, v], a
        if row < 0:
            return False
        inverse, fours = 1.0 / entry, (v + 4) // 4
        for k in range(4 * fours):
            T[side, row, k] *= inverse
        T[side, row, column] = inverse
        for q in range(c):
            if q != row:
                factor = T[side, q, column]
                T[side, q, column] = 0.0
                for b in range(fours):
                    k = 4 * b
                    t0 = T[side, q, k] - factor * T[side, row, k]
                    t1 = T[side, q, k + 1] - factor * T[side, row, k + 1]
                    t2 = T[side, q, k + 2] - factor * T[side, row, k + 2]
                    t3 = T[side, q, k + 3] - factor * T[side, row, k + 3]
                    T[side, q, k], T[side, q, k + 1] = t0, t1
                    T[side, q, k + 2], T[side, q, k + 3] = t2, t3
        found = rows[side, row]
        rows[side, row], columns[side, column] = columns[side, column], found
        if side == 1:
            found = found + m if found < n else found - n
        if found == label:
            return True
        dropped, side = found, 1 - side
    return False


@kernel
def _prove(
    M, g, row_step, column_step, b, s, C, T, rows, columns, side, v, c, basic, tight, residual, z,
    error,
):  # fmt: skip
    """Prove one player's strategy; it is left in `z`, by variable. Whether that succeeded."""
    k = 0
    for r in range(c):
        basic[k] = r
        k += rows[side, r] < v
    placed = 0
    for t in range(v):
        z[side, t] = 0.0
        tight[placed] = t
        placed += columns[side, t] >= v
    # The residual of z0, from the exact differences.
    largest = 0.0
    for q in range(k):
        j = columns[side, tight[q]] - v
        h, e = 1.0, 0.0
        for a in range(k):
            i = rows[side, basic[a]]
            d, f = _difference(M[g, i * row_step + j * column_step], b)
            x = -T[side, basic[a], v] * s
            p, w = _product(x, d)
            w += x * f
            t_ = h + p
            y = t_ - h
            e += ((h - (t_ - y)) + (p - y)) + w
            h = t_
        residual[q] = h + e
        largest = max(largest, abs(residual[q]))
    rho, norm, everything = 0.0, 0.0, 0.0
    for a in range(k):
        total, size = 0.0, 0.0
        for q in range(k):
            size += abs(T[side, basic[a], tight[q]])
        for other in range(k):
            i = rows[side, basic[other]]
            value = 0.0
            for q in range(k):
                value += T[side, basic[a], tight[q]] * C[side, i, columns[side, tight[q]] - v]
            if other == a:
                value -= 1.0
            total += abs(value)
        rho, norm = max(rho, total), max(norm, size)
        everything += total + size + residual[a]  # a maximum can lose a nan, a sum cannot
    rho = 1.01 * rho + 2.0 * k * (k + 4) * _U * (norm + 1.0)
    if not (rho < 0.5 and abs(everything) < np.inf):
        return False
    total = 0.0
    for a in range(k):
        total += abs(T[side, basic[a], v])
    remainder = 16.0 * (k + 2) * (k + 2) * _U * _U * (1.0 + total)
    largest = 1.01 * largest + remainder
    rest = 1.01 * norm * (rho * largest / (1.0 - rho) + 2.0 * (k + 2) * _U * largest + remainder)
    sum_of_z, sum_of_errors = 0.0, 0.0
    for a in range(k):
        value = 0.0
        for q in range(k):
            value += T[side, basic[a], tight[q]] * residual[q]
        value += T[side, basic[a], v]
        error[a] = rest + 2.0 * _U * abs(value)
        if not error[a] < 2.0**-41 * value:
            return False
        z[side, rows[side, basic[a]]] = value
        sum_of_z += value
        sum_of_errors += error[a]
    bound = 1.1 * (sum_of_errors + (k + 4) * _U * (1.0 + sum_of_z))
    for r in range(c):
        j = rows[side, r] - v
        if j >= 0:
            slack = 1.0
            for a in range(k):
                i = rows[side, basic[a]]
                slack -= z[side, i] * C[side, i, j]
            if not slack > bound:
                return False
    return True


@kernel
def one(
    A, B, label, most, C, T, rows, columns, z, basic, tight, residual, error, bases, scales,
    x, y, payoffs, x_support, y_support, doubtful,
):  # fmt: skip
    """Find one equilibrium of each game, dropping `label` first.

    A path of more than `most` pivots leaves its game in doubt. Returns the place of a game that is
    not finite, or -1.
    """
    m, n = x.shape[1], y.shape[1]
    step = A.shape[1] // (m * n)  # 1: a literal would be compiled for on its own
    for g in range(len(doubtful)):
        doubtful[g] = True
        sides = 0
        for side in range(2):
            v, c = (m, n) if side == 0 else (n, m)
            M, row_step, column_step = (B, n, step) if side == 0 else (A, step, n)
            base, scale = _map(M, g, row_step, column_step, C, side, v, c)
            bases[side], scales[side] = base, scale
            if np.isnan(scale):
                return g
            sides += scale > 0.0
        if sides < 2:
            continue
        if not _follow(C, T, rows, columns, m, n, label, most):
            continue
        for i in range(m):
            x_support[g, i] = False
        for j in range(n):
            y_support[g, j] = False
        first, second, size, other = 0, 0, 0, 0
        for r in range(n):
            if rows[0, r] < m:
                first = rows[0, r]
                x_support[g, first] = True
                size += 1
        for r in range(m):
            if rows[1, r] < n:
                second = rows[1, r]
                y_support[g, second] = True
                other += 1
        sure = size == other and size > 0
        for t in range(m):
            sure &= columns[0, t] < m or y_support[g, columns[0, t] - m]
        for t in range(n):
            sure &= columns[1, t] < n or x_support[g, columns[1, t] - n]
        if not sure:
            continue
        if size == 1:  # compared as it is, exactly
            for i in range(m):
                z[0, i] = 1.0 if i == first else 0.0
                sure &= i == first or A[g, i * n + second] < A[g, first * n + second]
            for j in range(n):
                z[1, j] = 1.0 if j == second else 0.0
                sure &= j == second or B[g, first * n + j] < B[g, first * n + second]
        for side in range(0 if size == 1 else 2):
            v, c = (m, n) if side == 0 else (n, m)
            M, row_step, column_step = (B, n, step) if side == 0 else (A, step, n)
            sure = sure and _prove(
                M, g, row_step, column_step, bases[side], scales[side], C, T, rows, columns, side,
                v, c, basic, tight, residual, z, error,
            )  # fmt: skip
        if not sure:
            continue
        mine, its, total = 0.0, 0.0, 0.0
        for i in range(m):
            total += z[0, i]
        for i in range(m):
            x[g, i] = z[0, i] / total
            its += B[g, i * n + second] * x[g, i]
        total = 0.0
        for j in range(n):
            total += z[1, j]
        for j in range(n):
            y[g, j] = z[1, j] / total
            mine += A[g, first * n + j] * y[g, j]
        payoffs[g, 0] = mine
        payoffs[g, 1] = its
        doubtful[g] = False
    return -1
