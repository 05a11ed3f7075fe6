"""The startups at every profile of the opener and the first rival, the others holding."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...decisions.family import Family
from .market import OPENER_ACTIONS, RIVAL_ACTIONS


class Startups(NamedTuple):
    """The startups at one profile: what they earn if they stay, and whether they do."""

    opener: str
    rival: str
    profit: float  # USD bn a year
    stay: bool
    open_share: float  # of all tokens, on the open model


def startups(family: Family) -> tuple[Startups, ...]:
    """What they would earn, and whether they stay."""
    builder: Any = family.builder
    values = family.values()
    revenue = float(values["model_share"] * values["pool"])
    market = builder.market(values)
    profiles = [(a, b) for a in OPENER_ACTIONS for b in RIVAL_ACTIONS]
    outcomes = builder.outcomes(values, *profiles)
    return tuple(
        Startups(
            a,
            b,
            revenue * float(market.startups_profit(a, (b,))),
            outcome.startups_in,
            float(outcome.open_share),
        )
        for (a, b), outcome in zip(profiles, outcomes, strict=True)
    )
