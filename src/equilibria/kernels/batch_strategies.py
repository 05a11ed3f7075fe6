"""The equilibria that `batch_supports` proved, written out: strategies, payoffs, canonical order.

The weights of a strategy are the same minors, now in pairs of floats ("double-double", Dekker
1971; sums of Knuth 1969). Differences of payoffs are exact there. A sum or a product of two pairs
is off by at most ``8 u**2`` times the sum, or the product, of their sizes; so by the recursion of
`batch_supports` a minor of size l is off by less than ``l! 4 (l + 1)(l + 2) u**2`` times the
product of its rows' largest differences. Its sign was proved, hence its size is above ``l! 4 u``
times that product, and its relative error below ``(l + 1)(l + 2) u``. A probability is a weight
over the sum of weights of the same sign, so it is off by less than ``3 (l + 1)(l + 2) u`` of
itself, and one of two actions, from plain differences, by ``4 u``: far less than the 2**-40 on
which the order relies.
"""

from __future__ import annotations

import numpy as np

from .._jit import kernel

#: Probabilities are within this part of themselves; the order of two is open below four times that.
PRECISION = 2.0**-40


@kernel
def _difference(a, b):
    """``a - b`` as a pair, exactly."""
    s = a - b
    t = s - a
    return s, (a - (s - t)) - (b + t)


@kernel
def _product(a, b):
    """The product of two floats as a pair, exactly."""
    p = a * b
    t = 134217729.0 * a
    high = t - (t - a)
    low = a - high
    t = 134217729.0 * b
    top = t - (t - b)
    rest = b - top
    return p, ((high * top - p) + high * rest + low * top) + low * rest


@kernel
def write(
    A, B, counts, pairs, sizes, supports, weights, starts, needed, length, left, right,
    plus, minus, cells, high, low, values, row, index, game, x, y, payoffs, x_support, y_support,
    unsure,
):  # fmt: skip
    """Write the equilibria of some games from `row` on, in canonical order; returns the row after.

    A doubtful game has none. Game k of these arrays is called ``index + k``; ``unsure[k]`` is set
    where the order is too close to tell. The tables are those of
    `solvers.batch_tables`; `cells` holds one game, `high` and `low` its minors.
    """
    m, n = x.shape[1], y.shape[1]
    entries, width = m * n, m + n
    used = row - row  # a literal would be compiled for on its own
    for g in range(len(counts)):
        amount = np.int64(counts[g])
        for k in range(row, row + amount):
            game[k] = index + g
        unsure[g] = False
        for e in range(entries):
            cells[e] = B[g, e]
            cells[entries + e] = A[g, e]
        for place in range(row, row + amount):
            pair = pairs[used + place - row]
            size = sizes[pair]
            for i in range(m):
                x[place, i] = 0.0
                x_support[place, i] = False
            for j in range(n):
                y[place, j] = 0.0
                y_support[place, j] = False
            for side in range(2):
                own = 2 * pair + side
                for t in range(starts[own], starts[own + 1]):
                    minor = needed[t]
                    h, rest = 0.0, 0.0
                    for k in range(length[minor]):
                        d = left[minor, k]
                        ah, al = _difference(cells[plus[d]], cells[minus[d]])
                        d = right[minor, k]
                        bh, bl = high[d], low[d]
                        if length[d] == 1:
                            bh, bl = _difference(cells[plus[d]], cells[minus[d]])
                        p, q = _product(ah, bh)
                        q += ah * bl + al * bh
                        if (length[minor] - 1 + k) & 1:
                            p, q = -p, -q
                        s = h + p
                        u = s - h
                        rest += ((h - (s - u)) + (p - u)) + q
                        h = s + rest
                        rest -= h - s
                    high[minor], low[minor] = h, rest
                total = 0.0
                for k in range(size):
                    value = 1.0
                    if size > 1:
                        d = weights[own, k]
                        value = abs(high[d])
                        if size == 2:
                            value = abs(cells[plus[d]] - cells[minus[d]])
                    values[k] = value
                    total += value
                for k in range(size):
                    a = supports[own, k]
                    if side == 0:
                        x[place, a] = values[k] / total
                        x_support[place, a] = True
                    else:
                        y[place, a] = values[k] / total
                        y_support[place, a] = True
            i, j = supports[2 * pair, 0], supports[2 * pair + 1, 0]
            mine, its = 0.0, 0.0
            for k in range(size):
                a, b = supports[2 * pair, k], supports[2 * pair + 1, k]
                mine += cells[entries + i * n + b] * y[place, b]
                its += cells[a * n + j] * x[place, a]
            payoffs[place, 0] = mine
            payoffs[place, 1] = its
            # Move it up among those before it, as far as it belongs.
            here, pure = place, size == 1
            while here > row:
                before = here - 1
                both_pure = pure and sizes[pairs[used + before - row]] == 1
                first = 0.0
                for k in range(width):
                    if k < m:
                        mine, its = x[here, k], x[before, k]
                    else:
                        mine, its = y[here, k - m], y[before, k - m]
                    if mine != its or not (mine == 0.0 or both_pure):
                        first = mine - its
                        if not abs(first) > 4.0 * PRECISION * max(mine, its):
                            first = 0.0
                        break
                if first == 0.0:
                    unsure[g] = True
                if not first > 0.0:
                    break
                for k in range(m):
                    x[here, k], x[before, k] = x[before, k], x[here, k]
                    held = x_support[here, k]
                    x_support[here, k] = x_support[before, k]
                    x_support[before, k] = held
                for k in range(n):
                    y[here, k], y[before, k] = y[before, k], y[here, k]
                    held = y_support[here, k]
                    y_support[here, k] = y_support[before, k]
                    y_support[before, k] = held
                for k in range(2):
                    payoffs[here, k], payoffs[before, k] = payoffs[before, k], payoffs[here, k]
                held_pair = pairs[used + here - row]
                pairs[used + here - row] = pairs[used + before - row]
                pairs[used + before - row] = held_pair
                here = before
        row += amount
        used += amount
    return row
