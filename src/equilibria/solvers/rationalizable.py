"""Iterated elimination of strictly dominated actions, by pure dominators."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ..games.normal_form import NormalFormGame, require_game
from ..results.dominance import Elimination, Rationalizable


def rationalizable(game: NormalFormGame) -> Rationalizable:
    """Eliminate strictly dominated actions, round by round, until none is left.

    Parameters
    ----------
    game : NormalFormGame
        Any number of players.

    Returns
    -------
    Rationalizable
        The survivors and the trace. Claim COVER: every Nash equilibrium, pure or mixed, plays
        survivors only. Dominators are single actions; an action that only a mixture dominates
        survives here.

    Notes
    -----
    Exact. The order of elimination does not matter for strict dominance. Each round compares
    every pair of a player's actions: ``sum_i k_i**2 * (number of profiles) / k_i`` comparisons.
    Thread-safe.

    Examples
    --------
    >>> import equilibria as eq
    >>> eq.rationalizable(eq.NormalFormGame.bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]]))
    Rationalizable: 2 eliminated; left Player 1: a2; Player 2: a2
      round 1: Player 1 drops a1 (worse than a2)
      round 1: Player 2 drops a1 (worse than a2)
    """
    require_game(game, "rationalizable")
    kept = [list(range(count)) for count in game.shape]
    rounds = []
    while leaving := _dominated(game, kept):
        rounds.append(tuple(_describe(game, kept, i, a, b) for i, a, b in leaving))
        for i, a, _ in leaving:
            kept[i].remove(a)
    return Rationalizable(game, tuple(map(tuple, kept)), tuple(rounds))


def _dominated(game: NormalFormGame, kept: list[list[int]]) -> list[tuple[int, int, int]]:
    """Every (player, action, dominator) of this round; one dominator each, itself undominated."""
    found = []
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
            found.append((i, actions[a], actions[dominator]))
    return found


def _describe(
    game: NormalFormGame, kept: list[list[int]], i: int, action: int, dominator: int
) -> Elimination:
    numerators, denominator = game.integer_payoffs(i)
    payoffs = _by_action(numerators, kept, i)
    gains = payoffs[kept[i].index(dominator)] - payoffs[kept[i].index(action)]
    names = game.actions[i]
    margin = Fraction(min(gains), denominator)
    return Elimination(game.players[i], names[action], names[dominator], margin)


def _by_action(payoffs: np.ndarray, kept: list[list[int]], i: int) -> np.ndarray:
    """A player's payoffs among the survivors: one row per own action."""
    values = np.moveaxis(payoffs[np.ix_(*kept)], i, 0)
    return values.reshape(len(kept[i]), -1)
