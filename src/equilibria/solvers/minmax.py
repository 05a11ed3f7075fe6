"""Minmax and maximin payoffs, exact."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np

from .._budget import Budget
from ..errors import BudgetExceeded, GameError, NotYetSupported
from ..games.normal_form import NormalFormGame, require_game
from ..results.security import SecurityLevel
from ..results.status import Status
from .nash import nash


def minmax(
    game: NormalFormGame,
    player: int | str,
    *,
    kind: str = "pure",
    budget: Budget | None = None,
) -> SecurityLevel:
    """How far the others can hold a player down who knows what they do and replies best.

    Parameters
    ----------
    game : NormalFormGame
        Any number of players.
    player : int or str
        The player held down.
    kind : {'pure', 'mixed', 'correlated'}
        What the others may play: actions; independent mixtures; or a joint mixture, drawn by a
        lottery that the player does not see.
    budget : Budget, optional
        Default: 60 seconds. A step is a pivot of the linear program; a pure minmax takes none.

    Returns
    -------
    SecurityLevel
        The value, exact, and the punishment. ``correlated <= mixed <= pure``.

    Raises
    ------
    GameError
        For an unknown player or kind.
    NotYetSupported
        For independent mixtures of two or more opponents, which is not a linear problem:
        'correlated' bounds it from below and 'pure' from above.
    BudgetExceeded

    Notes
    -----
    Pure: one pass over the payoffs. Otherwise the others are taken for one player with all their
    joint actions, and the zero-sum game between them and the player is solved exactly (von Neumann
    1928); both optimal strategies come with the answer and prove it. Thread-safe.

    Examples
    --------
    >>> import equilibria as eq
    >>> pennies = eq.NormalFormGame.bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> eq.minmax(pennies, 0)
    minmax (pure) of Player 1: 1 held down by (a1)
    >>> eq.minmax(pennies, 0, kind="mixed")
    minmax (mixed) of Player 1: 0 held down by 1/2 (a1) + 1/2 (a2)
    """
    require_game(game, "minmax")
    i = game.player_index(player)
    if kind not in ("pure", "mixed", "correlated"):
        raise GameError(f"minmax: kind={kind!r}; give 'pure', 'mixed' or 'correlated'.")
    if kind == "pure":
        best = np.asarray(game.ordinal_payoffs(i).max(axis=i))
        place = tuple(int(a) for a in np.unravel_index(int(np.argmin(best)), best.shape))
        return SecurityLevel(
            game, "minmax", game.players[i], kind, _least_best(game, i, place), ((place, _ONE),)
        )
    mixing = sum(k > 1 for j, k in enumerate(game.shape) if j != i)
    if kind == "mixed" and mixing > 1:
        raise NotYetSupported(
            f"minmax: {game.players[i]} has {mixing} opponents with a choice, and the least that "
            "independent mixtures leave is not a linear problem; kind='correlated' bounds it from "
            "below and kind='pure' from above."
        )
    return _against_all(game, i, "minmax", kind, budget or Budget())


def maximin(
    game: NormalFormGame,
    player: int | str,
    *,
    kind: str = "pure",
    budget: Budget | None = None,
) -> SecurityLevel:
    """The most that a player can secure, whatever the others do.

    Parameters
    ----------
    game : NormalFormGame
        Any number of players.
    player : int or str
    kind : {'pure', 'mixed'}
        What the player may play.
    budget : Budget, optional
        Default: 60 seconds. A step is a pivot of the linear program; a pure maximin takes none.

    Returns
    -------
    SecurityLevel
        The value, exact, the strategy that secures it, and what the others do to hold it there.

    Raises
    ------
    GameError
        For an unknown player or kind.
    BudgetExceeded

    Notes
    -----
    The mixed maximin equals the correlated minmax (von Neumann 1928). Cost as for `minmax`.
    Thread-safe.

    Examples
    --------
    >>> import equilibria as eq
    >>> game = eq.NormalFormGame.bimatrix([[3, 0], [1, 2]], [[0, 0], [0, 0]])
    >>> eq.maximin(game, 0).value, eq.maximin(game, 0, kind="mixed").value
    (Fraction(1, 1), Fraction(3, 2))
    """
    require_game(game, "maximin")
    i = game.player_index(player)
    if kind not in ("pure", "mixed"):
        raise GameError(
            f"maximin: kind={kind!r}; give 'pure' or 'mixed' (one player has nobody to correlate "
            "with, and 'mixed' allows for opponents who do)."
        )
    if kind == "mixed":
        return _against_all(game, i, "maximin", kind, budget or Budget())
    order = np.moveaxis(game.ordinal_payoffs(i), i, 0)
    flat = order.reshape(order.shape[0], -1)
    own = int(np.argmax(flat.min(axis=1)))
    spot = np.unravel_index(int(np.argmin(flat[own])), order.shape[1:])
    place = tuple(int(a) for a in spot)
    value = game.exact_payoffs()[i][(*place[:i], own, *place[i:])]
    strategy = tuple(Fraction(int(a == own)) for a in range(game.shape[i]))
    return SecurityLevel(game, "maximin", game.players[i], kind, value, ((place, _ONE),), strategy)


_ONE = Fraction(1)


def _least_best(game: NormalFormGame, i: int, place: tuple[int, ...]) -> Fraction:
    """What a player's best reply to some actions earns."""
    table = game.exact_payoffs()[i]
    return Fraction(max(table[(*place[:i], a, *place[i:])] for a in range(game.shape[i])))


def _against_all(
    game: NormalFormGame, i: int, question: str, kind: str, budget: Budget
) -> SecurityLevel:
    """The player against all others as one, in a zero-sum game."""
    others = [range(k) for j, k in enumerate(game.shape) if j != i]
    payoffs = np.moveaxis(game.exact_payoffs()[i], i, 0).reshape(game.shape[i], -1)
    duel = NormalFormGame.bimatrix(payoffs, -payoffs)
    found = nash(duel, find="one", budget=budget, partial=True)
    if found.status is not Status.FINISHED:
        raise BudgetExceeded(f"{question}: {found.status.value}. {found.status.advice}")
    strategy, against = found[0].profile.exact
    weights = tuple(
        (tuple(place), p) for place, p in zip(product(*others), against, strict=True) if p
    )
    return SecurityLevel(
        game,
        question,
        game.players[i],
        kind,
        found[0].profile.exact_payoffs[0],
        weights,
        strategy,
    )
