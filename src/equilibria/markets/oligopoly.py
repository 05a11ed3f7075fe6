"""Price and quantity competition: stage games, and critical discount factors in closed form.

Inverse demand is ``intercept - slope * Q``, unit cost constant. In suitable units (``intercept -
cost`` and `slope` one) there is one market for every number of firms n:

    each firm's share of the monopoly output  1 / (2n)          pays 1 / (4n)
    the best deviation from it                (n + 1) / (4n)    pays ((n + 1) / (4n))**2
    Cournot equilibrium                       1 / (n + 1)       pays 1 / (n + 1)**2

A critical discount factor is the least at which the monopoly output, split equally, can be kept up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from .._validate import exact_fraction
from ..errors import GameError
from ..games.normal_form import NormalFormGame

#: From this number of firms on the stick drives the best deviation from it down to zero output.
_FLOODED = 6


@dataclass(frozen=True, slots=True)
class LinearMarket:
    """Linear demand for one good and firms with the same constant unit cost.

    Parameters
    ----------
    firms : int, default 2
    intercept, slope, cost : number or text
        Inverse demand ``intercept - slope * Q`` and unit cost, exact; ``slope > 0`` and
        ``0 <= cost < intercept``.
    floor : bool, default False
        Whether the price stops at zero. Otherwise it falls below, as if getting rid of unsold goods
        cost money, and there is no limit to what an oversupplied market can cost its firms.

    Raises
    ------
    GameError
        All complaints in one message.

    Examples
    --------
    >>> from equilibria.markets.oligopoly import LinearMarket
    >>> import equilibria as eq
    >>> duopoly = LinearMarket()
    >>> stage = duopoly.cournot([f"{k}/24" for k in range(25)])
    >>> duopoly.quantity_reversion(), duopoly.stick_and_carrot()
    (Fraction(9, 17), Fraction(9, 32))
    >>> eq.critical_discount(stage, sustain=["1/4", "1/4"], punishment="symmetric").value
    Fraction(9, 32)
    """

    firms: int = 2
    intercept: Any = 1
    slope: Any = 1
    cost: Any = 0
    floor: bool = False

    def __post_init__(self) -> None:
        complaints = []
        if not isinstance(self.firms, int) or isinstance(self.firms, bool) or self.firms < 1:
            complaints.append(f"firms is {self.firms!r}: give a whole number of at least 1.")
        for name in ("intercept", "slope", "cost"):
            try:
                object.__setattr__(self, name, exact_fraction(getattr(self, name)))
            except ValueError as reason:
                complaints.append(f"{name} is {getattr(self, name)!r:.60}: {reason}.")
        if not complaints:
            if self.slope <= 0:
                complaints.append(f"slope is {self.slope}: it must be positive.")
            if not 0 <= self.cost < self.intercept:
                complaints.append(
                    f"cost is {self.cost}: it must be at least 0 and below the intercept, "
                    f"{self.intercept}."
                )
        if complaints:
            raise GameError(complaints)

    # ---- stage games

    def cournot(self, quantities: Iterable[Any]) -> NormalFormGame:
        """Firms choose quantities at once, all from the same grid; payoffs are profits, exact.

        Cost: one pass over ``len(quantities) ** firms`` profiles.
        """
        grid, labels = self._grid(quantities, "quantities")
        chosen = self._axes(grid)
        price = self.intercept - self.slope * sum(chosen[1:], start=chosen[0])
        if self.floor:
            price = price * np.greater(price, 0)
        title = f"Cournot, {self.firms} firms"
        return NormalFormGame(
            [(price - self.cost) * own for own in chosen], self._names, [labels] * self.firms, title
        )

    def bertrand(self, prices: Iterable[Any]) -> NormalFormGame:
        """Firms name prices at once; the lowest serve the demand in equal parts.

        Cost: one pass over ``len(prices) ** firms`` profiles.
        """
        grid, labels = self._grid(prices, "prices")
        chosen = self._axes(grid)
        lowest = chosen[0]
        for other in chosen[1:]:
            lowest = np.minimum(lowest, other)
        sellers = sum(np.equal(own, lowest).astype(int) for own in chosen)
        demand = (self.intercept - lowest) / self.slope
        profit = demand * np.greater(demand, 0) * (lowest - self.cost)
        share = profit / np.asarray(sellers, dtype=object)
        payoffs = [share * np.equal(own, lowest) for own in chosen]
        title = f"Bertrand, {self.firms} firms"
        return NormalFormGame(payoffs, self._names, [labels] * self.firms, title)

    # ---- what firms produce

    @property
    def collusive(self) -> Fraction:
        """Each firm's share of the monopoly output."""
        return self._units / (2 * self.firms)

    @property
    def deviation(self) -> Fraction:
        """The best deviation from that share."""
        return self._units * (self.firms + 1) / (4 * self.firms)

    @property
    def competitive(self) -> Fraction:
        """Output in the Cournot equilibrium."""
        return self._units / (self.firms + 1)

    @property
    def stick(self) -> Fraction | None:
        """Output that punishes in the best symmetric way, for one period; None from six firms on.

        From there on it is irrational, unless the number of firms is a square.
        """
        n = self.firms
        return self._units * Fraction(3 * n - 1, 2 * n * (n + 1)) if 2 <= n < _FLOODED else None

    # ---- critical discount factors

    def price_reversion(self) -> Fraction:
        """Bertrand, any common price above cost: deviators undercut and end up with nothing.

        ``1 - 1/n``, where prices are continuous; on a grid undercutting costs a step. That is also
        the best of all punishments, since nothing is less than nothing.
        """
        return 1 - Fraction(1, self.firms)

    def quantity_reversion(self) -> Fraction:
        """Cournot: back to the Cournot equilibrium for ever, ``(n+1)**2 / ((n+1)**2 + 4n)``."""
        n = self.firms
        return Fraction((n + 1) ** 2, (n + 1) ** 2 + 4 * n) if n > 1 else Fraction(0)

    def stick_and_carrot(self) -> Fraction | None:
        """Cournot: the best strongly symmetric punishment, a bad period and back (Abreu 1986).

        ``(n+1)**2 / (16n)`` up to five firms. From six on the stick can push a deviator down to
        zero, and ``((n-1)/(n+1))**2`` is then least of all, by any punishment. None where the price
        floor is in the stick's way, so that there is no such formula.
        """
        n = self.firms
        if n == 1:
            return Fraction(0)
        spare = self.cost / (self.intercept - self.cost)
        if n < _FLOODED:
            if self.floor and Fraction(3 - n, 2 * (n + 1)) < -spare:
                return None
            return Fraction((n + 1) ** 2, 16 * n)
        # The stick's margin is 1/2 - (n + 1) / (4 sqrt(n)).
        if self.floor and Fraction((n + 1) ** 2, 16 * n) > (spare + Fraction(1, 2)) ** 2:
            return None
        return Fraction((n - 1) ** 2, (n + 1) ** 2)

    # ---- the parts

    @property
    def _units(self) -> Fraction:
        units: Fraction = (self.intercept - self.cost) / self.slope
        return units

    @property
    def _names(self) -> list[str]:
        return [f"Firm {k}" for k in range(1, self.firms + 1)]

    def _axes(self, grid: Sequence[Fraction]) -> list[np.ndarray]:
        values = np.empty(len(grid), dtype=object)
        values[:] = grid
        shape = (len(grid),) * self.firms
        return [
            np.broadcast_to(
                values.reshape([-1 if axis == i else 1 for axis in range(self.firms)]), shape
            )
            for i in range(self.firms)
        ]

    def _grid(self, given: Iterable[Any], what: str) -> tuple[list[Fraction], list[str]]:
        grid, complaints = [], []
        for value in given:
            try:
                grid.append(exact_fraction(value))
            except ValueError as reason:
                complaints.append(f"{what}: {value!r:.60}: {reason}.")
        if not complaints and (not grid or min(grid) < 0 or len(set(grid)) < len(grid)):
            complaints.append(f"{what}: give different values, none of them negative.")
        if complaints:
            raise GameError(complaints)
        return grid, [str(value) for value in grid]
