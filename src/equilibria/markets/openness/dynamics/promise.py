"""The promise to stay open: developers build on the open model if they expect it to stay open.

Every year developers choose whether to sink their work into the open model, and the opener whether
to keep it open. Work already sunk can be taken: the opener that closes keeps that year's gain in
efficiency and earns what a closed model earns, once; then the developers stop. The promise is kept
if the opener cares enough about the years to come.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ....decisions.family import Family
from ....errors import GameError
from ....games.normal_form import NormalFormGame
from ....repeated.critical_answer import CriticalDiscount
from ....repeated.critical_discount import critical_discount
from ....solvers.pure import pure_equilibria
from ..builder import Openness
from ..market import OPENER_ACTIONS, RIVAL_ACTIONS

DEVELOPERS = "Developers"
KEPT = ("stay open", "build")


@dataclass(frozen=True, slots=True, eq=False)
class Promise:
    """The stage game of opener and developers, and what keeping the promise takes.

    Attributes
    ----------
    stage : NormalFormGame
        The opener (USD bn a year) stays open or closes; developers (multiples of what they sink)
        build or stop.
    rival : str
        The rival's action that is held fixed.
    closed : str
        What the opener does when it closes: the better of selling access and internal use.
    optimal : CriticalDiscount
        Of (stay open, build), under the harshest credible threat.
    grim : CriticalDiscount or None
        Under the threat that developers stop for ever; None without a pure equilibrium.
    temptation : Fraction
        What closing gains in the year it happens, in USD bn; at most 0: no temptation.
    discount : Fraction
        Today's discount factor.
    """

    stage: NormalFormGame
    rival: str
    closed: str
    optimal: CriticalDiscount
    grim: CriticalDiscount | None
    temptation: Fraction
    discount: Fraction

    @property
    def kept(self) -> bool | None:
        """Whether the promise can be kept at today's discount factor; None: not decided."""
        least, most = self.optimal.bracket
        return True if self.discount >= most else False if self.discount < least else None


def promise(
    family: Family, *, rival: str = "hold", developers_return: Any = 2, **overrides: Any
) -> Promise:
    """Work out whether the opener can promise to stay open.

    Parameters
    ----------
    family : Family
        Of the open-vs-closed builder, with a parameter `discount`.
    rival : str
        What the rival does meanwhile.
    developers_return : number
        What developers earn on an open model, per unit sunk. An assumption: any return above one
        gives the same answer, since only the opener is tempted.
    **overrides
        Values of parameters.

    Raises
    ------
    GameError
        For another builder, an unknown action, or no parameter `discount`.

    Notes
    -----
    Under the threat that developers stop, and where closing tempts, the critical discount factor
    is ``1 - (open - closed) / efficiency``, with the opener's yearly payoffs and its yearly gain
    from the developers' work.
    """
    builder = family.builder
    usable = isinstance(builder, Openness) and "discount" in family.parameters
    if not isinstance(builder, Openness) or not usable or len(family.players) != 2:
        raise GameError(
            "promise: give a family of the open-vs-closed builder with two players and a parameter "
            "'discount'."
        )
    if rival not in RIVAL_ACTIONS:
        raise GameError(f"promise: rival={rival!r}; give one of {', '.join(RIVAL_ACTIONS)}.")
    values = family.values(**overrides)
    mine = family.game_at(values).exact_payoffs()[0]
    at = RIVAL_ACTIONS.index(rival)
    opened = mine[0, at]
    alone, closed = max((mine[a, at], OPENER_ACTIONS[a]) for a in (1, 2))
    work = values["efficiency_realised"] * values["efficiency_gain"] * values["spend"]
    back = Fraction(developers_return) - 1
    stage = NormalFormGame.bimatrix(
        [[opened, opened - work], [alone + work, alone]],
        [[back, 0], [-1, 0]],
        players=[builder.players[0], DEVELOPERS],
        actions=[["stay open", "close"], ["build", "stop"]],
    )
    optimal = critical_discount(stage, sustain=KEPT)
    has_pure = bool(len(pure_equilibria(stage)))
    return Promise(
        stage=stage,
        rival=rival,
        closed=closed,
        optimal=optimal,
        grim=critical_discount(stage, sustain=KEPT, punishment="grim") if has_pure else None,
        temptation=alone + work - opened,
        discount=values["discount"],
    )
