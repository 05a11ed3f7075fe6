"""Games whose payoffs are drawn at random."""

from __future__ import annotations

import numpy as np

from ...errors import GameError
from ..normal_form import NormalFormGame
from ._arguments import Rng, require_actions, require_count

#: Payoffs drawn from a normal distribution are rounded to multiples of one over this.
_GRAIN = 10**6


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
    require_actions(m, n)
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
    require_actions(m, n)
    if not -1 <= rho <= 1:
        raise GameError(f"covariant_game: rho={rho} is not between -1 and 1.")
    A, other = np.random.default_rng(rng).standard_normal((2, m, n))
    B = rho * A + (1 - rho * rho) ** 0.5 * other
    A, B = (np.rint(table * _GRAIN).astype(np.int64) for table in (A, B))
    return NormalFormGame.bimatrix(A, B, title=f"covariant {m}x{n}, rho {rho}")


def unit_vector_game(m: int, n: int, *, rng: Rng) -> NormalFormGame:
    """Each column of the row player's payoffs is a unit vector, drawn at random.

    The column player's payoffs are drawn from 0 .. 999. Games of this kind can have exponentially
    long Lemke-Howson paths (Savani and von Stengel 2016): see `morris_game`.
    """
    require_actions(m, n)
    source = np.random.default_rng(rng)
    A = np.zeros((m, n), np.int64)
    A[source.integers(0, m, n), np.arange(n)] = 1
    B = source.integers(0, 1000, (m, n))
    return NormalFormGame.bimatrix(A, B, title=f"unit vector {m}x{n}")


def degenerate_game(
    m: int, n: int, *, rng: Rng, values: int = 3, duplicates: int = 1
) -> NormalFormGame:
    """Few payoff values, and rows and columns that are there twice: degenerate by design.

    The first ``m - duplicates`` rows and ``n - duplicates`` columns are drawn from
    ``0 .. values-1``; the others repeat some of them for both players. Only rows and columns that
    are a best reply to a pure action are repeated, so with `duplicates` at least 1 that action
    has two best replies and the game is degenerate. Without, it usually is, for want of values.

    An action that is there twice can share its probability with its double, and no more changes:
    the components of equilibria and their indices are as many, and the same, as those of
    ``degenerate_game(m - duplicates, n - duplicates, rng=seed, values=values, duplicates=0)``.

    Parameters
    ----------
    m, n : int
        Actions of the row and the column player, repeated ones included.
    rng : Generator or int
        Where the randomness comes from, or its seed.
    values : int
        How many payoffs there are to draw from. At 1, every profile is an equilibrium.
    duplicates : int
        How many rows, and how many columns, repeat others; below `m` and `n`.

    Examples
    --------
    >>> import equilibria as eq
    >>> game, base = eq.degenerate_game(4, 5, rng=7), eq.degenerate_game(3, 4, rng=7, duplicates=0)
    >>> len(eq.nash(game)), sorted(c.index for c in eq.nash(game).components)
    (5, [-1, 1, 1])
    >>> len(eq.nash(base)), sorted(c.index for c in eq.nash(base).components)
    (4, [-1, 1, 1])
    """
    require_actions(m, n)
    require_count("degenerate_game", "values", values)
    require_count("degenerate_game", "duplicates", duplicates, 0)
    if duplicates >= min(m, n):
        raise GameError(
            f"degenerate_game: {duplicates} of {m} rows and {n} columns cannot all repeat others; "
            f"give duplicates below {min(m, n)}."
        )
    source = np.random.default_rng(rng)
    A, B = source.integers(0, values, (2, m - duplicates, n - duplicates))
    rows = np.flatnonzero((A.max(axis=0) == A).any(axis=1))
    columns = np.flatnonzero((B.max(axis=1, keepdims=True) == B).any(axis=0))
    again = np.ix_(
        [*range(m - duplicates), *source.choice(rows, duplicates)],
        [*range(n - duplicates), *source.choice(columns, duplicates)],
    )
    return NormalFormGame.bimatrix(A[again], B[again], title=f"degenerate {m}x{n}")
