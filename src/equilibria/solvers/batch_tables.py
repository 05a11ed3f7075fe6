"""What the kernels of batches need to know about a shape: minors, how they expand, and who asks.

The formulas are in `kernels.batch_supports`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np

#: Minors up to which a shape is compiled: 6 x 6 has 1572 and 923 pairs of supports, 5 x 6 has 781
#: and 461, 3 x 3 has 24 and 19.
MOST_MINORS = 2000

#: Games side by side, in shapes with few minors and with many: loops over bytes are compiled for
#: 128 at a time, and the scratch of more games falls out of the second cache.
_BLOCK, _FEW, _SMALLER_BLOCK = 256, 200, 128

_U = 2.0**-53

Minor = tuple[tuple[int, ...], tuple[int, ...]]


def is_compiled(m: int, n: int) -> bool:
    """Whether all equilibria of games of this shape are found by supports: by number of minors."""
    return comb(m + n, m + 1) - n + comb(m + n, n + 1) - m <= MOST_MINORS


@dataclass(frozen=True)
class Tables:
    """The minors of a shape and its pairs of supports of equal size.

    Minors are numbered over both players: those of the column player's payoffs, whose rows are the
    row player's actions, then those of the row player's, whose rows are the column player's. Within
    each, smaller ones come first. Place ``2 p`` is for what is asked of the row player's strategy
    of pair p (of the column player's payoffs), ``2 p + 1`` for the column player's. Profiles are
    counted over both players' payoffs, the column player's first.

    Attributes
    ----------
    m, n : int
        The shape.
    length : ndarray, shape (minors,)
        Rows of each minor.
    row, plus, minus : ndarray, shape (minors,)
        Of a minor with one row: that row, and the profiles whose payoffs' difference it is.
    left, right : ndarray, shape (minors, most rows)
        Of the others: minors whose products, with alternating signs, add to it.
    subset : ndarray, shape (minors,)
        Set of rows of each minor.
    parent, last : ndarray, shape (sets,)
        Each set of rows as another one, or -1, and its last row.
    errors : ndarray
        Error bound by length, relative to the product of the rows' largest differences.
    sizes : ndarray, shape (pairs,)
        Actions in each support.
    supports, weights : ndarray, shape (2 pairs, largest size)
        Members of the support, ascending, and the minors that are their weights.
    refs : ndarray, shape (2 pairs, largest number of actions)
        Rows of the table of signs that are asked for; first those of the weights.
    starts, needed : ndarray
        ``needed[starts[q] : starts[q + 1]]``: minors of two rows and more that the weights of place
        q depend on, themselves included, smaller ones first.
    block : int
        Games that the kernel takes side by side.
    """

    m: int
    n: int
    length: np.ndarray
    row: np.ndarray
    plus: np.ndarray
    minus: np.ndarray
    left: np.ndarray
    right: np.ndarray
    subset: np.ndarray
    parent: np.ndarray
    last: np.ndarray
    errors: np.ndarray
    sizes: np.ndarray
    supports: np.ndarray
    weights: np.ndarray
    refs: np.ndarray
    starts: np.ndarray
    needed: np.ndarray
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
    minors = [(side, *minor) for side in (0, 1) for minor in _minors(*(m, n)[:: 1 - 2 * side])]
    place = {minor: t for t, minor in enumerate(minors)}
    sets = list(dict.fromkeys((side, I) for side, I, _ in minors))
    number = {rows: s for s, rows in enumerate(sets)}
    size, most = len(minors), max([len(I) for _, I, _ in minors], default=1)
    row, plus, minus = np.zeros((3, size), np.int64)
    left, right = np.zeros((2, size, max(most, 2)), np.int64)
    for t, (side, I, K) in enumerate(minors):
        if len(I) == 1:
            row[t] = I[0] + side * m
            plus[t], minus[t] = (_profile(side, I[0], j, m, n) for j in (K[1], K[0]))
        else:
            for c in range(len(I)):
                left[t, c] = place[side, I[-1:], (K[0], K[c + 1])]
                right[t, c] = place[side, I[:-1], (*K[: c + 1], *K[c + 2 :])]
    supports, weights = np.zeros((2, 2 * len(pairs), min(m, n)), np.int64)
    refs = np.zeros((2 * len(pairs), max(m, n)), np.int64)
    starts, needed = [0], []
    for q in range(2 * len(pairs)):
        side = q % 2
        I, J = pairs[q // 2][:: 1 - 2 * side]
        supports[q, : len(I)] = I
        asked = _asked(side, I, J, (n, m)[side], place)
        refs[q, : len(asked)] = asked
        weights[q, : len(I)] = [(ref - 1) % size if ref else 0 for ref in asked[: len(I)]]
        wants: set[int] = set()
        level = {int(t) for t in weights[q] if t} if len(I) > 2 else set()
        while level:
            wants |= level
            level = {
                int(s)
                for t in level
                for s in right[t, : len(minors[t][1])]
                if len(minors[s][1]) > 1
            }
        needed += sorted(wants)
        starts.append(len(needed))
    return Tables(
        m=m,
        n=n,
        length=np.array([len(I) for _, I, _ in minors], np.int64),
        row=row,
        plus=plus,
        minus=minus,
        left=left,
        right=right,
        subset=np.array([number[side, I] for side, I, _ in minors], np.int64),
        parent=np.array([number.get((side, I[:-1]), -1) for side, I in sets], np.int64),
        last=np.array([I[-1] + side * m for side, I in sets], np.int64),
        errors=_errors(most),
        sizes=np.array([len(I) for I, _ in pairs], np.int64),
        supports=supports,
        weights=weights,
        refs=refs,
        starts=np.array(starts, np.int64),
        needed=np.array(needed, np.int64),
        block=_BLOCK if size <= _FEW else _SMALLER_BLOCK,
    )


def _minors(rows: int, columns: int) -> list[Minor]:
    return [
        (I, K)
        for size in range(1, min(rows, columns - 1) + 1)
        for I in combinations(range(rows), size)
        for K in combinations(range(columns), size + 1)
    ]


def _profile(side: int, row: int, column: int, m: int, n: int) -> int:
    return row * n + column if side == 0 else m * n + column * n + row


def _asked(
    side: int,
    rows: tuple[int, ...],
    chosen: tuple[int, ...],
    columns: int,
    place: dict[tuple[int, tuple[int, ...], tuple[int, ...]], int],
) -> list[int]:
    """Rows of the table of signs: 0 is the sign of 1, opposites follow the minors."""
    asked = []
    for p in range(len(rows)):
        rest = (*rows[:p], *rows[p + 1 :])
        asked.append(1 + place[side, rest, chosen] + (p % 2) * len(place) if rest else 0)
    for j in range(columns):
        if j not in chosen:
            K = tuple(sorted((*chosen, j)))
            asked.append(1 + place[side, rows, K] + (K.index(j) % 2) * len(place))
    return asked


def _errors(most: int) -> np.ndarray:
    """The bound of `kernels.batch_supports`, length by length; a difference has the right sign."""
    errors, size_of, error = [0.0, 0.0], 1.0, _U
    for size in range(2, most + 1):
        g = size * _U / (1 - size * _U)
        error, size_of = size * ((g + _U) * size_of + (1 + _U) * error), size * (1 + g) * size_of
        errors.append(1.1 * error)
    return np.array(errors)
