"""All equilibria in pure strategies, for any number of players."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import overload

import numpy as np

from .._budget import Budget, Meter
from ..errors import BudgetExceeded
from ..games.normal_form import NormalFormGame, require_game
from ..games.profile import Profile
from ..results.equilibria import Equilibria, Stats
from ..results.equilibrium import Equilibrium
from ..results.status import Claim, Status

#: Payoffs that are looked at between two looks at the budget: they fit the caches, and take about
#: a millisecond; a table is not cut into strips narrower than this.
_PIECE, _STRIP = 1 << 17, 512


def pure_equilibria(
    game: NormalFormGame, *, budget: Budget | None = None, partial: bool = False
) -> Equilibria:
    """Find every equilibrium in pure strategies.

    Parameters
    ----------
    game : NormalFormGame
        Any number of players.
    budget : Budget, optional
        Default: 60 seconds. A step is a piece of the payoffs: 131,072 of them, or a few more.
    partial : bool, default False
        If the budget is spent, return the equilibria found so far instead of raising.

    Returns
    -------
    Equilibria
        Claim ALL_PURE; it may be empty, for a game need not have a pure equilibrium. Profiles are
        in the order of their actions, first actions first.

    Raises
    ------
    BudgetExceeded
        With the equilibria found so far as ``.partial``.

    Notes
    -----
    Exact: payoffs are compared as given, never rounded. The first player's payoffs are read twice
    and every other's once, at memory speed for integers and floats: about a second for 10^8
    profiles of three players. Other payoffs are converted to integers first, some two seconds per
    million, which the budget does not cut short. Thread-safe.

    Examples
    --------
    >>> import equilibria as eq
    >>> game = eq.NormalFormGame.bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> eq.pure_equilibria(game)
    2 equilibria, claim ALL_PURE: every equilibrium in pure strategies
      0: Equilibrium(Player 1: a1; Player 2: a1)
      1: Equilibrium(Player 1: a2; Player 2: a2)
    """
    require_game(game, "pure_equilibria")
    meter = (budget or Budget()).start()
    places = _stable(game, meter)
    status, claim = Status.FINISHED, Claim.ALL_PURE
    if meter.spent_by is not None:
        status = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
        claim = Claim.AT_LEAST_ONE if len(places) else Claim.NONE
    found = Equilibria(
        game=game,
        equilibria=_PureEquilibria(game, places),
        status=status,
        claim=claim,
        method="pure_equilibria",
        stats=Stats(steps=meter.steps, seconds=meter.seconds),
    )
    if status is not Status.FINISHED and not partial:
        raise BudgetExceeded(
            f"pure_equilibria: {status.value} with {len(found)} equilibria found. {status.advice}",
            found,
        )
    return found


def _stable(game: NormalFormGame, meter: Meter) -> np.ndarray:
    """Places of the profiles, counted in their order, from which no player gains by leaving.

    Those before the place that was reached if the budget is spent first.
    """
    payoffs = [game.ordinal_payoffs(i) for i in range(game.num_players)]
    count, width = len(payoffs[0]), payoffs[0].size // len(payoffs[0])
    best = np.empty(width, payoffs[0].dtype)
    lines = payoffs[0].reshape(count, width)
    strip = max(_STRIP, _PIECE // count)
    for start in range(0, width, strip):
        if not _may_go_on(meter):
            return np.empty(0, np.intp)
        piece = slice(start, start + strip)
        lines[:, piece].max(axis=0, out=best[piece])
    best = best.reshape(1, *game.shape[1:])
    found = [np.empty(0, np.intp)]
    rows = max(1, _PIECE // width)
    for start in range(0, count, rows):  # all players on a few of the first player's actions
        own = slice(start, start + rows)
        stable = np.ones((len(payoffs[0][own]), *game.shape[1:]), bool)
        for i, table in enumerate(payoffs):
            if not _keep_best(table[own], i, best if i == 0 else None, stable, meter):
                return np.concatenate(found)
        found.append(np.flatnonzero(stable) + start * width)
    return np.concatenate(found)


def _keep_best(
    table: np.ndarray, axis: int, best: np.ndarray | None, stable: np.ndarray, meter: Meter
) -> bool:
    """Clear what is not the best along an axis (or not as good as `best`); False if not finished.

    In pieces: tables here are seen as outer x own x inner, and cut where they are largest.
    """
    own = table.shape[axis]
    outer = 1
    for length in table.shape[:axis]:
        outer *= length
    shape = (outer, own, table.size // (outer * own))
    table, kept = table.reshape(shape), stable.reshape(shape)
    level = None if best is None else best.reshape(outer, 1, -1)
    strip = min(shape[2], max(_STRIP, _PIECE // own))
    depth = max(1, _PIECE // (own * strip))
    for first in range(0, outer, depth):
        for start in range(0, shape[2], strip):
            if not _may_go_on(meter):
                return False
            piece = (slice(first, first + depth), slice(None), slice(start, start + strip))
            block = table[piece]
            top = block.max(axis=1, keepdims=True) if level is None else level[piece]
            kept[piece] &= (block == top).astype(bool)
    return True


def _may_go_on(meter: Meter) -> bool:
    """Count a step of the budget, and read the clock."""
    granted = meter.grant(1)
    meter.count(granted)
    return bool(granted)


class _PureEquilibria(Sequence[Equilibrium]):
    """A million pure equilibria are a million integers; each becomes an object when asked for."""

    __slots__ = ("_game", "_places")

    def __init__(self, game: NormalFormGame, places: np.ndarray) -> None:
        self._game = game
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, k: int) -> Equilibrium: ...
    @overload
    def __getitem__(self, k: slice) -> Sequence[Equilibrium]: ...
    def __getitem__(self, k: int | slice) -> Equilibrium | Sequence[Equilibrium]:
        if isinstance(k, slice):
            return _PureEquilibria(self._game, self._places[k])
        place = [int(a) for a in np.unravel_index(self._places[k], self._game.shape)]
        strategies = (
            tuple(Fraction(int(a == chosen)) for a in range(count))
            for chosen, count in zip(place, self._game.shape, strict=True)
        )
        return Equilibrium(Profile(self._game, tuple(strategies)))
