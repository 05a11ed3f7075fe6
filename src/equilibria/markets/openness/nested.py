"""Layer B: nested-logit demand with Bertrand prices, calibrated with the open model present.

Per segment s, ``u_js = x_js + elo_slope * K * (Elo gained) + a_s * wedge_s - a_s * price``; all
access to models is one nest with correlation `nest_correlation`, and 0 is the value of nothing.
The conventions beyond the text of the model:

- A stated share is of the tokens that a segment could use, closed and open models together. The
  open model takes its part from every vendor in proportion, so any open share leaves room, and
  ``1 - sum of shares`` is not served. Observed: the prices, and shares ``(1 - o_s) * share``.
- `open_share` is of all tokens served. It divides between the segments so that the odds of the
  open model would be the same in both without the closed vendors' wedge.
- ``a_s`` follows from the named rival's observed margin (inverse Lerner), utilities from shares
  (Berry), the other costs from the first-order conditions. So `price_sensitivity`, the other
  `cost_share`s, `vendors` and `pass_through` play no part here, and Elo only as it changes.
- Hosts price at cost, `host_price`. The opener's own access costs the same, has the open model's
  utility and the wedge of a vendor, and sets its price like one; in the open world it is not sold.
- A rival that opens its weights is hosted at its cost, without the wedge of a vendor.
- Net prices take a quality gain at what it is worth to customers, ``gain / a_s``.

Markets over arrays of floats; every price solved to 1e-12. Firms sell one product in the one nest
of a segment, so the equilibrium exists and is the only one (docs/demand.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..demand.one_nest import one_nest_prices
from ..demand.pricing import TOLERANCE
from .market import SEGMENTS, Outcome
from .memory import once
from .nested_calibration import Calibrated

Array = NDArray[np.float64]


class NestedMarkets(Calibrated):
    """Layer B at arrays of values: calibrated, then priced."""

    def __init__(
        self, values: Mapping[str, Any], vendors: tuple[str, ...], rivals: tuple[str, ...]
    ) -> None:
        super().__init__(values, vendors, rivals)
        with np.errstate(all="ignore"):
            self.revenue, tokens = self.zero, self.zero
            for s in SEGMENTS:
                prices, shares, *_ = self.segment(s, "internal", ("hold",) * len(rivals), True)
                for f, price in prices.items():
                    self.revenue = self.revenue + self.size[s] * price * shares[f]
                    tokens = tokens + self.size[s] * shares[f]
            self.reference_price = self.revenue / tokens

    # ---- one segment

    def _lead(self, action: str, segment: str) -> Array | None:
        """A rival's gain in utility."""
        lead = None
        if action in ("frontier", "both"):
            lead = self.elo_unit * self._get("frontier_elo")
        if segment == "assurance_led" and action in ("specialise", "both"):
            special = self.alpha[segment] * self._get("specialise_wedge")
            lead = special if lead is None else lead + special
        return lead

    @once
    @np.errstate(all="ignore")
    def segment(
        self, segment: str, opener: str, actions: tuple[str, ...], startups_in: bool
    ) -> tuple[dict[str, Array], dict[str, Array], Array, Array, Array]:
        """Prices and shares of the priced, share and mean price of the hosted, surplus."""
        moves = dict(zip(self.rivals, actions, strict=True))
        names, worth = [], []
        at_cost: list[tuple[Array, Array]] = []
        if opener == "open":
            at_cost.append((self.hosted[segment], self._get("host_price")))
        for f in self.vendors:
            action = moves.get(f, "hold")
            weight = self.worth[f, segment]
            if action == "open":
                at_cost.append((weight - self.wedge[segment], self.cost[f, segment]))
            elif f != self.startups or startups_in:
                lead = self._lead(action, segment)
                names.append(f)
                worth.append(weight if lead is None else weight + lead / (1 - self.rho))
        if opener == "api":
            names.append("api")
            worth.append(self.hosted[segment] + self.wedge[segment])
        return self._solved(segment, names, worth, at_cost)

    def _solved(
        self,
        segment: str,
        names: list[str],
        worth: list[Array],
        at_cost: list[tuple[Array, Array]],
    ) -> tuple[dict[str, Array], dict[str, Array], Array, Array, Array]:
        alpha, keep = self.alpha[segment], 1 - self.rho
        nothing = np.full(self.residual.shape, -np.inf)
        fixed = nothing
        for weight, _ in at_cost:
            fixed = np.logaddexp(fixed, weight)
        weights = np.stack(worth)
        found = one_nest_prices(weights, self.rho, fixed)
        scaled = np.where(found.residual <= TOLERANCE, found.scaled, np.nan)
        # What is refused need not be solved, and a segment without customers has no say.
        asked = (self.refusal == 0) & (self.size[segment] > 0)
        self.residual = np.where(
            asked, np.fmax(self.residual, np.nan_to_num(found.residual, nan=np.inf)), self.residual
        )
        nest = 1 / (1 + np.exp(-keep * found.log_sum))
        share = np.exp(weights - scaled - found.log_sum) * nest
        markup = scaled * keep / alpha
        cost = {**{f: self.cost[f, segment] for f in self.vendors}, "api": self._get("host_price")}
        prices = {f: cost[f] + markup[k] for k, f in enumerate(names)}
        shares = {f: share[k] for k, f in enumerate(names)}
        hosted, spent = np.zeros_like(nest), np.zeros_like(nest)
        for weight, price in at_cost:
            part = np.exp(weight - found.log_sum) * nest
            hosted, spent = hosted + part, spent + part * price
        surplus = np.logaddexp(0.0, keep * found.log_sum) / alpha
        return prices, shares, hosted, spent, surplus

    # ---- the market

    def _segment_of(
        self, segment: str, opener: str, actions: tuple[str, ...], startups_in: bool
    ) -> tuple[dict[str, Array], dict[str, Array], Array, Array, Array]:
        """Solve each distinct market once: specialising is for the assurance-led only."""
        like = {"enter": "hold"}
        if segment == "cost_led":
            like |= {"specialise": "hold", "both": "frontier"}
        same = tuple(like.get(action, action) for action in actions)
        found: tuple[dict[str, Array], dict[str, Array], Array, Array, Array]
        found = self.segment(segment, opener, same, startups_in)
        return found

    @once
    def outcome(self, opener: str, actions: tuple[str, ...], startups_in: bool) -> Outcome:
        """Everything at one profile; a price is NaN without volume."""
        moves = dict(zip(self.rivals, actions, strict=True))
        firms = (*self.vendors, "api")
        zero = np.zeros_like(self.residual)
        profit, spent, sold = (dict.fromkeys(firms, zero) for _ in range(3))
        hosted = net_spent = surplus = zero
        for segment in SEGMENTS:
            size = self.size[segment]
            prices, shares, free, free_spent, gets = self._segment_of(
                segment, opener, actions, startups_in
            )
            hosted = hosted + size * free
            net_spent = net_spent + size * free_spent
            surplus = surplus + size * gets
            for f, price in prices.items():
                cost = self._get("host_price") if f == "api" else self.cost[f, segment]
                volume = size * shares[f]
                profit[f] = profit[f] + (price - cost) * volume
                spent[f] = spent[f] + price * volume
                sold[f] = sold[f] + volume
                lead = self._lead(moves.get(f, "hold"), segment)
                net = price if lead is None else price - lead / self.alpha[segment]
                net_spent = net_spent + net * volume
        tokens = sum(sold.values(), hosted)
        with np.errstate(all="ignore"):
            return Outcome(
                profits={f: profit[f] / self.revenue for f in self.vendors},
                prices={f: spent[f] / sold[f] for f in self.vendors},
                api_profit=profit["api"] / self.revenue,
                net_price=net_spent / tokens,
                open_share=hosted / tokens,
                open_volume=hosted / self.revenue,
                surplus=surplus / self.revenue,
                shares={f: sold[f] / tokens for f in self.vendors},
                startups_in=startups_in,
            )

    @once
    def totals(self, opener: str, actions: tuple[str, ...], startups_in: bool) -> list[Any]:
        """Profit of all rivals, of the opener's access, cheapening, then each rival's profit."""
        found = self.outcome(opener, actions, startups_in)
        fall = (self.reference_price - found.net_price) / (self.reference_price - self.host_price)
        earned = sum((found.profits[f] for f in self.vendors[:-1]), self.zero)
        return [earned, found.api_profit, fall, *(found.profits[f] for f in self.rivals)]

    def startups_profit(self, opener: str, actions: tuple[str, ...]) -> Any:
        """What startups earn if they stay."""
        return self.outcome(opener, actions, True).profits[self.startups]

    @property
    def status(self) -> NDArray[np.uint8]:
        """A `DrawStatus` per draw, from the markets solved so far."""
        cheap = ~(self.reference_price > self.host_price)
        found = np.where(self.residual <= TOLERANCE, self.refusal, 3)
        return np.where(self.refusal > 0, self.refusal, np.where(cheap, 1, found)).astype(np.uint8)

    def refused(self, table: Any) -> Any:
        """Payoffs, not a number where there is no market or a price was not found."""
        if isinstance(table, list):
            return [self.refused(part) for part in table]
        return np.where(self.status == 0, table, np.nan)

    @np.errstate(all="ignore")
    def crowded(self, extra: int) -> Array:
        """The first rival's profit in a closed world with so many vendors more or fewer.

        Fewer: the last vendors are missing. More: vendors with the mean value less cost.
        """
        rival, earned = self.rivals[0], np.zeros_like(self.residual)
        names = list(self.vendors[: len(self.vendors) + min(extra, 0)])
        for segment in SEGMENTS:
            worth = [self.worth[f, segment] for f in names]
            if extra > 0:
                share = self.calibrated[segment]
                every = np.where(share > 0, np.stack(worth), 0.0)
                mean = (share * every).sum(axis=0) / share.sum(axis=0)
                worth += [mean] * extra
            all_names = names + [f"another {k}" for k in range(max(extra, 0))]
            fixed = np.full(self.residual.shape, -np.inf)
            found = one_nest_prices(np.stack(worth), self.rho, fixed)
            k = all_names.index(rival)
            nest = 1 / (1 + np.exp(-(1 - self.rho) * found.log_sum))
            share = np.exp(worth[k] - found.scaled[k] - found.log_sum) * nest
            mine = found.scaled[k] * (1 - self.rho) / self.alpha[segment] * share
            mine = np.where(found.residual <= TOLERANCE, mine, np.nan)
            earned = earned + self.size[segment] * mine
        return np.asarray(earned / self.revenue)
