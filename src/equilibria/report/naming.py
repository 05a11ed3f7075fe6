"""Names for readers: what a parameter, an action or a segment is called on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..decisions.family import Family

#: Parameters of the open-vs-closed builder.
PARAMETERS = {
    "model_share": "model layer's share of the value pool",
    "pool": "value pool of the model era",
    "core_profit": "profit of the core business",
    "core_effect": "core profit gained when access gets cheap",
    "efficiency_gain": "efficiency that the community could bring",
    "efficiency_realised": "part of that efficiency realised",
    "spend": "own spending on models",
    "self_commoditising": "extra loss from commoditising oneself",
    "licence_revenue": "licence revenue",
    "release_cost": "cost of an open release",
    "api_cost": "cost of selling access",
    "rivals_weight": "weight on hurting rivals",
    "principle": "worth of openness as a principle",
    "frontier_cost": "cost of a frontier model",
    "specialise_cost": "cost of specialising",
    "rival_fixed_cost": "rival's fixed cost",
    "startup_fixed_cost": "startups' fixed cost",
    "lead_value": "future value of leading",
    "entry_gain": "gain of a rival that enters the core business",
    "attack_share": "core profit lost to a rival's entry",
    "elo_open": "quality of the open model",
    "elo_slope": "weight of quality in buyers' choice",
    "price_sensitivity": "price sensitivity",
    "host_price": "hosts' price of the open model",
    "vendors": "number of closed vendors",
    "pass_through": "part of a quality lead that goes into price",
    "cost_led_share": "share of cost-led customers",
    "wedge_cost_led": "premium for closed vendors among cost-led customers",
    "wedge_assurance_led": "premium for closed vendors among assurance-led customers",
    "frontier_elo": "lead of a frontier model",
    "specialise_wedge": "premium for specialised models",
    "nest_correlation": "likeness of models to buyers",
    "open_share": "open model's share of tokens",
    "access_revenue": "access revenue of all vendors",
    "lag": "time until followers catch up",
    "hazard": "chance that the model becomes the system",
    "system_share": "model layer's share if it becomes the system",
    "rumour_belief": "belief in a rumoured frontier model",
    "discount": "discount factor",
}
#: Parameters of one firm, by prefix and suffix.
OF_FIRM = (
    ("elo_", "", "quality of {}"),
    ("price_", "", "price of {}"),
    ("cost_share_", "", "cost of {} as part of its price"),
    ("share_", "_cost_led", "share of {} among cost-led customers"),
    ("share_", "_assurance_led", "share of {} among assurance-led customers"),
    ("belief_", "", "{}'s belief that the model is the product"),
    ("complement_", "", "complement of {}"),
)
#: What the opener's and a rival's actions mean.
ACTIONS = {
    "open": "release the weights for anybody to use",
    "api": "keep the weights, sell access to the model",
    "internal": "keep the model for the own products",
}
#: The opener's, as the object of a sentence.
DOING = {"open": "opening", "api": "selling access", "internal": "keeping it internal"}
REPLIES = {
    "hold": "keeps its course",
    "frontier": "brings a frontier model",
    "specialise": "specialises (private, customized, safer models)",
    "both": "brings a frontier model and specialises",
    "open": "opens its own weights",
    "enter": "enters the core business",
}


def naming(family: Family) -> Callable[[str], str]:
    """How to call a family's parameters; a name that is not known gets its underscores off."""
    builder: Any = family.builder
    firms = builder.firms.names
    found = dict(PARAMETERS)
    for key, name in firms.items():
        for head, tail, text in OF_FIRM:
            found[f"{head}{key}{tail}"] = text.format(name)
    return lambda name: found.get(name, name.replace("_", " "))
