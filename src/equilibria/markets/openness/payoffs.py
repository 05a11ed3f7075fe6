"""Payoffs of the open-vs-closed game, term by term, in billions of dollars a year.

With lambda the model layer's share of the value pool V, and per dollar of closed-world access
revenue g the opener's access profit, r the rivals' and pi a rival's:

- opener, open: ``(1-lambda) B + a e I + R - F + nu - chi lambda V - mu lambda V r``
- opener, api: ``(1-lambda) B + lambda V g - F_api - mu lambda V r``
- opener, internal: ``(1-lambda) B - mu lambda V r``
- all of these less ``attack_share * core_profit`` for each rival that enters the core business
- rival: ``lambda V pi - costs + belief * G * lead``, plus `entry_gain` when it enters.

``B = core_effect * core_profit * (p_ref - p) / (p_ref - host_price)``: the core gains as access
gets cheaper. `r` is over the rivals, startups not counted. Startups stay iff, judged as if they
stay, ``lambda V pi_S`` covers their fixed cost. A rival that opens its weights earns no access
profit, and its complement (0 unless given) gains by the same fraction as the opener's core.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple, Protocol

from .market import OPENER_ACTIONS, RIVAL_ACTIONS, Moves, Number, Outcome, moves_of

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


class AnyMarket(Protocol):
    """What payoffs ask of a market, whatever its form of demand."""

    vendors: tuple[str, ...]  # closed vendors, startups last
    rivals: tuple[str, ...]  # the strategic ones
    startups: str
    zero: Number
    one: Number
    reference_price: Number  # mean price at the reference: internal, all hold, startups in
    host_price: Number

    def outcome(self, opener: str, rivals: Moves, startups_in: bool) -> Outcome:
        """Prices, shares and profits when the opener and the rivals have chosen."""

    def startups_profit(self, opener: str, rivals: Moves) -> Number:
        """What startups earn there if they stay."""


class Profile(NamedTuple):
    """All players' terms and the market at one profile."""

    terms: tuple[list[Number], ...]
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


def final_outcome(
    market: AnyMarket, values: Mapping[str, Number], opener: str, rivals: Moves
) -> Outcome:
    """The market after startups have decided whether to stay."""
    revenue = values["model_share"] * values["pool"]
    earned = revenue * market.startups_profit(opener, rivals)
    return market.outcome(opener, rivals, earned >= values["startup_fixed_cost"])


def cheapening(market: AnyMarket, outcome: Outcome) -> Number:
    """How far the mean net price has come down: 0 at the reference, 1 at the hosts' price."""
    fall = market.reference_price - outcome.net_price
    return fall / (market.reference_price - market.host_price)


def opener_payoff(
    market: AnyMarket,
    values: Mapping[str, Number],
    opener: str,
    rivals: tuple[str, ...],
    outcome: Outcome,
) -> list[Number]:
    """The opener's terms at one profile, in the order of `OPENER_TERMS`."""
    get, zero = values.__getitem__, market.zero
    share, revenue = get("model_share"), get("model_share") * get("pool")
    opened, sells = opener == "open", opener == "api"
    earned = sum((outcome.profits[f] for f in market.vendors if f != market.startups), zero)
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
        -get("rivals_weight") * revenue * earned,
        -get("attack_share") * get("core_profit") * rivals.count("enter"),
    ]


def rival_payoff(
    market: AnyMarket,
    values: Mapping[str, Number],
    rival: str,
    action: str,
    outcome: Outcome,
    leads: Number,
) -> list[Number]:
    """A rival's terms at one profile, in the order of `rival_terms`."""
    get, zero = values.__getitem__, market.zero
    revenue = get("model_share") * get("pool")
    terms = [
        revenue * outcome.profits[rival],
        -get("rival_fixed_cost"),
        -get("frontier_cost") if action in ("frontier", "both") else zero,
        -get("specialise_cost") if action in ("specialise", "both") else zero,
        get(f"belief_{rival}") * get("lead_value") * leads,
        get("entry_gain") if action == "enter" else zero,
    ]
    if f"complement_{rival}" in values:
        gain = get(f"complement_{rival}") * cheapening(market, outcome)
        terms.append(gain if action == "open" else zero)
    return terms


def leadership(
    market: AnyMarket, values: Mapping[str, Number], rivals: Moves, of: str | None = None
) -> Number:
    """A rival's share of leading in quality among rivals and opener: 1/k on a k-fold tie."""
    moves = moves_of(market.rivals, rivals)
    firm = market.rivals[0] if of is None else of
    elos = {f: values[f"elo_{f}"] for f in market.vendors if f != market.startups}
    for mover, action in moves.items():
        if action in ("frontier", "both"):
            elos[mover] += values["frontier_elo"]
    best = max(*elos.values(), values["elo_open"])
    if elos[firm] < best:
        return market.zero
    ties = sum(1 for elo in (*elos.values(), values["elo_open"]) if elo == best)
    return market.one / ties


def all_terms(
    market: AnyMarket, values: Mapping[str, Number]
) -> dict[tuple[str, tuple[str, ...]], Profile]:
    """All players' terms and the market at every profile: opener's action, rivals' actions."""
    every = list(product(RIVAL_ACTIONS, repeat=len(market.rivals)))
    table: dict[tuple[str, tuple[str, ...]], Profile] = {}
    met: dict[tuple[str, tuple[str, ...]], Outcome] = {}
    lead = {(f, moves): leadership(market, values, moves, f)
            for moves in every for f in market.rivals}  # fmt: skip
    for opener in OPENER_ACTIONS:
        for moves in every:
            # Entering the opener's core business leaves the market as holding does.
            like = tuple("hold" if action == "enter" else action for action in moves)
            if (opener, like) not in met:
                met[opener, like] = final_outcome(market, values, opener, like)
            outcome = met[opener, like]
            terms = [opener_payoff(market, values, opener, moves, outcome)]
            terms += [
                rival_payoff(market, values, f, action, outcome, lead[f, moves])
                for f, action in zip(market.rivals, moves, strict=True)
            ]
            table[opener, moves] = Profile(tuple(terms), outcome)
    return table
