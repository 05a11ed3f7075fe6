"""Comparing a batch with the single exact call, game by game."""

from __future__ import annotations

import numpy as np

import equilibria as eq


def exact_game(A, B, k: int) -> eq.NormalFormGame:
    return eq.NormalFormGame.bimatrix(A[k].tolist(), B[k].tolist())


def same_as_single(answer: eq.NashBatch, k: int, game: eq.NormalFormGame) -> bool:
    """Whether game k has exactly the extreme equilibria of `nash`, in its order."""
    found, rows = eq.nash(game), answer.rows(k)
    if len(found) != rows.stop - rows.start or answer.counts[k] != len(found):
        return False
    largest = [max(abs(float(v)) for v in table.flat) for table in game.exact_payoffs()]
    for row, equilibrium in zip(range(rows.start, rows.stop), found):
        for player, (values, mask) in enumerate(
            ((answer.x[row], answer.x_support[row]), (answer.y[row], answer.y_support[row]))
        ):
            exact = np.array([float(p) for p in equilibrium.exact[player]])
            if not np.allclose(values, exact, rtol=1e-12, atol=0):
                return False
            if tuple(np.flatnonzero(mask)) != equilibrium.support[player]:
                return False
            # Payoffs of 1e308 must not overflow in the comparison itself.
            error = answer.payoffs[row, player] / 2 - equilibrium.payoffs[player] / 2
            if not abs(error) <= 1e-12 * largest[player]:
                return False
    return True


def one_of_the_game(answer: eq.NashBatch, k: int, game: eq.NormalFormGame) -> bool:
    """Whether what was found in game k is an equilibrium, played within its supports.

    A probability may be too small for a float.
    """
    rows = answer.rows(k)
    if rows.stop - rows.start != 1 or answer.counts[k] != 1:
        return False
    row = rows.start
    supports = [
        set(np.flatnonzero(mask[row]).tolist()) for mask in (answer.x_support, answer.y_support)
    ]
    profile = game.profile([answer.x[row].tolist(), answer.y[row].tolist()])
    played = [set(actions) for actions in profile.support]
    inside = all(a <= b for a, b in zip(played, supports))
    return inside and profile.regret <= 1e-11
