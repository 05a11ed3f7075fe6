"""One equilibrium of a two-player game by the Lemke-Howson path, exactly.

Lemke and Howson (1964); lexicographic and in integers as in von Stengel (2002), section 2. Start at
the pair of zeros, which has every label; drop one. Each pivot then leaves exactly one label
duplicate, and dropping it in the other polytope continues the path, until the label dropped first
is found again. The lexicographic rule makes every step unique, so the path cannot cycle.
"""

from __future__ import annotations

from dataclasses import dataclass

from .._budget import Budget
from ..errors import GameError
from ..games.normal_form import NormalFormGame
from ..games.profile import Profile
from ..results.equilibria import Equilibria, Stats
from ..results.equilibrium import Equilibrium
from ..results.status import Claim, Status
from .polytopes import index_sign, positive_integers, strategy, zero_vertices


@dataclass(frozen=True, slots=True)
class LemkeHowson:
    """Method: follow one Lemke-Howson path to one exact equilibrium.

    Two players. A step of the budget is one pivot. Paths are short on random games, exponentially
    long on some; integers grow with the size of the basis. A random 100 x 100 game takes a tenth of
    a second, but a long path at 200 x 200 can use up a minute.

    Parameters
    ----------
    label : int, default 0
        The label to drop: ``0 .. m-1`` for the row player's actions, ``m .. m+n-1`` for the column
        player's. Different labels can lead to different equilibria; not every equilibrium can be
        reached.
    """

    label: int = 0

    def solve(self, game: NormalFormGame, budget: Budget) -> Equilibria:
        """Follow the path within a budget; claim AT_LEAST_ONE if it ends, else NONE."""
        if game.num_players != 2:
            raise GameError("LemkeHowson is for two players.")
        m, n = game.shape
        if (
            isinstance(self.label, bool)
            or not isinstance(self.label, int)
            or not 0 <= self.label < m + n
        ):
            raise GameError(
                f"LemkeHowson(label={self.label!r}): give a label from 0 to {m + n - 1}."
            )
        meter = budget.start()
        A, B = positive_integers(game, 0), positive_integers(game, 1)
        tableaus = list(zero_vertices(A, B))
        side = 0 if self.label < m else 1
        dropped = self.label
        while meter.step():
            tableau = tableaus[side]
            column = tableau.columns.index(dropped)
            leaving = tableau.leaving(column)
            picked = tableau.basic[leaving]
            tableaus[side] = tableau.pivot(column, leaving)
            if picked == self.label:
                break
            dropped, side = picked, 1 - side
        stats = Stats(steps=meter.steps, seconds=meter.seconds)
        if meter.spent_by is not None:
            status = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
            return Equilibria(game, (), status, Claim.NONE, "LemkeHowson", stats=stats)
        P, Q = tableaus
        profile = Profile(
            game, (strategy(P.values(), range(m)), strategy(Q.values(), range(m, m + n)))
        )
        regular = P.true_labels() == P.mask and Q.true_labels() == Q.mask
        found = Equilibrium(profile, index_sign(A, B, P.mask) if regular else None)
        return Equilibria(
            game, (found,), Status.FINISHED, Claim.AT_LEAST_ONE, "LemkeHowson", stats=stats
        )
