"""The logit equations of a game, their Jacobian, and Newton's method on them.

Unknowns are the logarithms l of all probabilities, and the rationality t. With u the payoffs of
actions against the others' ``p = exp(l)``, and q the logit responses ``exp(t u) / sum exp(t u)``,

    F = l - log q,    dF/dl = 1 - t (du/dl - q . du/dl),    dF/dt = -(u - q . u).

Logarithms keep probabilities of any smallness apart, and no exponential overflows
(Turocy 2010, Economic Theory 42). A player's payoffs are contracted from the last axis to the
first, and each partial sum is used for one derivative: all of them cost about four passes over the
payoffs.
"""

from __future__ import annotations

import numpy as np

from .._jit import kernel

#: Newton's method: at most so many steps.
_MOST = 12


@kernel
def differentiate(memory, size, shape, offsets, p, u, D):
    """Payoffs u of all actions against p, and their derivatives D by other players' probabilities.

    `memory` holds every player's payoffs, own actions first and the other players in order, each of
    `size` entries; then room for ``2 size`` partial sums, and for ``size`` products of
    probabilities.
    """
    players = len(shape)
    room, products = players * size, (players + 2) * size
    positions = np.empty(players, np.int64)
    for i in range(players):
        here, free, length = i * size, room, size
        for j in range(players - 1, -1, -1):
            if j == i:
                continue
            positions[j] = here
            count, first = shape[j], offsets[j]
            length //= count
            for x in range(length):
                total = 0.0
                for b in range(count):
                    total += p[first + b] * memory[here + x * count + b]
                memory[free + x] = total
            here = free
            free += length
        for a in range(shape[i]):
            u[offsets[i] + a] = memory[here + a]
        memory[products] = 1.0
        length = 1
        for j in range(players):
            if j == i:
                continue
            count, first, here = shape[j], offsets[j], positions[j]
            for a in range(shape[i]):
                row = offsets[i] + a
                for b in range(count):
                    D[row, first + b] = 0.0
                for w in range(length):
                    weight = memory[products + w]
                    for b in range(count):
                        D[row, first + b] += weight * memory[here + (a * length + w) * count + b]
            if length * count <= size:
                for w in range(length - 1, -1, -1):
                    weight = memory[products + w]
                    for b in range(count - 1, -1, -1):
                        memory[products + w * count + b] = weight * p[first + b]
            length *= count
        for a in range(shape[i]):
            for b in range(shape[i]):
                D[offsets[i] + a, offsets[i] + b] = 0.0


@kernel
def linearize(memory, size, shape, offsets, prior, x, M):
    """Fill M, one row per action: dF/dl, then dF/dt, then -F. Return the largest entry of F.

    x holds l and then t. `prior` is added to ``t u``: zero for the quantal response itself.
    """
    actions = len(prior)
    p, u = np.empty(actions), np.empty(actions)
    D = np.empty((actions, actions))
    for k in range(actions):
        p[k] = np.exp(x[k])
    differentiate(memory, size, shape, offsets, p, u, D)
    t, worst = x[actions], 0.0
    for i in range(len(shape)):
        first, last = offsets[i], offsets[i] + shape[i]
        top, total, mean = -np.inf, 0.0, 0.0
        for k in range(first, last):
            top = max(top, prior[k] + t * u[k])
        for k in range(first, last):
            total += np.exp(prior[k] + t * u[k] - top)
        norm = top + np.log(total)
        for k in range(first, last):
            mean += np.exp(prior[k] + t * u[k] - norm) * u[k]
        for k in range(first, last):
            M[k, actions] = mean - u[k]
            M[k, actions + 1] = prior[k] + t * u[k] - norm - x[k]
            worst = max(worst, abs(M[k, actions + 1]))
        for c in range(actions):
            if first <= c < last:
                for k in range(first, last):
                    M[k, c] = 1.0 if k == c else 0.0
                continue
            mean = 0.0
            for k in range(first, last):
                mean += np.exp(prior[k] + t * u[k] - norm) * D[k, c]
            for k in range(first, last):
                M[k, c] = -t * p[c] * (D[k, c] - mean)
    return worst


@kernel
def eliminate(M, rows, columns):
    """Solve in place by Gauss-Jordan with partial pivots; False if a pivot is zero or no number.

    The solutions for the columns from `rows` on stand where those columns were.
    """
    for k in range(rows):
        best, pivot = -1.0, k
        for r in range(k, rows):
            if abs(M[r, k]) > best:
                best, pivot = abs(M[r, k]), r
        if not best > 0.0 or best == np.inf:
            return False
        if pivot != k:
            for c in range(k, columns):
                M[k, c], M[pivot, c] = M[pivot, c], M[k, c]
        for r in range(k + 1, rows):
            factor = M[r, k] / M[k, k]
            if factor != 0.0:
                for c in range(k + 1, columns):
                    M[r, c] -= factor * M[k, c]
    for c in range(rows, columns):
        for k in range(rows - 1, -1, -1):
            total = M[k, c]
            for r in range(k + 1, rows):
                total -= M[k, r] * M[r, c]
            M[k, c] = total / M[k, k]
    return True


@kernel
def polish(memory, size, shape, offsets, prior, x):
    """Newton's method at the rationality that x has; return how far the last step went.

    A result that is not small tells that it did not converge; x is then of no use.
    """
    actions = len(prior)
    M, L = np.empty((actions, actions + 2)), np.empty((actions, actions + 1))
    moved = np.inf
    for _ in range(_MOST):
        linearize(memory, size, shape, offsets, prior, x, M)
        for r in range(actions):
            for c in range(actions):
                L[r, c] = M[r, c]
            L[r, actions] = M[r, actions + 1]
        if not eliminate(L, actions, actions + 1):
            return np.inf
        before, moved = moved, 0.0
        for k in range(actions):
            moved = max(moved, abs(L[k, actions]) / (1.0 + abs(x[k])))
            x[k] += L[k, actions]
        if not moved < 1e3:
            return np.inf
        if moved < 1e-15 or (moved < 1e-9 and moved > 0.1 * before):
            break
    return moved


@kernel
def indifferent(memory, size, shape, offsets, used, p, u):
    """Newton's method on the indifference equations of a support; return how far it went last.

    `used` is 1 for the actions in use. p starts near a solution, and ends as it, u as the payoffs
    against it.
    """
    actions, players = len(used), len(shape)
    D = np.empty((actions, actions))
    place = np.empty(actions, np.int64)
    count = 0
    for k in range(actions):
        place[k] = count
        count += used[k]
        if not used[k]:
            p[k] = 0.0
    rows = count + players
    M = np.empty((rows, rows + 1))
    moved = np.inf
    for _ in range(_MOST):
        differentiate(memory, size, shape, offsets, p, u, D)
        for r in range(rows):
            for c in range(rows):
                M[r, c] = 0.0
        for i in range(players):
            total, value = 0.0, 0.0
            for k in range(offsets[i], offsets[i] + shape[i]):
                if used[k]:
                    total += p[k]
                    value += p[k] * u[k]
            M[count + i, rows] = 1.0 - total
            for k in range(offsets[i], offsets[i] + shape[i]):
                if not used[k]:
                    continue
                for c in range(actions):
                    if used[c]:
                        M[place[k], place[c]] = D[k, c]
                M[place[k], count + i] = -1.0
                M[place[k], rows] = value - u[k]
                M[count + i, place[k]] = 1.0
        if not eliminate(M, rows, rows + 1):
            return np.inf
        before, moved = moved, 0.0
        for k in range(actions):
            if used[k]:
                moved = max(moved, abs(M[place[k], rows]))
                p[k] += M[place[k], rows]
        if not moved < 10.0:
            return np.inf
        if moved < 1e-15 or (moved < 1e-9 and moved > 0.1 * before):
            break
    differentiate(memory, size, shape, offsets, p, u, D)
    return moved
