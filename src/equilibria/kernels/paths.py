"""Lemke-Howson paths in floats, on the dictionaries of both best-response polytopes.

Lemke and Howson (1964), with the lexicographic rule for ties (von Stengel 2002, section 2).
Invariant: P and Q together have every label tight, except one that both lack and one that both
have. Floats only find the last basis; what it is worth is decided exactly, elsewhere.
"""

from __future__ import annotations

import numpy as np

from .._jit import kernel
from .dictionary import new_dictionary, pivot, reset

#: What `follow` returns.
DONE, CONTINUE, LOST = 0, 1, 2

#: Places of the state beyond the first three.
HASH, SAVED, SINCE, PATIENCE = range(3, 7)

#: Ratios closer than this, relatively, count as tied.
_TIE = 1e-10

#: Values are below 16; one that is negative by more than this is not so by harmless rounding.
_TRUST = 1e-7


@kernel
def _blocking(T, rows, columns, column):
    """The row that blocks a column: least ratio, ties broken lexicographically.

    -1 if there is none, or if the dictionary is no longer feasible: rounding has won, and a walk
    that has lost its path need not end.
    """
    c, v = len(rows), len(columns)
    best, row = np.inf, -1
    for r in range(c):
        if T[r, v] < -_TRUST:
            return -1
        if T[r, column] > 1e-12:
            ratio = max(T[r, v], 0.0) / T[r, column]
            if ratio < best:
                best, row = ratio, r
    if row < 0:
        return row
    limit = best * (1.0 + _TIE) + 1e-14
    for r in range(c):
        if r == row or T[r, column] <= 1e-12 or max(T[r, v], 0.0) / T[r, column] > limit:
            continue
        for label in range(v, v + c):  # constraints in their order
            mine, its = 0.0, 0.0
            if rows[r] == label:
                mine = 1.0
            elif rows[row] == label:
                its = 1.0
            else:
                for k in range(v):
                    if columns[k] == label:
                        mine, its = T[r, k], T[row, k]
            difference = mine / T[r, column] - its / T[row, column]
            if abs(difference) > _TIE * (abs(mine) / T[r, column] + abs(its) / T[row, column]):
                if difference < 0.0:
                    row = r
                break
    return row


@kernel
def _circles(state, entered, left):
    """Whether a walk is back at a basis: Brent's cycle detection, on a hash of the basis.

    Exact paths never return; one lost to rounding may do so for ever.
    """
    for label in (entered, left):
        mark = (label + 1) * -7046029254386353131  # Fibonacci hashing, see `table`
        state[HASH] ^= mark ^ (mark >> 29)
    state[SINCE] += 1
    if state[HASH] == state[SAVED]:
        return True
    if state[SINCE] == state[PATIENCE]:
        state[SAVED] = state[HASH]
        state[SINCE] = 0
        state[PATIENCE] *= 2
    return False


@kernel
def follow(P, P_T, P_rows, P_columns, Q, Q_T, Q_rows, Q_columns, missing, state, steps):
    """Take up to `steps` pivots of the path on which a label is missing.

    Labels ``0 .. m-1`` are the row player's actions, ``m .. m+n-1`` the column player's; Q's own
    numbering has the column player's first. ``state[0]`` is the label to be dropped next, or -1 at
    the start, ``state[1]`` the side: 0 for P, and ``state[2]`` counts pivots.
    Returns LOST where rounding is seen to have led off the path.
    """
    m, n = len(P_columns), len(Q_columns)
    if state[0] < 0:
        reset(P, P_T, P_rows, P_columns)
        reset(Q, Q_T, Q_rows, Q_columns)
        state[0] = missing
        state[1] = 0 if missing < m else 1
        state[HASH], state[SAVED], state[SINCE], state[PATIENCE] = 0, -1, 0, 64
    while steps > 0:
        if state[1] == 0:
            T, rows, columns, v, own = P_T, P_rows, P_columns, m, state[0]
        else:
            T, rows, columns, v = Q_T, Q_rows, Q_columns, n
            own = state[0] - m if state[0] >= m else state[0] + n
        column = v
        for k in range(v):
            if columns[k] == own:
                column = k
        row = _blocking(T, rows, columns, column)
        if row < 0:
            return LOST
        found = rows[row]
        pivot(T, rows, columns, row, column)
        state[2] += 1
        if state[1] == 1:
            found = found + m if found < n else found - n
        steps -= 1
        if found == missing:
            return DONE
        if _circles(state, 2 * state[0] + state[1], 2 * found + state[1]):
            return LOST
        state[0] = found
        state[1] = 1 - state[1]
    return CONTINUE


class Path:
    """A Lemke-Howson path in progress.

    Parameters
    ----------
    P, Q : ndarray, shapes (m, n) and (n, m)
        The polytopes' coefficients in [0, 1]: payoffs of the column player, and of the row player
        transposed.
    """

    def __init__(self, P: np.ndarray, Q: np.ndarray) -> None:
        self._arrays = (*new_dictionary(P), *new_dictionary(Q))
        self._state = np.array([-1, 0, 0, 0, 0, 0, 0], np.int64)

    def restart(self) -> None:
        """Go back to the pair of zeros."""
        self._state[0] = -1

    def follow(self, missing: int, steps: int) -> int:
        """Take up to `steps` pivots; DONE, CONTINUE, or LOST to rounding."""
        return int(follow(*self._arrays, missing, self._state, steps))

    @property
    def pivots(self) -> int:
        """Pivots taken on all paths so far."""
        return int(self._state[2])

    def point(self, side: int) -> np.ndarray:
        """The values of the variables of P (side 0) or Q, roughly."""
        _, T, rows, columns = self._arrays[4 * side : 4 * side + 4]
        values = np.zeros(len(columns))
        inside = rows < len(columns)
        values[rows[inside]] = np.maximum(T[:-1, len(columns)][inside], 0.0)
        return values

    def basis(self, side: int) -> tuple[list[int], list[int]]:
        """Basic variables and tight constraints of P (side 0) or Q."""
        _, _, rows, columns = self._arrays[4 * side : 4 * side + 4]
        v = len(columns)
        free = np.sort(rows[rows < v]).tolist()
        tight = (np.sort(columns[columns >= v]) - v).tolist()
        return free, tight
