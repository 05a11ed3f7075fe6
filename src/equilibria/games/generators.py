"""Families of two-player games with integer payoffs, many with known answers.

Names follow GAMUT (Nudelman, Wortman, Shoham and Leyton-Brown 2004) where it has the family.
Everything is exact, and a seed gives the same game everywhere.
"""

from __future__ import annotations

import numpy as np

from ..errors import GameError
from .normal_form import NormalFormGame

#: Payoffs drawn from a normal distribution are rounded to multiples of one over this.
_GRAIN = 10**6

Rng = np.random.Generator | int


def random_game(m: int, n: int, *, rng: Rng, low: int = 0, high: int = 99) -> NormalFormGame:
    """Payoffs drawn alike and independently from ``low .. high``: GAMUT's RandomGame.

    Parameters
    ----------
    m, n : int
        Actions of the row and the column player.
    rng : Generator or int
        Where the randomness comes from, or its seed.
    low, high : int
        Least and largest payoff. Few values make a degenerate game.
    """
    _require_actions(m, n)
    if high < low:
        raise GameError(f"random_game: low={low} is above high={high}.")
    A, B = np.random.default_rng(rng).integers(low, high + 1, (2, m, n))
    return NormalFormGame.bimatrix(A, B, title=f"random {m}x{n}")


def covariant_game(m: int, n: int, rho: float, *, rng: Rng) -> NormalFormGame:
    """Normal payoffs whose correlation between the players is `rho`: GAMUT's CovariantGame.

    Near -1 the game is nearly zero-sum, supports are large and Lemke-Howson paths long; at +1
    interests agree. Payoffs are rounded to millionths of a standard deviation and scaled to
    integers.
    """
    _require_actions(m, n)
    if not -1 <= rho <= 1:
        raise GameError(f"covariant_game: rho={rho} is not between -1 and 1.")
    A, other = np.random.default_rng(rng).standard_normal((2, m, n))
    B = rho * A + (1 - rho * rho) ** 0.5 * other
    A, B = (np.rint(table * _GRAIN).astype(np.int64) for table in (A, B))
    return NormalFormGame.bimatrix(A, B, title=f"covariant {m}x{n}, rho {rho}")


def coordination_game(n: int) -> NormalFormGame:
    """Both earn 1 if they choose alike, else 0: ``2**n - 1`` equilibria, all regular.

    One for every nonempty set of actions, mixed evenly. That is the most that a nondegenerate n x n
    game can have for n up to 5 (Quint and Shubik 1997; Ickstadt, Theobald and von Stengel 2024).
    """
    _require_actions(n, n)
    identity = np.eye(n, dtype=np.int64)
    return NormalFormGame.bimatrix(identity, identity, title=f"coordination {n}x{n}")


def hide_and_seek_game(n: int) -> NormalFormGame:
    """The seeker (row) earns 1 where the hider chose the same place, and the hider loses it.

    One equilibrium: both mix evenly over all places; the value is ``1/n``.
    """
    _require_actions(n, n)
    identity = np.eye(n, dtype=np.int64)
    return NormalFormGame.bimatrix(identity, -identity, title=f"hide and seek {n}x{n}")


def unit_vector_game(m: int, n: int, *, rng: Rng) -> NormalFormGame:
    """Each column of the row player's payoffs is a unit vector, drawn at random.

    The column player's payoffs are drawn from 0 .. 999. Games of this kind have the hardest known
    Lemke-Howson paths (Savani and von Stengel 2016).
    """
    _require_actions(m, n)
    source = np.random.default_rng(rng)
    A = np.zeros((m, n), np.int64)
    A[source.integers(0, m, n), np.arange(n)] = 1
    B = source.integers(0, 1000, (m, n))
    return NormalFormGame.bimatrix(A, B, title=f"unit vector {m}x{n}")


def blotto_game(fields: int, troops: int) -> NormalFormGame:
    """Colonel Blotto: who sends more troops to a field wins it, a tie wins nothing; zero-sum.

    Actions are the ways to divide all `troops` among the fields, labelled like '2-1-0'; a player
    earns the fields won less the fields lost.
    """
    if fields < 1 or troops < 0:
        raise GameError(f"blotto_game: {fields} fields and {troops} troops; give at least 1 and 0.")
    ways = np.array(_divisions(fields, troops))
    A = np.sign(ways[:, None, :] - ways[None, :, :]).sum(axis=2)
    names = ["-".join(map(str, way)) for way in ways.tolist()]
    return NormalFormGame.bimatrix(
        A, -A, actions=[names, names], title=f"Blotto, {fields} fields, {troops} troops"
    )


def _divisions(fields: int, troops: int) -> list[tuple[int, ...]]:
    if fields == 1:
        return [(troops,)]
    return [
        (first, *rest)
        for first in range(troops, -1, -1)
        for rest in _divisions(fields - 1, troops - first)
    ]


def _require_actions(m: int, n: int) -> None:
    for count in (m, n):
        if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or count < 1:
            raise GameError(f"a game of {m} x {n} actions: every player needs at least one.")
