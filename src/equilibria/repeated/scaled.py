"""A two-player repeated game with each player's payoffs mapped exactly to [0, 1].

Profiles are numbered in row-major order. Floats are within three roundings of the exact values.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq

from ..games.repeated import RepeatedGame
from .polygon import Point

#: Two floats this near, payoffs scaled to one, are taken to be one number, to be proved afterwards.
SAME = 1e-9


def exact(value: Fraction) -> fmpq:
    """A Fraction as a FLINT rational."""
    return fmpq(value.numerator, value.denominator)


def fraction(value: fmpq) -> Fraction:
    """A FLINT rational as a Fraction."""
    return Fraction(int(value.p), int(value.q))


def float_of(value: fmpq) -> float:
    """A FLINT rational as the nearest float."""
    return int(value.p) / int(value.q)


class Scaled:
    """The numbers that the method works on.

    Attributes
    ----------
    size : int
        Number of profiles.
    payoff, best, gain : ndarray, shape (2, size)
        What each player earns, earns from the best deviation, and would gain by it.
    discount, weight : tuple of fmpq
        Each player's discount factor d, and (1 - d) / d: how much more than the worst
        continuation must be promised per unit of gain. 0 for a player with d = 0, for whom
        profiles with a gain are left out instead.
    is_common : bool
        Whether the discount factors agree.
    possible : ndarray of bool, shape (size,)
        False where an impatient player (d = 0) would gain.
    flat : float
        Corners that stand out from their neighbours' chord by less are dropped by floats. Where
        discount factors differ, the set may have infinitely many.
    least, span : tuple of Fraction
        Payoffs are ``least + span * scaled``; the span is 1 where a player's payoffs are constant.
    """

    def __init__(self, rep: RepeatedGame) -> None:
        stage = rep.stage
        self.shape = stage.shape
        self.size = int(np.prod(stage.shape))
        self.is_common = rep.common is not None
        self.discount = tuple(exact(d) for d in rep.discounts)
        self.weight = tuple((1 - d) / d if d else fmpq(0) for d in self.discount)
        self.flat = 1e-14 if self.is_common else 1e-8
        self.payoff, self.best = np.empty((2, self.size)), np.empty((2, self.size))
        self._tables: list[np.ndarray] = []
        self._units: list[int] = []
        self._replies: list[np.ndarray] = []
        self._low: list[fmpq] = []
        self._range: list[fmpq] = []
        self._known: dict[tuple[int, int], fmpq] = {}
        for i in (0, 1):
            order = stage.ordinal_payoffs(i)
            table, unit = (order, 1) if order.dtype != object else stage.integer_payoffs(i)
            flat = table.ravel()
            low, high = flat[int(flat.argmin())], flat[int(flat.argmax())]
            self._tables.append(flat)
            self._low.append(_rational(low, unit))
            self._range.append((_rational(high, unit) - self._low[i]) or fmpq(1))
            self._units.append(unit)
            if order.dtype == object or not _is_tame(low, high):
                values = [_rational(v, unit) for v in flat.tolist()]
                scaled = [(v - self._low[i]) / self._range[i] for v in values]
                self.payoff[i] = [int(v.p) / int(v.q) for v in scaled]
            else:
                self.payoff[i] = (flat - low) / ((high - low) or 1)
            self.best[i] = np.broadcast_to(
                self.payoff[i].reshape(self.shape).max(axis=i, keepdims=True), self.shape
            ).ravel()
            places = table.argmax(axis=i)
            self._replies.append(places)
        self.least = tuple(fraction(v) for v in self._low)
        self.span = tuple(fraction(v) for v in self._range)
        self.gain = self.best - self.payoff
        self.possible = np.ones(self.size, bool)
        for i in (0, 1):
            if not self.discount[i]:
                self.possible &= self._is_best(i)

    def exact_payoff(self, i: int, a: int) -> fmpq:
        """What player i earns at profile a."""
        key = (i, a)
        if key not in self._known:
            value = _rational(self._tables[i][a], self._units[i])
            self._known[key] = (value - self._low[i]) / self._range[i]
        return self._known[key]

    def exact_best(self, i: int, a: int) -> fmpq:
        """What player i's best deviation from profile a earns."""
        row, column = divmod(a, self.shape[1])
        if i == 0:
            row = int(self._replies[0][column])
        else:
            column = int(self._replies[1][row])
        return self.exact_payoff(i, row * self.shape[1] + column)

    def _is_best(self, i: int) -> np.ndarray:
        table = self._tables[i].reshape(self.shape)
        result: np.ndarray = (table == table.max(axis=i, keepdims=True)).ravel()
        return result

    def exact_gain(self, i: int, a: int) -> fmpq:
        """What player i would gain by deviating from profile a."""
        return self.exact_best(i, a) - self.exact_payoff(i, a)

    def exact_point(self, a: int) -> Point:
        """Both players' payoffs at profile a."""
        return self.exact_payoff(0, a), self.exact_payoff(1, a)

    def required(self, i: int, a: int, threat: fmpq) -> fmpq:
        """What player i must be promised after profile a, given the worst continuation."""
        return threat + self.weight[i] * self.exact_gain(i, a)

    def demanded(self, i: int, a: int, threat: fmpq, by_threat: bool) -> fmpq:
        """The same if profile a is to earn player i the threat, by deviating or by obeying.

        Either is necessary: the first keeps the player from deviating; the second holds because
        no equilibrium pays less than the worst.
        """
        if not self.discount[i]:
            return threat
        gain = threat - self.exact_payoff(i, a) if by_threat else self.exact_gain(i, a)
        return threat + self.weight[i] * gain

    def profile(self, a: int) -> tuple[int, int]:
        """The actions of profile number a."""
        row, column = divmod(a, self.shape[1])
        return row, column

    def unscaled(self, point: Point) -> tuple[Fraction, Fraction]:
        """A scaled point in the units of the game."""
        x, y = (self.least[i] + self.span[i] * fraction(point[i]) for i in (0, 1))
        return x, y


def _rational(value: Any, unit: int) -> fmpq:
    if isinstance(value, (float, np.floating)):
        return fmpq(*float(value).as_integer_ratio())
    return fmpq(int(value), unit)


def _is_tame(low: Any, high: Any) -> bool:
    """Whether floats subtract and divide these payoffs without over- or underflow."""
    if isinstance(low, np.integer):
        return int(low) > -(2**51) and int(high) < 2**51
    size = max(abs(float(low)), abs(float(high)))
    return size < 1e150 and float(high) - float(low) > 1e-150
