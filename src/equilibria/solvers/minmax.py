"""Minmax and maximin payoffs, exact or between proved ends."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np

from .._budget import Budget
from ..errors import BudgetExceeded, GameError
from ..games.normal_form import NormalFormGame, require_game
from ..results.security import SecurityLevel
from ..results.status import Status
from .mixed_minmax import enclose_minmax
from .nash import nash


def minmax(
    game: NormalFormGame,
    player: int | str,
    *,
    kind: str = "pure",
    tolerance: float = 1e-6,
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
    tolerance : float, default 1e-6
        How near the two ends of a bracket must come, as a share of the player's payoff range.
        Only for independent mixtures of two or more opponents.
    budget : Budget, optional
        Default: 60 seconds. A step is a pivot of the linear program, or for independent mixtures a
        cut of a cell; a pure minmax takes none.

    Returns
    -------
    SecurityLevel
        The value, exact, and the punishment; ``correlated <= mixed <= pure``. Independent mixtures
        of two or more opponents can hold a player to an irrational value: claim BRACKET then, with
        proved ends ``lower`` and ``value``.

    Raises
    ------
    GameError
        For an unknown player or kind, or a tolerance that is not positive.
    BudgetExceeded
        With the bracket so far as ``.partial`` where independent mixtures ran out of budget.

    Notes
    -----
    Pure: one pass over the payoffs. Otherwise the others are taken for one player with all their
    joint actions, and the zero-sum game between them and the player is solved exactly (von Neumann
    1928); both optimal strategies come with the answer and prove it. Where several opponents mix
    independently the problem is not convex (it is NP-hard, Borgs et al. 2010), and is solved by
    branch and bound: cells of mixtures are bounded by zero-sum games against their vertices. That
    takes milliseconds per cell, and cells by the ten thousand with many actions or where the least
    is reached on a continuum. Thread-safe.

    Examples
    --------
    >>> import equilibria as eq
    >>> pennies = eq.NormalFormGame.bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> eq.minmax(pennies, 0)
    minmax (pure) of Player 1: 1 held down by (a1)
    >>> eq.minmax(pennies, 0, kind="mixed")
    minmax (mixed) of Player 1: 0 held down by 1/2 (a1) + 1/2 (a2)

    Two who cannot agree on a side hold the first player to less if a lottery tells them which:

    >>> table = [[[0, 1], [1, 1]], [[1, 1], [1, 0]]]
    >>> trio = eq.NormalFormGame([table, table, table])
    >>> [eq.minmax(trio, 0, kind=kind).value for kind in ("pure", "correlated")]
    [Fraction(1, 1), Fraction(1, 2)]
    >>> level = eq.minmax(trio, 0, kind="mixed", tolerance=1e-3)
    >>> level.value, level.gap < 1e-3, level.claim.name
    (Fraction(3, 4), True, 'BRACKET')
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
    if isinstance(tolerance, bool) or not (isinstance(tolerance, _NUMBERS) and 0 < tolerance < 1):
        raise GameError(
            f"minmax: tolerance={tolerance!r}; give a share of the range, such as 1e-6."
        )
    meter = (budget or Budget()).start()
    correlated = _against_all(game, i, "minmax", kind, meter.left())
    if kind == "correlated" or sum(k > 1 for j, k in enumerate(game.shape) if j != i) < 2:
        return correlated
    found = enclose_minmax(game, i, correlated, float(tolerance), meter)
    if found.status is not Status.FINISHED:
        raise BudgetExceeded(
            f"minmax: {found.status.value} while {found.player} is held down to a payoff that "
            f"differs by {float(found.gap):.2g} between its ends. {found.status.advice}",
            found,
        )
    return found


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
_NUMBERS = (int, float, Fraction)


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
