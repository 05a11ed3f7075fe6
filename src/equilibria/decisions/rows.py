"""Every equilibrium of many games whose floats decide, row by row.

Where dominance leaves one profile, that is all there is. Few others are solved one by one: loading
the compiled batches takes longer. With more than two players only pure equilibria are looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .._budget import Budget
from ..games.normal_form import NormalFormGame
from .regimes import codes_of

#: Games, and actions in all, up to which games are solved one by one.
FEW, SMALL = 64, 12

#: One row per equilibrium: game, code of the supports, each player's strategy, payoffs.
Rows = tuple[np.ndarray, ...]


def solved_in_floats(payoffs: Sequence[np.ndarray], left: Sequence[np.ndarray]) -> Iterator[Rows]:
    """Rows of every game, in one or more parts; within a part in the order of the games.

    Parameters
    ----------
    payoffs : sequence of ndarray, shape (games, k_0, ..., k_{N-1})
    left : sequence of ndarray of bool, shape (k_i, games)
        Actions that iterated strict dominance leaves, as far as it was looked at.
    """
    shape = payoffs[0].shape[1:]
    if len(shape) != 2:
        yield _pure(payoffs, shape)
        return
    single = np.logical_and.reduce([held.sum(axis=0) == 1 for held in left])
    alone, others = np.flatnonzero(single), np.flatnonzero(~single)
    if len(alone):
        played = [held[:, alone].T.astype(float) for held in left]
        place = (alone, *(one.argmax(axis=1) for one in played))
        yield _rows(alone, played, np.stack([table[place] for table in payoffs], axis=1))
    if not len(others):
        return
    rest = [table[others] for table in payoffs]
    if len(others) <= FEW and sum(shape) <= SMALL:
        from ..solvers.nash import nash

        for game, tables in zip(others.tolist(), zip(*rest, strict=True), strict=True):
            found = nash(NormalFormGame.bimatrix(*tables), budget=Budget(None))
            yield rows_of(game, list(found), shape)
        return
    from ..solvers.batch import nash_batch

    answer = nash_batch(*rest, budget=Budget(None))
    codes = codes_of([answer.x_support, answer.y_support])
    yield others[answer.game], codes, answer.x, answer.y, answer.payoffs


def rows_of(game: int, found: Sequence[Any], shape: Sequence[int]) -> Rows:
    """Rows of one game that was solved by itself; every number is rounded once."""
    strategies = [
        np.array([[float(p) for p in e.profile.exact[i]] for e in found]).reshape(len(found), k)
        for i, k in enumerate(shape)
    ]
    supports = [np.zeros((len(found), k), bool) for k in shape]
    for row, equilibrium in enumerate(found):
        for played, support in zip(supports, equilibrium.support, strict=True):
            played[row, list(support)] = True
    earned = np.array([e.payoffs for e in found]).reshape(len(found), len(shape))
    return np.full(len(found), game), codes_of(supports), *strategies, earned


def _pure(payoffs: Sequence[np.ndarray], shape: tuple[int, ...]) -> Rows:
    from ..solvers.batch_profiles import pure_equilibria_batch

    pure = pure_equilibria_batch(payoffs, budget=Budget(None))
    played = []
    for i, k in enumerate(shape):
        one = np.zeros((len(pure), k))
        one[np.arange(len(pure)), pure.actions[:, i]] = 1.0
        played.append(one)
    place = (pure.game, *pure.actions.T)
    return _rows(pure.game, played, np.stack([table[place] for table in payoffs], axis=1))


def _rows(game: np.ndarray, strategies: Sequence[np.ndarray], earned: np.ndarray) -> Rows:
    return game, codes_of([one > 0 for one in strategies]), *strategies, earned
