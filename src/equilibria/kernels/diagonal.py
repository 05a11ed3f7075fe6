"""Subdivision of one simplex: symmetric equilibria of players who can all change places.

If all others play x, what an action earns is a polynomial in x of degree n, one less than there are
players. Over a simplex of strategies it is a convex combination of its Bernstein coefficients: what
the action earns when the others play vertices, one each, in any order. They are payoffs at the
vertices of the product of simplices that holds the cell's diagonal, each kept once, so the
combinations that exclude cells (`separation`) and the bound on rounding are those of products.

At most one solution: for x, y in a cell ``F(x) - F(y) = D (x - y)`` with D the derivative at a
point of the cell, whose entries are convex combinations of ``n (G[m + b] - G[m])``, m multisets of
n - 1 vertices. The test is that of `uniqueness`, on the enlarged cell as there.
"""

from __future__ import annotations

import numpy as np

from .._jit import kernel
from .cells import EXCLUDED, FINEST, OPEN, ROOT, SPLIT, STILL
from .separation import dominated, separated
from .uniqueness import INSIDE, MARGIN, NEAR, inverse

#: Places of the state.
HEAD, TAIL, LIMIT = range(3)


@kernel
def coefficients(table, plus, count, V, work, chosen, out):
    """Payoffs of one action against every multiset of vertices, in lexicographic order.

    ``table`` has them against multisets of actions. ``plus[d, m, t]`` is the number of multiset m
    of size d with t added, ``count[d]`` how many there are. Invariant: ``work[d]`` has what d of
    the others, at the vertices ``chosen[:d]``, leave to be summed over the rest.
    """
    n, size = len(count) - 1, len(V)
    for m in range(count[n]):
        work[0, m] = table[m]
    depth, leaf = 0, 0
    chosen[0] = 0
    while depth >= 0:
        if chosen[depth] == size:
            depth -= 1
            if depth >= 0:
                chosen[depth] += 1
            continue
        v, rest = chosen[depth], n - depth - 1
        for m in range(count[rest]):
            total = 0.0
            for t in range(size):
                total += V[v, t] * work[depth, plus[rest, m, t]]
            work[depth + 1, m] = total
        if rest == 0:
            out[leaf] = work[depth + 1, 0]
            leaf += 1
            chosen[depth] += 1
        else:
            depth += 1
            chosen[depth] = v


@kernel
def _split(G, used, plus, count, V, where):
    """Choose the edge along which conditions change most; return by how much."""
    n, size, best = len(count) - 1, len(V), STILL
    for b in range(size):
        for c in range(b + 1, size):
            moved = 0.0
            for m in range(count[n - 1]):
                up, down = plus[n - 1, m, b], plus[n - 1, m, c]
                for a in range(len(G)):
                    change = (G[a, up] - G[used[0], up]) - (G[a, down] - G[used[0], down])
                    moved = max(moved, abs(change))
            if moved > best:
                fine = True
                for t in range(size):
                    middle = 0.5 * (V[b, t] + V[c, t]) / FINEST
                    fine = fine and middle == np.rint(middle)
                if fine:
                    best = moved
                    where[0], where[1] = b, c
    return best


@kernel
def _unique(G, used, plus, count, error, growth, D, A, B, C):
    """Whether F is one-to-one on the cell with coefficients G; C is then the matrix used."""
    n, unknowns = len(count) - 1, len(used) - 1
    vertices = count[n - 1]
    for r in range(unknowns):
        a = used[r + 1]
        for b in range(unknowns):
            total = 0.0
            for m in range(vertices):
                to, here = plus[n - 1, m, b + 1], plus[n - 1, m, 0]
                D[r, b, m] = n * ((G[a, to] - G[used[0], to]) - (G[a, here] - G[used[0], here]))
                total += D[r, b, m]
            A[r, b] = total / vertices
    if not inverse(A, unknowns, B):
        return False
    for p in range(unknowns):
        weight, total = 0.0, 0.0
        for r in range(unknowns):
            C[p, r] = B[p, unknowns + r]
            weight += abs(C[p, r])
        for b in range(unknowns):
            largest = 0.0
            for m in range(vertices):
                entry = 1.0 if p == b else 0.0
                for r in range(unknowns):
                    entry -= C[p, r] * D[r, b, m]
                largest = max(largest, abs(entry))
            total += largest
        # As in `uniqueness`, n times: an entry of D has n times four payoffs.
        slack = 4.0 * error + (unknowns + 6) * growth * 2.0**-50
        if not total + unknowns * (n * weight * slack + 2.0**-50) < 0.95:
            return False
    return True


@kernel
def _solve(G, used, plus, count, C, work, z, F):
    """Follow ``z - C F(z)`` on an enlarged cell to its fixed point, in floats.

    Returns whether the point is inside, well within the margin, and near an equilibrium.
    """
    n, size = len(count) - 1, len(used)
    for b in range(size):
        z[b] = 1.0 / size
    for _ in range(200):
        for a in range(len(G)):
            for m in range(count[n]):
                work[0, m] = G[a, m]
            for d in range(n):
                for m in range(count[n - d - 1]):
                    total = 0.0
                    for b in range(size):
                        total += z[b] * work[d, plus[n - d - 1, m, b]]
                    work[d + 1, m] = total
            F[a] = work[n, 0]
        moved = 0.0
        for p in range(size - 1):
            change = 0.0
            for r in range(size - 1):
                change += C[p, r] * (F[used[r + 1]] - F[used[0]])
            z[p + 1] -= change
            z[0] += change
            moved = max(moved, abs(change))
        if moved < 1e-14:
            break
        if not moved < 1e3:
            return False
    for b in range(size):
        if (1.0 + size * MARGIN) * z[b] - MARGIN < -INSIDE:
            return False
    near = True
    for t in range(1, size):
        near = near and abs(F[used[t]] - F[used[0]]) <= NEAR
    for a in range(len(G)):
        near = near and F[a] - F[used[0]] <= NEAR
    return near


@kernel
def explore(table, used, plus, count, error, queue, state, log, points, cells):
    """Work on the cells of one support until the log is full or none is left.

    Parameters
    ----------
    table : float64, (actions, multisets)
        Payoffs in [0, 1] against multisets of n actions in use, each rounded once.
    used : int64, (s,)
        The actions in use.
    plus, count : int64, (n, multisets, s) and (n + 1,)
        Tables of multisets; see `coefficients`.
    error : float
        Bound on the error of a payoff at vertices.
    queue : float64, (limit + 2, s, s)
    state : int64
        Where the queue begins and ends, and how many cells it may have.
    log : int64, (rows, 2 + actions)
        Per cell what happened, and the combination that excludes it, or the edge.
    points, cells : float64, (rows, s) and (rows, s, s)
        For ROOT approximate probabilities; for ROOT and OPEN the cell.

    Returns
    -------
    rows : int
        Rows of the log that were written; fewer than there are once none is left.
    """
    n, size, actions = len(count) - 1, len(used), len(table)
    widest = count[n]
    G, work = np.empty((actions, widest)), np.empty((n + 1, widest))
    chosen, where = np.empty(n + 1, np.int64), np.zeros(2, np.int64)
    T = np.empty((2 * actions + 1, widest + 1))
    names = np.empty(widest + 2 * actions, np.int64)
    rows = np.empty((2 * actions, 3), np.int64)
    D, A, C = np.empty((size, size, widest)), np.empty((size, size)), np.empty((size, size))
    B = np.empty((size, 2 * size))
    z, F, enlarged = np.empty(size), np.empty(actions), np.empty((size, size))
    shape, sizes = np.empty(1, np.int64), np.empty(1, np.int64)
    supports = np.empty((1, size), np.int64)
    shape[0], sizes[0] = actions, size
    for t in range(size):
        supports[0, t] = used[t]
    growth = (1.0 + 2.0 * (size - 1) * MARGIN) ** n
    for done in range(len(log)):
        if state[HEAD] == state[TAIL]:
            return done
        V = queue[state[HEAD]]
        state[HEAD] += 1
        for a in range(actions):
            coefficients(table[a], plus, count, V, work, chosen, G[a])
        c = log[done, 2:]
        log[done, 0], log[done, 1] = EXCLUDED, 0
        if dominated(G, shape, supports, sizes, widest, error, c):
            continue
        if separated(G, shape, supports, sizes, widest, error, T, names, rows, c):
            continue
        c[:] = 0
        change = _split(G, used, plus, count, V, where)
        for t in range(size):
            total = 0.0
            for b in range(size):
                total += V[b, t]
            for b in range(size):
                enlarged[b, t] = (1.0 + size * MARGIN) * V[b, t] - MARGIN * total
        for a in range(actions):
            coefficients(table[a], plus, count, enlarged, work, chosen, G[a])
        for b in range(size):
            for t in range(size):
                cells[done, b, t] = V[b, t]
        if _unique(G, used, plus, count, error * growth, growth, D, A, B, C) and _solve(
            G, used, plus, count, C, work, z, F
        ):
            log[done, 0] = ROOT
            for t in range(size):
                points[done, t] = 0.0
                for b in range(size):
                    points[done, t] += z[b] * enlarged[b, t]
            continue
        if change <= STILL or state[TAIL] + 2 > state[LIMIT]:
            log[done, 0] = OPEN
            continue
        log[done, 0] = SPLIT
        for k in range(2):
            c[k] = where[k]
            for b in range(size):
                for t in range(size):
                    queue[state[TAIL], b, t] = V[b, t]
            for t in range(size):
                queue[state[TAIL], where[k], t] = 0.5 * (V[where[0], t] + V[where[1], t])
            state[TAIL] += 1
    return len(log)
