"""Critical discount factors of every profile of a stage game."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from .._budget import Budget
from .._format import number, table
from ..errors import BudgetExceeded
from ..games.normal_form import NormalFormGame, require_game
from ..games.repeated import read_discount
from ..results.status import Claim, Status
from .critical_discount import bracket_of, check_kind, read_width
from .deviations import Place
from .refining import Worst
from .reverting import read_reversion
from .simple_profiles import read_place


@dataclass(frozen=True, slots=True, eq=False)
class CriticalDiscountMap:
    """The critical discount factor of every pure profile, as brackets.

    Attributes
    ----------
    stage : NormalFormGame
    punishment : {'optimal', 'grim', 'symmetric'}
    lower, upper : ndarray of object (Fraction), of the game's shape, read-only
        No discount factor below `lower` sustains the profile, every one from `upper` on does; both
        0: an equilibrium of the stage game; both 1: never.
    status : Status
    claim : Claim
        BRACKET.
    """

    stage: NormalFormGame
    punishment: str
    lower: np.ndarray
    upper: np.ndarray
    status: Status = Status.FINISHED
    claim: Claim = Claim.BRACKET

    def __getitem__(self, profile: Any) -> tuple[Fraction, Fraction]:
        """The bracket of one profile: a mapping from player to action, or one action per player."""
        place = read_place(self.stage, profile)
        return self.lower[place], self.upper[place]

    def sustained(self, discount: Any) -> tuple[Place, ...]:
        """The profiles that can be played for ever at a discount factor, by action index.

        Those whose bracket holds the discount factor are left out: nothing is proved of them.
        """
        exact = read_discount(discount)
        found = np.argwhere(self.upper <= exact)
        return tuple(tuple(int(a) for a in place) for place in found)

    def __repr__(self) -> str:
        lines = [f"CriticalDiscountMap ({self.punishment})"]
        if self.stage.num_players != 2 or max(self.stage.shape) > 16:
            return f"{lines[0]} of {self.lower.size} profiles"
        rows = [["", *self.stage.actions[1]]]
        for a, name in enumerate(self.stage.actions[0]):
            ends = zip(self.lower[a], self.upper[a], strict=True)
            rows.append([name, *(_shown(low, high) for low, high in ends)])
        return "\n".join(lines + table(rows))


def critical_discount_map(
    stage: NormalFormGame,
    *,
    punishment: str = "optimal",
    revert_to: Any = "pure",
    width: Any = Fraction(1, 1000),
    budget: Budget | None = None,
    partial: bool = False,
) -> CriticalDiscountMap:
    """Find the critical discount factor of every pure profile of a stage game.

    Parameters
    ----------
    stage, punishment, revert_to, width, budget, partial
        As for `critical_discount`; the payoff sets that one profile asks for serve the others. Of a
        symmetric game with punishment 'symmetric', profiles in which players do different things
        get (1, 1): no strongly symmetric equilibrium plays them.

    Returns
    -------
    CriticalDiscountMap

    Raises
    ------
    GameError, BudgetExceeded
        As for `critical_discount`.

    Examples
    --------
    >>> import equilibria as eq
    >>> dilemma = eq.NormalFormGame.bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
    >>> eq.critical_discount_map(dilemma)
    CriticalDiscountMap (optimal)
             a1     a2
      a1    1/7  never
      a2  never      0
    """
    require_game(stage, "critical_discount_map")
    check_kind(punishment)
    exact = read_width(width)
    meter = (budget or Budget()).start()
    worst = Worst(stage, meter)
    reversion = read_reversion(stage, revert_to, budget)[0] if punishment == "grim" else None
    lower, upper = np.empty(stage.shape, dtype=object), np.empty(stage.shape, dtype=object)
    for place in np.ndindex(stage.shape):
        lower[place], upper[place] = bracket_of(
            stage, tuple(place), punishment, reversion, exact, worst
        )
    for ends in (lower, upper):
        ends.flags.writeable = False
    found = CriticalDiscountMap(stage, punishment, lower, upper)
    if meter.spent_by is None:
        return found
    status = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
    found = CriticalDiscountMap(stage, punishment, lower, upper, status)
    if partial:
        return found
    raise BudgetExceeded(
        f"critical_discount_map: {status.value}, and some brackets are still wide. {status.advice}",
        found,
    )


def _shown(low: Fraction, high: Fraction) -> str:
    if low == high:
        return "never" if low == 1 else number(low)
    return f"{number(low, 6)}..{number(high, 6)}"
