"""Whether a cell has at most one solution of the indifference equations, and where it is.

At most one solution: payoffs are multi-affine, so for two points x, y of a cell the differences are
``F(x) - F(y) = M (x - y)``, where column block j of M is the derivative along player j's simplex at
a point of the cell. With any matrix C, if every row of ``|1 - C M|`` adds to less than 1 for all
such M, F is one-to-one there. An entry of ``C M`` is multi-affine in the other players' points,
so its range is taken over vertices. This is tested on the cell enlarged about its centre, so that
a solution on the cell's boundary is inside; its vertices are ``(1 + k h) v - h sum(v)``, h = 1/16,
exact, for vertices have at most 40 bits. The weights' magnitudes add to ``1 + 2 (k-1) h`` for each
player, by which products errors grow.
"""

from __future__ import annotations

from .._jit import kernel

#: How far a cell is enlarged, and how far inside of that its solution must be.
MARGIN = 1.0 / 16
INSIDE = 1.0 / 32

#: How far from an equilibrium a solution may be and still be handed over, in floats.
NEAR = 1e-8


@kernel
def inverse(A, n, B):
    """Gauss-Jordan with pivoting on a copy; False where singular in floats."""
    for r in range(n):
        for k in range(n):
            B[r, k] = A[r, k]
            B[r, n + k] = 1.0 if r == k else 0.0
    for k in range(n):
        best = k
        for r in range(k + 1, n):
            if abs(B[r, k]) > abs(B[best, k]):
                best = r
        if not abs(B[best, k]) > 1e-12:
            return False
        for m in range(2 * n):
            B[k, m], B[best, m] = B[best, m], B[k, m]
        scale = 1.0 / B[k, k]
        for m in range(2 * n):
            B[k, m] *= scale
        for r in range(n):
            factor = B[r, k]
            if r != k and factor != 0.0:
                for m in range(2 * n):
                    B[r, m] -= factor * B[k, m]
    return True


@kernel
def _judges(i, only, players):
    """Whether player i's equations belong to the system; see `unique`."""
    return only < 0 or i == only or only >= players


@kernel
def _count(sizes, only, system):
    """Number of equations and of unknowns."""
    players = len(sizes)
    free = only - players if only >= players else only
    system[0], system[1] = 0, 0
    for i in range(players):
        if _judges(i, only, players):
            system[0] += sizes[i] - 1
        if i != free:
            system[1] += sizes[i] - 1


@kernel
def unique(
    G, shape, offsets, supports, sizes, steps, vertices, only, error, growth, M, A, B, C, w, system
):
    """Whether F is one-to-one on the cell whose payoffs at vertices are G.

    F: the indifference equations of all players (`only` -1), or of player `only` as a function of
    the others' strategies; or, with ``only = players + i``, of all players as a function of the
    others' strategies, whatever player i plays in the cell. On return ``C[:n, :rows]`` is the
    matrix used, ``system = (rows, n)``.
    """
    players = len(shape)
    free = only - players if only >= players else only
    _count(sizes, only, system)
    rows, n = system[0], system[1]
    if rows < n:
        return False
    if n == 0:
        return True
    # M[r, column, q]: derivative of equation r along the column's edge of player j's simplex, at
    # the q-th of the vertices that have player j at vertex 0; his own makes no difference to it.
    r = 0
    for i in range(players):
        if not _judges(i, only, players):
            continue
        reference = offsets[i] + supports[i, 0]
        for t in range(1, sizes[i]):
            a = offsets[i] + supports[i, t]
            column = 0
            for j in range(players):
                if j == free:
                    continue
                count = vertices // sizes[j]
                for b in range(1, sizes[j]):
                    total = 0.0
                    for q in range(count):
                        here = (q // steps[j] * sizes[j]) * steps[j] + q % steps[j]
                        to = here + b * steps[j]
                        slope = (G[a, to] - G[reference, to]) - (G[a, here] - G[reference, here])
                        M[r, column, q] = slope
                        total += slope
                    A[r, column] = total / count
                    column += 1
            r += 1
    if rows == n:
        if not inverse(A, n, B):
            return False
        for p in range(n):
            for r in range(n):
                C[p, r] = B[p, n + r]
    else:  # least squares; slopes are as small as the cell, and their squares more so
        largest = 0.0
        for r in range(rows):
            for k in range(n):
                largest = max(largest, abs(A[r, k]))
        if not largest > 0.0:
            return False
        for p in range(n):
            for k in range(n):
                total = 0.0
                for r in range(rows):
                    total += (A[r, p] / largest) * (A[r, k] / largest)
                C[p, k] = total
        if not inverse(C, n, B):
            return False
        for p in range(n):
            for r in range(rows):
                total = 0.0
                for k in range(n):
                    total += B[p, n + k] * (A[r, k] / largest)
                C[p, r] = total / largest
    for p in range(n):
        total, weight = 0.0, 0.0
        for r in range(rows):
            weight += abs(C[p, r])
        column = 0
        for j in range(players):
            if j == free:
                continue
            count = vertices // sizes[j]
            for _ in range(1, sizes[j]):
                for q in range(count):
                    w[q] = 1.0 if p == column else 0.0
                for r in range(rows):
                    for q in range(count):
                        w[q] -= C[p, r] * M[r, column, q]
                largest = 0.0
                for q in range(count):
                    largest = max(largest, abs(w[q]))
                total += largest
                column += 1
        # An entry of M has four payoffs, each at most `growth` in size and off by `error`; a sum of
        # `rows` products adds `rows + 4` units of its magnitudes. Twice that is allowed.
        total += n * (weight * (4.0 * error + (rows + 4) * growth * 2.0**-50) + 2.0**-50)
        if not total < 0.95:
            return False
    return True


@kernel
def solve(G, shape, offsets, supports, sizes, steps, vertices, only, C, system, z, w, F):
    """Follow ``z - C F(z)`` on an enlarged cell to its fixed point, in floats.

    Returns whether the point is inside, well within the margin, and near an equilibrium. z holds
    weights of the enlarged cell's vertices; who does not move stays in the middle.
    """
    players = len(shape)
    free = only - players if only >= players else only
    for i in range(players):
        for b in range(sizes[i]):
            z[i, b] = 1.0 / sizes[i]
    for _ in range(200):
        for a in range(len(F)):
            F[a] = 0.0
        for v in range(vertices):
            weight = 1.0
            for j in range(players):
                weight *= z[j, v // steps[j] % sizes[j]]
            w[v] = weight
        for a in range(len(F)):
            total = 0.0
            for v in range(vertices):
                total += w[v] * G[a, v]
            F[a] = total
        moved, column = 0.0, 0
        for j in range(players):
            if j == free:
                continue
            for b in range(1, sizes[j]):
                change, r = 0.0, 0
                for i in range(players):
                    if not _judges(i, only, players):
                        continue
                    for t in range(1, sizes[i]):
                        a = offsets[i] + supports[i, t]
                        change += C[column, r] * (F[a] - F[offsets[i] + supports[i, 0]])
                        r += 1
                z[j, b] -= change
                z[j, 0] += change
                moved = max(moved, abs(change))
                column += 1
        if moved < 1e-14:
            break
        if not moved < 1e3:
            return False
    for j in range(players):
        if j == free:
            continue
        for b in range(sizes[j]):
            if (1.0 + sizes[j] * MARGIN) * z[j, b] - MARGIN < -INSIDE:
                return False
    all_of = only < 0 or only >= players
    for i in range(players):
        reference = F[offsets[i] + supports[i, 0]]
        for t in range(1, sizes[i]):
            if (all_of or i == only) and abs(F[offsets[i] + supports[i, t]] - reference) > NEAR:
                return False
        if all_of or i == only:
            for a in range(shape[i]):
                if F[offsets[i] + a] - reference > NEAR:
                    return False
    return True
