"""Bounds on what profiles earn in one direction, by corners of the dual of a plane linear program.

The rules and the error bounds are those of `equilibria.repeated.outer`, whose arrays these are: a
bound that is handed in with its error added (`base`, `free`, `least`) stays an upper bound, and
`error` covers the roundings here. The plain version there is the twin of this one.
"""

from __future__ import annotations

import numpy as np

from .._jit import kernel


@kernel
def upper(
    first, stage, alive, required, base, less, axis, free, b0, b1, least, error, limit, row
):  # fmt: skip
    """Write to `row` each profile's upper bound where it may exceed `limit`, else -inf.

    The bound is the least of ``first`` and ``stage`` plus the least of ``free``, of ``least - b0 q0
    - b1 q1`` and of ``base[c] - less[c] q[axis[c]]``, with ``q = required[:, a]``. Returns the
    profile with the largest, -1 if none exceeds the limit. Invariant: an entry that is left out is
    at most `limit`, so that stopping early loses nothing.
    """
    best, top = limit, -1
    for a in range(alive.shape[0]):
        row[a] = -np.inf
        if not alive[a] or first[a] + error <= limit:
            continue
        second = min(free, least - b0 * required[0, a] - b1 * required[1, a])
        value = min(first[a], stage[a] + second) + error
        for c in range(less.shape[0]):
            if value <= limit:
                break
            second = base[c] - less[c] * required[axis[c], a]
            value = min(value, stage[a] + second + error)
        if value > limit:
            row[a] = value
            if value > best:
                best, top = value, a
    return top


@kernel
def lands(
    first, stage, alive, high, low, base_high, base_low, less, axis, error, limit, aims, doubtful
):  # fmt: skip
    """Mark the profiles that no corner shows to obey ``aims`` at both ends; their number.

    ``high`` and ``low`` are what must be promised at the two ends, ``base_high`` and ``base_low``
    the corners' bounds there. Invariant: a profile that is not marked obeys, or its ``first`` is at
    most `limit`.
    """
    count = 0
    for a in range(alive.shape[0]):
        doubtful[a] = False
        if not alive[a] or first[a] <= limit:
            continue
        doubtful[a] = True
        value = stage[a] + error
        for c in range(less.shape[0]):
            i = axis[c]
            if (
                value + (base_high[c] - less[c] * high[i, a]) <= aims[0]
                and value + (base_low[c] - less[c] * low[i, a]) <= aims[1]
            ):
                doubtful[a] = False
                break
        if doubtful[a]:
            count += 1
    return count
