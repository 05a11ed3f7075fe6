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

from .._budget import Budget, Meter
from ..errors import GameError
from ..games.normal_form import NormalFormGame
from ..results.equilibria import Component, Equilibria, Stats
from ..results.equilibrium import Equilibrium
from ..results.status import Claim, Status
from .labelled import Labelled, answer
from .lemke_howson import LemkeHowson, to_unit
from .linear_program import optimal_basis
from .polytopes import positive_integers


@dataclass(frozen=True, slots=True)
class ZeroSum:
    """Method: optimal strategies of a two-player constant-sum game, exact.

    One linear program, then one exact solve per player; claim AT_LEAST_ONE. A solution with an
    index is regular, and so the only one: the equilibria of a constant-sum game are convex. Where
    HiGHS's basis does not hold up exactly, Lemke-Howson paths take over. The value is the row
    player's payoff, ``result[0].profile.exact_payoffs[0]``.

    Parameters
    ----------
    faces : bool, default False
        Return all optimal strategies: every pair of a vertex of one player's optimal face and one
        of the other's, which are all extreme equilibria; claim ALL. A unique solution costs
        nothing more; a face costs one exact pivot per vertex, and there may be exponentially many.

    Notes
    -----
    A step of the budget is one simplex iteration, one pivot on a face, or one pair of vertices.
    """

    faces: bool = False

    def solve(self, game: NormalFormGame, budget: Budget) -> Equilibria:
        """Solve within a budget."""
        if game.num_players != 2 or not is_constant_sum(game):
            raise GameError(
                "ZeroSum is for two players whose payoffs add to the same in every profile, "
                "exactly; floats can miss that by rounding. Leave the method to nash otherwise."
            )
        from .supports import equilibrium_on

        meter = budget.start()
        found, supports = None, None
        try:
            payoffs = game.payoffs[0]
        except GameError:  # a float cannot hold them
            pass
        else:
            # The row player's program is min sum(x) subject to x A >= 1, x >= 0, for positive A.
            supports = optimal_basis(np.ones(len(payoffs)), to_unit(payoffs), meter)
            if supports is None:
                return _unfinished(game, (), meter)
            if len(supports[0]) == len(supports[1]):
                found = equilibrium_on(game, *supports)
        if found is None:
            solved = LemkeHowson().solve(game, meter.left())
            meter.count(solved.stats.steps)
            if not self.faces or not solved.equilibria:
                stats = Stats(steps=meter.steps, seconds=meter.seconds)
                return replace(solved, method="ZeroSum", stats=stats)
            found, supports = solved[0], None
        if self.faces:
            return _all(game, found, supports, meter)
        stats = Stats(steps=meter.steps, seconds=meter.seconds)
        return Equilibria(
            game, (found,), Status.FINISHED, Claim.AT_LEAST_ONE, "ZeroSum", stats=stats
        )


def _all(
    game: NormalFormGame,
    one: Equilibrium,
    supports: tuple[list[int], list[int]] | None,
    meter: Meter,
) -> Equilibria:
    """Every pair of vertices of the two optimal faces; `supports` of an optimal basis, if known."""
    m, n = game.shape
    if _is_regular(one, supports):  # the only equilibrium
        return Equilibria(
            game=game,
            equilibria=(replace(one, index=1),),
            status=Status.FINISHED,
            claim=Claim.ALL,
            method="ZeroSum",
            components=(Component((0,), 1, ((0,),)),),
            stats=Stats(steps=meter.steps, vertices=2, seconds=meter.seconds),
        )
    from .optimal_faces import optimal_vertices

    A, B = positive_integers(game, 0), positive_integers(game, 1)
    bases: list[int | None] = [None, None]
    if supports is not None:
        rows, columns = (sum(1 << a for a in chosen) for chosen in supports)
        bases = [(1 << m) - 1 ^ rows | columns << m, (1 << n) - 1 ^ columns | rows << n]
    xs = optimal_vertices(B, bases[0], meter)
    ys = None
    if xs is not None:
        ys = optimal_vertices([list(column) for column in zip(*A, strict=True)], bases[1], meter)
    if xs is None or ys is None:
        return _unfinished(game, (one,), meter)
    own = (1 << n) - 1  # Q's own numbering has the column player's labels first
    found = Labelled([], x=xs, y={t >> n | (t & own) << m: y for t, y in ys.items()})
    for x in found.x:
        for y in found.y:
            if not meter.step():
                return _unfinished(game, (one,), meter)
            found.pairs.append((x, y))
    found.signs[found.pairs[0]] = 1  # one component, and all indices add to 1
    found.vertices = len(xs) + len(ys)
    return replace(answer(game, found, meter), method="ZeroSum", bases=None)


def _is_regular(one: Equilibrium, supports: tuple[list[int], list[int]] | None) -> bool:
    """Whether a nonsingular basis holds every action in use and every best reply, and no other."""
    if one.index is not None or supports is None:
        return one.index is not None
    used = [tuple(chosen) for chosen in supports]
    return list(one.support) == used == [one.profile.best_responses(i) for i in range(2)]


def _unfinished(game: NormalFormGame, found: tuple[Equilibrium, ...], meter: Meter) -> Equilibria:
    status = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
    claim = Claim.AT_LEAST_ONE if found else Claim.NONE
    stats = Stats(steps=meter.steps, seconds=meter.seconds)
    return Equilibria(game, found, status, claim, "ZeroSum", stats=stats)


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
