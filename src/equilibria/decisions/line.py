"""Games on a line: where differences of payoffs vanish between two games, and their signs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from ..games.normal_form import NormalFormGame
from .ordinal import Comparison, Signs


class Line:
    """The games on the line through two, without the builder."""

    def __init__(
        self, earlier: NormalFormGame, later: NormalFormGame, s: Fraction, t: Fraction
    ) -> None:
        self.like, self.s, self.t = earlier, s, t
        self.ends = earlier.exact_payoffs(), later.exact_payoffs()
        self.known: dict[Comparison, tuple[Any, Any]] = {}

    def at(self, value: Fraction) -> NormalFormGame:
        """The game at one value."""
        weight = (value - self.s) / (self.t - self.s)
        payoffs = [x + (y - x) * weight for x, y in zip(*self.ends, strict=True)]
        return NormalFormGame.from_exact(payoffs, self.like.players, self.like.actions)

    @cached_property
    def _tables(self) -> list[list[np.ndarray]]:
        """Payoffs of both games as python-flint's rationals, about ten times faster."""
        from flint import fmpq

        return [
            [np.vectorize(lambda v: fmpq(v.numerator, v.denominator), "O")(table) for table in end]
            for end in self.ends
        ]

    def gap(self, pair: Comparison) -> tuple[Any, Any]:
        """A difference of payoffs: in the earlier game, and how much more it is in the later."""
        if pair not in self.known:
            i, here, there = pair
            x, y = (tables[i][here] - tables[i][there] for tables in self._tables)
            self.known[pair] = x, y - x
        return self.known[pair]

    def roots(self, pairs: Sequence[Comparison], low: Fraction, high: Fraction) -> list[Fraction]:
        """Where some differences vanish inside an interval, in increasing order."""
        step = self.t - self.s
        below, above = (_quick((end - self.s) / step) for end in (low, high))
        parts = [-x / rise for x, rise in map(self.gap, pairs) if rise]
        inside = sorted({part for part in parts if below < part < above})
        return [self.s + Fraction(int(v.p), int(v.q)) * step for v in inside]

    def signs(
        self, pairs: Sequence[Comparison], roots: Sequence[Fraction], middle: Fraction
    ) -> Signs:
        """The signs of all differences at position 2 k + 1, the k-th root, and between at 2 k.

        A sign follows from which side of its own root a position is on; no payoff is worked out
        again.
        """
        step = self.t - self.s
        parts = [_quick((root - self.s) / step) for root in roots]
        inside, positions = _quick((middle - self.s) / step), np.arange(2 * len(roots) + 1)
        known: dict[Comparison, Any] = {}

        def sign(*pair: Any) -> Any:
            if pair not in known:
                x, rise = self.gap(pair)
                k = bisect_left(parts, -x / rise) if rise else len(parts)
                if k < len(parts) and x + rise * parts[k] == 0:
                    known[pair] = np.sign(positions - (2 * k + 1)) * _sign(rise)
                else:
                    known[pair] = _sign(x + rise * inside)
            return known[pair]

        return sign


def _quick(value: Fraction) -> Any:
    """The same number as python-flint's."""
    from flint import fmpq

    return fmpq(value.numerator, value.denominator)


def _sign(value: Any) -> int:
    return int(value > 0) - int(value < 0)
