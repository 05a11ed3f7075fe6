"""Optimal strategies of constant-sum games by linear programming, made exact.

A pair of optimal strategies is an equilibrium, and the linear program of one player is the dual of
the other's. HiGHS solves it in floats; the supports of its final basis are solved again in exact
arithmetic, which gives the value, both strategies, and with them the proof: each is primal
feasible, and their values agree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from .._budget import Budget
from ..errors import GameError
from ..games.normal_form import NormalFormGame
from ..results.equilibria import Equilibria, Stats
from ..results.status import Claim, Status
from .lemke_howson import LemkeHowson, to_unit
from .linear_program import optimal_basis


@dataclass(frozen=True, slots=True)
class ZeroSum:
    """Method: optimal strategies of a two-player constant-sum game, exact.

    One linear program, then one exact solve per player; claim AT_LEAST_ONE. A solution with an
    index is regular, and so the only one: the equilibria of a constant-sum game are convex. Where
    HiGHS's basis does not hold up exactly, Lemke-Howson paths take over. `VertexEnumeration` lists
    all of the optimal faces. The value is the row player's payoff,
    ``result[0].profile.exact_payoffs[0]``. A step of the budget is one simplex iteration.
    """

    def solve(self, game: NormalFormGame, budget: Budget) -> Equilibria:
        """Solve within a budget."""
        if game.num_players != 2 or not is_constant_sum(game):
            raise GameError(
                "ZeroSum is for two players whose payoffs add to the same in every profile, "
                "exactly; floats can miss that by rounding. Leave the method to nash otherwise."
            )
        from .supports import equilibrium_on

        meter = budget.start()
        try:
            payoffs = game.payoffs[0]
        except GameError:  # a float cannot hold them
            return replace(LemkeHowson().solve(game, meter.left()), method="ZeroSum")
        # The row player's program is min sum(x) subject to x A >= 1, x >= 0, for positive payoffs.
        supports = optimal_basis(np.ones(len(payoffs)), to_unit(payoffs), meter)
        stats = Stats(steps=meter.steps, seconds=meter.seconds)
        if supports is None:
            status = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
            return Equilibria(game, (), status, Claim.NONE, "ZeroSum", stats=stats)
        found = equilibrium_on(game, *supports) if len(supports[0]) == len(supports[1]) else None
        if found is None:
            return replace(LemkeHowson().solve(game, meter.left()), method="ZeroSum")
        stats = replace(stats, seconds=meter.seconds)
        return Equilibria(
            game, (found,), Status.FINISHED, Claim.AT_LEAST_ONE, "ZeroSum", stats=stats
        )


def is_constant_sum(game: NormalFormGame) -> bool:
    """Whether payoffs add to the same number in every profile, exactly."""
    if game.num_players != 2:
        return False
    first, second = (game.ordinal_payoffs(i) for i in range(2))
    if first.dtype == second.dtype == np.float64 and np.array_equal(first, -second):
        return True
    corner = ([0], [0])
    if len({_total(game, place) for place in (corner, ([-1], [-1]), ([0], [-1]))}) > 1:
        return False  # the usual case, without converting everything
    sums = {a + b for a, b in zip(*(t.flat for t in game.exact_payoffs()), strict=True)}
    return len(sums) == 1


def _total(game: NormalFormGame, place: Any) -> Any:
    (a, p), (b, q) = (game.integer_payoffs(i, place) for i in range(2))
    return Fraction(a[0, 0], p) + Fraction(b[0, 0], q)
