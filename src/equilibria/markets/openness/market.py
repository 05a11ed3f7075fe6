"""Layer A: prices and profits of a model market, in closed form and rational throughout.

One firm, the opener, may open its model, sell access to it, or keep it internal. Rivals and one
representative startup sell access. Customers come in two segments, cost-led and assurance-led.
Prices are limit prices: in a closed world a vendor's margin is what it was observed to be, scaled
by how many vendors there are now, plus a part of any quality lead; in an open world it is capped by
what customers would pay over the open good, which hosts offer at cost.

The conventions, in the order of the text of the model:

- Value per token is ``v(q) = elo_slope * K * Elo / price_sensitivity``.
- ``n = max(1, vendors + [opener sells] - [startups gone] - rivals that opened their weights)``.
- Closed: ``margin = max(0, observed * vendors / n + pass_through * improvement)``.
- Open: a vendor can charge ``x = cost* - cost + v + improvement - v* + wedge`` over its cost; its
  margin is ``min(closed margin, max(0, x))``, and it keeps its volume while ``x >= 0``.
- The opener's own access has the open model's quality and the hosts' cost; its margin before entry
  is the incumbents' mean, moved by its quality against theirs; it takes ``1 / (vendors + 1)`` of
  each segment.
- The volume of startups that are gone goes pro rata to the closed vendors, or to the open good.
- The open good is the open model with the larger value less cost (tie: the opener's).

The arithmetic is generic over the number type: Fraction, or python-flint's rationals for speed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ...errors import GameError
from .memory import once

#: Logit units per Elo point: ln(10)/400, rounded once so that the model is rational.
ELO_NUMERATOR, ELO_DENOMINATOR = 5756463, 10**9

SEGMENTS = ("cost_led", "assurance_led")
OPENER_ACTIONS = ("open", "api", "internal")
RIVAL_ACTIONS = ("hold", "frontier", "specialise", "both", "open", "enter")

Number = Any  # a rational number: Fraction or flint's fmpq


@dataclass(frozen=True, slots=True)
class Outcome:
    """The market at one profile; money per dollar of closed-world access revenue.

    Attributes
    ----------
    profits : mapping from firm to number
        Access profit of each closed vendor; 0 for one that is gone or opened its weights.
    prices : mapping from firm to number or None
        Mean price in $/Mtok, None without volume.
    api_profit : number
        The opener's profit from selling access.
    net_price : number
        Mean price of all tokens in $/Mtok, less the quality improvements that it buys.
    open_share : number
        Share of all tokens that run on open goods.
    open_volume : number
        Tokens that run on open goods, in units that make revenue a dollar.
    surplus : number
        Customers' surplus: what all tokens are worth less what they cost. Only differences between
        profiles mean anything.
    shares : mapping from firm to number
        Share of all tokens that run on each closed vendor.
    startups_in : bool
    """

    profits: Mapping[str, Number]
    prices: Mapping[str, Number | None]
    api_profit: Number
    net_price: Number
    open_share: Number
    open_volume: Number
    surplus: Number
    shares: Mapping[str, Number]
    startups_in: bool


#: What the strategic rivals do: one action for the first of them (the others hold), or one each.
Moves = str | tuple[str, ...]


def moves_of(rivals: tuple[str, ...], given: Moves) -> dict[str, str]:
    """Actions of the strategic rivals by key."""
    actions = (given,) if isinstance(given, str) else given
    return dict(zip(rivals, (*actions, *("hold",) * (len(rivals) - len(actions))), strict=True))


def opened_by(moves: Mapping[str, str]) -> tuple[str, ...]:
    """Rivals that opened their weights."""
    return tuple(firm for firm, action in moves.items() if action == "open")


class Good(NamedTuple):
    """An open model: what hosting costs, and its value less that cost."""

    cost: Number
    worth: Number


class Market:
    """Layer A at one set of values.

    Parameters
    ----------
    values : mapping from str to number
        By parameter name; firms by key in the name (``price_acme``).
    vendors : sequence of str
        Keys of the closed vendors, startups last.
    rivals : str or tuple of str
        Keys of the strategic rivals; the first is the named one.

    Raises
    ------
    GameError
        If shares add to more than one, or revenue is zero, or access is not dearer than hosting.
    """

    def __init__(
        self,
        values: Mapping[str, Number],
        vendors: tuple[str, ...],
        rivals: str | tuple[str, ...],
        one: Number,
    ) -> None:
        get = values.__getitem__
        self.known: dict[Any, Any] = {}
        self.vendors, self.startups = vendors, vendors[-1]
        self.rivals = (rivals,) if isinstance(rivals, str) else rivals
        self.zero, self.one = one - one, one
        self.count = get("vendors")
        self.pass_through = get("pass_through")
        self.host_price = get("host_price")
        unit = get("elo_slope") * ELO_NUMERATOR / ELO_DENOMINATOR / get("price_sensitivity")
        self.elo = {f: get(f"elo_{f}") for f in vendors}
        self.value = {f: unit * self.elo[f] for f in vendors}
        self.open_value = unit * get("elo_open")
        self.frontier_lead = unit * get("frontier_elo")
        self.special_lead = get("specialise_wedge")
        self.wedge = {s: get(f"wedge_{s}") for s in SEGMENTS}
        price = {f: get(f"price_{f}") for f in vendors}
        self.cost = {f: get(f"cost_share_{f}") * price[f] for f in vendors}
        self.margin = {f: price[f] - self.cost[f] for f in vendors}
        size = {"cost_led": get("cost_led_share"), "assurance_led": one - get("cost_led_share")}
        self._check_shares(values, size)
        volume = {(f, s): get(f"share_{f}_{s}") * size[s] for f in vendors for s in SEGMENTS}
        total = sum((volume[f, s] for f in vendors for s in SEGMENTS), self.zero)
        revenue = sum((price[f] * volume[f, s] for f in vendors for s in SEGMENTS), self.zero)
        if revenue == 0:
            raise GameError("the market has no access revenue: every share or price is zero.")
        self.volume = {key: v / revenue for key, v in volume.items()}
        mean = {f: (volume[f, "cost_led"] + volume[f, "assurance_led"]) / total for f in vendors}
        # The opener's own access is one more vendor.
        self.cost["api"] = self.host_price
        self.margin["api"] = sum(
            (mean[f] * self.margin[f] for f in vendors), self.open_value
        ) - sum((mean[f] * self.value[f] for f in vendors), self.zero)
        value = {**self.value, "api": self.open_value}
        # What a customer gets from a vendor at cost, wedge included.
        self.worth = {
            (f, s): value[f] - self.cost[f] + self.wedge[s] for f in value for s in SEGMENTS
        }
        self.reference_price = sum((mean[f] * price[f] for f in vendors), self.zero)
        if self.reference_price <= self.host_price:
            raise GameError(
                f"the closed world's mean price {float(self.reference_price):.4g} $/Mtok is not "
                f"above host_price {float(self.host_price):.4g}: opening makes nothing cheaper."
            )

    def _check_shares(self, values: Mapping[str, Number], size: Mapping[str, Number]) -> None:
        for s in SEGMENTS:
            total = sum((values[f"share_{f}_{s}"] for f in self.vendors), self.zero)
            if total > 1:
                names = ", ".join(f"share_{f}_{s}" for f in self.vendors)
                raise GameError(f"{names} add to {float(total):.4g}: above one.")

    @once
    def outcome(self, opener: str, rivals: Moves, startups_in: bool) -> Outcome:
        """Prices, volumes and profits when the opener and the rivals have chosen."""
        moves = moves_of(self.rivals, rivals)
        sells, opened = opener == "api", opened_by(moves)
        crowding = self._crowding(sells, opened, startups_in)
        good = self._open_good(opener == "open", opened)
        profit = dict.fromkeys((*self.vendors, "api"), self.zero)
        spent, sold = dict(profit), dict(profit)
        open_volume = net_spent = surplus = self.zero
        for segment in SEGMENTS:
            volumes, lost = self._volumes(segment, sells, opened, startups_in, good is not None)
            open_volume += lost
            for firm, volume in volumes.items():
                lead = self._lead(moves.get(firm, "hold"), segment)
                margin = self._margin(firm, segment, crowding, lead, good)
                if margin is None:
                    open_volume += volume
                    continue
                price = self.cost[firm] + margin
                profit[firm] += margin * volume
                spent[firm] += price * volume
                sold[firm] += volume
                net_spent += (price - lead) * volume
                surplus += (self.worth[firm, segment] + lead - margin) * volume
        if good is not None:
            net_spent += good.cost * open_volume
            surplus += good.worth * open_volume
        tokens = sum(sold.values(), open_volume)
        prices = {f: spent[f] / sold[f] if sold[f] else None for f in self.vendors}
        return Outcome(
            profits={f: profit[f] for f in self.vendors},
            prices=prices,
            api_profit=profit["api"],
            net_price=net_spent / tokens,
            open_share=open_volume / tokens,
            open_volume=open_volume,
            surplus=surplus,
            shares={f: sold[f] / tokens for f in self.vendors},
            startups_in=startups_in,
        )

    def startups_profit(self, opener: str, rivals: Moves) -> Number:
        """What startups earn if they stay: the same as in `outcome`, without the others."""
        return self._startups_profit(opener, opened_by(moves_of(self.rivals, rivals)))

    @once
    def _startups_profit(self, opener: str, opened: tuple[str, ...]) -> Number:
        sells = opener == "api"
        crowding = self._crowding(sells, opened, startups_in=True)
        good = self._open_good(opener == "open", opened)
        earned = self.zero
        for segment in SEGMENTS:
            margin = self._margin(self.startups, segment, crowding, self.zero, good)
            if margin is not None:
                earned += margin * self.volume[self.startups, segment]
        return earned * self.count / (self.count + 1) if sells else earned

    def _crowding(self, sells: bool, opened: tuple[str, ...], startups_in: bool) -> Number:
        """Vendors when margins were observed, per vendor now."""
        n = self.count + int(sells) - int(not startups_in) - len(opened)
        return self.count / (n if n > 1 else self.one)

    def _lead(self, action: str, segment: str) -> Number:
        """How much a rival's action raises its value in a segment."""
        lead = self.frontier_lead if action in ("frontier", "both") else self.zero
        special = segment == "assurance_led" and action in ("specialise", "both")
        return lead + self.special_lead if special else lead

    def _margin(
        self, firm: str, segment: str, crowding: Number, lead: Number, open_good: Good | None
    ) -> Number | None:
        """A vendor's margin in a segment; None if it loses its volume to the open good."""
        margin = self.margin[firm] * crowding
        if lead:
            margin += self.pass_through * lead
        if margin < 0:
            margin = self.zero
        if open_good is None:
            return margin
        x = self.worth[firm, segment] + lead - open_good.worth
        return None if x < 0 else min(margin, x)

    def _open_good(self, opener_opened: bool, opened: tuple[str, ...]) -> Good | None:
        """The best open model, if any."""
        goods = [Good(self.host_price, self.open_value - self.host_price)] if opener_opened else []
        goods += [Good(self.cost[f], self.value[f] - self.cost[f]) for f in opened]
        return max(goods, key=lambda good: good.worth, default=None)

    @once
    def _volumes(
        self,
        segment: str,
        sells: bool,
        opened: tuple[str, ...],
        startups_in: bool,
        open_world: bool,
    ) -> tuple[dict[str, Number], Number]:
        """Volumes of the closed vendors in a segment, and what goes to the open good at once."""
        volumes = {f: self.volume[f, segment] for f in self.vendors}
        lost = self.zero
        if sells:
            total = sum(volumes.values(), self.zero)
            kept = self.count / (self.count + 1)
            volumes = {f: volume * kept for f, volume in volumes.items()}
            volumes["api"] = total / (self.count + 1)
        if not startups_in:
            gone = volumes.pop(self.startups)
            left = sum(volumes.values(), self.zero)
            if open_world or left == 0:
                lost += gone
            else:
                volumes = {f: volume * (left + gone) / left for f, volume in volumes.items()}
        for firm in opened:
            lost += volumes.pop(firm)
        return volumes, lost
