"""Payoffs for many values at once, from any array form of the market: `payoffs` without branches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from .market import OPENER_ACTIONS, RIVAL_ACTIONS

Number = Any


class Final(NamedTuple):
    """What payoffs need of the market at a profile, after startups have decided."""

    each: tuple[Number, ...]  # profit of each strategic rival
    rivals: Number  # profit of all rivals, startups not counted
    access: Number  # the opener's profit from selling access
    fall: Number  # cheapening


class ArrayMarket(Protocol):
    """A market at many values at once."""

    vendors: tuple[str, ...]  # startups last
    rivals: tuple[str, ...]
    zero: Number
    one: Number
    ops: Any

    def final(self, opener: str, actions: tuple[str, ...]) -> Final:
        """The outcome after startups have decided whether to stay."""

    def refused(self, table: Any) -> Any:
        """Payoffs, unknown where the values make no market."""


def payoff_tables(market: ArrayMarket, values: Mapping[str, Number]) -> tuple[Any, ...]:
    """Payoffs of the opener and of each rival, as lists nested by their actions."""
    get, ops = values.__getitem__, market.ops
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

    players = 1 + len(market.rivals)

    def nested(opener: str, actions: tuple[str, ...]) -> list[Any]:
        """One nested list per player over the actions still to be chosen."""
        if len(actions) == len(market.rivals):
            return at(opener, actions)
        parts = [nested(opener, (*actions, action)) for action in RIVAL_ACTIONS]
        return [[part[i] for part in parts] for i in range(players)]

    rows = [nested(opener, ()) for opener in OPENER_ACTIONS]
    return tuple(market.refused([row[i] for row in rows]) for i in range(players))


def _leadership(
    market: ArrayMarket, values: Mapping[str, Number], rival: str, better: tuple[str, ...]
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
