"""All equilibria in pure strategies, for any number of players."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import overload

import numpy as np

from ..games.normal_form import NormalFormGame, require_game
from ..games.profile import Profile
from ..results.equilibria import Equilibria
from ..results.equilibrium import Equilibrium
from ..results.status import Claim, Status


def pure_equilibria(game: NormalFormGame) -> Equilibria:
    """Find every equilibrium in pure strategies.

    Parameters
    ----------
    game : NormalFormGame
        Any number of players.

    Returns
    -------
    Equilibria
        Claim ALL_PURE; it may be empty, for a game need not have a pure equilibrium. Profiles are
        in the order of their actions, first actions first.

    Notes
    -----
    Exact: payoffs are compared as given, never rounded. One pass per player over the payoffs, at
    memory speed for integer and float payoffs. Thread-safe.

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
    stable = np.ones(game.shape, dtype=bool)
    for i in range(game.num_players):
        payoffs = game.ordinal_payoffs(i)
        stable &= (payoffs == payoffs.max(axis=i, keepdims=True)).astype(bool)
    return Equilibria(
        game=game,
        equilibria=_PureEquilibria(game, np.argwhere(stable)),
        status=Status.FINISHED,
        claim=Claim.ALL_PURE,
        method="pure_equilibria",
    )


class _PureEquilibria(Sequence[Equilibrium]):
    """A million pure equilibria are a table of actions; each becomes an object when asked for."""

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
        place = self._places[k].tolist()
        strategies = (
            tuple(Fraction(int(a == chosen)) for a in range(count))
            for chosen, count in zip(place, self._game.shape, strict=True)
        )
        return Equilibrium(Profile(self._game, tuple(strategies)))
