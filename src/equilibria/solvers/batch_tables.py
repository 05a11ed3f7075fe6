"""What the kernels of batches need to know about a shape: minors, how they expand, and who asks.

The formulas are in `kernels.batch_supports`.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    needed, starts : ndarray
        ``needed[starts[p] : starts[p + 1]]``: minors of size 2 and more that the weights of pair p
        depend on, themselves included, smaller ones first.
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
    needed: np.ndarray
    starts: np.ndarray


@dataclass(frozen=True)
class Tables:
    """Both sides of a shape, and its pairs of supports of equal size.

    Attributes
    ----------
    sizes : ndarray
        Actions in each support of a pair.
    rows, columns : ndarray, shapes (pairs, largest size)
        Members of the supports, ascending.
    x, y : Side
        What decides on the row player's strategy (the column player's payoffs), and the reverse.
    block : int
        Games that the kernel takes side by side.
    """

    sizes: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    x: Side
    y: Side
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
    widest = min(m, n)
    members = [np.zeros((len(pairs), widest), np.int64) for _ in range(2)]
    for p, pair in enumerate(pairs):
        for side, support in enumerate(pair):
            members[side][p, : len(support)] = support
    minors = max(x.ends[-1], y.ends[-1], 1)
    block = int(min(256, max(16, _SCRATCH // (8 * minors) // 16 * 16)))
    sizes = np.array([len(I) for I, _ in pairs], np.int64)
    return Tables(sizes, members[0], members[1], x, y, block)


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
    needed, starts = _needed(refs, pairs, left, right, len(minors), ends[1])
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
        needed=needed,
        starts=starts,
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


def _needed(
    refs: np.ndarray,
    pairs: list[Minor],
    left: np.ndarray,
    right: np.ndarray,
    total: int,
    differences: int,
) -> tuple[np.ndarray, np.ndarray]:
    needed: list[int] = []
    starts = [0]
    for p, (I, _) in enumerate(pairs):
        k = len(I)
        wanted: set[int] = set()
        level: Iterable[int] = {(int(r) - 1) % total for r in refs[p, :k]} if k > 2 else ()
        for size in range(k - 1, 1, -1):
            wanted |= set(level)
            level = {int(t) for s in level for t in right[s, :size]}
        needed += sorted(t for t in wanted if t >= differences)
        starts.append(len(needed))
    return np.array(needed, np.int64), np.array(starts, np.int64)


def _errors(most: int) -> np.ndarray:
    """The bound of `kernels.batch_supports`, size by size; a difference has the right sign."""
    errors, size_of = [0.0, 0.0], 1.0
    error = _U
    for size in range(2, most + 1):
        g = size * _U / (1 - size * _U)
        error, size_of = size * ((g + _U) * size_of + (1 + _U) * error), size * (1 + g) * size_of
        errors.append(1.1 * error)
    return np.array(errors[: max(most, 1) + 1])
