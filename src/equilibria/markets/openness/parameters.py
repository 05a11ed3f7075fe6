"""What the open-vs-closed builder expects of each parameter: its unit and its domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache

from ...decisions.family import Specification

ZERO, ONE = Fraction(0), Fraction(1)
#: Limit prices, and nested logit.
LAYERS = ("A", "B")
#: Things one may divide by stay above zero.
POSITIVE = Fraction(1, 10**9)

MONEY = "USD bn/yr"
PRICE = "USD/Mtok"


def _money(used: bool = True) -> Specification:
    return Specification(MONEY, ZERO, used=used)


def _share(used: bool = True) -> Specification:
    return Specification("share", ZERO, ONE, used=used)


#: Payoffs are piecewise affine in these, all else held.
AFFINE = (
    "model_share",
    "pool",
    "core_profit",
    "core_effect",
    "efficiency_gain",
    "efficiency_realised",
    "spend",
    "self_commoditising",
    "licence_revenue",
    "release_cost",
    "api_cost",
    "rivals_weight",
    "principle",
    "frontier_cost",
    "specialise_cost",
    "rival_fixed_cost",
    "lead_value",
    "entry_gain",
    "attack_share",
    "startup_fixed_cost",
)

_COMMON: Mapping[str, Specification] = {
    # who earns what
    "model_share": _share(),
    "pool": Specification(MONEY, POSITIVE),
    "core_profit": _money(),
    "core_effect": _share(),
    "efficiency_gain": _share(),
    "efficiency_realised": _share(),
    "spend": _money(),
    "self_commoditising": _share(),
    "licence_revenue": _money(),
    "release_cost": _money(),
    "api_cost": _money(),
    "rivals_weight": Specification("weight", ZERO),
    "principle": _money(),
    "frontier_cost": _money(),
    "specialise_cost": _money(),
    "rival_fixed_cost": _money(),
    "startup_fixed_cost": _money(),
    "lead_value": _money(),
    "entry_gain": _money(),
    "attack_share": _share(),
    # the market
    "elo_open": Specification("Elo", ZERO),
    "elo_slope": Specification("multiple", POSITIVE),
    "price_sensitivity": Specification("per USD/Mtok", POSITIVE),
    "host_price": Specification(PRICE, ZERO),
    "vendors": Specification("firms", ONE),
    "pass_through": _share(),
    "cost_led_share": _share(),
    "wedge_cost_led": Specification(PRICE, ZERO),
    "wedge_assurance_led": Specification(PRICE, ZERO),
    "frontier_elo": Specification("Elo", ZERO),
    "specialise_wedge": Specification(PRICE, ZERO),
    # for the calibrated and the repeated layers; this one does not use them
    "nest_correlation": Specification("share", ZERO, Fraction(99, 100), used=False),
    "open_share": _share(used=False),
    "access_revenue": _money(used=False),
    "lag": Specification("months", ZERO, used=False),
    "hazard": Specification("per year", ZERO, ONE, used=False),
    "system_share": _share(used=False),
    "rumour_belief": Specification("probability", ZERO, ONE, used=False),
    "discount": Specification("per year", ZERO, ONE, used=False),
}


def affine(rivals: tuple[str, ...]) -> frozenset[str]:
    """All parameters in which payoffs are piecewise affine, those of each strategic rival too."""
    own = (f"{what}_{rival}" for rival in rivals for what in ("belief", "complement"))
    return frozenset((*AFFINE, *own))


@cache
def of_market(
    vendors: tuple[str, ...], startups: str, rivals: tuple[str, ...], layer: str = "A"
) -> tuple[str, ...]:
    """The parameters on which prices and volumes depend, in order."""
    money = affine(rivals)
    every = specifications(vendors, startups, rivals, layer)
    return tuple(name for name, s in every.items() if s.used and name not in money)


@cache
def specifications(
    vendors: tuple[str, ...], startups: str, rivals: tuple[str, ...], layer: str = "A"
) -> Mapping[str, Specification]:
    """Every parameter's specification for a market of given firms (keys; startups included)."""
    found = dict(_COMMON)
    if layer == "B":
        for name in ("price_sensitivity", "vendors", "pass_through"):
            found[name] = replace(found[name], used=False)
        for name in ("nest_correlation", "open_share"):
            found[name] = replace(found[name], used=True)
    for firm in vendors:
        # Beside prices that quality has set already, layer B needs it for who leads only.
        leads = layer == "A" or firm != startups
        found[f"elo_{firm}"] = Specification("Elo", ZERO, used=leads)
        found[f"price_{firm}"] = Specification(PRICE, ZERO)
        found[f"cost_share_{firm}"] = _share(layer == "A" or firm == rivals[0])
        found[f"share_{firm}_cost_led"] = _share()
        found[f"share_{firm}_assurance_led"] = _share()
        if firm != startups:
            found[f"belief_{firm}"] = Specification("probability", ZERO, ONE, used=firm in rivals)
    for rival in rivals:
        found[f"complement_{rival}"] = Specification(MONEY, ZERO, required=False)
    return found
