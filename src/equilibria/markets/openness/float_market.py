"""Layer B at one set of values: a float market behind the same face as the exact one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import GameError
from .market import Moves, Outcome, moves_of
from .memory import once
from .nested import NestedMarkets

UNSOLVED = 3
MESSAGES = {
    1: "shares of a segment add to one or to nothing, or access is no dearer than hosting",
    2: "the observed prices imply a cost below zero",
    UNSOLVED: "prices were not found to 1e-12",
}


class FloatMarket:
    """Layer B at one set of values; every float of the outcome stands for the number that it is.

    Raises
    ------
    GameError
        If the values make no market, imply a negative cost, or prices are not found.
    """

    def __init__(
        self, values: Mapping[str, Any], vendors: tuple[str, ...], rivals: tuple[str, ...]
    ) -> None:
        from flint import fmpq

        self.known: dict[Any, Any] = {}
        self.vendors, self.rivals, self.startups = vendors, rivals, vendors[-1]
        self.zero, self.one = fmpq(0), fmpq(1)
        floats = {name: int(v.p) / int(v.q) for name, v in values.items()}
        self.market = NestedMarkets(floats, vendors, rivals)
        self._check(int(self.market.status[0]))
        self.reference_price = self._exact(self.market.reference_price)
        self.host_price = self._exact(self.market.host_price)

    @once
    def outcome(self, opener: str, rivals: Moves, startups_in: bool) -> Outcome:
        """Prices, shares and profits when the opener and the rivals have chosen."""
        actions = tuple(moves_of(self.rivals, rivals).values())
        found = self.market.outcome(opener, actions, startups_in)
        # Of this profile only: what cannot be solved elsewhere is no matter of this one.
        self._check(UNSOLVED if found.net_price[0] != found.net_price[0] else 0)
        exact = self._exact
        return Outcome(
            profits={f: exact(v) for f, v in found.profits.items()},
            prices={f: None if v[0] != v[0] else exact(v) for f, v in found.prices.items()},
            api_profit=exact(found.api_profit),
            net_price=exact(found.net_price),
            open_share=exact(found.open_share),
            open_volume=exact(found.open_volume),
            surplus=exact(found.surplus),
            shares={f: exact(v) for f, v in found.shares.items()},
            startups_in=startups_in,
        )

    def startups_profit(self, opener: str, rivals: Moves) -> Any:
        """What startups earn there if they stay."""
        return self.outcome(opener, rivals, True).profits[self.startups]

    def _check(self, status: int) -> None:
        if not status:
            return
        message = MESSAGES[status]
        if status == 2:
            message += ": " + ", ".join(
                f"{f} {float(cost[0]):.4g} USD/Mtok ({segment})"
                for (f, segment), cost in self.market.cost.items()
                if cost[0] < 0
            )
            message += "; lower cost_share or price of the named rival, or raise these prices"
        raise GameError(f"the market of layer B: {message}.")

    def _exact(self, value: Any) -> Any:
        from flint import fmpq

        return fmpq(*float(value[0]).as_integer_ratio())
