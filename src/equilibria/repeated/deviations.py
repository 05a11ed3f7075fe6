"""What every profile of a stage game pays, and what deviating from it pays at best."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import floor, lcm

import numpy as np

from ..games.normal_form import NormalFormGame

Place = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Deviations:
    """Payoffs as integers over one denominator that all players share.

    Attributes
    ----------
    stage : NormalFormGame
    denominator : int
    payoffs : tuple of ndarray of object (int), each of the game's shape
        ``payoffs[i][a] / denominator`` is what profile `a` pays player `i`.
    best : tuple of ndarray of object (int)
        What the best reply of `i` to the others' actions in `a` pays.
    gains : tuple of ndarray of object (int)
        ``best - payoffs``, never negative.
    """

    stage: NormalFormGame
    denominator: int
    payoffs: tuple[np.ndarray, ...]
    best: tuple[np.ndarray, ...]
    gains: tuple[np.ndarray, ...]

    @property
    def is_nash(self) -> np.ndarray:
        """Which profiles are pure equilibria of the stage game."""
        found: np.ndarray = np.all([np.equal(gain, 0) for gain in self.gains], axis=0)
        return found

    def fraction(self, numerator: int) -> Fraction:
        """The payoff that an integer stands for."""
        return Fraction(int(numerator), self.denominator)

    def at(self, place: Place) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
        """Payoffs, best deviations and gains of the players at one profile."""
        return tuple(  # type: ignore[return-value]
            tuple(int(table[place]) for table in tables)
            for tables in (self.payoffs, self.best, self.gains)
        )

    def narrow(self, factor: int) -> Deviations:
        """The same in int64 where products of two payoffs and `factor` cannot overflow.

        Differences of products of two differences of payoffs, times the factor, are what is
        compared: at most ``16 * most**2 * factor``, for the largest payoff in absolute value.
        """
        narrow = _in_int64(self)
        return self if narrow is None or 16 * narrow[1] * factor >= 2**62 else narrow[0]

    def minmax(self) -> tuple[int, ...]:
        """Each player's pure minmax payoff."""
        return tuple(int(table.min()) for table in self.best)


@lru_cache(maxsize=8)
def deviations(stage: NormalFormGame) -> Deviations:
    """Tabulate a stage game; a few recent ones are remembered. One pass over the payoffs."""
    integers = [stage.integer_payoffs(i) for i in range(stage.num_players)]
    shared = lcm(*(d for _, d in integers))
    payoffs, best, gains = [], [], []
    for i, (table, d) in enumerate(integers):
        scaled = np.array(table, dtype=object) * (shared // d)
        most = np.broadcast_to(scaled.max(axis=i, keepdims=True), scaled.shape)
        payoffs.append(scaled)
        best.append(most)
        gains.append(most - scaled)
    return Deviations(stage, shared, tuple(payoffs), tuple(best), tuple(gains))


@lru_cache(maxsize=8)
def _in_int64(tables: Deviations) -> tuple[Deviations, int] | None:
    """The same in int64, with the square of the largest payoff; None if that is too large."""
    most = max(max(abs(int(t.max())), abs(int(t.min()))) for t in (*tables.payoffs, *tables.best))
    if most > 2**24:
        return None
    parts = (
        tuple(np.array(table, dtype=np.int64) for table in kind)
        for kind in (tables.payoffs, tables.best, tables.gains)
    )
    return Deviations(tables.stage, tables.denominator, *parts), max(most, 1) ** 2


def ratio(gain: int, loss: int | Fraction) -> Fraction:
    """The least discount factor at which losing `loss` a period outweighs gaining `gain` once.

    ``(1 - d) * gain <= d * loss`` holds from ``gain / (gain + loss)`` on; 1 if it never does.
    """
    if gain <= 0:
        return Fraction(0)
    return gain / Fraction(gain + loss) if loss > 0 else Fraction(1)


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """The fraction of least denominator in a closed interval of numbers >= 0 (Stern-Brocot)."""
    whole = floor(low)
    if whole == low or whole + 1 <= high:
        return Fraction(whole if whole == low else whole + 1)
    return whole + 1 / simplest_between(1 / (high - whole), 1 / (low - whole))
