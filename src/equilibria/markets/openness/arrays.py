"""Layer A for many values at once, or over intervals: `market` and `payoffs` without branches.

The same conventions as there, term for term. Whatever does not depend on the rival's action, on
other firms or on startups is worked out once. The arithmetic is generic over numbers with + - * /
and a few choices (`decisions.balls`): arrays of balls, or one ball of python-flint's. Where values
make no market, or may make none, nothing is known of the payoffs, and the exact builder speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .market import ELO_DENOMINATOR, ELO_NUMERATOR, OPENER_ACTIONS, RIVAL_ACTIONS, SEGMENTS

Number = Any


def payoff_tables(
    values: Mapping[str, Number], vendors: tuple[str, ...], rival: str, ops: Any, one: Number
) -> tuple[list[list[Number]], list[list[Number]]]:
    """Payoffs of the opener and of the rival, by action of the opener and action of the rival."""
    return _Layer(values, vendors, rival, ops, one).tables()


def stays_or_leaves(
    values: Mapping[str, Number], vendors: tuple[str, ...], rival: str, ops: Any, one: Number
) -> Any:
    """Where every decision of startups is proved to be the same, for arrays of balls."""
    layer = _Layer(values, vendors, rival, ops, one)
    known: Any = True
    for opener in OPENER_ACTIONS:
        for opens in (False, True):
            signs = layer.staying(opener, opens).signs()
            known = known & (signs != 2)
    return known


def _once(method: Callable[..., Any]) -> Callable[..., Any]:
    def remembered(self: _Layer, *key: Any) -> Any:
        where = (method.__name__, *key)
        if where not in self.known:
            self.known[where] = method(self, *key)
        return self.known[where]

    return remembered


class _Layer:
    def __init__(
        self,
        values: Mapping[str, Number],
        vendors: tuple[str, ...],
        rival: str,
        ops: Any,
        one: Number,
    ) -> None:
        self.values, self.vendors, self.rival, self.ops = values, vendors, rival, ops
        self.one, self.zero = one, one - one
        self.startups = vendors[-1]
        self.known: dict[Any, Any] = {}
        get = values.__getitem__
        self.count = get("vendors")
        self.kept = self.count / (self.count + 1)
        unit = get("elo_slope") * ELO_NUMERATOR / ELO_DENOMINATOR / get("price_sensitivity")
        value = {f: unit * get(f"elo_{f}") for f in vendors}
        self.open_value = unit * get("elo_open")
        self.frontier_lead = unit * get("frontier_elo")
        price = {f: get(f"price_{f}") for f in vendors}
        self.cost = {f: get(f"cost_share_{f}") * price[f] for f in vendors}
        self.margin = {f: price[f] - self.cost[f] for f in vendors}
        size = {"cost_led": get("cost_led_share"), "assurance_led": one - get("cost_led_share")}
        volume = {(f, s): get(f"share_{f}_{s}") * size[s] for f in vendors for s in SEGMENTS}
        total = self.sum(volume[f, s] for f in vendors for s in SEGMENTS)
        revenue = self.sum(price[f] * volume[f, s] for f in vendors for s in SEGMENTS)
        self.volume = {key: v / revenue for key, v in volume.items()}
        mean = {f: (volume[f, "cost_led"] + volume[f, "assurance_led"]) / total for f in vendors}
        self.value, self.rival_value = value, value[rival]
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

    @_once
    def crowding(self, sells: bool, opens: bool, startups_in: bool) -> Number:
        n = self.count + (int(sells) - int(not startups_in) - int(opens))
        return self.count / self.ops.maximum(n, self.one)

    @_once
    def lead(self, rival: str, segment: str) -> Number | None:
        lead = self.frontier_lead if rival in ("frontier", "both") else None
        if segment == "assurance_led" and rival in ("specialise", "both"):
            special = self.values["specialise_wedge"]
            lead = special if lead is None else lead + special
        return lead

    @_once
    def open_good(self, opened: bool, rival_opened: bool) -> tuple[Number, Number] | None:
        """Cost of the best open model, and its value less that cost."""
        host = self.values["host_price"]
        ours = (host, self.open_value - host) if opened else None
        cost = self.cost[self.rival]
        theirs = (cost, self.rival_value - cost) if rival_opened else None
        if ours is None or theirs is None:
            return ours or theirs
        ahead = ours[1] - theirs[1]
        return (
            self.ops.where(ahead, ours[0], theirs[0]),
            self.ops.maximum(ours[1], theirs[1]),
        )

    @_once
    def sale(
        self, firm: str, segment: str, opener: str, opens: bool, startups_in: bool, how: str
    ) -> tuple[Number, Number]:
        """Of one unit of volume: profit and net spending."""
        lead = self.lead(how, segment) if firm == self.rival else None
        margin = self.margin[firm] * self.crowding(opener == "api", opens, startups_in)
        if lead is not None:
            margin = margin + self.values["pass_through"] * lead
        margin = self.ops.maximum(margin, self.zero)
        good = self.open_good(opener == "open", opens)
        x = None
        if good is not None:
            x = self.worth[firm, segment] - good[1]
            x = x if lead is None else x + lead
            margin = self.ops.where(x, self.ops.minimum(margin, x), self.zero)
        net = self.cost[firm] + margin
        net = net if lead is None else net - lead
        return margin, net if good is None else self.ops.where(x, net, good[0])

    # ---- volumes

    @_once
    def volumes(
        self, segment: str, sells: bool, opens: bool, startups_in: bool, open_world: bool
    ) -> tuple[dict[str, Number], Number | None]:
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
        if opens:
            left_over = volumes.pop(self.rival)
            lost = left_over if lost is None else lost + left_over
        return volumes, lost

    @_once
    def others(
        self, opener: str, opens: bool, startups_in: bool
    ) -> tuple[Number, Number, Number, Number]:
        """All but the rival: profit of rivals, of the opener's access, net spending, volume."""
        rivals = access = spent = tokens = self.zero
        good = self.open_good(opener == "open", opens)
        for segment in SEGMENTS:
            volumes, lost = self.volumes(
                segment, opener == "api", opens, startups_in, good is not None
            )
            for firm, volume in volumes.items():
                if firm == self.rival:
                    continue
                margin, net = self.sale(firm, segment, opener, opens, startups_in, "hold")
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

    @_once
    def outcome(
        self, opener: str, rival: str, startups_in: bool
    ) -> tuple[Number, Number, Number, Number]:
        """The rival's profit, all rivals' profit, the opener's access profit, and cheapening."""
        opens = rival == "open"
        rivals, access, spent, tokens = self.others(opener, opens, startups_in)
        mine = self.zero
        if not opens:
            world = self.open_good(opener == "open", opens) is not None
            for segment in SEGMENTS:
                volumes, _ = self.volumes(segment, opener == "api", opens, startups_in, world)
                volume = volumes[self.rival]
                margin, net = self.sale(self.rival, segment, opener, opens, startups_in, rival)
                mine = mine + margin * volume
                spent = spent + net * volume
                tokens = tokens + volume
        fall = (self.reference - spent / tokens) / (self.reference - self.values["host_price"])
        return mine, rivals + mine, access, fall

    @_once
    def startups_profit(self, opener: str, opens: bool) -> Number:
        earned = self.zero
        for segment in SEGMENTS:
            margin, _ = self.sale(self.startups, segment, opener, opens, True, "hold")
            earned = earned + margin * self.volume[self.startups, segment]
        return earned * self.kept if opener == "api" else earned

    @_once
    def staying(self, opener: str, opens: bool) -> Number:
        """What startups earn if they stay, less their fixed cost; at least 0, and they stay."""
        revenue = self.values["model_share"] * self.values["pool"]
        return revenue * self.startups_profit(opener, opens) - self.values["startup_fixed_cost"]

    @_once
    def final(self, opener: str, rival: str) -> list[Number]:
        """The outcome after startups have decided whether to stay."""
        stay = self.staying(opener, rival == "open")
        within, without = (self.outcome(opener, rival, there) for there in (True, False))
        return [self.ops.where(stay, a, b) for a, b in zip(within, without, strict=True)]

    # ---- payoffs

    def leadership(self, better: bool) -> Number:
        get = self.values.__getitem__
        mine = get(f"elo_{self.rival}")
        mine = mine + get("frontier_elo") if better else mine
        leads, ties = self.one, self.one
        for name in (*(f"elo_{f}" for f in self.vendors[:-1] if f != self.rival), "elo_open"):
            ahead = mine - get(name)
            leads = leads * self.ops.where(ahead, self.one, self.zero)
            ties = ties + self.ops.is_zero(ahead)
        return leads / ties

    def tables(self) -> tuple[list[list[Number]], list[list[Number]]]:
        get, key = self.values.__getitem__, self.rival
        share = get("model_share")
        revenue = share * get("pool")
        core = (self.one - share) * (get("core_effect") * get("core_profit"))
        weight = get("rivals_weight") * revenue
        opening = (
            get("efficiency_realised") * get("efficiency_gain") * get("spend")
            + get("licence_revenue")
            - get("release_cost")
            + get("principle")
            - get("self_commoditising") * revenue
        )
        attack = get("attack_share") * get("core_profit")
        leads = {better: get(f"belief_{key}") * get("lead_value") * self.leadership(better)
                 for better in (False, True)}  # fmt: skip
        complement = self.values.get(f"complement_{key}")
        ours: list[list[Number]] = []
        theirs: list[list[Number]] = []
        for opener in OPENER_ACTIONS:
            ours.append([])
            theirs.append([])
            for rival in RIVAL_ACTIONS:
                like = "hold" if rival == "enter" else rival
                mine, rivals, access, fall = self.final(opener, like)
                payoff = core * fall - weight * rivals
                if opener == "open":
                    payoff = payoff + opening
                elif opener == "api":
                    payoff = payoff + revenue * access - get("api_cost")
                ours[-1].append(payoff - attack if rival == "enter" else payoff)
                better = rival in ("frontier", "both")
                payoff = revenue * mine - get("rival_fixed_cost") + leads[better]
                if better:
                    payoff = payoff - get("frontier_cost")
                if rival in ("specialise", "both"):
                    payoff = payoff - get("specialise_cost")
                if rival == "enter":
                    payoff = payoff + get("entry_gain")
                if rival == "open" and complement is not None:
                    payoff = payoff + complement * fall
                theirs[-1].append(payoff)
        return self._refused(ours), self._refused(theirs)

    def _refused(self, table: list[list[Number]]) -> list[list[Number]]:
        doubt = self.zero
        for wrong in self.refusals[:2]:  # may be exactly one: at most 0
            doubt = doubt + self.ops.where(-wrong, self.zero, self.one)
        for wrong in (*self.refusals[2:], *self.wrong):  # must be below 0
            doubt = doubt + self.ops.where(wrong, self.one, self.zero)
        # -1 where all is well, at least 0 where something is wrong, in between where it is open.
        return [[self.ops.unless(doubt - self.one, payoff) for payoff in row] for row in table]
