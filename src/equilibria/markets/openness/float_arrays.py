"""Layer A over arrays of floats: `arrays`, and what sweeps ask beyond payoffs."""

from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import LimitPrices, Number
from .market import SEGMENTS, Outcome, opened_by


class Plain:
    """Choices between arrays of floats."""

    @staticmethod
    def where(sign: Any, yes: Any, no: Any) -> Any:
        """`yes` where `sign` is at least 0, else `no`."""
        return np.where(np.asarray(sign) >= 0, yes, no)

    maximum = staticmethod(np.maximum)
    minimum = staticmethod(np.minimum)

    @staticmethod
    def is_zero(value: Any) -> Any:
        """1 where a number is 0, else 0."""
        return np.where(np.asarray(value) == 0, 1.0, 0.0)

    @staticmethod
    def unless(wrong: Any, value: Any) -> Any:
        """The value where `wrong` is below 0, else not a number."""
        return np.where(np.asarray(wrong) < 0, value, np.nan)


class LimitMarkets(LimitPrices):
    """Markets of limit prices at arrays of floats; `ops` is `Plain`."""

    def outcome(self, opener: str, actions: tuple[str, ...], startups_in: bool) -> Outcome:
        """Everything at one profile, for arrays of floats; a price is NaN without volume."""
        moves = dict(zip(self.rivals, actions, strict=True))
        opened = opened_by(moves)
        good = self.open_good(opener == "open", opened)
        profit = dict.fromkeys((*self.vendors, "api"), self.zero)
        spent, sold = dict(profit), dict(profit)
        hosted = net_spent = surplus = self.zero
        for segment in SEGMENTS:
            volumes, lost = self.volumes(
                segment, opener == "api", opened, startups_in, good is not None
            )
            if lost is not None:
                hosted = hosted + lost
            for firm, volume in volumes.items():
                action = moves.get(firm, "hold")
                margin, net, x = self.sale(firm, segment, opener, opened, startups_in, action)
                mine = volume if x is None else self.ops.where(x, volume, self.zero)
                profit[firm] = profit[firm] + margin * mine
                spent[firm] = spent[firm] + (self.cost[firm] + margin) * mine
                sold[firm] = sold[firm] + mine
                hosted = hosted + (volume - mine)
                net_spent = net_spent + net * mine
                lead = self.lead(action, segment)
                gets = self.worth[firm, segment] - margin
                surplus = surplus + (gets if lead is None else gets + lead) * mine
        if good is not None:
            net_spent = net_spent + good[0] * hosted
            surplus = surplus + good[1] * hosted
        tokens = self.sum(sold.values()) + hosted
        prices = {f: _ratio(spent[f], sold[f]) for f in self.vendors}
        return Outcome(
            profits={f: profit[f] for f in self.vendors},
            prices=prices,
            api_profit=profit["api"],
            net_price=net_spent / tokens,
            open_share=hosted / tokens,
            open_volume=hosted,
            surplus=surplus,
            shares={f: sold[f] / tokens for f in self.vendors},
            startups_in=startups_in,
        )

    def crowded(self, extra: int) -> Number:
        """The first rival's profit in a closed world with so many vendors more or fewer.

        Fewer: the last vendors are missing, and their volume goes pro rata to those left. More:
        each takes as much as the opener's own access would.
        """
        rival, left = self.rivals[0], self.vendors[: len(self.vendors) + min(extra, 0)]
        earned = self.zero
        for segment in SEGMENTS:
            volume = self.volume[rival, segment]
            if extra < 0:
                total, kept = (
                    self.sum(self.volume[f, segment] for f in names)
                    for names in (self.vendors, left)
                )
                volume = volume * total / kept
            elif extra > 0:
                volume = volume * self.count / (self.count + extra)
            earned = earned + volume
        n = self.ops.maximum(self.count + extra, self.one)
        return earned * self.ops.maximum(self.margin[rival], self.zero) * self.count / n

    @property
    def status(self) -> np.ndarray:
        """Per draw of floats: 0, or 1 where the values make no market."""
        self.totals("internal", ("hold",) * len(self.rivals), False)
        return np.where(np.asarray(self.doubt()) < 0, 0, 1).astype(np.uint8)


def _ratio(one: Any, other: Any) -> Any:
    with np.errstate(all="ignore"):
        return np.divide(one, other)
