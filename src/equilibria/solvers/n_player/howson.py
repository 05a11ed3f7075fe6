"""One equilibrium of a polymatrix game, exact: Howson's algorithm.

Where payoffs are sums over pairs of players, equilibria are the solutions of a linear
complementarity problem (Howson 1972). Turn gains into costs ``D[i, j] > 0`` and find x, y >= 0 with

    w = D x - E' y >= 0,   s = E x - 1 >= 0,   x w = 0,   y s = 0,

where ``(E x)_i`` is the sum of player i's weights: y_i is the least cost of player i, and only
actions at that cost are used. As all entries of D are positive, the matrix is copositive-plus, and
Lemke's path, made unique by a lexicographic perturbation, ends in a solution (Lemke 1965); ``y_i =
0`` would mean that player i uses no action, which s forbids, so weights add to 1.

Floats walk first, and the support at the end of their path is solved exactly; where that is no
equilibrium, for ties or lost digits, the path is walked in whole numbers over one denominator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from math import lcm

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
from .exact import over_common
from .pairwise import Gains, gains_by_opponent

Point = tuple[tuple[Fraction, ...], ...]

#: Floats: what counts as zero, by how much ties are broken, and pivots per row before giving up.
_TINY, _NUDGE, _PATIENCE = 1e-9, 1e-6, 50


@dataclass(frozen=True, slots=True)
class Howson:
    """Method: one equilibrium of a polymatrix game, exact, by complementary pivoting.

    Two players or more, whose payoffs are sums over pairs of players, up to terms that only depend
    on the others' actions; every two-player game is one. A step of the budget is one pivot. Paths
    are short as a rule, and exponentially long on some games. Cost: one look at every payoff, and
    for each pivot the square of the number of actions in all.
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
        gains = gains_by_opponent(game)
        if gains is None:
            raise GameError(
                "Howson: payoffs are not sums over pairs of players; "
                "leave the method out, or use LogitTracing."
            )
        return follow(game, budget, gains)


def follow(game: NormalFormGame, budget: Budget, gains: Gains) -> Equilibria:
    """Follow the path in a game whose gains are known."""
    meter = budget.start()
    point = _in_floats(gains, meter) or _in_integers(gains, meter)
    stats = Stats(steps=meter.steps, seconds=meter.seconds)
    if point is None:
        status = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
        return Equilibria(game, (), status, Claim.NONE, "Howson", stats=stats)
    found = Equilibrium(Profile(game, point), _index(gains, point))
    return Equilibria(game, (found,), Status.FINISHED, Claim.AT_LEAST_ONE, "Howson", stats=stats)


# ---- the path


def _start(gains: Gains) -> Tableau:
    """The first basis: the artificial variable has taken the place of the last player's slack.

    Labels: x, then y, then their complements w and s in the same order, then the artificial one.
    Costs are from one to two times the player's unit, which is also what the artificial variable
    adds to them: so the path does not depend on units.
    """
    players = len(gains)
    owners = [i for i, own in enumerate(gains) for _ in own[i]]
    last = [int(i == players - 1) for i in owners]
    size = len(owners) + players
    rows = []
    for i, own in enumerate(gains):
        below = np.hstack([t.max() - t for t in own])
        unit = int(below.max()) or 1
        for line in below.tolist():
            change = [unit * (is_last - 1) - v for v, is_last in zip(line, last, strict=True)]
            rows.append([*change, *(int(j == i) for j in range(players)), -unit, unit])
    for i in range(players - 1):
        change = [is_last - int(j == i) for j, is_last in zip(owners, last, strict=True)]
        rows.append([*change, *[0] * players, -1, 0])
    rows.append([*last, *[0] * players, -1, 1])
    slacks = [*range(size, 2 * size)]
    return Tableau([*range(size), slacks[-1]], [*slacks[:-1], 2 * size], rows, 1, slacks)


def _in_integers(gains: Gains, meter: Meter) -> Point | None:
    """Pivot until the artificial variable leaves; None if the budget ends first."""
    tableau = _start(gains)
    size = len(tableau.rows)
    entering = size - 1
    while meter.step():
        column = tableau.columns.index(entering)
        row = tableau.leaving(column)
        if row < 0:
            raise InternalError("a path of complementary pivots of a polymatrix game has no end")
        left = tableau.basic[row]
        tableau = tableau.pivot(column, row)
        if left == 2 * size:
            return tuple(strategy(tableau.values(), own) for own in _labels(gains))
        entering = (left + size) % (2 * size)
    return None


def _in_floats(gains: Gains, meter: Meter) -> Point | None:
    """The same path in floats, and the equilibrium on the support at its end, if there is one."""
    start, players = _start(gains), len(gains)
    size = len(start.rows)
    columns, basic = np.array(start.columns), np.array(start.basic)
    T = np.array([[v / -row[-2] for v in row] for row in start.rows])
    T[:, size - players : size] = np.sign(T[:, size - players : size])  # y in the players' units
    T[:-1, -1] += _NUDGE * 0.9 ** np.arange(size - 1)  # all start with the same: no ties
    entering = size - 1
    for _ in range(_PATIENCE * size):
        if not meter.step():
            return None
        column = int(np.flatnonzero(columns == entering)[0])
        down = T[:, column].copy()
        ratios = np.divide(T[:, -1], down, out=np.full(size, np.inf), where=down > _TINY)
        row = int(np.argmin(ratios))
        if not ratios[row] < np.inf:
            return None
        across = T[row] / down[row]
        T -= np.outer(down, across)
        T[row] = across
        T[:, column] = -down / down[row]
        T[row, column] = 1 / down[row]
        left = int(basic[row])
        columns[column], basic[row] = left, entering
        if left == 2 * size:
            used = set(basic.tolist())
            return _on(gains, [[x - own[0] for x in own if x in used] for own in _labels(gains)])
        entering = (left + size) % (2 * size)
    return None


def _labels(gains: Gains) -> list[range]:
    """Each player's weights in the tableau."""
    return [range(*ends) for ends in pairwise([0, *accumulate(len(t[0]) for t in gains)])]


# ---- its end


def _on(gains: Gains, support: Sequence[Sequence[int]]) -> Point | None:
    """The equilibrium that makes all actions of a support equally good; None if it is not one."""
    from ...exact.basis import solve

    if not all(support):
        return None
    firsts = [int(k == 0) for used in support for k in range(len(used))]
    rows = zip(_equations(gains, support), firsts, strict=True)
    solved = solve([[*row, first] for row, first in rows], len(firsts))
    if solved is None:
        return None
    weights = iter(Fraction(int(row[0]), solved[1]) for row in solved[0])
    point = []
    for own, used in zip(_labels(gains), support, strict=True):
        full = [Fraction(0)] * len(own)
        for a in used:
            full[a] = next(weights)
        point.append(tuple(full))
    is_one = all(p >= 0 for s in point for p in s) and _best(gains, point) is not None
    return tuple(point) if is_one else None


def _index(gains: Gains, point: Point) -> int | None:
    """The index of an equilibrium; None where ties or a singular matrix leave it without one."""
    from ...exact.basis import determinant_sign

    support = [[a for a, p in enumerate(s) if p] for s in point]
    if _best(gains, point) != support:
        return None
    mixing = sum(len(used) - 1 for used in support)
    return determinant_sign(_equations(gains, support)) * (-1) ** mixing or None


def _equations(gains: Gains, support: Sequence[Sequence[int]]) -> list[list[int]]:
    """Per player: weights add to a total; each further action of the support earns as the first."""
    rows = []
    for i, used in enumerate(support):
        rows.append([int(j == i) for j, others in enumerate(support) for _ in others])
        first, *rest = np.hstack(
            [t[np.ix_(used, b)] for t, b in zip(gains[i], support, strict=True)]
        )
        rows += [(row - first).tolist() for row in rest]
    return rows


def _best(gains: Gains, point: Sequence[Sequence[Fraction]]) -> list[list[int]] | None:
    """Each player's best replies; None if an action that is used is none of them."""
    weights, totals = over_common(point)
    unit, found = lcm(*totals), []
    scaled = [np.array(w, dtype=object) * (unit // t) for w, t in zip(weights, totals, strict=True)]
    for own, used in zip(gains, point, strict=True):
        earned = sum(t @ w for t, w in zip(own, scaled, strict=True)).tolist()
        found.append([a for a, v in enumerate(earned) if v == max(earned)])
        if any(p and a not in found[-1] for a, p in enumerate(used)):
            return None
    return found
