"""Subdivision of the products of simplices that support profiles span, until nothing is left open.

A cell is excluded by a separating combination (`separation`); or it is closed because at most one
solution of the indifference equations lies in it, known approximately, to be proved elsewhere; or
it is split at the midpoint of an edge. Cells of a support are met first in, first out.
"""

from __future__ import annotations

import numpy as np

from .._jit import kernel
from .separation import corners, dominated, payoffs_at, rounding, separated
from .uniqueness import MARGIN, solve, unique

#: What happened to a cell.
EXCLUDED, SPLIT, ROOT, LINE, OPEN = range(5)

#: Places of the state.
SEED, HEAD, TAIL, LIMIT, END = range(5)

#: Vertices are multiples of this; an edge along which nothing moves more than that is not split.
FINEST = 2.0**-40
STILL = 2.0**-26

#: Conditions must change less than this over a cell before the equations of one player that has as
#: many as there are unknowns are tried alone; those of all players are better where they do.
_SMALL = 2.0**-10

#: And less than this before all equations are, whatever one player plays.
_TINY = 2.0**-20


@kernel
def _decode(number, shape, supports, sizes):
    """The support profile of a number: digits are masks, the last player's first."""
    for i in range(len(shape) - 1, -1, -1):
        base = (1 << shape[i]) - 1
        mask = number % base + 1
        number //= base
        sizes[i] = 0
        for a in range(shape[i]):
            if mask >> a & 1:
                supports[i, sizes[i]] = a
                sizes[i] += 1


@kernel
def _split(G, offsets, shape, supports, sizes, steps, vertices, V, where):
    """Choose the edge along which conditions change most; return by how much."""
    best = STILL
    for j in range(len(shape)):
        for b in range(sizes[j]):
            for c in range(b + 1, sizes[j]):
                moved = 0.0
                for v in range(vertices):
                    if v // steps[j] % sizes[j] != 0:
                        continue
                    for i in range(len(shape)):
                        if i == j:
                            continue
                        reference = offsets[i] + supports[i, 0]
                        for a in range(offsets[i], offsets[i] + shape[i]):
                            change = (G[a, v + b * steps[j]] - G[reference, v + b * steps[j]]) - (
                                G[a, v + c * steps[j]] - G[reference, v + c * steps[j]]
                            )
                            moved = max(moved, abs(change))
                if moved > best:
                    fine = True
                    for t in range(sizes[j]):
                        middle = 0.5 * (V[j, b, t] + V[j, c, t]) / FINEST
                        fine = fine and middle == np.rint(middle)
                    if fine:
                        best = moved
                        where[0], where[1], where[2] = j, b, c
    return best


@kernel
def _copy(source, target):
    """Copy a cell; numba compiles assignments of arrays at length."""
    for i in range(source.shape[0]):
        for b in range(source.shape[1]):
            for t in range(source.shape[2]):
                target[i, b, t] = source[i, b, t]


@kernel
def _whole(cell):
    """A whole face: the vertices are pure strategies."""
    for i in range(cell.shape[0]):
        for b in range(cell.shape[1]):
            for t in range(cell.shape[2]):
                cell[i, b, t] = 1.0 if b == t else 0.0


@kernel
def _enlarge(V, sizes, enlarged):
    """The vertices ``(1 + k h) v - h sum(v)``."""
    for i in range(len(sizes)):
        for t in range(sizes[i]):
            total = 0.0
            for b in range(sizes[i]):
                total += V[i, b, t]
            for b in range(sizes[i]):
                enlarged[i, b, t] = (1.0 + sizes[i] * MARGIN) * V[i, b, t] - MARGIN * total


@kernel
def _place(z, V, sizes, point):
    """The point with weights z of a cell's vertices."""
    for i in range(len(sizes)):
        for t in range(sizes[i]):
            point[i, t] = 0.0
            for b in range(sizes[i]):
                point[i, t] += z[i, b] * V[i, b, t]


@kernel
def _halve(V, child, where, k, sizes):
    """Move one end of an edge, ``where = (player, vertex, vertex)``, to its midpoint."""
    j = where[0]
    for t in range(sizes[j]):
        child[j, where[k], t] = 0.5 * (V[j, where[1], t] + V[j, where[2], t])


@kernel
def explore(u, shape, queue, state, log, points, cells):
    """Work on cells until the log is full or every support profile up to END is done.

    Parameters
    ----------
    u : float64, (N, profiles)
        Payoffs in [0, 1], each rounded once from the exact one.
    shape : int64, (N,)
    queue : float64, (limit + 2, N, K, K)
        Cells of the present support: the weights of actions in use at each vertex.
    state : int64
        The support's number, and where its queue begins and ends; how many cells it may have, and
        the number of the first support that is left to others.
    log : int64, (n, 4 + actions in all)
        One row per cell: support, what happened, and the edge (player and two vertices) or whose
        equations settle a LINE (see `uniqueness.unique`); or the combination that excludes it.
    points : float64, (n, N, K)
        For ROOT and LINE, approximate probabilities of the actions in use.
    cells : float64, (n, N, K, K)
        For ROOT, LINE and OPEN, the cell.

    Returns
    -------
    rows : int
        Rows of the log that were written; fewer than there are once everything is done.

    Workspace is allocated once a call, which takes milliseconds.
    """
    players, most = len(shape), queue.shape[2]
    profiles, actions = u.shape[1], log.shape[1] - 4
    first, second = np.empty(profiles), np.empty(profiles)
    G = np.empty((actions, profiles))
    T = np.empty((2 * actions + 1, profiles + 1))
    names = np.empty(profiles + 2 * actions, np.int64)
    rows = np.empty((2 * actions, 3), np.int64)
    M = np.empty((actions, actions, profiles))
    A, C = np.empty((actions, actions)), np.empty((actions, actions))
    B = np.empty((actions, 2 * actions))
    z, w, F = np.empty((players, most)), np.empty(profiles), np.empty(actions)
    enlarged = np.empty((players, most, most))
    supports = np.empty((players, most), np.int64)
    sizes, steps, offsets = (
        np.empty(players, np.int64),
        np.empty(players, np.int64),
        np.empty(players, np.int64),
    )
    system, where = np.zeros(2, np.int64), np.zeros(3, np.int64)
    total = 0
    for i in range(players):
        offsets[i] = total
        total += shape[i]
    error = rounding(shape)
    known, growth = -1, 1.0
    vertices = corners(shape)
    for done in range(len(log)):
        if state[HEAD] == state[TAIL]:
            if state[TAIL] > 0:
                state[SEED] += 1
            if state[SEED] == state[END]:
                state[HEAD], state[TAIL] = 0, 0
                return done
            state[HEAD], state[TAIL] = 0, 1
            _whole(queue[0])
        if known != state[SEED]:
            known = state[SEED]
            _decode(known, shape, supports, sizes)
            vertices, step, growth = corners(sizes), 1, 1.0
            for i in range(players - 1, -1, -1):
                steps[i] = step
                step *= sizes[i]
                growth *= 1.0 + 2.0 * (sizes[i] - 1) * MARGIN
        V = queue[state[HEAD]]
        state[HEAD] += 1
        log[done, 0] = known
        outcome = log[done, 1:4]
        outcome[:] = 0
        c = log[done, 4:]
        for i in range(players):
            payoffs_at(u[i], shape, supports, sizes, V, i, offsets[i], first, second, G)
        if dominated(G, shape, supports, sizes, vertices, error, c):
            continue
        if separated(G, shape, supports, sizes, vertices, error, T, names, rows, c):
            continue
        c[:] = 0
        change = _split(G, offsets, shape, supports, sizes, steps, vertices, V, where)
        _enlarge(V, sizes, enlarged)
        for i in range(players):
            payoffs_at(u[i], shape, supports, sizes, enlarged, i, offsets[i], first, second, G)
        found = False
        for only in range(-1, 2 * players):
            if only >= players:  # everybody's equations, whatever one plays
                if change > _TINY or sizes[only - players] == 1:
                    continue
            elif only >= 0:
                spare = 2 * (sizes[only] - 1)
                for j in range(players):
                    spare -= sizes[j] - 1
                if spare < 0 or (spare == 0 and change > _SMALL):
                    continue
            found = unique(
                G,
                shape,
                offsets,
                supports,
                sizes,
                steps,
                vertices,
                only,
                error * growth,
                growth,
                M,
                A,
                B,
                C,
                w,
                system,
            ) and solve(
                G, shape, offsets, supports, sizes, steps, vertices, only, C, system, z, w, F
            )
            if found:
                outcome[0] = ROOT if only < 0 else LINE
                outcome[1] = only
                _place(z, enlarged, sizes, points[done])
                _copy(V, cells[done])
                break
        if found:
            continue
        if change <= STILL or state[TAIL] + 2 > state[LIMIT]:
            outcome[0] = OPEN
            _copy(V, cells[done])
            continue
        outcome[0] = SPLIT
        for k in range(3):
            c[k] = where[k]
        for k in range(1, 3):
            _copy(V, queue[state[TAIL]])
            _halve(V, queue[state[TAIL]], where, k, sizes)
            state[TAIL] += 1
    return len(log)
