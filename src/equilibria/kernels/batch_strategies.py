"""The equilibria that `batch_supports` proved, written out: strategies, payoffs, canonical order.

The weights of a strategy are the same minors, now in pairs of floats ("double-double", Dekker
1971; sums of Knuth 1969). Differences of payoffs are exact there. A sum or a product of two pairs
is off by at most ``8 u**2`` times the sum, or the product, of their sizes; so by the recursion of
`batch_supports` a minor of size l is off by less than ``l! 4 (l + 1)(l + 2) u**2`` times the product
of its rows' largest differences. Its sign was proved, hence its size is above ``l! 4 u`` times that
product, and its relative error below ``(l + 1)(l + 2) u``. A probability is a weight over the sum
of weights of the same sign, so it is off by less than ``3 (l + 1)(l + 2) u`` of itself, and one of
two actions, from plain differences, by ``4 u``: far less than the 2**-40 on which the order relies.
"""

from __future__ import annotations

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
    A, B, counts, doubtful, pairs, sizes, supports, wanted, starts, needed, length, left, right,
    plus, minus, cells, high, low, values, row, index, game, x, y, payoffs, x_support, y_support,
    unsure,
):  # fmt: skip
    """Write the equilibria of some games from `row` on, in canonical order; returns the row after.

    Room for those of doubtful games is left free. Game k of these arrays is called ``index + k``;
    ``unsure[k]`` is set where the order is too close to tell. Place ``2 p`` of the tables is for
    the row player's strategy of pair p, ``2 p + 1`` for the column player's. Minors are those of
    `batch_supports`, here numbered over both players; one of size 1 is the payoff at place `plus`
    less the one at `minus`.
    """
    m, n = x.shape[1], y.shape[1]
    entries = m * n
    used = 0
    for g in range(len(counts)):
        amount = counts[g]
        for k in range(row, row + amount):
            game[k] = index + g
        unsure[g] = False
        if doubtful[g]:
            row += amount
            continue
        for e in range(entries):
            cells[0, e] = B[g, e]
            cells[1, e] = A[g, e]
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
                    h, e = 0.0, 0.0
                    for k in range(length[minor]):
                        d = left[minor, k]
                        ah, al = _difference(cells[side, plus[d]], cells[side, minus[d]])
                        d = right[minor, k]
                        bh, bl = high[d], low[d]
                        if length[d] == 1:
                            bh, bl = _difference(cells[side, plus[d]], cells[side, minus[d]])
                        p, q = _product(ah, bh)
                        q += ah * bl + al * bh
                        if (length[minor] - 1 + k) & 1:
                            p, q = -p, -q
                        s = h + p
                        u = s - h
                        e += ((h - (s - u)) + (p - u)) + q
                        h = s + e
                        e -= h - s
                    high[minor], low[minor] = h, e
                total = 0.0
                for k in range(size):
                    value = 1.0
                    if size > 1:
                        d = wanted[own, k]
                        if size == 2:
                            value = abs(cells[side, plus[d]] - cells[side, minus[d]])
                        else:
                            value = abs(high[d])
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
                mine += cells[1, i * n + b] * y[place, b]
                its += cells[0, a * n + j] * x[place, a]
            payoffs[place, 0] = mine
            payoffs[place, 1] = its
        if amount > 1:
            sure = order(x, y, payoffs, x_support, y_support, pairs, sizes, row, used, amount)
            unsure[g] = not sure
        row += amount
        used += amount
    return row


@kernel
def order(x, y, payoffs, x_support, y_support, pairs, sizes, row, used, amount):
    """Bring a game's equilibria into canonical order; whether that was clear."""
    m, width = x.shape[1], x.shape[1] + y.shape[1]
    sure = True
    for last in range(1, amount):
        for b in range(last, 0, -1):
            here, before = row + b, row + b - 1
            pure = sizes[pairs[used + b]] == 1 and sizes[pairs[used + b - 1]] == 1
            first = 0.0
            for k in range(width):
                if k < m:
                    mine, its = x[here, k], x[before, k]
                else:
                    mine, its = y[here, k - m], y[before, k - m]
                if mine != its or not (mine == 0.0 or pure):
                    first = mine - its
                    if not abs(first) > 4.0 * PRECISION * max(mine, its):
                        first = 0.0
                    break
            sure &= first != 0.0
            if not first > 0.0:
                break
            for k in range(m):
                x[here, k], x[before, k] = x[before, k], x[here, k]
                x_support[here, k], x_support[before, k] = x_support[before, k], x_support[here, k]
            for k in range(width - m):
                y[here, k], y[before, k] = y[before, k], y[here, k]
                y_support[here, k], y_support[before, k] = y_support[before, k], y_support[here, k]
            for k in range(2):
                payoffs[here, k], payoffs[before, k] = payoffs[before, k], payoffs[here, k]
            pairs[used + b], pairs[used + b - 1] = pairs[used + b - 1], pairs[used + b]
    return sure
