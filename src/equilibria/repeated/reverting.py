"""The equilibrium of the stage game that grim punishment reverts to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._budget import Budget
from ..errors import GameError
from ..games.normal_form import NormalFormGame
from ..games.profile import Profile
from ..results.equilibrium import Equilibrium
from ..solvers.nash import nash
from .punishments import pure_profile, worst_pure_equilibria


def read_reversion(
    stage: NormalFormGame, given: Any, budget: Budget | None
) -> tuple[tuple[Profile, ...], bool]:
    """Per player the equilibrium to revert to, and whether the caller named it."""
    if isinstance(given, str) and given == "pure":
        worst = worst_pure_equilibria(stage)
        if worst is None:
            raise GameError(
                "critical_discount: the stage game has no pure equilibrium to revert to; give "
                "revert_to='mixed' (two players), an equilibrium, or punishment='optimal'."
            )
        return tuple(pure_profile(stage, at) for at in worst), False
    if isinstance(given, str) and given == "mixed":
        profiles = [e.profile for e in nash(stage, budget=budget)]
        worst_mixed = [
            min(profiles, key=lambda p: p.exact_payoffs[i]) for i in range(stage.num_players)
        ]
        return tuple(worst_mixed), True
    if isinstance(given, Mapping) and set(given) == set(stage.players):
        each = [given[player] for player in stage.players]
        if all(isinstance(e, (Equilibrium, Profile)) for e in each):
            return tuple(_equilibrium(stage, e) for e in each), True
    return (_equilibrium(stage, given),) * stage.num_players, True


def _equilibrium(stage: NormalFormGame, given: Any) -> Profile:
    if isinstance(given, Equilibrium):
        given = given.profile
    profile = given if isinstance(given, Profile) else stage.profile(given)
    if profile.game != stage:
        raise GameError("revert_to: the equilibrium is of another game.")
    if not profile.is_equilibrium:
        raise GameError(
            f"revert_to: {profile!r} is no equilibrium of the stage game (regret "
            f"{profile.regret:.3g}); players would not go through with it."
        )
    return profile
