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
def _weights(
    M, g, row_step, column_step, pair, size, differences, ends, left, right, refs, needed, starts,
    high, low, weights,
):  # fmt: skip
    """The sizes of the weights of a pair's strategy, in the order of its support."""
    if size == 1:
        weights[0] = 1.0
        return
    total, ones = ends[-1], ends[1]
    if size > 2:
        for t in range(starts[pair], starts[pair + 1]):
            minor = needed[t]
            length = 2
            while minor >= ends[length]:
                length += 1
            h, e = 0.0, 0.0
            for k in range(length):
                d = left[minor, k]
                base = differences[d, 0] * row_step
                ah, al = _difference(
                    M[g, base + differences[d, 2] * column_step],
                    M[g, base + differences[d, 1] * column_step],
                )
                d = right[minor, k]
                if d < ones:
                    base = differences[d, 0] * row_step
                    bh, bl = _difference(
                        M[g, base + differences[d, 2] * column_step],
                        M[g, base + differences[d, 1] * column_step],
                    )
                else:
                    bh, bl = high[d], low[d]
                p, q = _product(ah, bh)
                q += ah * bl + al * bh
                if (length - 1 + k) & 1:
                    p, q = -p, -q
                s = h + p
                t_ = s - h
                e += ((h - (s - t_)) + (p - t_)) + q
                h = s + e
                e -= h - s
            high[minor], low[minor] = h, e
    for k in range(size):
        minor = refs[pair, k] - 1
        if minor >= total:
            minor -= total
        if size == 2:
            base = differences[minor, 0] * row_step
            weights[k] = abs(
                M[g, base + differences[minor, 2] * column_step]
                - M[g, base + differences[minor, 1] * column_step]
            )
        else:
            weights[k] = abs(high[minor])


@kernel
def _spread(weights, size, support, values, mask, row):
    """Write the strategy of a pair in full."""
    total = 0.0
    for k in range(size):
        total += weights[k]
    for a in range(values.shape[1]):
        values[row, a] = 0.0
        mask[row, a] = False
    for k in range(size):
        values[row, support[k]] = weights[k] / total
        mask[row, support[k]] = True


@kernel
def _first(x, y, a, b, a_pure, b_pure):
    """Which of two equilibria comes first: -1 or 1, or 0 where that is too close to tell."""
    width = x.shape[1]
    for k in range(width + y.shape[1]):
        if k < width:
            mine, its = x[a, k], x[b, k]
        else:
            mine, its = y[a, k - width], y[b, k - width]
        if mine == its and (mine == 0.0 or (a_pure and b_pure)):
            continue
        if mine - its > 4.0 * PRECISION * mine:
            return -1
        if its - mine > 4.0 * PRECISION * its:
            return 1
        return 0
    return 0


@kernel
def _exchange(x, y, payoffs, x_support, y_support, pairs, a, b, p, q):
    """Exchange two equilibria."""
    for i in range(x.shape[1]):
        x[a, i], x[b, i] = x[b, i], x[a, i]
        x_support[a, i], x_support[b, i] = x_support[b, i], x_support[a, i]
    for j in range(y.shape[1]):
        y[a, j], y[b, j] = y[b, j], y[a, j]
        y_support[a, j], y_support[b, j] = y_support[b, j], y_support[a, j]
    for k in range(2):
        payoffs[a, k], payoffs[b, k] = payoffs[b, k], payoffs[a, k]
    pairs[p], pairs[q] = pairs[q], pairs[p]


@kernel
def write(
    A, B, start, stop, offset, row, index, counts, doubtful, pairs, used, sizes, rows, columns,
    x_differences, x_ends, x_left, x_right, x_refs, x_needed, x_starts,
    y_differences, y_ends, y_left, y_right, y_refs, y_needed, y_starts,
    high, low, weights, game, x, y, payoffs, x_support, y_support, unsure,
):  # fmt: skip
    """Write the equilibria of games ``start .. stop - 1`` from `row` on, in canonical order.

    Pairs are taken from place `used` of `pairs` on. Room for the equilibria of doubtful games is
    left free. Game k of these arrays of payoffs is game ``offset + k`` of `counts`, `doubtful` and
    `unsure`, and called ``index + k``; `unsure` is set where the order is too close to tell.
    Returns the row and the place after the last.
    """
    n = y.shape[1]
    one = A.shape[1] // (n * x.shape[1])
    for g in range(start, stop):
        amount = counts[offset + g]
        for k in range(row, row + amount):
            game[k] = index + g
        if doubtful[offset + g]:
            row += amount
            continue
        close = False
        for k in range(amount):
            pair = pairs[used + k]
            size = sizes[pair]
            place = row + k
            _weights(
                B, g, n, one, pair, size, x_differences, x_ends, x_left, x_right, x_refs, x_needed,
                x_starts, high, low, weights,
            )  # fmt: skip
            _spread(weights, size, rows[pair], x, x_support, place)
            _weights(
                A, g, one, n, pair, size, y_differences, y_ends, y_left, y_right, y_refs, y_needed,
                y_starts, high, low, weights,
            )  # fmt: skip
            _spread(weights, size, columns[pair], y, y_support, place)
            mine, its = 0.0, 0.0
            i, j = rows[pair, 0], columns[pair, 0]
            for c in range(size):
                mine += A[g, i * n + columns[pair, c]] * y[place, columns[pair, c]]
                its += B[g, rows[pair, c] * n + j] * x[place, rows[pair, c]]
            payoffs[place, 0] = mine
            payoffs[place, 1] = its
            b = k
            while b > 0:
                p, q = pairs[used + b - 1], pairs[used + b]
                order = _first(x, y, row + b - 1, row + b, sizes[p] == 1, sizes[q] == 1)
                if order == 0:
                    close = True
                if order <= 0:
                    break
                _exchange(
                    x, y, payoffs, x_support, y_support, pairs, row + b - 1, row + b, used + b - 1,
                    used + b,
                )  # fmt: skip
                b -= 1
        unsure[offset + g] = close
        row += amount
        used += amount
    return row, used
