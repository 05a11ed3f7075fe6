"""Games known for the supports of their equilibria: every one, or a single one of half the size."""

from __future__ import annotations

import numpy as np

from ..normal_form import NormalFormGame
from ._arguments import require_actions, require_count


def coordination_game(n: int) -> NormalFormGame:
    """Both earn 1 if they choose alike, else 0: ``2**n - 1`` equilibria, all regular.

    One for every nonempty set of actions, mixed evenly. That is the most that a nondegenerate n x n
    game can have for n up to 5 (Quint and Shubik 1997; Ickstadt, Theobald and von Stengel 2024).
    """
    require_actions(n, n)
    identity = np.eye(n, dtype=np.int64)
    return NormalFormGame.bimatrix(identity, identity, title=f"coordination {n}x{n}")


def sgc_game(k: int) -> NormalFormGame:
    """One equilibrium, with half of the actions in its support: bad for support enumeration.

    Both players have ``4*k - 1`` actions and mix evenly over the first ``2*k - 1`` of them, for a
    payoff of 3 each. Among these everyone beats one action and loses to another, round a circle;
    the others come in pairs of matching pennies, worth less than the way back. From Sandholm,
    Gilpin and Conitzer (2005), payoffs times 4; at ``k = 1`` the circle is one action.

    Parameters
    ----------
    k : int
        At least 1.

    Examples
    --------
    >>> import equilibria as eq
    >>> [e.support for e in eq.nash(eq.sgc_game(2))]
    [((0, 1, 2), (0, 1, 2))]
    """
    require_count("sgc_game", "k", k)
    core, pairs = 2 * k - 1, np.arange(2 * k)
    A = np.zeros((4 * k - 1, 4 * k - 1), np.int64)
    A[:core, :core] = 3
    if k > 1:
        circle = np.arange(core)
        A[circle, (circle - 1) % core] = 4
        A[circle, (circle + 1) % core] = 2
    A[:core, core:] = 2
    B = A.T.copy()
    A[core + pairs, core + pairs] = 3
    B[core + pairs, core + (pairs ^ 1)] = 3
    return NormalFormGame.bimatrix(A, B, title=f"SGC {4 * k - 1}x{4 * k - 1}")
