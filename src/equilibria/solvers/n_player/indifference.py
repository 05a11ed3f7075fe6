"""The equations that make players indifferent among the actions they use, in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from .exact import IntegerPayoffs, over_common


class System:
    """The indifference equations on a support profile, of all players or of one.

    With `only`, the equations are that player's and the unknowns the other players' strategies.
    """

    def __init__(
        self, payoffs: IntegerPayoffs, supports: tuple[tuple[int, ...], ...], only: int | None
    ) -> None:
        self.payoffs, self.supports, self.only = payoffs, supports, only
        players = range(len(supports))
        self.moving = [j for j in players if j != only and len(supports[j]) > 1]
        self.judging = [i for i in players if only in (None, i) and len(supports[i]) > 1]
        self.unknowns = sum(len(supports[j]) - 1 for j in self.moving)
        #: How many players' weights a payoff is a product of, and a derivative.
        self.factors = len(self.moving) - (only is None)
        self._tables: dict[tuple[int, ...], Any] = {}

    @property
    def is_linear(self) -> bool:
        """Whether the Jacobian is the same everywhere."""
        return self.payoffs.are_pairwise

    def bend(self, norms: Sequence[float], moves: Sequence[float]) -> float:
        """How much a derivative may change, as a share of the payoffs' range.

        If each of those who mix moves from a strategy of a norm by as much as given, in the sum of
        magnitudes.
        """
        if self.factors <= 1:
            return 0.0
        return 2.0 * sum(moves) * prod(n + d for n, d in zip(norms, moves, strict=True))

    def table(self, *first: int) -> Any:
        """Payoffs of the first player named, by its own action, then by those of the others named.

        Then by the actions of the other players who mix; those of all others are used up.
        """
        if first not in self._tables:
            rest = [j for j in range(len(self.supports)) if j not in first]
            table = self.payoffs.restricted(first[0], self.supports).transpose(*first, *rest)
            sizes = [len(self.supports[j]) for j in (*first[1:], *rest)]
            self._tables[first] = table.reshape(-1, *[k for k in sizes if k > 1])
        return self._tables[first]

    def earned(self, i: int, weights: Sequence[Sequence[int]]) -> list[int]:
        """What each of player i's actions earns, times the product of the others' totals.

        The total of a player with one action in use has to be 1.
        """
        values: list[int] = self._contract(weights, i).tolist()
        return values

    def residual(self, weights: Sequence[Sequence[int]]) -> list[int]:
        """F, times the product of the other players' totals, row by row."""
        rows = []
        for i in self.judging:
            earned = self.earned(i, weights)
            first, *others = (earned[a] for a in self.supports[i])
            rows += [value - first for value in others]
        return rows

    def jacobian(self, weights: Sequence[Sequence[int]]) -> Any:
        """M, times the product of all totals but two; a matrix of whole numbers."""
        count = sum(len(self.supports[i]) - 1 for i in self.judging)
        M = np.full((count, self.unknowns), 0, dtype=object)
        row = 0
        for i in self.judging:
            column, below = 0, row + len(self.supports[i]) - 1
            for j in self.moving:
                right = column + len(self.supports[j]) - 1
                if i != j:
                    D = self._contract(weights, i, j)[list(self.supports[i])]
                    D = D[1:] - D[0]
                    M[row:below, column:right] = D[:, 1:] - D[:, :1]
                column = right
            row = below
        return M

    def is_zero(self, point: Sequence[Sequence[Fraction]]) -> bool:
        """Whether F vanishes at a point, exactly."""
        weights, _ = over_common(point)
        return not any(self.residual(weights))

    def _contract(self, weights: Sequence[Sequence[int]], *kept: int) -> Any:
        """Sum a table over the strategies of all who mix but those whose axes are kept."""
        table = self.table(*kept)
        for j in reversed(range(len(self.supports))):
            if j not in kept and len(self.supports[j]) > 1:
                table = table @ np.array(weights[j], dtype=object)
        return table
