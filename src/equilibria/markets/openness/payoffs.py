"""Payoffs of the open-vs-closed game, term by term, in billions of dollars a year.

With lambda the model layer's share of the value pool V, and per dollar of closed-world access
revenue g the opener's access profit, r the rivals' and pi a rival's:

- opener, open: ``(1-lambda) B + a e I + R - F + nu - chi lambda V - mu lambda V r``
- opener, api: ``(1-lambda) B + lambda V g - F_api - mu lambda V r``
- opener, internal: ``(1-lambda) B - mu lambda V r``
- all of these less ``attack_share * core_profit`` when the rival enters the core business
- rival: ``lambda V pi - costs + belief * G * lead``, plus `entry_gain` when it enters.

``B = core_effect * core_profit * (p_ref - p) / (p_ref - host_price)``: the core gains as access
gets cheaper. `r` is over the rivals, startups not counted. Startups stay iff, judged as if they
stay, ``lambda V pi_S`` covers their fixed cost. A rival that opens its weights earns no access
profit, and its complement (0 unless given) gains by the same fraction as the opener's core.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .market import OPENER_ACTIONS, RIVAL_ACTIONS, Market, Number, Outcome

#: Parameters that scale each term (beside the market's own).
OPENER_TERMS: Mapping[str, tuple[str, ...]] = {
    "core gains from cheap access": ("model_share", "core_effect", "core_profit"),
    "efficiency from the community": ("efficiency_realised", "efficiency_gain", "spend"),
    "licence revenue": ("licence_revenue",),
    "cost of releasing": ("release_cost",),
    "principle": ("principle",),
    "self-commoditising": ("self_commoditising", "model_share", "pool"),
    "access profit": ("model_share", "pool"),
    "cost of selling access": ("api_cost",),
    "weight on rivals' profit": ("rivals_weight", "model_share", "pool"),
    "attack on the core": ("attack_share", "core_profit"),
}


class Profile(NamedTuple):
    """Both players' terms and the market at one profile."""

    terms: tuple[list[Number], list[Number]]
    outcome: Outcome


def rival_terms(rival: str, has_complement: bool) -> Mapping[str, tuple[str, ...]]:
    """The rival's terms with the parameters that scale them."""
    terms: dict[str, tuple[str, ...]] = {
        "access profit": ("model_share", "pool"),
        "fixed cost": ("rival_fixed_cost",),
        "frontier cost": ("frontier_cost",),
        "specialising cost": ("specialise_cost",),
        "value of leading": (f"belief_{rival}", "lead_value"),
        "entry gain": ("entry_gain",),
    }
    if has_complement:
        terms["complement"] = (f"complement_{rival}",)
    return terms


def final_outcome(market: Market, values: Mapping[str, Number], opener: str, rival: str) -> Outcome:
    """The market after startups have decided whether to stay."""
    revenue = values["model_share"] * values["pool"]
    earned = revenue * market.startups_profit(opener, rival)
    return market.outcome(opener, rival, startups_in=earned >= values["startup_fixed_cost"])


def cheapening(market: Market, outcome: Outcome) -> Number:
    """How far the mean net price has come down: 0 at the reference, 1 at the hosts' price."""
    fall = market.reference_price - outcome.net_price
    return fall / (market.reference_price - market.host_price)


def opener_payoff(
    market: Market, values: Mapping[str, Number], opener: str, rival: str, outcome: Outcome
) -> list[Number]:
    """The opener's terms at one profile, in the order of `OPENER_TERMS`."""
    get, zero = values.__getitem__, market.zero
    share, revenue = get("model_share"), get("model_share") * get("pool")
    opened, sells = opener == "open", opener == "api"
    rivals = sum((outcome.profits[f] for f in market.vendors[:-1]), zero)
    gain = get("core_effect") * get("core_profit") * cheapening(market, outcome)
    return [
        (market.one - share) * gain,
        get("efficiency_realised") * get("efficiency_gain") * get("spend") if opened else zero,
        get("licence_revenue") if opened else zero,
        -get("release_cost") if opened else zero,
        get("principle") if opened else zero,
        -get("self_commoditising") * revenue if opened else zero,
        revenue * outcome.api_profit if sells else zero,
        -get("api_cost") if sells else zero,
        -get("rivals_weight") * revenue * rivals,
        -get("attack_share") * get("core_profit") if rival == "enter" else zero,
    ]


def rival_payoff(
    market: Market, values: Mapping[str, Number], rival: str, outcome: Outcome, leads: Number
) -> list[Number]:
    """The rival's terms at one profile, in the order of `rival_terms`."""
    get, zero, key = values.__getitem__, market.zero, market.rival
    revenue = get("model_share") * get("pool")
    terms = [
        revenue * outcome.profits[key],
        -get("rival_fixed_cost"),
        -get("frontier_cost") if rival in ("frontier", "both") else zero,
        -get("specialise_cost") if rival in ("specialise", "both") else zero,
        get(f"belief_{key}") * get("lead_value") * leads,
        get("entry_gain") if rival == "enter" else zero,
    ]
    if f"complement_{key}" in values:
        gain = get(f"complement_{key}") * cheapening(market, outcome)
        terms.append(gain if rival == "open" else zero)
    return terms


def leadership(market: Market, values: Mapping[str, Number], rival: str) -> Number:
    """The rival's share of leading in quality among rivals and opener: 1/k on a k-fold tie."""
    better = values["frontier_elo"] if rival in ("frontier", "both") else market.zero
    elos = {f: market.elo[f] for f in market.vendors[:-1]}
    elos[market.rival] = elos[market.rival] + better
    best = max(*elos.values(), values["elo_open"])
    if elos[market.rival] < best:
        return market.zero
    ties = sum(1 for elo in (*elos.values(), values["elo_open"]) if elo == best)
    return market.one / ties


def all_terms(market: Market, values: Mapping[str, Number]) -> dict[tuple[str, str], Profile]:
    """Both players' terms and the market at every profile."""
    leads = {rival: leadership(market, values, rival) for rival in RIVAL_ACTIONS}
    table: dict[tuple[str, str], Profile] = {}
    for opener in OPENER_ACTIONS:
        for rival in RIVAL_ACTIONS:
            # Entering the opener's core business leaves the market as holding does.
            outcome = (
                table[opener, "hold"].outcome
                if rival == "enter"
                else final_outcome(market, values, opener, rival)
            )
            terms = (
                opener_payoff(market, values, opener, rival, outcome),
                rival_payoff(market, values, rival, outcome, leads[rival]),
            )
            table[opener, rival] = Profile(terms, outcome)
    return table
