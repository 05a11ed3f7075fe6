"""The verb `nash`, and the choice of method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial as bound

from .._budget import Budget
from ..errors import BudgetExceeded, GameError, InternalError
from ..games.normal_form import NormalFormGame, require_game
from ..results.equilibria import Component, Equilibria
from ..results.status import Claim, Status
from .lemke_howson import LemkeHowson
from .n_player.howson import Howson, follow
from .n_player.logit_tracing import LogitTracing
from .n_player.pairwise import gains_by_opponent
from .n_player.support_subdivision import SupportSubdivision
from .n_player.symmetric_equilibria import SymmetricEquilibria
from .pure import pure_equilibria
from .vertex_enumeration import VertexEnumeration
from .zero_sum import ZeroSum, is_constant_sum

#: Actions in all above which a constant-sum game is left to linear programming: for one
#: equilibrium, and for all, where there would be too many vertices to enumerate.
_LARGE, _MANY = 60, 36

_Solve = Callable[[NormalFormGame, Budget], Equilibria]


def nash(
    game: NormalFormGame,
    *,
    find: str = "all",
    method: (
        VertexEnumeration
        | SupportSubdivision
        | LemkeHowson
        | Howson
        | LogitTracing
        | ZeroSum
        | SymmetricEquilibria
        | None
    ) = None,
    budget: Budget | None = None,
    partial: bool = False,
) -> Equilibria:
    """Find every Nash equilibrium of a game, or one, with proof.

    Parameters
    ----------
    game : NormalFormGame
        Any number of players.
    find : {'all', 'one'}
        Every equilibrium (the default), or one of them, faster.
    method : a method, optional
        `VertexEnumeration`, `SupportSubdivision`, `LemkeHowson`, `Howson`, `LogitTracing`,
        `ZeroSum` or `SymmetricEquilibria`, which decides what is found. Default: for all,
        enumeration of vertices, or with three players or more subdivision of supports; for one,
        Lemke-Howson paths, or with three players or more the logit branch, or Howson's path where
        payoffs are sums over pairs of players; where a large two-player game is constant-sum,
        linear programming for either.
    budget : Budget, optional
        Default: 60 seconds.
    partial : bool, default False
        If the budget is spent, return what was found, with its status and the claim it earns,
        instead of raising.

    Returns
    -------
    Equilibria
        Claim ALL: all extreme equilibria, the components they form and their indices, as exact
        fractions. Every other equilibrium is a convex combination within a maximal Nash subset.
        With three players or more equilibria can be irrational: those are enclosed in balls that
        hold exactly one with their support. Claim COVER instead where part of the set is a
        continuum in which several players vary, or is singular: what could be settled is listed,
        and the rest lies in ``regions``.
        To find one: claim AT_LEAST_ONE, exact or enclosed too.

    Raises
    ------
    BudgetExceeded
        With what was found as ``.partial``.

    Notes
    -----
    Payoffs are not rounded: floats are taken as the dyadic rationals that they are. The answer
    carries what proves it: ``check(nash(game).certificate())``. Thread-safe.

    Examples
    --------
    >>> import equilibria as eq
    >>> eq.nash(eq.NormalFormGame.bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]]))
    3 equilibria, claim ALL: every equilibrium
      0: Equilibrium(Player 1: a1; Player 2: a1, index +1)
      1: Equilibrium(Player 1: 2/3 a1 + 1/3 a2; Player 2: 1/3 a1 + 2/3 a2, index -1)
      2: Equilibrium(Player 1: a2; Player 2: a2, index +1)

    A game of three players whose only equilibrium is irrational (Nau, Gomez Canovas and Hansen
    2004):

    >>> eq.nash(eq.NormalFormGame([
    ...     [[[3, 1], [0, 0]], [[0, 0], [1, 2]]],
    ...     [[[0, 0], [2, 1]], [[1, 3], [0, 0]]],
    ...     [[[2, 0], [0, 0]], [[0, 0], [0, 3]]],
    ... ]))
    1 equilibrium, claim ALL: every equilibrium
      0: Equilibrium(Player 1: 0.619233 a1 + 0.380767 a2; Player 2: 0.479804 a1 + 0.520196 a2; ...
    """
    require_game(game, "nash")
    if find not in ("all", "one"):
        raise GameError(f"nash: find={find!r}; give 'all' or 'one'.")
    if game.num_players == 1:
        return _optimal_actions(game, find, budget, partial)
    if method is not None:
        solve: _Solve = method.solve
    else:
        solve = _for_all(game).solve if find == "all" else _for_one(game)
    found = solve(game, budget or Budget())
    if found.status is not Status.FINISHED:
        if partial:
            return found
        raise BudgetExceeded(
            f"nash: {found.status.value} with {len(found)} equilibria found "
            f"({found.stats.steps} steps). {found.status.advice}{_how_near(found)}",
            found,
        )
    if not found.equilibria and not found.regions:
        raise InternalError(f"nash found no equilibrium of {game!r}, but every game has one")
    return found


def _for_all(game: NormalFormGame) -> VertexEnumeration | SupportSubdivision | ZeroSum:
    if game.num_players > 2:
        return SupportSubdivision()
    if sum(game.shape) > _MANY and is_constant_sum(game):
        return ZeroSum(faces=True)
    return VertexEnumeration()


def _for_one(game: NormalFormGame) -> _Solve:
    if game.num_players > 2:
        gains = gains_by_opponent(game)
        return LogitTracing().solve if gains is None else bound(follow, gains=gains)
    is_large = sum(game.shape) > _LARGE and is_constant_sum(game)
    return ZeroSum().solve if is_large else LemkeHowson().solve


def _how_near(found: Equilibria) -> str:
    if found.nearest is None:
        return ""
    return f" The nearest profile met has regret {found.nearest.regret:.2g}."


def _optimal_actions(
    game: NormalFormGame, find: str, budget: Budget | None, partial: bool
) -> Equilibria:
    """One player: the best actions, and every mixture of them; or one of them."""
    found = pure_equilibria(game, budget=budget, partial=partial)
    if found.status is not Status.FINISHED:
        return found
    if find == "one":
        return replace(found, equilibria=(found[0],), claim=Claim.AT_LEAST_ONE)
    members = tuple(range(len(found)))
    single = tuple(replace(e, index=1 if len(found) == 1 else None) for e in found)
    return Equilibria(
        game=game,
        equilibria=single,
        status=Status.FINISHED,
        claim=Claim.ALL,
        method=found.method,
        components=(Component(members, 1, (members,)),),
    )
