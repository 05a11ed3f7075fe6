"""Equilibria of the game among any number of strategic firms, with what they promise."""

from __future__ import annotations

from fractions import Fraction

from ..._budget import Budget
from ...errors import BudgetExceeded
from ...games.normal_form import NormalFormGame
from ...results.equilibria import Equilibria
from ...results.equilibrium import Equilibrium
from ...results.status import Claim
from ...solvers.nash import nash
from ...solvers.pure import pure_equilibria

#: Seconds spent on proving every equilibrium of a game of three players or more.
SECONDS = 10.0


def every_or_pure(game: NormalFormGame, budget: Budget | None = None) -> Equilibria:
    """Every equilibrium where the engine proves them all within a budget, otherwise the pure ones.

    Parameters
    ----------
    game : NormalFormGame
    budget : Budget, optional
        For the proof. Two players: the default of `nash`; more: 10 seconds.

    Returns
    -------
    Equilibria
        Its `claim` says which: ALL, or ALL_PURE (of which there may be none).

    Raises
    ------
    BudgetExceeded
        With two players, as `nash` does.
    """
    if game.num_players <= 2:
        return nash(game, budget=budget)
    try:
        found = nash(game, budget=budget or Budget(seconds=SECONDS))
    except BudgetExceeded:
        return pure_equilibria(game)
    return found if found.claim is Claim.ALL else pure_equilibria(game)


def played(equilibria: Equilibria, player: int) -> tuple[str, ...]:
    """Every action that a player plays in some equilibrium."""
    return tuple(
        name
        for a, name in enumerate(equilibria.game.actions[player])
        if any(e.profile.exact[player][a] for e in equilibria)
    )


def lead(equilibrium: Equilibrium, action: int) -> tuple[Fraction, int]:
    """What the first player's action earns over the next best one, and which that is."""
    earned = equilibrium.profile.action_payoffs(0)
    value, other = max((v, -k) for k, v in enumerate(earned) if k != action)
    return earned[action] - value, -other
