"""One game of a batch, solved exactly: what the compiled loops leave in doubt."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from .._budget import Budget, Meter
from ..games.normal_form import NormalFormGame
from .batch_reading import Payoffs, as_float, positive
from .labelled import Place
from .lemke_howson import LemkeHowson
from .plain_enumeration import paired, walked
from .vertex_enumeration import VertexEnumeration

Strategies = tuple[tuple[Fraction, ...], ...]

#: Actions in all up to which the plain enumerator is called directly.
_SMALL = 12


class Row:
    """One equilibrium as it goes into the arrays, every number rounded once."""

    __slots__ = ("payoffs", "strategies")

    def __init__(self, strategies: Strategies, payoffs: tuple[Fraction, Fraction]) -> None:
        self.strategies = strategies
        self.payoffs = payoffs

    def write(self, k: int, arrays: dict[str, np.ndarray]) -> None:
        """Write row k."""
        for name, strategy in zip("xy", self.strategies, strict=True):
            arrays[name][k] = [as_float(p) for p in strategy]
            arrays[f"{name}_support"][k] = [p != 0 for p in strategy]
        arrays["payoffs"][k] = [as_float(value) for value in self.payoffs]


def every_equilibrium(A: Payoffs, B: Payoffs, game: int, budget: Budget) -> list[Row] | None:
    """All extreme equilibria in canonical order; None if the budget did not suffice."""
    m, n = A.table.shape[1:]
    mine, its = A.integers(game), B.integers(game)
    if m + n <= _SMALL:
        meter = Meter(budget)
        P, Q = walked(positive(mine[0], n), positive(its[0], n), meter)
        if meter.spent_by is not None:
            return None
        found = paired(P, Q, m, n)
        profiles: list[Strategies] = [(found.x[p], found.y[q]) for p, q in found.pairs]
        if len(profiles) > 1:
            profiles.sort(key=Place, reverse=True)
    else:
        result = VertexEnumeration().solve(_game(mine, its, m, n), budget)
        if not result.components:
            return None
        profiles = [e.exact for e in result]
    return [_row(mine, its, n, strategies) for strategies in profiles]


def one_equilibrium(A: Payoffs, B: Payoffs, game: int, budget: Budget) -> list[Row] | None:
    """One equilibrium, by the path of the single call; None if the budget did not suffice."""
    m, n = A.table.shape[1:]
    mine, its = A.integers(game), B.integers(game)
    result = LemkeHowson().solve(_game(mine, its, m, n), budget)
    if not result.equilibria:
        return None
    return [_row(mine, its, n, result[0].exact)]


_Integers = tuple[list[int], int]


def _game(mine: _Integers, its: _Integers, m: int, n: int) -> NormalFormGame:
    """The game in other units of payoffs, which change no equilibrium."""
    tables = []
    for values, _ in (mine, its):
        table = np.empty(len(values), object)
        table[:] = values
        tables.append(table.reshape(m, n))
    return NormalFormGame(tables)


def _row(mine: _Integers, its: _Integers, n: int, strategies: Strategies) -> Row:
    x, y = strategies
    i = next(a for a, p in enumerate(x) if p)
    j = next(a for a, p in enumerate(y) if p)
    (a, scale), (b, other) = mine, its
    earned = sum((a[i * n + c] * p for c, p in enumerate(y) if p), Fraction(0)) / scale
    hers = sum((b[r * n + j] * p for r, p in enumerate(x) if p), Fraction(0)) / other
    return Row(strategies, (earned, hers))
