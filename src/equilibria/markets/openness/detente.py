"""The opener and the rival over the years: keeping out of each other's business, and what it takes.

The opener may open its model or keep it internal; the rival may hold or enter the opener's core
business. Year after year (internal, hold) can be kept up if both care enough about the years to
come, under the threat of what follows a breach.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..._budget import Budget
from ...decisions.family import Family
from ...errors import GameError
from ...games.normal_form import NormalFormGame
from ...games.repeated import RepeatedGame
from ...repeated.critical_answer import CriticalDiscount
from ...repeated.critical_discount import critical_discount
from ...repeated.critical_map import CriticalDiscountMap, critical_discount_map
from ...repeated.payoff_set import PayoffSet, payoff_set
from ...solvers.pure import pure_equilibria

OPENER, RIVAL = ("open", "internal"), ("hold", "enter")
PEACE = ("internal", "hold")

#: Of the map's budget, so that the same scenario gives the same map on any machine.
_STEPS = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Detente:
    """The stage game of the two, and from which discount factor on they leave each other alone.

    Attributes
    ----------
    stage : NormalFormGame
        The opener plays open or internal, the rival hold or enter; payoffs as in the whole game.
    outcomes : tuple of tuple of str
        Its pure equilibria: what happens in a single year.
    optimal : CriticalDiscount
        Of (internal, hold), under the harshest credible threat.
    grim : CriticalDiscount or None
        Under the threat of the single year's outcome for ever; None without a pure one.
    whole : CriticalDiscountMap
        Of every profile of the whole game, with all actions, under the harshest credible threat.
    payoffs, whole_payoffs : PayoffSet
        What the stage, and the whole game, played at today's discount factor for ever, can earn
        them in equilibrium.
    discount, low, high : Fraction
        Today's discount factor and its range: an assumption, the same for both.
    """

    stage: NormalFormGame
    outcomes: tuple[tuple[str, ...], ...]
    optimal: CriticalDiscount
    grim: CriticalDiscount | None
    whole: CriticalDiscountMap
    payoffs: PayoffSet
    whole_payoffs: PayoffSet
    discount: Fraction
    low: Fraction
    high: Fraction

    def holds(self, discount: Fraction) -> bool | None:
        """Whether the two can leave each other alone at a discount factor; None: not decided."""
        least, most = self.optimal.bracket
        return True if discount >= most else False if discount < least else None


def detente(family: Family, **overrides: Any) -> Detente:
    """Work out the repeated game between the opener and the rival.

    Parameters
    ----------
    family : Family
        Of the open-vs-closed builder, with a parameter `discount`.
    **overrides
        Values of parameters, as in `Family.game`.

    Raises
    ------
    GameError
        If the family has no such parameter or actions.
    """
    if "discount" not in family.parameters:
        raise GameError("detente: the scenario has no parameter 'discount'.")
    game = family.game(**overrides)
    stage = game.subgame([OPENER, RIVAL])
    outcomes = tuple(
        tuple(names[actions[0]] for names, actions in zip(stage.actions, e.support, strict=True))
        for e in pure_equilibria(stage)
    )
    parameter, discount = family.parameters["discount"], family.values(**overrides)["discount"]
    return Detente(
        stage=stage,
        outcomes=outcomes,
        optimal=critical_discount(stage, sustain=PEACE),
        grim=critical_discount(stage, sustain=PEACE, punishment="grim") if outcomes else None,
        whole=critical_discount_map(game, budget=Budget(seconds=None, steps=_STEPS)),
        payoffs=_payoffs(stage, discount),
        whole_payoffs=_payoffs(game, discount),
        discount=discount,
        low=parameter.low,
        high=parameter.high,
    )


def _payoffs(stage: NormalFormGame, discount: Fraction) -> PayoffSet:
    budget = Budget(seconds=None, steps=_STEPS)
    return payoff_set(RepeatedGame(stage, discount), budget=budget, partial=True)
