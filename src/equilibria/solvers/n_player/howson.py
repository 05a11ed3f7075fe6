"""One equilibrium of a polymatrix game, exact: Howson's algorithm.

Where payoffs are sums over pairs of players, equilibria are the solutions of a linear
complementarity problem (Howson 1972). Turn gains into costs ``D[i, j] > 0`` and find x, y >= 0 with

    w = D x - E' y >= 0,   s = E x - 1 >= 0,   x w = 0,   y s = 0,

where ``(E x)_i`` is the sum of player i's weights: y_i is the least cost of player i, and only
actions at that cost are used. As all entries of D are positive, the matrix is copositive-plus, and
Lemke's path, made unique by a lexicographic perturbation, ends in a solution (Lemke 1965); ``y_i =
0`` would mean that player i uses no action, which s forbids, so weights add to 1. Rows are whole
numbers over one denominator throughout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from ..._budget import Budget, Meter
from ...errors import GameError, InternalError
from ...exact.tableau import Tableau
from ...games.normal_form import NormalFormGame
from ...games.profile import Profile
from ...results.equilibria import Equilibria, Stats
from ...results.equilibrium import Equilibrium
from ...results.status import Claim, Status
from ..polytopes import strategy
from .exact import IntegerPayoffs
from .indifference import System
from .pairwise import Gains, gains_by_opponent
from .roots import sign_of


@dataclass(frozen=True, slots=True)
class Howson:
    """Method: one equilibrium of a polymatrix game, exact, by complementary pivoting.

    Two players or more, whose payoffs are sums over pairs of players, up to terms that only depend
    on the others' actions; every two-player game is one. A step of the budget is one pivot. Paths
    are short as a rule, and exponentially long on some games. Cost of a pivot: the square of the
    number of actions in all, in whole numbers as long as a determinant of that size.
    """

    def solve(self, game: NormalFormGame, budget: Budget) -> Equilibria:
        """Follow the path within a budget; claim AT_LEAST_ONE if it ends, else NONE.

        Raises
        ------
        GameError
            If the game is not polymatrix.
        """
        if game.num_players < 2:
            raise GameError("Howson is for two players or more.")
        meter = budget.start()
        gains = gains_by_opponent(game)
        if gains is None:
            raise GameError(
                "Howson: payoffs are not sums over pairs of players; "
                "leave the method out, or use LogitTracing."
            )
        end = _follow(_start(gains, game.shape), game.shape, meter)
        stats = Stats(steps=meter.steps, seconds=meter.seconds)
        if end is None:
            status = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
            return Equilibria(game, (), status, Claim.NONE, "Howson", stats=stats)
        found = (_equilibrium(game, end),)
        return Equilibria(game, found, Status.FINISHED, Claim.AT_LEAST_ONE, "Howson", stats=stats)


def _start(gains: Gains, shape: Sequence[int]) -> Tableau:
    """The first basis: the artificial variable has taken the place of the last player's slack.

    Labels: x, then y, then their complements w and s in the same order, then the artificial one.
    """
    players, size = len(shape), sum(shape) + len(shape)
    owners = [i for i, count in enumerate(shape) for _ in range(count)]
    ones = [int(i == players - 1) for i in owners]
    costs = [row for own in gains for row in np.hstack([1 + t.max() - t for t in own]).tolist()]
    rows = []
    for i, cost in zip(owners, costs, strict=True):
        change = [one - v for v, one in zip(cost, ones, strict=True)]
        rows.append([*change, *(int(j == i) for j in range(players)), -1, 1])
    for i in range(players - 1):
        change = [one - int(j == i) for j, one in zip(owners, ones, strict=True)]
        rows.append([*change, *[0] * players, -1, 0])
    rows.append([*ones, *[0] * players, -1, 1])
    slacks = [*range(size, 2 * size)]
    return Tableau([*range(size), slacks[-1]], [*slacks[:-1], 2 * size], rows, 1, slacks)


def _follow(tableau: Tableau, shape: Sequence[int], meter: Meter) -> Tableau | None:
    """Pivot until the artificial variable leaves; None if the budget ends first."""
    size = sum(shape) + len(shape)
    entering = size - 1
    while meter.step():
        column = tableau.columns.index(entering)
        row = tableau.leaving(column)
        if row < 0:
            raise InternalError("a path of complementary pivots of a polymatrix game has no end")
        left = tableau.basic[row]
        tableau = tableau.pivot(column, row)
        if left == 2 * size:
            return tableau
        entering = (left + size) % (2 * size)
    return None


def _equilibrium(game: NormalFormGame, end: Tableau) -> Equilibrium:
    weights, first = end.values(), [0, *accumulate(game.shape)]
    strategies = tuple(strategy(weights, range(start, stop)) for start, stop in pairwise(first))
    profile = Profile(game, strategies)
    strict = all(profile.best_responses(i) == used for i, used in enumerate(profile.support))
    index = sign_of(System(IntegerPayoffs(game), profile.support, None)) if strict else 0
    return Equilibrium(profile, index or None)
