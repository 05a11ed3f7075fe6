"""The set operator of a two-player repeated game, iterated in floats.

Papers and rules are those of `equilibria.repeated.finding`, whose plain version is the twin of this
one. Nothing here is a proof: the sets say where exact arithmetic should look, so there is no error
bound to keep.

Rows of `corners` and `points` are (x, y); rows of the label arrays are (profile, kind). The set is
kept counter-clockwise from its lowest leftmost corner. Invariant: it contains the limit that is
sought, up to roundings, as long as the constraints are relaxed by `slack` and `shrink` is 0.
"""

from __future__ import annotations

import numpy as np

from .._jit import kernel

SETTLED, CONTINUE, EMPTY, FULL = 0, 1, 2, 3

#: As in `finding`: own payoffs, both ends of the two lines, both lines, a free corner.
OWN, HIGH_0, LOW_0, HIGH_1, LOW_1, BOTH, FREE = 0, 1, 2, 3, 4, 5, 6


@kernel
def is_before(points, labels, p, r):
    """Order by x, then y, then how simple the origin is."""
    if points[p, 0] != points[r, 0]:
        return points[p, 0] < points[r, 0]
    if points[p, 1] != points[r, 1]:
        return points[p, 1] < points[r, 1]
    return labels[p, 1] < labels[r, 1]


@kernel
def sort_points(points, labels, order, count):
    """Order the first `count` rows: heap sort of their indices."""
    for k in range(count):
        order[k] = k
    for start in range(count // 2 - 1, -1, -1):
        sift(points, labels, order, start, count)
    top = count - count  # literals would be types of their own, and compile the callees again
    for end in range(count - 1, 0, -1):
        order[top], order[end] = order[end], order[top]
        sift(points, labels, order, top, end)


@kernel
def sift(points, labels, order, root, end):
    """Restore the heap below one node."""
    while True:
        child = 2 * root + 1
        if child >= end:
            return
        if child + 1 < end and is_before(points, labels, order[child], order[child + 1]):
            child += 1
        if not is_before(points, labels, order[root], order[child]):
            return
        order[root], order[child] = order[child], order[root]
        root = child


@kernel
def compress(points, labels, count, order, chain, corners, made, flat):
    """Replace points by the corners of their hull (Andrew's chain); their number.

    The corners go to the first rows of `corners` and `made`, and back to `points` and `labels`.
    """
    if count == 0:
        return 0
    sort_points(points, labels, order, count)
    level = points[order[0], 0]  # a jagged side would hide the corner that sticks out along it
    is_jagged = False
    for k in range(count):
        x = points[order[k], 0]
        if x - level > flat:
            level = x
        is_jagged = is_jagged or x != level
        points[order[k], 0] = level
    if is_jagged:
        sort_points(points, labels, order, count)
    distinct = 0
    for k in range(count):
        p = order[k]
        if distinct > 0:
            r = order[distinct - 1]
            if points[p, 0] == points[r, 0] and points[p, 1] - points[r, 1] <= flat:
                if labels[p, 1] < labels[r, 1]:
                    labels[r, 0], labels[r, 1] = labels[p, 0], labels[p, 1]
                continue
        order[distinct] = p
        distinct += 1
    size = 0
    if distinct <= 2:
        for k in range(distinct):
            chain[k] = order[k]
        size = distinct
    else:
        for side in range(2):
            base = size
            for step in range(distinct):
                p = order[step] if side == 0 else order[distinct - 1 - step]
                while size - base >= 2:
                    o, a = chain[size - 2], chain[size - 1]
                    dx, dy = points[p, 0] - points[o, 0], points[p, 1] - points[o, 1]
                    height = dx * (points[a, 1] - points[o, 1]) - dy * (points[a, 0] - points[o, 0])
                    if height < -flat * (abs(dx) + abs(dy)):
                        break
                    size -= 1
                chain[size] = p
                size += 1
            size -= 1
    for k in range(size):
        p = chain[k]
        corners[k, 0], corners[k, 1] = points[p, 0], points[p, 1]
        made[k, 0], made[k, 1] = labels[p, 0], labels[p, 1]
    for k in range(size):
        points[k, 0], points[k, 1] = corners[k, 0], corners[k, 1]
        labels[k, 0], labels[k, 1] = made[k, 0], made[k, 1]
    return size


@kernel
def is_inside(corners, count, x, y):
    """Whether a point lies in a polygon; False for anything thinner."""
    if count < 3:
        return False
    bx, by = corners[count - 1, 0], corners[count - 1, 1]
    for k in range(count):
        hx, hy = corners[k, 0], corners[k, 1]
        if (hx - bx) * (y - by) - (hy - by) * (x - bx) < 0.0:
            return False
        bx, by = hx, hy
    return True


@kernel
def chord(corners, count, i, q, least, most):
    """The other coordinate's range where coordinate i is q, or at the set's near end.

    The set's range in coordinate i is from `least` to `most`. The lower end is above the upper one
    where the line misses the set.
    """
    low, high = np.inf, -np.inf
    if q > most:
        return low, high
    q = max(q, least)
    j = 1 - i
    b = count - 1
    for k in range(count):
        here, before = corners[k, i], corners[b, i]
        if here == q:
            low, high = min(low, corners[k, j]), max(high, corners[k, j])
        if (before < q < here) or (here < q < before):
            t = (q - before) / (here - before)
            value = corners[b, j] + t * (corners[k, j] - corners[b, j])
            low, high = min(low, value), max(high, value)
        b = k
    return low, high


@kernel
def iterate(
    payoff,
    best,
    weight,
    discount,
    is_common,
    alive,
    corners,
    made,
    threats,
    counts,
    spare,
    spare_made,
    points,
    labels,
    order,
    chain,
    ends,
    kinds,
    numbers,
    limit,
):
    """Up to `limit` iterations from where the workspace stands.

    ``counts`` holds the number of corners and the iterations done; ``numbers`` holds slack,
    shrink and flat. Returns SETTLED, CONTINUE, EMPTY, or FULL where the corners are too many.
    """
    slack, shrink, flat = numbers[0], numbers[1], numbers[2]
    room = points.shape[0]
    for _ in range(limit):
        m = counts[0]
        u0, u1 = threats[0], threats[1]
        mx, my = 0.0, 0.0
        least0, most0, least1, most1 = np.inf, -np.inf, np.inf, -np.inf
        for k in range(m):
            x, y = corners[k, 0], corners[k, 1]
            mx += x / m
            my += y / m
            least0, most0 = min(least0, x), max(most0, x)
            least1, most1 = min(least1, y), max(most1, y)
        first = m - m  # literals would be types of their own, and compile the callees again
        second = first + 1
        total, hull = first, first
        left0, left1 = np.inf, np.inf
        for turn in range(2):
            for spot in range(m if turn == 0 else alive.shape[0]):
                # First those that made the corners of this set: few others then stand out.
                a = made[spot, 0] if turn == 0 else spot
                if not alive[a]:
                    continue
                g0, g1 = payoff[0, a], payoff[1, a]
                low = best[0, a] < u0 or best[1, a] < u1
                if turn == 1 and is_common and not low and is_inside(spare, hull, g0, g1):
                    left0, left1 = min(left0, best[0, a]), min(left1, best[1, a])
                    continue
                q0 = u0 + weight[0] * (best[0, a] - g0) - slack
                q1 = u1 + weight[1] * (best[1, a] - g1) - slack
                if shrink == 0.0:
                    q0 = max(q0, u0 + weight[0] * (u0 - g0) - slack)
                    q1 = max(q1, u1 + weight[1] * (u1 - g1) - slack)
                found = 0
                if q0 > most0 or q1 > most1:
                    alive[a] = False
                    continue
                low0, high0 = chord(corners, m, first, q0, least0, most0)
                if high0 >= q1 and low0 <= high0:
                    margin = shrink * (high0 - low0)
                    ends[0, 0], ends[0, 1], kinds[0] = q0, max(high0 - margin, q1), HIGH_0
                    if low0 + margin < q1:
                        ends[1, 0], ends[1, 1], kinds[1] = q0, q1, BOTH
                    else:
                        ends[1, 0], ends[1, 1], kinds[1] = q0, low0 + margin, LOW_0
                    found = 2
                low1, high1 = chord(corners, m, second, q1, least1, most1)
                if high1 >= q0 and low1 <= high1:
                    margin = shrink * (high1 - low1)
                    ends[found, 0], ends[found, 1] = max(high1 - margin, q0), q1
                    kinds[found] = HIGH_1
                    if low1 + margin < q0:
                        ends[found + 1, 0], ends[found + 1, 1] = q0, q1
                        kinds[found + 1] = BOTH
                    else:
                        ends[found + 1, 0], ends[found + 1, 1] = low1 + margin, q1
                        kinds[found + 1] = LOW_1
                    found += 2
                if shrink == 0.0 or not is_common:
                    for k in range(m):
                        x, y = corners[k, 0], corners[k, 1]
                        if x >= q0 and y >= q1:
                            ends[found, 0] = max(q0, x + shrink * (mx - x))
                            ends[found, 1] = max(q1, y + shrink * (my - y))
                            kinds[found] = FREE
                            found += 1
                if found == 0:
                    alive[a] = False
                    continue
                left0, left1 = min(left0, best[0, a]), min(left1, best[1, a])
                if is_common and g0 >= q0 and g1 >= q1:
                    found = 1
                    ends[0, 0], ends[0, 1], kinds[0] = g0, g1, OWN
                if total + found > room:
                    total = compress(points, labels, total, order, chain, spare, spare_made, flat)
                    hull = total
                    if 2 * total > room:
                        return FULL
                for k in range(found):
                    x = g0 + discount[0] * (ends[k, 0] - g0)
                    y = g1 + discount[1] * (ends[k, 1] - g1)
                    if kinds[k] == OWN:
                        x, y = g0, g1
                    if not is_inside(spare, hull, x, y):
                        points[total, 0], points[total, 1] = x, y
                        labels[total, 0], labels[total, 1] = a, kinds[k]
                        total += 1
            total = compress(points, labels, total, order, chain, spare, spare_made, flat)
            hull = total
        counts[1] += 1
        if total == 0:
            counts[0] = 0
            return EMPTY
        if 2 * total > room or total > corners.shape[0] - 1:
            return FULL
        low0, low1 = np.inf, np.inf
        for k in range(total):
            low0, low1 = min(low0, spare[k, 0]), min(low1, spare[k, 1])
        if shrink == 0.0:
            low0, low1 = max(low0, u0, left0), max(low1, u1, left1)
        moved = np.inf
        if total == m:
            moved = max(abs(low0 - u0), abs(low1 - u1))
            for k in range(m):
                moved = max(moved, abs(spare[k, 0] - corners[k, 0]))
                moved = max(moved, abs(spare[k, 1] - corners[k, 1]))
        threats[0], threats[1] = low0, low1
        counts[0] = total
        for k in range(total):
            corners[k, 0], corners[k, 1] = spare[k, 0], spare[k, 1]
            made[k, 0], made[k, 1] = spare_made[k, 0], spare_made[k, 1]
        if moved <= flat:
            return SETTLED
    return CONTINUE
