"""Games on a network: payoffs are sums of what two-player games with each neighbour earn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from ...errors import GameError
from ..normal_form import NormalFormGame

#: Profiles of a game that is still written out.
_MOST = 10_000_000


def polymatrix_game(
    pairs: Mapping[tuple[int, int], tuple[Any, Any]],
    *,
    players: Sequence[str] | None = None,
    actions: Sequence[Sequence[str]] | None = None,
    title: str | None = None,
) -> NormalFormGame:
    """Build the game in which everybody plays a two-player game with each neighbour, all at once.

    A player chooses one action for all its games and earns the sum (Yanovskaya 1968).

    Parameters
    ----------
    pairs : mapping from (i, j) to (A, B)
        Of two players by index, what i earns and what j earns from each other: matrices of shape
        (actions of i, actions of j). Players who are not a pair earn nothing from each other.
    players, actions, title : optional
        As for `NormalFormGame`.

    Returns
    -------
    NormalFormGame
        With exact payoffs; `nash` recognises what it is.

    Raises
    ------
    GameError
        If a pair or a player is missing, or matrices of one player have different numbers of
        actions.

    Examples
    --------
    Three firms in a row; neighbours want to differ, and the middle one prefers the first action:

    >>> import equilibria as eq
    >>> differ = [[0, 1], [1, 0]]
    >>> game = eq.polymatrix_game({(0, 1): (differ, differ), (1, 2): ([[1, 3], [2, 0]], differ)})
    >>> eq.nash(game, find="one")
    1 equilibrium, claim AT_LEAST_ONE: ...
      0: Equilibrium(Player 1: a2; Player 2: a1; Player 3: a2, index +1)
    """
    games = _read(pairs)
    count = max(j for place in games for j in place) + 1 if players is None else len(players)
    shape = _shape(games, count)
    if prod(shape) > _MOST:
        raise GameError(
            f"polymatrix_game: {prod(shape):,} profiles, and payoffs are written out for each; "
            f"give fewer players or actions, for at most {_MOST:,}."
        )
    tables = [np.zeros(shape, dtype=object) for _ in shape]
    for place, game in games.items():
        axes = tuple(k if j in place else 1 for j, k in enumerate(shape))
        for side, player in enumerate(place):
            numerators, denominator = game.integer_payoffs(side)
            table = numerators if denominator == 1 else game.exact_payoffs()[side]
            across = table if place[0] < place[1] else table.T
            tables[player] = tables[player] + across.reshape(axes)
    return NormalFormGame(tables, players=players, actions=actions, title=title)


def _read(pairs: Any) -> dict[tuple[int, int], NormalFormGame]:
    if not isinstance(pairs, Mapping) or not pairs:
        raise GameError("polymatrix_game: pairs is empty; map (i, j) to two payoff matrices.")
    games = {}
    for place, matrices in pairs.items():
        is_pair = isinstance(place, tuple) and len(place) == 2 and place[0] != place[1]
        if not (is_pair and all(type(j) is int and j >= 0 for j in place)):
            raise GameError(f"polymatrix_game: pair {place!r}; give two different player indices.")
        if place[::-1] in games:
            raise GameError(f"polymatrix_game: pair {place!r} is given twice, in both orders.")
        try:
            A, B = matrices
        except (TypeError, ValueError):
            raise GameError(f"polymatrix_game: pair {place!r}: give two matrices.") from None
        names = [f"player {j} of pair {place!r}" for j in place]
        games[place] = NormalFormGame.bimatrix(A, B, players=names)
    return games


def _shape(games: Mapping[tuple[int, int], NormalFormGame], count: int) -> tuple[int, ...]:
    shape = [0] * count
    for place, game in games.items():
        for j, k in zip(place, game.shape, strict=True):
            if j >= count:
                raise GameError(f"polymatrix_game: pair {place!r}, but there are {count} players.")
            if shape[j] not in (0, k):
                raise GameError(
                    f"polymatrix_game: player {j} has {k} actions in pair {place!r} and "
                    f"{shape[j]} in another; give it the same in all."
                )
            shape[j] = k
    if 0 in shape:
        raise GameError(f"polymatrix_game: player {shape.index(0)} is in no pair; give it one.")
    return tuple(shape)
