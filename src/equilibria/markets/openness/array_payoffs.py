"""Payoffs for many values at once, from any array market: `payoffs` without branches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any, NamedTuple

import numpy as np

from .market import OPENER_ACTIONS, RIVAL_ACTIONS, Outcome
from .memory import once

Number = Any


class Final(NamedTuple):
    """What payoffs need of the market at a profile, after startups have decided."""

    each: tuple[Number, ...]  # profit of each strategic rival
    rivals: Number  # profit of all rivals, startups not counted
    access: Number  # the opener's profit from selling access
    fall: Number  # cheapening


class Settling:
    """A market at many values at once: what both layers do alike after startups have decided."""

    values: Mapping[str, Number]
    vendors: tuple[str, ...]  # startups last
    rivals: tuple[str, ...]  # the strategic ones
    startups: str
    zero: Number
    one: Number
    ops: Any
    known: dict[Any, Any]

    def totals(self, opener: str, actions: tuple[str, ...], startups_in: bool) -> list[Number]:
        """Profit of all rivals, of the opener's access, cheapening, then each rival's profit."""
        raise NotImplementedError

    def startups_profit(self, opener: str, actions: tuple[str, ...]) -> Number:
        """What startups earn if they stay, per dollar of closed-world access revenue."""
        raise NotImplementedError

    def refused(self, table: Any) -> Any:
        """Payoffs, unknown where the values make no market."""
        raise NotImplementedError

    def outcome(self, opener: str, actions: tuple[str, ...], startups_in: bool) -> Outcome:
        """Everything at one profile, for arrays of floats."""
        raise NotImplementedError

    @property
    def status(self) -> Any:
        """An `evidence.DrawStatus` per draw of floats, from what has been worked out."""
        raise NotImplementedError

    def crowded(self, extra: int) -> Number:
        """The first rival's profit in a closed world with so many vendors more or fewer."""
        raise NotImplementedError

    def some(self, where: Any) -> Settling:
        """The same market at some of its draws of floats."""
        count = max(np.size(v) for v in self.values.values())
        new = copy(self)
        for field, value in vars(self).items():
            setattr(new, field, {} if field == "known" else _some(value, where, count))
        return new

    def lifted(self, name: str, lead: Number, where: Any) -> Settling:
        """Some of its draws, with another `frontier_elo` or `specialise_wedge`."""
        new = self.some(where)
        new.values = {**new.values, name: lead}
        return new

    def with_stakes(self, **values: Number) -> Settling:
        """The same market with other values of what only payoffs depend on.

        Prices and volumes are kept; who stays is decided anew.
        """
        new = copy(self)
        new.values = {**self.values, **values}
        new.known = {key: found for key, found in self.known.items() if key[0] != "final"}
        return new

    def staying(self, opener: str, actions: tuple[str, ...]) -> Number:
        """What startups earn if they stay, less their fixed cost; at least 0, and they stay."""
        revenue = self.values["model_share"] * self.values["pool"]
        return revenue * self.startups_profit(opener, actions) - self.values["startup_fixed_cost"]

    @once
    def final(self, opener: str, actions: tuple[str, ...]) -> Final:
        """The outcome after startups have decided whether to stay."""
        stay = self.staying(opener, actions)
        within, without = (self.totals(opener, actions, there) for there in (True, False))
        earned, access, fall, *each = (
            self.ops.where(stay, a, b) for a, b in zip(within, without, strict=True)
        )
        return Final(tuple(each), earned, access, fall)


def _some(value: Any, where: Any, count: int) -> Any:
    """Arrays over draws cut to some of them, inside collections too."""
    if isinstance(value, dict):
        return {key: _some(v, where, count) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_some(v, where, count) for v in value)
    if isinstance(value, np.ndarray) and value.ndim and value.shape[-1] == count:
        return value[..., where]
    return value


def payoff_tables(market: Settling, values: Mapping[str, Number]) -> tuple[Any, ...]:
    """Payoffs of the opener and of each rival, as lists nested by their actions."""
    get = values.__getitem__
    share = get("model_share")
    revenue = share * get("pool")
    core = (market.one - share) * (get("core_effect") * get("core_profit"))
    weight = get("rivals_weight") * revenue
    opening = (
        get("efficiency_realised") * get("efficiency_gain") * get("spend")
        + get("licence_revenue")
        - get("release_cost")
        + get("principle")
        - get("self_commoditising") * revenue
    )
    attack = get("attack_share") * get("core_profit")
    leads: dict[tuple[str, tuple[str, ...]], Number] = {}

    def leading(rival: str, actions: tuple[str, ...]) -> Number:
        better = tuple(
            f
            for f, action in zip(market.rivals, actions, strict=True)
            if action in ("frontier", "both")
        )
        if (rival, better) not in leads:
            leads[rival, better] = _leadership(market, values, rival, better)
        return leads[rival, better]

    def at(opener: str, actions: tuple[str, ...]) -> list[Number]:
        like = tuple("hold" if action == "enter" else action for action in actions)
        found = market.final(opener, like)
        payoff = core * found.fall - weight * found.rivals
        if opener == "open":
            payoff = payoff + opening
        elif opener == "api":
            payoff = payoff + revenue * found.access - get("api_cost")
        for _ in range(actions.count("enter")):
            payoff = payoff - attack
        out = [payoff]
        for rival, action, mine in zip(market.rivals, actions, found.each, strict=True):
            payoff = revenue * mine - get("rival_fixed_cost") + leading(rival, actions)
            if action in ("frontier", "both"):
                payoff = payoff - get("frontier_cost")
            if action in ("specialise", "both"):
                payoff = payoff - get("specialise_cost")
            if action == "enter":
                payoff = payoff + get("entry_gain")
            complement = values.get(f"complement_{rival}")
            if action == "open" and complement is not None:
                payoff = payoff + complement * found.fall
            out.append(payoff)
        return out

    rivals = len(market.rivals)
    rows = [_nested(at, rivals, opener, ()) for opener in OPENER_ACTIONS]
    return tuple(market.refused([row[i] for row in rows]) for i in range(1 + rivals))


def _nested(
    at: Callable[[str, tuple[str, ...]], list[Number]],
    rivals: int,
    opener: str,
    actions: tuple[str, ...],
) -> list[Any]:
    """One nested list per player over the actions still to be chosen.

    Of the module, for a function that holds itself would keep the market's arrays until the next
    search for cycles, through many chunks of a sweep.
    """
    if len(actions) == rivals:
        return at(opener, actions)
    parts = [_nested(at, rivals, opener, (*actions, action)) for action in RIVAL_ACTIONS]
    return [[part[i] for part in parts] for i in range(1 + rivals)]


def _leadership(
    market: Settling, values: Mapping[str, Number], rival: str, better: tuple[str, ...]
) -> Number:
    """A rival's share of leading in quality, some being better, its belief and its worth in it."""
    get = values.__getitem__
    elo = {f: get(f"elo_{f}") for f in market.vendors[:-1]}
    for f in better:
        elo[f] = elo[f] + get("frontier_elo")
    elo["opener"] = get("elo_open")
    leads, ties = market.one, market.one
    for f, other in elo.items():
        if f != rival:
            ahead = elo[rival] - other
            leads = leads * market.ops.where(ahead, market.one, market.zero)
            ties = ties + market.ops.is_zero(ahead)
    return get(f"belief_{rival}") * get("lead_value") * leads / ties
