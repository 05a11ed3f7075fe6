"""Iterated elimination of strictly dominated actions, by pure and mixed dominators."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from .._budget import Budget, Meter
from ..errors import BudgetExceeded
from ..games.normal_form import NormalFormGame, require_game
from ..results.dominance import Elimination, Rationalizable
from ..results.equilibria import Equilibria
from ..results.status import Status
from .lemke_howson import LemkeHowson
from .zero_sum import ZeroSum

#: Rows and columns in all above which a dominance program is left to HiGHS.
_LARGE = 60


def rationalizable(
    game: NormalFormGame,
    *,
    mixed: bool = True,
    budget: Budget | None = None,
    partial: bool = False,
) -> Rationalizable:
    """Eliminate strictly dominated actions, round by round, until none is left.

    Parameters
    ----------
    game : NormalFormGame
        Any number of players.
    mixed : bool, default True
        Whether mixtures may dominate; else single actions only, which is faster.
    budget : Budget, optional
        Default: 60 seconds. A step is one pivot of a linear program.
    partial : bool, default False
        If the budget is spent, return what was eliminated so far instead of raising.

    Returns
    -------
    Rationalizable
        The survivors and the trace. Claim COVER: every Nash equilibrium, pure or mixed, plays
        survivors only. With mixtures, an action survives exactly if it is a best reply to some
        belief over the others' surviving profiles, at every round (Pearce 1984; beliefs may be
        correlated with three players or more).

    Raises
    ------
    BudgetExceeded
        With what was eliminated as ``.partial``.

    Notes
    -----
    Exact. The order of elimination does not matter for strict dominance. A round eliminates all
    actions that single actions dominate, or if there are none, all that mixtures do. An action that
    is a best reply to some profile needs no program; each other one needs one, the zero-sum game of
    what the others would gain over it: its exact value decides. Thread-safe.

    Examples
    --------
    >>> import equilibria as eq
    >>> eq.rationalizable(eq.NormalFormGame.bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]]))
    Rationalizable: 2 eliminated; left Player 1: a2; Player 2: a2
      round 1: Player 1 drops a1 (worse than a2)
      round 1: Player 2 drops a1 (worse than a2)
    >>> A, B = [[4, 0], [0, 4], [1, 1]], [[0, 1], [1, 0], [5, 0]]
    >>> eq.rationalizable(eq.NormalFormGame.bimatrix(A, B))
    Rationalizable: 1 eliminated; left Player 1: a1, a2; Player 2: a1, a2
      round 1: Player 1 drops a3 (worse than 1/2 a1 + 1/2 a2)
    """
    require_game(game, "rationalizable")
    meter = (budget or Budget()).start()
    kept = [list(range(count)) for count in game.shape]
    rounds: list[tuple[Elimination, ...]] = []
    while True:
        leaving = _dominated_by_actions(game, kept)
        if not leaving and mixed:
            leaving = _dominated_by_mixtures(game, kept, meter)
        if not leaving:
            break
        rounds.append(tuple(leaving.values()))
        for i, a in leaving:
            kept[i].remove(a)
    found = Rationalizable(game, tuple(map(tuple, kept)), tuple(rounds))
    if meter.spent_by is None:
        return found
    found = replace(
        found, status=Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
    )
    if not partial:
        raise BudgetExceeded(
            f"rationalizable: {found.status.value} after {len(rounds)} rounds. "
            f"{found.status.advice}",
            found,
        )
    return found


def _dominated_by_actions(
    game: NormalFormGame, kept: list[list[int]]
) -> dict[tuple[int, int], Elimination]:
    """Every (player, action) that a single action dominates; the one named is undominated."""
    found = {}
    for i, actions in enumerate(kept):
        payoffs = _by_action(game.ordinal_payoffs(i), kept, i)
        worse: dict[int, list[int]] = {}
        for a in range(len(actions)):
            better = np.flatnonzero(np.all(payoffs > payoffs[a], axis=1)).tolist()
            if better:
                worse[a] = better
        for a, better in worse.items():
            # Strict dominance is a partial order, so some dominator is not dominated itself.
            dominator = next(b for b in better if b not in worse)
            numerators, denominator = game.integer_payoffs(i, kept)
            table = _by_action(numerators, [range(len(k)) for k in kept], i)
            margin = Fraction(min(table[dominator] - table[a]), denominator)
            found[i, actions[a]] = _elimination(
                game, i, actions[a], {actions[dominator]: Fraction(1)}, margin
            )
    return found


def _dominated_by_mixtures(
    game: NormalFormGame, kept: list[list[int]], meter: Meter
) -> dict[tuple[int, int], Elimination]:
    """Every (player, action) that some mixture of the player's actions dominates."""
    found: dict[tuple[int, int], Elimination] = {}
    for i, actions in enumerate(kept):
        order = _by_action(game.ordinal_payoffs(i), kept, i)
        best_somewhere = (order == order.max(axis=0)).any(axis=1)
        for a in np.flatnonzero(~best_somewhere).tolist():
            numerators, denominator = game.integer_payoffs(i, kept)
            table = _by_action(numerators, [range(len(k)) for k in kept], i)
            gains = np.delete(table - table[a], a, axis=0)
            solved = _solve(gains, meter)
            if not solved.equilibria:
                return found  # the budget is spent
            value = solved[0].profile.exact_payoffs[0]
            if value > 0:
                others = actions[:a] + actions[a + 1 :]
                mixture = {
                    b: p for b, p in zip(others, solved[0].profile.exact[0], strict=True) if p
                }
                margin = value / denominator
                found[i, actions[a]] = _elimination(game, i, actions[a], mixture, margin)
    return found


def _solve(gains: np.ndarray, meter: Meter) -> Equilibria:
    """The zero-sum game of gains over an action: worth more than 0 exactly if it is dominated."""
    method = ZeroSum() if sum(gains.shape) > _LARGE else LemkeHowson(arithmetic="integer")
    solved = method.solve(NormalFormGame.bimatrix(gains, -gains), meter.left())
    meter.count(solved.stats.steps)
    if not solved.equilibria:
        meter.spent_by = "steps" if solved.status is Status.MAX_STEPS else "seconds"
    return solved


def _elimination(
    game: NormalFormGame, i: int, action: int, mixture: dict[int, Fraction], margin: Fraction
) -> Elimination:
    names = game.actions[i]
    weights = tuple((names[b], p) for b, p in mixture.items())
    return Elimination(game.players[i], names[action], weights, margin)


def _by_action(payoffs: np.ndarray, kept: list[list[int]] | list[range], i: int) -> np.ndarray:
    """A player's payoffs among the survivors: one row per own action."""
    values: np.ndarray = np.moveaxis(payoffs[np.ix_(*kept)], i, 0)
    return values.reshape(len(kept[i]), -1)
