"""Layer A for many values at once, or over intervals: `market` without branches.

The same conventions as there, term for term. Whatever does not depend on a rival's action, on
other firms or on startups is worked out once. The arithmetic is generic over numbers with + - * /
and a few choices: arrays of balls or one ball of python-flint's (`decisions.balls`), or arrays of
floats (`float_arrays`). Where values make no market, or may make none, nothing is known of the
payoffs, and the exact builder speaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from .array_payoffs import Settling
from .market import ELO_DENOMINATOR, ELO_NUMERATOR, OPENER_ACTIONS, SEGMENTS, opened_by
from .memory import once

Number = Any


class LimitPrices(Settling):
    """Layer A over arrays of values.

    Parameters
    ----------
    values : mapping from parameter to number or array
    vendors : tuple of str
        Keys of the closed vendors, startups last.
    rivals : tuple of str
        Keys of the strategic ones.
    ops : choices between numbers
    one : number
    """

    def __init__(
        self,
        values: Mapping[str, Number],
        vendors: tuple[str, ...],
        rivals: tuple[str, ...],
        ops: Any,
        one: Number,
    ) -> None:
        self.values, self.vendors, self.rivals, self.ops = values, vendors, rivals, ops
        self.one, self.zero = one, one - one
        self.startups = vendors[-1]
        self.known: dict[Any, Any] = {}
        get = values.__getitem__
        self.count = get("vendors")
        self.kept = self.count / (self.count + 1)
        self.unit = get("elo_slope") * ELO_NUMERATOR / ELO_DENOMINATOR / get("price_sensitivity")
        value = {f: self.unit * get(f"elo_{f}") for f in vendors}
        self.open_value = self.unit * get("elo_open")
        price = {f: get(f"price_{f}") for f in vendors}
        self.cost = {f: get(f"cost_share_{f}") * price[f] for f in vendors}
        self.margin = {f: price[f] - self.cost[f] for f in vendors}
        size = {"cost_led": get("cost_led_share"), "assurance_led": one - get("cost_led_share")}
        volume = {(f, s): get(f"share_{f}_{s}") * size[s] for f in vendors for s in SEGMENTS}
        total = self.sum(volume[f, s] for f in vendors for s in SEGMENTS)
        revenue = self.sum(price[f] * volume[f, s] for f in vendors for s in SEGMENTS)
        self.volume = {key: v / revenue for key, v in volume.items()}
        mean = {f: (volume[f, "cost_led"] + volume[f, "assurance_led"]) / total for f in vendors}
        self.value = value
        self.cost["api"] = get("host_price")
        self.margin["api"] = (
            self.sum(mean[f] * self.margin[f] for f in vendors)
            + self.open_value
            - self.sum(mean[f] * value[f] for f in vendors)
        )
        worth = {**value, "api": self.open_value}
        self.worth = {
            (f, s): worth[f] - self.cost[f] + get(f"wedge_{s}") for f in worth for s in SEGMENTS
        }
        self.reference = self.sum(mean[f] * price[f] for f in vendors)
        # What would be refused: shares above one, no revenue, nothing to make cheaper.
        self.refusals = [self.sum(get(f"share_{f}_{s}") for f in vendors) - one for s in SEGMENTS]
        self.wrong = (-revenue, get("host_price") - self.reference)

    def sum(self, numbers: Any) -> Number:
        """Add up; never empty."""
        total = None
        for number in numbers:
            total = number if total is None else total + number
        return total

    # ---- prices

    @once
    def crowding(self, sells: bool, opened: int, startups_in: bool) -> Number:
        """Vendors when margins were observed, per vendor now."""
        n = self.count + (int(sells) - int(not startups_in) - opened)
        return self.count / self.ops.maximum(n, self.one)

    @once
    def frontier_lead(self) -> Number:
        """What a frontier release adds to a rival's value."""
        return self.unit * self.values["frontier_elo"]

    @once
    def lead(self, action: str, segment: str) -> Number | None:
        """How much a rival's action raises its value in a segment, if at all."""
        lead = self.frontier_lead() if action in ("frontier", "both") else None
        if segment == "assurance_led" and action in ("specialise", "both"):
            special = self.values["specialise_wedge"]
            lead = special if lead is None else lead + special
        return lead

    @once
    def open_good(self, ours: bool, opened: tuple[str, ...]) -> tuple[Number, Number] | None:
        """Cost of the best open model, and its value less that cost."""
        host = self.values["host_price"]
        goods = [(host, self.open_value - host)] if ours else []
        goods += [(self.cost[f], self.value[f] - self.cost[f]) for f in opened]
        if not goods:
            return None
        best = goods[0]
        for good in goods[1:]:
            ahead = best[1] - good[1]
            best = (
                self.ops.where(ahead, best[0], good[0]),
                self.ops.maximum(best[1], good[1]),
            )
        return best

    @once
    def sale(
        self,
        firm: str,
        segment: str,
        opener: str,
        opened: tuple[str, ...],
        startups_in: bool,
        action: str,
    ) -> tuple[Number, Number, Number | None]:
        """Of one unit of volume: profit, net spending, and what is left over the open good."""
        lead = self.lead(action, segment)
        margin = self.margin[firm] * self.crowding(opener == "api", len(opened), startups_in)
        if lead is not None:
            margin = margin + self.values["pass_through"] * lead
        margin = self.ops.maximum(margin, self.zero)
        good = self.open_good(opener == "open", opened)
        x = None
        if good is not None:
            x = self.worth[firm, segment] - good[1]
            x = x if lead is None else x + lead
            margin = self.ops.where(x, self.ops.minimum(margin, x), self.zero)
        net = self.cost[firm] + margin
        net = net if lead is None else net - lead
        return margin, net if good is None else self.ops.where(x, net, good[0]), x

    # ---- volumes

    @once
    def volumes(
        self,
        segment: str,
        sells: bool,
        opened: tuple[str, ...],
        startups_in: bool,
        open_world: bool,
    ) -> tuple[dict[str, Number], Number | None]:
        """Volumes of the closed vendors, and what goes to the open good at once."""
        volumes = {f: self.volume[f, segment] for f in self.vendors}
        lost = None
        if sells:
            total = self.sum(volumes.values())
            volumes = {f: volume * self.kept for f, volume in volumes.items()}
            volumes["api"] = total / (self.count + 1)
        if not startups_in:
            gone = volumes.pop(self.startups)
            if open_world:
                lost = gone
            else:
                left = self.sum(volumes.values())
                # Without anyone left the exact builder sends them to the open good: not known here.
                self.refusals.append(-left)
                scale = (left + gone) / left
                volumes = {f: volume * scale for f, volume in volumes.items()}
        for firm in opened:
            left_over = volumes.pop(firm)
            lost = left_over if lost is None else lost + left_over
        return volumes, lost

    @once
    def others(
        self, opener: str, opened: tuple[str, ...], startups_in: bool
    ) -> tuple[Number, Number, Number, Number]:
        """All but strategic rivals: profit of rivals, of the opener's access, spending, volume."""
        rivals = access = spent = tokens = self.zero
        good = self.open_good(opener == "open", opened)
        for segment in SEGMENTS:
            volumes, lost = self.volumes(
                segment, opener == "api", opened, startups_in, good is not None
            )
            for firm, volume in volumes.items():
                if firm in self.rivals:
                    continue
                margin, net, _ = self.sale(firm, segment, opener, opened, startups_in, "hold")
                if firm == "api":
                    access = access + margin * volume
                elif firm != self.startups:
                    rivals = rivals + margin * volume
                spent = spent + net * volume
                tokens = tokens + volume
            if lost is not None:
                if good is not None:
                    spent = spent + good[0] * lost
                tokens = tokens + lost
        return rivals, access, spent, tokens

    @once
    def sold(
        self, firm: str, opener: str, opened: tuple[str, ...], startups_in: bool, action: str
    ) -> tuple[Number, Number, Number]:
        """A strategic rival's profit, and its customers' net spending and volume."""
        mine = spent = tokens = self.zero
        world = self.open_good(opener == "open", opened) is not None
        for segment in SEGMENTS:
            volumes, _ = self.volumes(segment, opener == "api", opened, startups_in, world)
            margin, net, _ = self.sale(firm, segment, opener, opened, startups_in, action)
            mine = mine + margin * volumes[firm]
            spent = spent + net * volumes[firm]
            tokens = tokens + volumes[firm]
        return mine, spent, tokens

    @once
    def totals(self, opener: str, actions: tuple[str, ...], startups_in: bool) -> list[Number]:
        """Profit of all rivals, of the opener's access, cheapening, then each rival's profit."""
        moves = dict(zip(self.rivals, actions, strict=True))
        opened = opened_by(moves)
        earned, access, spent, tokens = self.others(opener, opened, startups_in)
        each = []
        for firm, action in moves.items():
            if action == "open":
                each.append(self.zero)
                continue
            mine, theirs, volume = self.sold(firm, opener, opened, startups_in, action)
            each.append(mine)
            earned, spent, tokens = earned + mine, spent + theirs, tokens + volume
        fall = (self.reference - spent / tokens) / (self.reference - self.values["host_price"])
        return [earned, access, fall, *each]

    def startups_profit(self, opener: str, actions: tuple[str, ...]) -> Number:
        """What startups earn if they stay."""
        return self._startups_earn(opener, opened_by(dict(zip(self.rivals, actions, strict=True))))

    @once
    def _startups_earn(self, opener: str, opened: tuple[str, ...]) -> Number:
        earned = self.zero
        for segment in SEGMENTS:
            margin, _, _ = self.sale(self.startups, segment, opener, opened, True, "hold")
            earned = earned + margin * self.volume[self.startups, segment]
        return earned * self.kept if opener == "api" else earned

    def refused(self, table: Any) -> Any:
        """Payoffs, unknown where the values make no market or may make none."""
        doubt = self.doubt()
        if isinstance(table, list):
            return [self.refused(part) for part in table]
        return self.ops.unless(doubt, table)

    @once
    def doubt(self) -> Number:
        """Below 0 where all is well for sure."""
        doubt = self.zero
        for wrong in self.refusals[:2]:  # may be exactly one: at most 0
            doubt = doubt + self.ops.where(-wrong, self.zero, self.one)
        for wrong in (*self.refusals[2:], *self.wrong):  # must be below 0
            doubt = doubt + self.ops.where(wrong, self.one, self.zero)
        # -1 where all is well, at least 0 where something is wrong, in between where it is open.
        return doubt - self.one


def stays_or_leaves(market: LimitPrices) -> Any:
    """Where every decision of startups is proved to be the same, for arrays of balls."""
    known: Any = True
    for opener in OPENER_ACTIONS:
        for actions in product(("hold", "open"), repeat=len(market.rivals)):
            signs = market.staying(opener, actions).signs()
            known = known & (signs != 2)
    return known
