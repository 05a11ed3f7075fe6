"""What the kernels of batches need to know about a shape: minors, how they expand, and who asks.

The formulas are in `kernels.batch_supports`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np

#: Pairs of supports up to which a shape is compiled: 6 x 6 has 923, 5 x 6 461, 3 x 3 19.
MOST_PAIRS = 1000

#: Bytes of scratch for the minors of a block of games: the second cache holds that.
_SCRATCH = 200_000

_U = 2.0**-53

Minor = tuple[tuple[int, ...], tuple[int, ...]]


def is_compiled(m: int, n: int) -> bool:
    """Whether all equilibria of games of this shape are found by supports."""
    return comb(m + n, m) - 1 <= MOST_PAIRS


@dataclass(frozen=True)
class Side:
    """The minors of one player's payoffs; rows are the actions of the other.

    Attributes
    ----------
    differences : ndarray, shape (T1, 3)
        Row, column and other column of the minors of size 1.
    ends : ndarray
        ``ends[l]``: how many minors have at most l rows.
    left, right : ndarray, shape (T, L)
        Minors whose products, with alternating signs, add to a minor.
    subset, parent, last : ndarray
        Row set of each minor; each row set as another one and its last row.
    errors : ndarray
        Error bound by size, relative to the product of the rows' largest differences.
    refs : ndarray, shape (pairs, columns)
        Rows of the table of signs that a pair of supports asks for; first those of the weights.
    """

    differences: np.ndarray
    ends: np.ndarray
    left: np.ndarray
    right: np.ndarray
    subset: np.ndarray
    parent: np.ndarray
    last: np.ndarray
    errors: np.ndarray
    refs: np.ndarray


@dataclass(frozen=True)
class Strategies:
    """How the strategies of a pair of supports are computed, for both players.

    Place ``2 p`` is for the row player's strategy of pair p, ``2 p + 1`` for the column player's;
    minors are numbered over both sides.

    Attributes
    ----------
    supports, wanted : ndarray, shape (2 pairs, largest size)
        Members of the support, ascending, and the minors that are their weights.
    starts, needed : ndarray
        ``needed[starts[q] : starts[q + 1]]``: minors of size 2 and more that the weights of place q
        depend on, themselves included, smaller ones first.
    length : ndarray
        Size of each minor.
    left, right : ndarray
        As in `Side`.
    plus, minus : ndarray
        The profiles whose payoffs' difference a minor of size 1 is.
    """

    supports: np.ndarray
    wanted: np.ndarray
    starts: np.ndarray
    needed: np.ndarray
    length: np.ndarray
    left: np.ndarray
    right: np.ndarray
    plus: np.ndarray
    minus: np.ndarray


@dataclass(frozen=True)
class Tables:
    """Both sides of a shape, and its pairs of supports of equal size.

    Attributes
    ----------
    sizes : ndarray
        Actions in each support of a pair.
    x, y : Side
        What decides on the row player's strategy (the column player's payoffs), and the reverse.
    strategies : Strategies
    block : int
        Games that the kernel takes side by side.
    """

    sizes: np.ndarray
    x: Side
    y: Side
    strategies: Strategies
    block: int


@lru_cache(maxsize=32)
def tables(m: int, n: int) -> Tables:
    """Build the tables of a shape."""
    pairs = [
        (I, J)
        for k in range(1, min(m, n) + 1)
        for I in combinations(range(m), k)
        for J in combinations(range(n), k)
    ]
    x, y = _side(m, n, pairs), _side(n, m, [(J, I) for I, J in pairs])
    minors = max(len(x.left), len(y.left), 1)
    block = int(min(256, max(16, _SCRATCH // (8 * minors) // 16 * 16)))
    sizes = np.array([len(I) for I, _ in pairs], np.int64)
    return Tables(sizes, x, y, _strategies(m, n, pairs, x, y), block)


def _strategies(m: int, n: int, pairs: list[Minor], x: Side, y: Side) -> Strategies:
    widest, first = min(m, n), len(x.left)
    supports = np.zeros((2 * len(pairs), widest), np.int64)
    wanted = np.zeros_like(supports)
    length, plus, minus = (np.ones(first + len(y.left), np.int64) for _ in range(3))
    starts, needed = [0], []
    for side, (table, offset, steps) in enumerate(((x, 0, (n, 1)), (y, first, (1, n)))):
        for t, (row, column, other) in enumerate(table.differences.tolist(), offset):
            plus[t] = row * steps[0] + other * steps[1]
            minus[t] = row * steps[0] + column * steps[1]
        for size in range(2, len(table.ends)):
            length[offset + table.ends[size - 1] : offset + table.ends[size]] = size
        for p, pair in enumerate(pairs):
            size = len(pair[0])
            supports[2 * p + side, :size] = pair[side]
            if size > 1:
                wanted[2 * p + side, :size] = (table.refs[p, :size] - 1) % len(table.left) + offset
    lefts = np.concatenate([_padded(x.left, widest), _padded(y.left, widest) + first])
    rights = np.concatenate([_padded(x.right, widest), _padded(y.right, widest) + first])
    for q in range(2 * len(pairs)):
        size = len(pairs[q // 2][0])
        wants: set[int] = set()
        level = set(wanted[q, :size].tolist()) if size > 2 else set()
        while level:
            wants |= level
            level = {int(t) for s in level for t in rights[s, : length[s]] if length[t] > 1}
        needed += sorted(wants)
        starts.append(len(needed))
    return Strategies(
        supports,
        wanted,
        np.array(starts, np.int64),
        np.array(needed, np.int64),
        length,
        lefts,
        rights,
        plus,
        minus,
    )


def _padded(table: np.ndarray, width: int) -> np.ndarray:
    """The same number of columns for both sides; what is cut off or added is not looked at."""
    padded = np.zeros((len(table), max(width, 2)), np.int64)
    held = min(padded.shape[1], table.shape[1])
    padded[:, :held] = table[:, :held]
    return padded


def _side(rows: int, columns: int, pairs: list[Minor]) -> Side:
    most = min(rows, columns - 1)
    minors: list[Minor] = [
        ((i,), K) for i in range(rows) for K in combinations(range(columns), 2)
    ]
    ends = [0, len(minors)]
    for size in range(2, most + 1):
        minors += [
            (I, K)
            for I in combinations(range(rows), size)
            for K in combinations(range(columns), size + 1)
        ]
        ends.append(len(minors))
    place = {minor: t for t, minor in enumerate(minors)}
    left = np.zeros((len(minors), max(most, 2)), np.int64)
    right = np.zeros_like(left)
    for (I, K), t in place.items():
        for c in range(len(I) if len(I) > 1 else 0):
            left[t, c] = place[I[-1:], (K[0], K[c + 1])]
            right[t, c] = place[I[:-1], (*K[: c + 1], *K[c + 2 :])]
    sets = [I for size in range(1, most + 1) for I in combinations(range(rows), size)]
    number = {I: s for s, I in enumerate(sets)}
    refs = np.array([_refs(I, J, columns, place) for I, J in pairs], np.int64)
    return Side(
        differences=_table([(I[0], *K) for I, K in minors[: ends[1]]], 3),
        ends=np.array(ends, np.int64),
        left=left,
        right=right,
        subset=np.array([number[I] for I, _ in minors], np.int64),
        parent=np.array([number.get(I[:-1], -1) for I in sets], np.int64),
        last=np.array([I[-1] for I in sets], np.int64),
        errors=_errors(most),
        refs=refs,
    )


def _table(rows: list[tuple[int, ...]], width: int) -> np.ndarray:
    return np.array(rows, np.int64).reshape(-1, width)


def _refs(
    I: tuple[int, ...],  # noqa: E741
    J: tuple[int, ...],
    columns: int,
    place: dict[Minor, int],
) -> list[int]:
    """Rows of the table of signs: 0 is the sign of 1, opposites follow the minors."""
    refs = []
    for p in range(len(I)):
        rest = (*I[:p], *I[p + 1 :])
        refs.append(1 + place[rest, J] + (p % 2) * len(place) if rest else 0)
    for j in range(columns):
        if j not in J:
            K = tuple(sorted((*J, j)))
            refs.append(1 + place[I, K] + (K.index(j) % 2) * len(place))
    return refs


def _errors(most: int) -> np.ndarray:
    """The bound of `kernels.batch_supports`, size by size; a difference has the right sign."""
    errors, size_of = [0.0, 0.0], 1.0
    error = _U
    for size in range(2, most + 1):
        g = size * _U / (1 - size * _U)
        error, size_of = size * ((g + _U) * size_of + (1 + _U) * error), size * (1 + g) * size_of
        errors.append(1.1 * error)
    return np.array(errors[: max(most, 1) + 1])
