"""Every pair of supports of many small two-player games decided at once, with proof.

For one player, say the column player with payoffs C (rows: the other's actions), everything that a
pair of supports asks is the sign of a *bordered minor*: for rows I and one more columns K, in
ascending order, ``F(I, K) = det [C[I, K_c] - C[I, K_0]]_{c = 1..|I|}``, and ``F({}, {j}) = 1``.

Let I and J have k members each. Strategies on I that make the columns of J equally good are
multiples of ``f_p = (-1)**p F(I - I_p, J)``, provided that one of these is not zero (Cramer). What
column j outside J then gains over those of J is ``-(-1)**q F(I, J + j)`` over the sum of f, q being
the place of j in J + j. So, with the signs ``(-1)**p`` and ``(-1)**q`` multiplied in:

* if all n of these have one and the same strict sign, then x = f / sum f lives on I exactly, and
  exactly the columns of J are best replies to it;
* if one of the f is not zero, and two of the n have opposite strict signs, then no strategy whose
  support lies in I has best replies that include J.

A pair that passes the first test for both players is an equilibrium, a regular one. A pair that
passes the second for either player holds none, not even one with a smaller support or more best
replies. If every pair passes one or the other, the game has no further extreme equilibrium: for an
extreme equilibrium (x, y) that is not regular there is a pair of equal size between its supports
and its best replies, ``supp x <= I <= BR(y)`` and ``supp y <= J <= BR(x)``, because every size from
the larger support to the smaller set of best replies will do and x, y being vertices makes that
range nonempty; and that pair can pass neither test. Otherwise the game is in doubt.

Minors are expanded along their last row, so that each costs as many products as it has rows. Error
bound: a difference of payoffs is rounded once, to within u of itself (a difference of floats never
underflows to zero, so its sign is exact). Let R_i be the largest computed difference of row i in
size, and suppose computed minors of size l - 1 are off by at most ``e`` and below ``s`` times the
product of their R. Then one of size l, a sum of l products, is off by at most
``l ((g + u) s + (1 + u) e)``, ``g = l u / (1 - l u)``, times the product of its R, and below
``l (1 + g) s`` times that. The largest differences must be zero or between 2**-150 and 2**150, or
the game is in doubt; so nothing overflows, and what underflows (to within 2**-1074) is far below
the bound. The sign of a minor counts only beyond 1.1 times the bound. In doubt is also a game whose
minor meets a nan; comparisons with a nan are false.

Games are taken in blocks, game by game in the innermost loop.
"""

from __future__ import annotations

from .._jit import kernel

#: Largest differences of payoffs must lie between these, or be zero.
SMALLEST, LARGEST = 2.0**-150, 2.0**150


@kernel
def transpose(M, first, count, X):
    """Bring a block of games side by side; the place of one that is not finite, or -1."""
    entries = M.shape[1]
    for e in range(entries):
        for g in range(count):
            X[e, g] = M[first + g, e]
    for e in range(entries):
        finite = True
        for g in range(count):
            finite &= abs(X[e, g]) <= 1.7976931348623157e308
        if not finite:
            for g in range(count):
                if not abs(X[e, g]) <= 1.7976931348623157e308:
                    return g
    return -1


@kernel
def signs(
    X, row_step, column_step, count, differences, ends, left, right, subset, parent, last, errors,
    F, R, product, limit, S, doubt,
):  # fmt: skip
    """Signs of all minors of one player: 1 positive, 2 negative, 0 not proved, in rows of S.

    Row 0 of S is the sign of 1, row 1 + t that of minor t, row ``1 + T + t`` the opposite. Minor t
    of size l lies in ``ends[l-1] .. ends[l]-1``; its rows are set ``subset[t]``, which is
    ``parent`` with ``last`` added; it is the alternating sum of ``F[left[t, c]] F[right[t, c]]``,
    where the left ones are of size 1. Those are the differences ``(row, column, other column)``.
    """
    total = ends[-1]
    rows = R.shape[0]
    for r in range(rows):
        for g in range(count):
            R[r, g] = 0.0
    for t in range(ends[1]):
        r = differences[t, 0]
        base = r * row_step + differences[t, 1] * column_step
        other = r * row_step + differences[t, 2] * column_step
        for g in range(count):
            d = X[other, g] - X[base, g]
            F[t, g] = d
            R[r, g] = max(R[r, g], abs(d))
            S[1 + t, g] = (d > 0.0) + 2 * (d < 0.0)
            S[1 + total + t, g] = (d < 0.0) + 2 * (d > 0.0)
    for r in range(rows):
        for g in range(count):
            size = R[r, g]
            doubt[g] |= not ((SMALLEST <= size and size <= LARGEST) or size == 0.0)
    for s in range(len(parent)):
        if parent[s] < 0:
            for g in range(count):
                product[s, g] = R[last[s], g]
        else:
            for g in range(count):
                product[s, g] = product[parent[s], g] * R[last[s], g]
    for size in range(2, len(ends)):
        for t in range(ends[size - 1], ends[size]):
            s = subset[t]
            for g in range(count):
                limit[g] = errors[size] * product[s, g]
            odd = (size - 1) & 1
            a, b, c, d = left[t, 0], right[t, 0], left[t, 1], right[t, 1]
            if odd == 1:
                a, b, c, d = c, d, a, b
            for g in range(count):
                F[t, g] = F[a, g] * F[b, g] - F[c, g] * F[d, g]
            for k in range(2, size):
                a, b = left[t, k], right[t, k]
                if (k + odd) & 1:
                    for g in range(count):
                        F[t, g] -= F[a, g] * F[b, g]
                else:
                    for g in range(count):
                        F[t, g] += F[a, g] * F[b, g]
            for g in range(count):
                value, bound = F[t, g], limit[g]
                S[1 + t, g] = (value > bound) + 2 * (value < -bound)
                S[1 + total + t, g] = (value < -bound) + 2 * (value > bound)


@kernel
def _gather(S, refs, pair, size, count, own, some, all_):
    """Which signs occur among the first `size` conditions of a pair, among all, and in all."""
    r = refs[pair, 0]
    for g in range(count):
        some[g] = S[r, g]
        all_[g] = S[r, g]
    for k in range(1, size):
        r = refs[pair, k]
        for g in range(count):
            some[g] |= S[r, g]
            all_[g] &= S[r, g]
    for g in range(count):
        own[g] = some[g]
    for k in range(size, refs.shape[1]):
        r = refs[pair, k]
        for g in range(count):
            some[g] |= S[r, g]
            all_[g] &= S[r, g]


@kernel
def accept(x_signs, y_signs, sizes, x_refs, y_refs, count, bits, words, doubt, found, number):
    """List the pairs that are equilibria, game by game, and mark the games left in doubt.

    `bits` and `words` are the same memory: seven rows of bytes, scanned eight at a time.
    """
    x_own, x_some, x_all, y_own, y_some, y_all, hit = (
        bits[0], bits[1], bits[2], bits[3], bits[4], bits[5], bits[6],
    )  # fmt: skip
    hits = words[6]
    for g in range(count):
        number[g] = 0
    for g in range(count, len(hit)):
        hit[g] = 0
    for pair in range(len(sizes)):
        size = sizes[pair]
        _gather(x_signs, x_refs, pair, size, count, x_own, x_some, x_all)
        _gather(y_signs, y_refs, pair, size, count, y_own, y_some, y_all)
        for g in range(count):
            refused = ((x_some[g] == 3) & (x_own[g] != 0)) | ((y_some[g] == 3) & (y_own[g] != 0))
            both = (x_all[g] != 0) & (y_all[g] != 0)
            hit[g] = both
            doubt[g] |= not (refused | both)
        for w in range(len(hits)):
            if hits[w] != 0:
                for g in range(8 * w, 8 * w + 8):
                    if hit[g] != 0:
                        if number[g] < found.shape[1]:
                            found[g, number[g]] = pair
                            number[g] += 1
                        else:
                            doubt[g] = 1


@kernel
def decide(
    A, B, sizes, x_refs, y_refs,
    x_differences, x_ends, x_left, x_right, x_subset, x_parent, x_last, x_errors,
    y_differences, y_ends, y_left, y_right, y_subset, y_parent, y_last, y_errors,
    X, F, x_R, y_R, product, limit, x_signs, y_signs, bits, words, in_doubt, found, number,
    counts, doubtful, pairs, state,
):  # fmt: skip
    """Decide games, block by block, from game ``state[0]`` on.

    Counts go to `counts`, the pairs that are equilibria one after another to `pairs`; a game in
    doubt has none. Ends early where `pairs` might overflow, at the game that is then ``state[0]``.
    ``state[1]`` is how many pairs are listed, ``state[2]`` a game that is not finite, or -1.
    """
    columns = x_refs.shape[1]
    one = A.shape[1] // (columns * y_refs.shape[1])  # a literal would be compiled for on its own
    room = X.shape[1]
    used, first, stop = 0, state[0], len(counts)
    for g in range(room):
        x_signs[0, g] = 1
        y_signs[0, g] = 1
    state[2] = -1
    while first < stop and used + room * found.shape[1] <= len(pairs):
        count = min(room, stop - first)
        for g in range(count):
            in_doubt[g] = 0
        bad = transpose(B, first, count, X)
        if bad < 0:
            signs(
                X, columns, one, count, x_differences, x_ends, x_left, x_right, x_subset, x_parent,
                x_last, x_errors, F, x_R, product, limit, x_signs, in_doubt,
            )  # fmt: skip
            bad = transpose(A, first, count, X)
        if bad >= 0:
            state[2] = first + bad
            break
        signs(
            X, one, columns, count, y_differences, y_ends, y_left, y_right, y_subset, y_parent,
            y_last, y_errors, F, y_R, product, limit, y_signs, in_doubt,
        )  # fmt: skip
        accept(
            x_signs, y_signs, sizes, x_refs, y_refs, count, bits, words, in_doubt, found, number
        )
        for g in range(count):
            if in_doubt[g] != 0:
                counts[first + g] = 0
                doubtful[first + g] = True
            else:
                counts[first + g] = number[g]
                doubtful[first + g] = False
                for k in range(number[g]):
                    pairs[used] = found[g, k]
                    used += 1
        first += count
    state[0] = first
    state[1] = used
