"""Payoffs at the vertices of a cell, and combinations of them that no equilibrium allows.

A cell is a product of simplices, one for each player, inside the faces that a support profile
spans. Payoffs are multi-affine, so over a cell each takes its least and greatest value at vertices.
At an equilibrium with support S every action of ``S_i`` earns player i the most. So whole numbers
``c[i, a]`` that add to zero for each player, and are negative for actions of ``S_i`` only, give

    sum over i and a of c[i, a] * (payoff of a to player i against the others)  <=  0

there, and a cell at whose vertices the sum is positive holds no such equilibrium. The simplex
method finds the numbers in floats; their sums at the vertices are what counts.

Bound on the error: payoffs are in [0, 1] and were rounded once; vertices are exact (dyadic) and
convex. A sum of k products is within ``k u / (1 - k u)`` of the exact one, relative to the sum of
magnitudes (at most 1), and a convex combination does not enlarge earlier errors. So a payoff at a
vertex is within ``u (1 + sum_j (k_j + 1))``, u = 2**-53, to first order; `rounding` allows twice
that, which covers the higher orders. A combination of K of them with weights c adds ``K + 1`` u per
unit of ``sum |c|``, and again twice that is allowed.
"""

from __future__ import annotations

import numpy as np

from .._jit import kernel

#: Multipliers are rounded to this fraction of the largest.
_DENOMINATOR = 2.0**20

_UNIT = 2.0**-53


@kernel
def rounding(shape):
    """Largest error of a payoff at a vertex; see the module's text."""
    total = 1.0
    for k in shape:
        total += k + 1.0
    return 2.0 * _UNIT * total


@kernel
def payoffs_at(u, shape, supports, sizes, V, i, offset, first, second, G):
    """Payoffs of player i's actions at every vertex of a cell.

    ``u`` is flat, by profile; ``V[j, v, t]`` the weight that vertex v of player j's simplex gives
    to its t-th action in use. Row ``offset + a`` of G gets action a's, by vertex in row-major
    order; the player's own vertex makes no difference. Invariant: axes j and beyond are contracted.
    """
    n = len(shape)
    current, other = u, first
    turn, after = 0, 1
    for j in range(n - 1, -1, -1):
        if j == i:
            after *= shape[j]
            continue
        before = 1
        for m in range(j):
            before *= shape[m]
        for p in range(before):
            for v in range(sizes[j]):
                to = (p * sizes[j] + v) * after
                for q in range(after):
                    other[to + q] = 0.0
                for t in range(sizes[j]):
                    weight = V[j, v, t]
                    if weight != 0.0:
                        start = (p * shape[j] + supports[j, t]) * after
                        for q in range(after):
                            other[to + q] += weight * current[start + q]
        after *= sizes[j]
        turn = 1 - turn
        if turn == 1:
            current, other = first, second
        else:
            current, other = second, first
    for v in range(corners(sizes)):
        rest, step, base, own = v, 1, 0, 1
        for j in range(n - 1, -1, -1):
            digit = rest % sizes[j]
            rest //= sizes[j]
            if j == i:
                own = step
                step *= shape[j]
            else:
                base += digit * step
                step *= sizes[j]
        for a in range(shape[i]):
            G[offset + a, v] = current[base + a * own]


@kernel
def corners(sizes):
    """Number of vertices of a cell."""
    vertices = 1
    for size in sizes:
        vertices *= size
    return vertices


@kernel
def dominated(G, shape, supports, sizes, vertices, error, c):
    """Whether one action in use earns less than another everywhere; then c says which."""
    c[:] = 0
    offset = 0
    for i in range(len(shape)):
        for t in range(sizes[i]):
            b = offset + supports[i, t]
            for a in range(offset, offset + shape[i]):
                if a == b:
                    continue
                worse = True
                for v in range(vertices):
                    if G[a, v] - G[b, v] <= 4.0 * error:
                        worse = False
                        break
                if worse:
                    c[a], c[b] = 1, -1
                    return True
        offset += shape[i]
    return False


@kernel
def _conditions(G, shape, supports, sizes, vertices, T, rows):
    """Write the matrix game between conditions and vertices; return how many conditions it has."""
    count, offset = 0, 0
    for i in range(len(shape)):
        reference = offset + supports[i, 0]
        t = 0
        for a in range(shape[i]):
            used = t < sizes[i] and supports[i, t] == a
            if used:
                t += 1
            if offset + a == reference:
                continue
            for sign in range(2 if used else 1):
                factor = 1.0 - 2.0 * sign
                for v in range(vertices):
                    T[count, v] = 2.0 + factor * (G[offset + a, v] - G[reference, v])
                rows[count, 0], rows[count, 1] = offset + a, reference
                rows[count, 2] = 1 - 2 * sign
                count += 1
        offset += shape[i]
    return count


@kernel
def separated(G, shape, supports, sizes, vertices, error, T, names, rows, c):
    """Whether some combination c excludes the cell; see the module's text.

    The matrix game between conditions (a difference of an action from the first in use, with both
    signs where both are in use) and vertices is worth more than 0 exactly if one exists. Entries
    are raised by 2, so that the vertices' program ``max sum q, A q <= 1, q >= 0`` starts at 0;
    invariant: T is its dictionary, feasible; from ``sum q = 1/2`` on the value is at most 0.
    """
    count = _conditions(G, shape, supports, sizes, vertices, T, rows)
    for r in range(count):
        T[r, vertices] = 1.0
    for v in range(vertices):
        T[count, v] = -1.0
        names[v] = v
    T[count, vertices] = 0.0
    for r in range(count):
        names[vertices + r] = vertices + r
    if not _optimize(T, names, count, vertices):
        return False
    largest = 0.0
    for k in range(vertices):
        if names[k] >= vertices:
            largest = max(largest, T[count, k])
    if not largest > 0.0:
        return False
    c[:] = 0
    for k in range(vertices):
        r = names[k] - vertices
        if r >= 0:
            m = int(np.rint(T[count, k] / largest * _DENOMINATOR))
            if m > 0:
                c[rows[r, 0]] += m * rows[r, 2]
                c[rows[r, 1]] -= m * rows[r, 2]
    return excludes(G, vertices, error, c)


@kernel
def _optimize(T, names, count, width):
    """Primal simplex on a feasible dictionary; False once the value cannot be positive.

    ``names`` says which variable stands at a column (the first `width`) or in a row (the rest).
    """
    for _ in range(40 + 4 * count):
        if T[count, width] >= 0.5:
            return False
        column, least = -1, -1e-11
        for k in range(width):
            if T[count, k] < least:
                column, least = k, T[count, k]
        if column < 0:
            return True
        row, ratio = -1, np.inf
        for r in range(count):
            if T[r, column] > 1e-11:
                here = T[r, width] / T[r, column]
                if here < ratio:
                    row, ratio = r, here
        if row < 0:
            return False
        scale = 1.0 / T[row, column]
        T[row, column] = 1.0
        for k in range(width + 1):
            T[row, k] *= scale
        for r in range(count + 1):
            factor = T[r, column]
            if r != row and factor != 0.0:
                T[r, column] = 0.0
                for k in range(width + 1):
                    T[r, k] -= factor * T[row, k]
        names[column], names[width + row] = names[width + row], names[column]
    return True


@kernel
def excludes(G, vertices, error, c):
    """Whether a combination is positive at every vertex, beyond all rounding."""
    size, terms = 0.0, 0
    for a in range(len(c)):
        if c[a] != 0:
            size += abs(c[a])
            terms += 1
    bound = size * (error + 2.0 * _UNIT * (terms + 2))
    for v in range(vertices):
        total = 0.0
        for a in range(len(c)):
            if c[a] != 0:
                total += c[a] * G[a, v]
        if not total > bound:
            return False
    return size > 0.0
