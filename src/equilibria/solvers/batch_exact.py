"""One game of a batch, solved exactly: what the compiled loops leave in doubt."""

from __future__ import annotations

from fractions import Fraction
from functools import cmp_to_key
from math import lcm

import numpy as np

from .._budget import Budget, Meter
from ..games.normal_form import NormalFormGame
from .batch_reading import Payoffs, positive
from .lemke_howson import LemkeHowson
from .plain_enumeration import completely_labelled, walked
from .vertex_enumeration import VertexEnumeration

#: Actions in all up to which the plain enumerator is called directly.
_SMALL = 12

#: Strategies as whole weights and their sum; payoffs as integers over one denominator.
Weights = tuple[list[int], int]
Integers = tuple[list[int], int]


class Row:
    """One equilibrium as it goes into the arrays, every number rounded once.

    Weights stay integers: a fraction would be reduced at every step.
    """

    __slots__ = ("its", "mine", "x", "y")

    def __init__(self, A: Integers, B: Integers, x: Weights, y: Weights) -> None:
        self.x, self.y = x, y
        n = len(y[0])
        i = next(a for a, w in enumerate(x[0]) if w)
        j = next(a for a, w in enumerate(y[0]) if w)
        against_y = sum(v * w for v, w in zip(A[0][i * n : (i + 1) * n], y[0], strict=True))
        against_x = sum(v * w for v, w in zip(B[0][j::n], x[0], strict=True))
        self.mine, self.its = against_y / (A[1] * y[1]), against_x / (B[1] * x[1])

    def write(self, k: int, arrays: dict[str, np.ndarray]) -> None:
        """Write row k."""
        for name, (weights, total) in (("x", self.x), ("y", self.y)):
            arrays[name][k] = [weight / total for weight in weights]
            arrays[f"{name}_support"][k] = [weight != 0 for weight in weights]
        arrays["payoffs"][k] = self.mine, self.its


def every_equilibrium(A: Payoffs, B: Payoffs, game: int, budget: Budget) -> list[Row] | None:
    """All extreme equilibria in canonical order; None if the budget did not suffice."""
    m, n = A.table.shape[1:]
    a, b = A.integers(game), B.integers(game)
    if m + n > _SMALL:
        result = VertexEnumeration().solve(_game(a, b, m, n), budget)
        if not result.components:
            return None
        return [Row(a, b, *map(_weights, e.profile.exact)) for e in result]
    meter = Meter(budget)
    P, Q = walked(positive(a[0], n), positive(b[0], n), meter)
    if meter.spent_by is not None:
        return None
    rows, columns = range(m), range(m, m + n)
    pairs = completely_labelled(P, Q, m + n)
    x = {p: _spread(P.points[p], rows) for p, _ in pairs}
    y = {q: _spread(Q.points[q], columns) for _, q in pairs}
    return sorted((Row(a, b, x[p], y[q]) for p, q in pairs), key=cmp_to_key(_compare))


def one_equilibrium(A: Payoffs, B: Payoffs, game: int, budget: Budget) -> list[Row] | None:
    """One equilibrium, by the path of the single call; None if the budget did not suffice."""
    m, n = A.table.shape[1:]
    a, b = A.integers(game), B.integers(game)
    result = LemkeHowson().solve(_game(a, b, m, n), budget)
    if not result.equilibria:
        return None
    return [Row(a, b, *map(_weights, result[0].profile.exact))]


def _game(a: Integers, b: Integers, m: int, n: int) -> NormalFormGame:
    """The game in other units of payoffs, which change no equilibrium."""
    tables = []
    for values, _ in (a, b):
        table = np.empty(len(values), object)
        table[:] = values
        tables.append(table.reshape(m, n))
    return NormalFormGame(tables)


def _spread(point: dict[int, int], labels: range) -> Weights:
    weights = [point.get(label, 0) for label in labels]
    return weights, sum(weights)


def _weights(strategy: tuple[Fraction, ...]) -> Weights:
    total = lcm(*(p.denominator for p in strategy))
    return [p.numerator * (total // p.denominator) for p in strategy], total


def _compare(one: Row, other: Row) -> int:
    """The canonical order: larger probabilities of earlier actions first."""
    for (mine, total), (its, whole) in ((one.x, other.x), (one.y, other.y)):
        for w, v in zip(mine, its, strict=True):
            difference = v * total - w * whole
            if difference:
                return 1 if difference > 0 else -1
    return 0
