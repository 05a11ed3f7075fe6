"""A two-player repeated game with each player's payoffs mapped exactly to [0, 1].

Profiles are numbered in row-major order. Floats are the exact values rounded once.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from flint import fmpq

from ..games.repeated import RepeatedGame
from .polygon import Point


def exact(value: Fraction) -> fmpq:
    """A Fraction as a FLINT rational."""
    return fmpq(value.numerator, value.denominator)


def fraction(value: fmpq) -> Fraction:
    """A FLINT rational as a Fraction."""
    return Fraction(int(value.p), int(value.q))


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
        self._tables, self._best, self._low, self._range = [], [], [], []
        self.least, self.span = [], []
        self.payoff, self.best = np.empty((2, self.size)), np.empty((2, self.size))
        for i in (0, 1):
            table, denominator = stage.integer_payoffs(i)
            low, high = int(table.min()), int(table.max())
            span = high - low or 1
            best = np.broadcast_to(table.max(axis=i, keepdims=True), table.shape).ravel().tolist()
            values = table.ravel().tolist()
            self._tables.append(values)
            self._best.append(best)
            self._low.append(low)
            self._range.append(span)
            self.least.append(Fraction(low, denominator))
            self.span.append(Fraction(span, denominator))
            # The quotient of two Python integers is rounded once, whatever their size.
            self.payoff[i] = [(value - low) / span for value in values]
            self.best[i] = [(value - low) / span for value in best]
        self.gain = np.empty((2, self.size))
        for i in (0, 1):
            span = self._range[i]
            pairs = zip(self._best[i], self._tables[i], strict=True)
            self.gain[i] = [(best - value) / span for best, value in pairs]
        self.possible = np.ones(self.size, bool)
        for i in (0, 1):
            if not self.discount[i]:
                self.possible &= self.gain[i] == 0

    def exact_payoff(self, i: int, a: int) -> fmpq:
        """What player i earns at profile a."""
        return fmpq(self._tables[i][a] - self._low[i], self._range[i])

    def exact_best(self, i: int, a: int) -> fmpq:
        """What player i's best deviation from profile a earns."""
        return fmpq(self._best[i][a] - self._low[i], self._range[i])

    def exact_gain(self, i: int, a: int) -> fmpq:
        """What player i would gain by deviating from profile a."""
        return fmpq(self._best[i][a] - self._tables[i][a], self._range[i])

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
