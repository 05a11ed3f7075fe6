"""The logit equations of a game, their Jacobian, and Newton's method on them.

Unknowns are the logarithms l of all probabilities, and the rationality t. With u the payoffs of
actions against the others' ``p = exp(l)``, and q the logit responses ``exp(t u) / sum exp(t u)``,

    F = l - log q,    dF/dl = 1 - t (du/dl - q . du/dl),    dF/dt = -(u - q . u).

Logarithms keep probabilities of any smallness apart, and no exponential overflows
(Turocy 2010, Economic Theory 42). A player's payoffs are contracted from the first of the others'
axes to the last, and each partial sum, with the products of the probabilities still to come, gives
one derivative: all of them cost about three passes over the payoffs, along neighbours in memory.
"""

from __future__ import annotations

import numpy as np

from .._jit import kernel

#: Newton's method: at most so many steps; and how far one may go on a support, for a solution to
#: be near.
_MOST, _NEAR = 12, 0.25


@kernel
def _dot(memory, one, other, length):
    """The product of two stretches; four sums at once, for each addition waits for the last."""
    s0, s1, s2, s3 = 0.0, 0.0, 0.0, 0.0
    whole = length - length % 4
    for k in range(0, whole, 4):
        s0 += memory[one + k] * memory[other + k]
        s1 += memory[one + k + 1] * memory[other + k + 1]
        s2 += memory[one + k + 2] * memory[other + k + 2]
        s3 += memory[one + k + 3] * memory[other + k + 3]
    for k in range(whole, length):
        s0 += memory[one + k] * memory[other + k]
    return (s0 + s1) + (s2 + s3)


@kernel
def differentiate(memory, size, shape, offsets, p, u, D):
    """Payoffs u of all actions against p, and their derivatives D by other players' probabilities.

    `memory` holds every player's payoffs, own actions first and the other players in order, each of
    `size` entries; then room for ``2 size`` partial sums, and for ``size`` products of
    probabilities.
    """
    players = len(shape)
    room = players * size
    later = np.empty(players, np.int64)
    for i in range(players):
        own = shape[i]
        # For each opponent the products of the probabilities of those after it.
        here, length = (players + 2) * size, 1
        memory[here] = 1.0
        for j in range(players - 1, -1, -1):
            if j == i:
                continue
            later[j] = here
            if length * shape[j] * own == size:
                break
            for b in range(shape[j]):
                weight, to = p[offsets[j] + b], here + (b + 1) * length
                for y in range(length):
                    memory[to + y] = weight * memory[here + y]
            here += length
            length *= shape[j]
        here, free, length = i * size, room, size // own
        for j in range(players):
            if j == i:
                continue
            rest = length // shape[j]
            for a in range(own):
                to = free + a * rest
                for y in range(rest):
                    memory[to + y] = 0.0
                for b in range(shape[j]):
                    start, weight = here + a * length + b * rest, p[offsets[j] + b]
                    D[offsets[i] + a, offsets[j] + b] = _dot(memory, start, later[j], rest)
                    for y in range(rest):
                        memory[to + y] += weight * memory[start + y]
            here, free, length = free, free + own * rest, rest
        for a in range(own):
            u[offsets[i] + a] = memory[here + a]
            for b in range(own):
                D[offsets[i] + a, offsets[i] + b] = 0.0


@kernel
def linearize(memory, size, shape, offsets, prior, x, M):
    """Fill M, one row per action: dF/dl, then dF/dt, then -F. Return the largest entry of F.

    x holds l and then t. `prior` is added to ``t u``: zero for the quantal response itself.
    """
    actions = len(prior)
    p, u, q = np.empty(actions), np.empty(actions), np.empty(actions)
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
            q[k] = np.exp(prior[k] + t * u[k] - norm)
            mean += q[k] * u[k]
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
                mean += q[k] * D[k, c]
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
        if not moved < _NEAR or moved > max(before, 1e-9):
            return np.inf
        if moved < 1e-15 or (moved < 1e-9 and moved > 0.1 * before):
            break
    differentiate(memory, size, shape, offsets, p, u, D)
    return moved
