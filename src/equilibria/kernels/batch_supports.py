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
def decide(
    A, B, m, length, row, plus, minus, left, right, subset, parent, last, errors, sizes, refs,
    X, F, R, product, signs, bits, words, in_doubt, found, number, counts, doubtful, pairs, state,
):  # fmt: skip
    """Decide games, block by block, from game ``state[0]`` on.

    Counts go to `counts`, the pairs that are equilibria one after another to `pairs`; a game in
    doubt has none. Ends early where `pairs` might overflow, at the game that is then ``state[0]``.
    ``state[1]`` is how many pairs are listed, ``state[2]`` a game that is not finite, or -1.

    The tables are those of `solvers.batch_tables`. Signs are 1 for positive, 2 for negative, 0 for
    not proved: row 0 of `signs` is the sign of 1, row 1 + t that of minor t, row ``1 + T + t`` the
    opposite. `bits` and `words` are the same memory: rows of bytes, scanned eight at a time.
    """
    entries, minors = A.shape[1], len(length)
    n = entries // m
    room = X.shape[1]
    some, all_, refused, both = bits[0], bits[1], bits[2], bits[3]
    hits = words[3]
    used, first, stop = 0, state[0], len(counts)
    for g in range(room):
        signs[0, g] = 1
        both[g] = 0
    state[2] = -1
    while first < stop and used + room * found.shape[1] <= len(pairs):
        count = min(room, stop - first)
        finite = True
        for e in range(entries):
            for g in range(count):
                X[e, g] = B[first + g, e]
                X[entries + e, g] = A[first + g, e]
        for e in range(2 * entries):
            for g in range(count):
                finite &= X[e, g] * 0.0 == 0.0
        if not finite:
            for g in range(count):
                for e in range(2 * entries):
                    if X[e, g] * 0.0 != 0.0:  # a nan is
                        state[2] = first + g
            break
        for r in range(m + n):
            for g in range(count):
                R[r, g] = 0.0
        for g in range(count):
            in_doubt[g] = 0
            number[g] = 0
        # Minors of one row, and the rows' largest differences.
        for t in range(minors):
            if length[t] == 1:
                r, p, q = row[t], plus[t], minus[t]
                for g in range(count):
                    d = X[p, g] - X[q, g]
                    F[t, g] = d
                    R[r, g] = max(R[r, g], abs(d))
        for r in range(m + n):
            for g in range(count):
                size_of = R[r, g]
                fits = (size_of >= SMALLEST) & (size_of <= LARGEST)
                in_doubt[g] |= not (fits | (size_of == 0.0))
        for s in range(len(parent)):
            r, p = last[s], parent[s]
            for g in range(count):
                product[s, g] = R[r, g] if p < 0 else product[p, g] * R[r, g]
        # The others, and all signs.
        for t in range(minors):
            size = length[t]
            for k in range(0 if size == 1 else size):
                p, q = left[t, k], right[t, k]
                sign = 1.0 - 2.0 * ((size - 1 + k) & 1)
                for g in range(count):
                    F[t, g] = (0.0 if k == 0 else F[t, g]) + sign * F[p, g] * F[q, g]
            error, s = errors[size], subset[t]
            for g in range(count):
                value, bound = F[t, g], error * product[s, g]
                positive, negative = value > bound, value < -bound
                signs[1 + t, g] = positive + 2 * negative
                signs[1 + minors + t, g] = negative + 2 * positive
        # Which pairs are equilibria, and whether any is neither that nor refused.
        for pair in range(len(sizes)):
            size = sizes[pair]
            for side in range(2):
                place = 2 * pair + side
                for g in range(count):
                    some[g] = 0
                    all_[g] = 3
                for k in range(n if side == 0 else m):
                    r = refs[place, k]
                    inside = 3 if k < size else 0
                    for g in range(count):
                        value = signs[r, g]
                        some[g] |= value | ((value & inside) << 2)
                        all_[g] &= value
                for g in range(count):
                    no = ((some[g] & 3) == 3) & (some[g] > 3)
                    yes = all_[g] != 0
                    refused[g] = no | (refused[g] & (side == 1))
                    both[g] = yes & (both[g] | (side == 0))
            for g in range(count):
                in_doubt[g] |= (refused[g] | both[g]) == 0
            for w in range(len(hits)):
                if hits[w] != 0:
                    for g in range(8 * w, min(8 * w + 8, count)):
                        if both[g] != 0:
                            found[g, number[g]] = pair
                            number[g] += 1
        for g in range(count):
            sure = in_doubt[g] == 0
            doubtful[first + g] = not sure
            counts[first + g] = number[g] if sure else 0
            for k in range(number[g] if sure else 0):
                pairs[used] = found[g, k]
                used += 1
        first += count
    state[0] = first
    state[1] = used
