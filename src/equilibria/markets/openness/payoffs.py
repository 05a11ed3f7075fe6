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

from .market import OPENER_ACTIONS, RIVAL_ACTIONS, Moves, Number, Outcome

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


class Stakes:
    """Everybody's terms at one set of values; what no profile changes is worked out once."""

    def __init__(self, market: AnyMarket, values: Mapping[str, Number]) -> None:
        get, zero = values.__getitem__, market.zero
        self.market, self.values, self.zero = market, values, zero
        share = get("model_share")
        self.revenue = share * get("pool")
        self.core = (market.one - share) * get("core_effect") * get("core_profit")
        self.opening = [
            get("efficiency_realised") * get("efficiency_gain") * get("spend"),
            get("licence_revenue"),
            -get("release_cost"),
            get("principle"),
            -get("self_commoditising") * self.revenue,
        ]
        self.api_cost = -get("api_cost")
        self.weight = -get("rivals_weight") * self.revenue
        self.attack = -get("attack_share") * get("core_profit")
        self.elo = {f: get(f"elo_{f}") for f in market.vendors if f != market.startups}
        self.led: dict[tuple[str, tuple[str, ...]], Number] = {}

    def opener(
        self, action: str, rivals: tuple[str, ...], outcome: Outcome, fall: Number
    ) -> list[Number]:
        """The opener's terms at one profile, in the order of `OPENER_TERMS`."""
        zero, sells = self.zero, action == "api"
        return [
            self.core * fall,
            *(self.opening if action == "open" else [zero] * len(self.opening)),
            self.revenue * outcome.api_profit if sells else zero,
            self.api_cost if sells else zero,
            self.weight * sum((outcome.profits[f] for f in self.elo), zero)
            if self.weight
            else zero,
            self.attack * rivals.count("enter"),
        ]

    def rival(
        self, rival: str, moves: Mapping[str, str], outcome: Outcome, fall: Number
    ) -> list[Number]:
        """A rival's terms at one profile, in the order of `rival_terms`."""
        get, zero, action = self.values.__getitem__, self.zero, moves[rival]
        better = tuple(f for f, a in moves.items() if a in ("frontier", "both"))
        terms = [
            self.revenue * outcome.profits[rival],
            -get("rival_fixed_cost"),
            -get("frontier_cost") if action in ("frontier", "both") else zero,
            -get("specialise_cost") if action in ("specialise", "both") else zero,
            self.leading(rival, better),
            get("entry_gain") if action == "enter" else zero,
        ]
        if f"complement_{rival}" in self.values:
            terms.append(get(f"complement_{rival}") * fall if action == "open" else zero)
        return terms

    def leading(self, rival: str, better: tuple[str, ...]) -> Number:
        """What leading in quality is worth to a rival, some being better: 1/k of it on a tie."""
        if (rival, better) not in self.led:
            elo, get = dict(self.elo), self.values.__getitem__
            for f in better:
                elo[f] += get("frontier_elo")
            every = [*elo.values(), get("elo_open")]
            best = max(every)
            worth = get(f"belief_{rival}") * get("lead_value")
            first = elo[rival] == best
            self.led[rival, better] = worth / every.count(best) if first else self.zero
        return self.led[rival, better]


def all_terms(
    market: AnyMarket, values: Mapping[str, Number]
) -> dict[tuple[str, tuple[str, ...]], Profile]:
    """All players' terms and the market at every profile: opener's action, rivals' actions."""
    stakes = Stakes(market, values)
    table: dict[tuple[str, tuple[str, ...]], Profile] = {}
    met: dict[tuple[str, tuple[str, ...]], tuple[Outcome, Number]] = {}
    for actions in product(RIVAL_ACTIONS, repeat=len(market.rivals)):
        moves = dict(zip(market.rivals, actions, strict=True))
        # Entering the opener's core business leaves the market as holding does.
        like = tuple("hold" if action == "enter" else action for action in actions)
        for opener in OPENER_ACTIONS:
            if (opener, like) not in met:
                outcome = final_outcome(market, values, opener, like)
                met[opener, like] = outcome, cheapening(market, outcome)
            outcome, fall = met[opener, like]
            terms = [stakes.opener(opener, actions, outcome, fall)]
            terms += [stakes.rival(f, moves, outcome, fall) for f in market.rivals]
            table[opener, actions] = Profile(tuple(terms), outcome)
    return table
