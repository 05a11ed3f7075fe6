"""Which supports have an equilibrium, for all two-player games whose payoffs lie in some balls.

A pair of supports (I, J) is *excluded* where no mixture y over J makes every action in I a best
reply, or no mixture x over I makes every action in J one. By Farkas' lemma the first is so if, for
some i in I and numbers m_k, k != i, with m_k <= 0 outside I,

    sum over k of m_k (A[k, j] - A[i, j]) < 0    for every j in J:

at such a y the sum over j, weighted by y, would be at least 0. A linear program over one sample
game finds the numbers; whether they prove the same for a whole ball of games is a matter of signs,
and the same numbers often serve many boxes.

A pair of equal sizes is *proved* where the equations that make I indifferent have one solution y
for every game in the ball, all of it positive, against which every action outside I is strictly
worse, and likewise x. The solution is enclosed with an approximate inverse C of the equations
M y = b: if ``|I - C M| <= e < 1`` and ``|C (b - M y0)| <= r``, row by row for every M in the ball,
then ``|y - y0| <= r / (1 - e)`` (Rump 1983). It is the only equilibrium with these supports.

Where every pair is excluded or proved, the proved pairs are the regime of every game in the ball:
as many equilibria, all isolated. Degenerate games are never settled here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np

#: Pairs of supports up to which a game is looked at.
MOST_PAIRS = 1 << 10

#: Linear programs per pair and call; games nearly alike share their multipliers.
_TRIES = 6

_U = 2.0**-53

#: Payoffs of many games and bounds on their errors: two arrays (games, m, n).
Ball = tuple[np.ndarray, np.ndarray]

#: One pair per player, or one player's from several balls.
Tables = Sequence[Ball]


#: Multipliers that excluded a pair of supports somewhere, by player and pair.
Memory = defaultdict[tuple[int, tuple[int, ...], tuple[int, ...]], list[np.ndarray]]


def settled(
    given: Sequence[Tables],
    alive: Sequence[np.ndarray],
    asked: np.ndarray,
    memory: Memory | None = None,
) -> np.ndarray:
    """Which games have one regime over all of their balls.

    Parameters
    ----------
    given : sequence of Tables
        One or more balls for each game; signs are asked for in all of them (the corners of a box,
        over which payoffs are affine in each parameter), or over their hull.
    alive : two arrays of bool, shapes (m, games) and (n, games)
        Actions that strict dominance has left.
    asked : ndarray of bool, shape (games,)
    memory : Memory, optional
        Of earlier calls on games like these; what is found is added.

    Notes
    -----
    Cost: up to (2**m - 1)(2**n - 1) pairs, each a few array operations and at most twelve small
    linear programs a call, few where the memory serves. Nothing above `MOST_PAIRS` is tried.
    """
    games, m, n = given[0][0][0].shape
    memory = defaultdict(list) if memory is None else memory
    answer = np.zeros(games, bool)
    where = np.flatnonzero(asked)
    if not len(where) or (2**m - 1) * (2**n - 1) > MOST_PAIRS:
        return answer
    sides = [[_seen_by(i, tables[i], where) for tables in given] for i in (0, 1)]
    hulls = [_hull(side) for side in sides]
    held = [table[:, where] for table in alive]
    left = np.ones(len(where), bool)
    for rows, columns in _pairs(m, n):
        out = ~(held[0][list(rows)].all(axis=0) & held[1][list(columns)].all(axis=0))
        out |= ~left  # given up: no more work
        rest = np.flatnonzero(~out)
        if len(rest) and len(rows) == len(columns):
            first, _ = _solved(hulls[0], rows, columns, rest)
            second, _ = _solved(hulls[1], columns, rows, rest)
            out[rest[first & second]] = True
        for i, own, other in ((0, rows, columns), (1, columns, rows)):
            if not out.all():
                out |= _excluded(sides[i], own, other, ~out, memory[i, own, other])
        left &= out
        if not left.any():
            return answer
    answer[where] = left
    return answer


def regular(tables: Tables, asked: np.ndarray) -> np.ndarray:
    """Which games have one regime over all of their balls and are nondegenerate, each by itself.

    For every pair of equally many actions, on either side, the one solution y of the equations is
    enclosed, and it is proved to be a mixture against which every other action is strictly worse,
    or proved to be none or to have a better reply. Then no mixture over k actions has more than k
    best replies: k of them would make a pair that is neither. So all equilibria are pairs that hold
    on both sides.

    `tables` are the payoffs of the two players with their errors.
    """
    games, m, n = tables[0][0].shape
    answer = np.zeros(games, bool)
    where = np.flatnonzero(asked)
    if not len(where) or (2**m - 1) * (2**n - 1) > MOST_PAIRS:
        return answer
    sides = [_seen_by(i, tables[i], where) for i in (0, 1)]
    left = np.ones(len(where), bool)
    for rows, columns in _pairs(m, n):
        if len(rows) != len(columns):
            break  # those of equal sizes come first
        for side, own, other in ((sides[0], rows, columns), (sides[1], columns, rows)):
            rest = np.flatnonzero(left)
            if not len(rest):
                return answer
            holds, fails = _solved(side, own, other, rest)
            left[rest] = holds | fails
    answer[where] = left
    return answer


def _seen_by(i: int, ball: Ball, where: np.ndarray) -> Ball:
    """Some games' payoffs to player i, own actions first."""
    axes = (0, 1, 2) if i == 0 else (0, 2, 1)
    return ball[0][where].transpose(axes), ball[1][where].transpose(axes)


def _pairs(m: int, n: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """All pairs of supports, of equal sizes first: where those fail, nothing else is tried."""
    pairs = [(rows, columns) for rows in _subsets(m) for columns in _subsets(n)]
    yield from sorted(pairs, key=lambda pair: (len(pair[0]) != len(pair[1]), *map(len, pair)))


@lru_cache
def _subsets(k: int) -> tuple[tuple[int, ...], ...]:
    return tuple(s for size in range(1, k + 1) for s in combinations(range(k), size))


def _excluded(
    given: Tables,
    own: tuple[int, ...],
    other: tuple[int, ...],
    asked: np.ndarray,
    known: list[np.ndarray],
) -> np.ndarray:
    """Where no mixture over `other` makes every action in `own` a best reply."""
    done = np.zeros(len(asked), bool)
    for earlier in known:
        open_ones = np.flatnonzero(asked & ~done)
        if not len(open_ones):
            break
        done[open_ones] |= _holds(given, own[0], other, earlier, open_ones)
    asked = asked & ~done
    for _ in range(_TRIES):
        open_ones = np.flatnonzero(asked & ~done)
        if not len(open_ones):
            break
        sample = open_ones[len(open_ones) // 2]
        weights = _multipliers(given[0][0][sample], own, other)
        if weights is None:
            # This game is not excluded; others may be.
            asked = asked.copy()
            asked[sample] = False
            continue
        known.append(weights)
        done[open_ones] |= _holds(given, own[0], other, weights, open_ones)
        asked = asked & ~done
        if not done[sample]:
            asked[sample] = False
    return done


def _multipliers(
    table: np.ndarray, own: tuple[int, ...], other: tuple[int, ...]
) -> np.ndarray | None:
    """Numbers that exclude a pair in one game, the margin as large as may be; None if none do."""
    from scipy.optimize import linprog

    k = len(table)
    gains = (table - table[own[0]])[:, list(other)]
    size = float(np.abs(gains).max())
    if size == 0:
        return None
    # Variables: the multipliers, and the margin to be made large.
    bounds = [(-1.0, 1.0 if a in own else 0.0) for a in range(k)]
    bounds[own[0]] = (0.0, 0.0)
    found = linprog(
        [0.0] * k + [-1.0],
        A_ub=np.c_[gains.T / size, np.ones(len(other))],
        b_ub=np.zeros(len(other)),
        bounds=[*bounds, (0.0, None)],
        method="highs",
    )
    if found.status != 0 or found.x[-1] <= 1e-12:
        return None
    # The solver keeps bounds up to its tolerance, the proof keeps them exactly.
    weights: np.ndarray = np.clip(found.x[:k], *np.array(bounds).T)
    return weights


def _holds(
    given: Tables, base: int, other: tuple[int, ...], weights: np.ndarray, games: np.ndarray
) -> np.ndarray:
    """Where the multipliers exclude the pair, over every ball; rounding is bounded."""
    sure = np.ones(len(games), bool)
    for mid, rad in given:
        M, R = mid[games][:, :, list(other)], rad[games][:, :, list(other)]
        gain = M - M[:, base : base + 1]
        error = R + R[:, base : base + 1] + _U * np.abs(gain)
        total = np.einsum("k,gkj->gj", weights, gain)
        size = np.einsum("k,gkj->gj", np.abs(weights), np.abs(gain))
        spread = np.einsum("k,gkj->gj", np.abs(weights), error)
        # Each sum of k products rounds by at most (k + 1) units of what it adds up.
        margin = (spread + (len(weights) + 2) * _U * size) * (1 + 2.0**-40)
        sure &= (total < -margin).all(axis=1)
    return sure


def _hull(given: Tables) -> Ball:
    """One ball around several, entry by entry."""
    if len(given) == 1:
        return given[0]
    low = np.minimum.reduce([mid - rad * (1 + 4 * _U) - 2 * _U * np.abs(mid) for mid, rad in given])
    high = np.maximum.reduce(
        [mid + rad * (1 + 4 * _U) + 2 * _U * np.abs(mid) for mid, rad in given]
    )
    mid = low / 2 + high / 2
    rad = np.maximum(high - mid, mid - low)
    return mid, rad * (1 + 8 * _U) + 2 * _U * np.abs(mid)


def _solved(
    ball: Ball,
    own: tuple[int, ...],
    other: tuple[int, ...],
    games: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Where one mixture over `other`, all positive, makes `own` the best replies, and no more.

    And where it is proved that none does: a probability is negative, or another action better.
    """
    k, size = ball[0].shape[1], len(own)
    M, R = (table[games][:, :, list(other)] for table in ball)
    base = own[0]
    gain = M - M[:, base : base + 1]
    error = (R + R[:, base : base + 1] + _U * np.abs(gain)) * (1 + 4 * _U)
    scale = np.abs(gain).max(axis=(1, 2), keepdims=True)
    fine = (scale[:, 0, 0] > 0) & np.isfinite(error).all(axis=(1, 2))
    # Powers of two: exact, unless it underflows, which the slack below is for.
    unit = 2.0 ** np.floor(np.log2(np.where(fine[:, None, None], scale, 1.0)))
    gain, error = gain / unit, error / unit + 1e-300
    ties = list(own[1:])
    equations = np.concatenate([gain[:, ties], np.ones((len(games), 1, size))], axis=1)
    loose = np.concatenate([error[:, ties], np.zeros((len(games), 1, size))], axis=1)
    regular = fine & (np.abs(np.linalg.det(np.where(fine[:, None, None], equations, 0.0))) > 1e-12)
    safe = np.where(regular[:, None, None], equations, np.eye(size))
    C = np.linalg.inv(safe)
    y = C[:, :, -1].copy()  # the right side is the last unit vector
    right = np.zeros((len(games), size))
    right[:, -1] = 1.0
    slack = 8 * (size + 2) * _U
    across = np.abs(C) @ np.abs(safe)
    off = np.abs(np.eye(size) - C @ safe) + np.abs(C) @ loose + slack * (across + 1)
    e = off.sum(axis=2).max(axis=1) * (1 + slack)
    reach = np.abs(y) + 1.0
    residual = right - np.einsum("gij,gj->gi", safe, y)
    doubt = np.einsum("gij,gj->gi", loose, np.abs(y))
    doubt += slack * np.einsum("gij,gj->gi", np.abs(safe) + loose + 1, reach)
    r = np.einsum("gij,gj->gi", np.abs(C), np.abs(residual) + doubt).max(axis=1) * (1 + slack)
    good: np.ndarray = regular & (e < 1)
    away = np.where(good, r / np.where(good, 1 - e, 1.0), np.inf) * (1 + slack)
    # An action better or worse than the base against all of `other` ties with it nowhere.
    above, below = (gain > error).all(axis=2), (gain < -error).all(axis=2)
    bad: np.ndarray = above.any(axis=1) | below[:, ties].any(axis=1)
    bad |= good & (y + away[:, None] < 0).any(axis=1)
    solved = good.copy()
    good &= (y - away[:, None] > 0).all(axis=1)
    worse = [a for a in range(k) if a not in own]
    if worse:
        gap = np.einsum("gij,gj->gi", gain[:, worse], y)
        with np.errstate(invalid="ignore"):
            far = np.where(solved, away, 0.0)[:, None]
            margin = np.einsum("gij,gj->gi", error[:, worse] * (1 + slack), np.abs(y) + far)
            margin += np.abs(gain[:, worse]).sum(axis=2) * far
            margin += slack * np.einsum("gij,gj->gi", np.abs(gain[:, worse]), reach)
        good &= (gap < -margin * (1 + slack)).all(axis=1)
        bad |= solved & (gap > margin * (1 + slack)).any(axis=1)
    return good, bad
