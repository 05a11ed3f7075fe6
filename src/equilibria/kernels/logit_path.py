"""The branch of logit equilibria that starts at rationality zero, followed by its arc length.

Each step predicts along the cubic through the last two points and their tangents, and corrects by
Newton's method in the plane across the tangent, so turning points are passed like any other
(Allgower and Georg 1990). The step length aims at a first correction of a given size; a step is
refused where Newton's method does not contract well, or the path bends more than about 40 degrees,
lest it jump to another branch.
"""

from __future__ import annotations

import numpy as np

from .._jit import kernel
from .logit import eliminate, linearize

#: What `trace` returns: more steps to go; the end was reached; the step length vanished.
CONTINUE, REACHED, STALLED = range(3)

#: Places of the state: the next step length, the length of the last step, points so far.
STEP, LAST, COUNT = range(3)

#: Corrections, relative to one plus the coordinate: the first one aimed at, the largest allowed,
#: and the last, after which an error is its square; or the next one, as the last two foretell it.
_AIM, _WORST, _DONE, _SOON = 0.02, 0.2, 1e-5, 1e-6
_CORRECTIONS, _CONTRACTS = 6, 0.25
_SHRINK, _GROW = 0.25, 2.5
_BEND = 0.75  # least cosine between two tangents
_SHORTEST = 1e-12


@kernel
def predict(x, t, before, t_before, last, h, y):
    """The cubic through two points with tangents, `last` apart, at h beyond the second."""
    for k in range(len(x)):
        slope = (x[k] - before[k]) / last
        twist = (t[k] - 2.0 * slope + t_before[k]) / last
        y[k] = x[k] + h * t[k] + h * h * ((t[k] - slope) + (h + last) * twist) / last


@kernel
def correct(memory, size, shape, offsets, prior, t, y, tangent, M):
    """Newton's method from y across the tangent t; return the sizes of the first and last step.

    `tangent` gets the unit tangent at the point, pointing as t does. A last step that is infinite
    tells that it did not converge.
    """
    n = len(y)
    first, moved, done = np.inf, np.inf, False
    for iteration in range(_CORRECTIONS):
        linearize(memory, size, shape, offsets, prior, y, M)
        for r in range(n - 1):
            M[r, n + 1] = 0.0
        for c in range(n):
            M[n - 1, c] = t[c]
        M[n - 1, n], M[n - 1, n + 1] = 0.0, 1.0
        if not eliminate(M, n, n + 2):
            return first, np.inf
        before, moved = moved, 0.0
        for k in range(n):
            moved = max(moved, abs(M[k, n]) / (1.0 + abs(y[k])))
            y[k] += M[k, n]
        if iteration == 0:
            first = moved
        if not moved < np.inf or moved > max(_CONTRACTS * before, _DONE):
            return first, np.inf
        done = moved <= _DONE or (iteration > 0 and moved * moved <= _SOON * before)
        if done:
            break
    norm = 0.0
    for k in range(n):
        norm += M[k, n + 1] ** 2
    norm = np.sqrt(norm)
    for k in range(n):
        tangent[k] = M[k, n + 1] / norm
    if not done or not norm < np.inf:
        return first, np.inf
    return first, moved


@kernel
def trace(memory, size, shape, offsets, prior, state, limit, points, tangents):
    """Add points to a path until the arrays are full, or rationality passes the limit.

    `state` is as the constants above say; COUNT points are known, one at least, with its tangent.
    """
    n = len(prior) + 1
    M = np.empty((n, n + 2))
    y, tangent = np.empty(n), np.empty(n)
    while True:
        count = int(state[COUNT])
        x, t = points[count - 1], tangents[count - 1]
        if x[n - 1] >= limit:
            return REACHED
        if count == len(points):
            return CONTINUE
        h = state[STEP]
        length = 0.0
        for k in range(n):
            length = max(length, abs(x[k]))
        if not h > _SHORTEST * (1.0 + length):
            return STALLED
        if state[LAST] > 0.0:
            predict(x, t, points[count - 2], tangents[count - 2], state[LAST], h, y)
        else:
            for k in range(n):
                y[k] = x[k] + h * t[k]
        first, last = correct(memory, size, shape, offsets, prior, t, y, tangent, M)
        bend, chord, turn = 0.0, 0.0, 0.0
        for k in range(n):
            bend += t[k] * tangent[k]
            chord += (y[k] - x[k]) ** 2
            turn += (tangent[k] - t[k]) ** 2
        if last == np.inf or not first <= _WORST or not bend >= _BEND or y[n - 1] < 0.0:
            state[STEP] = h * _SHRINK
            continue
        for k in range(n):
            points[count, k] = y[k]
            tangents[count, k] = tangent[k]
        state[COUNT] = count + 1
        state[LAST] = np.sqrt(chord) * (1.0 + turn / 24.0)
        order = 0.25 if count > 1 else 0.5
        factor = (_AIM / max(first, 1e-12)) ** order
        state[STEP] = h * min(_GROW, max(_SHRINK, factor))
