"""What a pair of supports is worth, exactly: the equilibrium on them, if there is one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import fmpz_mat

from ..exact.basis import determinant_sign, solve
from ..games.normal_form import NormalFormGame
from ..games.profile import Profile
from ..results.equilibrium import Equilibrium
from .lifting import solve_ones
from .polytopes import normalized

#: Supports up to here get an index; a determinant costs more than the rest beyond.
_INDEXED = 150

#: Systems up to here are reduced outright; larger ones are lifted p-adically, by FLINT in one call
#: or, as that cannot be interrupted and takes a quarter of a second from here on, in short steps.
_REDUCED, _AT_ONCE = 30, 120


def equilibrium_on(
    game: NormalFormGame, rows: Sequence[int], columns: Sequence[int]
) -> Equilibrium | None:
    """The equilibrium in which exactly these rows are made indifferent, and these columns.

    Both supports have the same size k. None if the systems are singular or their solution is no
    equilibrium. Only payoffs against the supports are converted and looked at. Cost: two exact
    solves of size k, and ``k (m + n)`` products.
    """
    m, n = game.shape
    A = game.integer_payoffs(0, (range(m), columns))[0].tolist()
    B = game.integer_payoffs(1, (rows, range(n)))[0].T.tolist()
    y, x = _make_indifferent(A, rows), _make_indifferent(B, columns)
    if x is None or y is None:
        return None
    profile = Profile(game, (_spread(x[0], rows, m), _spread(y[0], columns, n)))
    index = None
    if x[1] and y[1] and len(rows) <= _INDEXED:
        sign = 1 if len(rows) % 2 else -1
        for payoffs, chosen in ((A, rows), (B, columns)):
            sign *= determinant_sign(_positive(payoffs, chosen))
        index = sign
    return Equilibrium(profile, index)


def _positive(payoffs: list[list[int]], chosen: Sequence[int]) -> list[list[int]]:
    least = min(map(min, payoffs)) - 1
    return [[value - least for value in payoffs[i]] for i in chosen]


def _make_indifferent(
    payoffs: list[list[int]], chosen: Sequence[int]
) -> tuple[list[Any], bool] | None:
    """Weights of the opponent's actions that make the chosen ones best, and nothing better.

    `payoffs` has one row per own action and one column per action of the opponent in the support.
    Also tells whether the solution is regular: no weight zero, no other best action.
    """
    least = min(map(min, payoffs)) - 1
    solved = _solve(_positive(payoffs, chosen))
    if solved is None:
        return None
    weights, total = solved
    if min(weights) < 0:
        return None
    base = least * sum(weights)  # a payoff less the least is what the system was about
    best = 0
    for row in payoffs:
        gain = sum(a * w for a, w in zip(row, weights, strict=True)) - base - total
        if gain > 0:
            return None
        best += gain == 0
    return weights, min(weights) > 0 and best == len(chosen)


def _solve(matrix: list[list[int]]) -> tuple[list[Any], Any] | None:
    """Integers ``w, d`` with ``matrix w = d 1`` and d > 0, or None if it is singular."""
    k = len(matrix)
    if k <= _REDUCED:
        solved = solve([[*row, 1] for row in matrix], k)
        return None if solved is None else ([row[0] for row in solved[0]], solved[1])
    if k > _AT_ONCE:
        return solve_ones(matrix)
    try:
        solution: Any = fmpz_mat(matrix).solve(fmpz_mat([[1]] * k))
    except ZeroDivisionError:
        return None
    numerators, d = solution.numer_denom()
    weights = [row[0] for row in numerators.tolist()]
    return ([-w for w in weights], -d) if d < 0 else (weights, d)


def _spread(weights: list[Any], support: Sequence[int], count: int) -> tuple[Fraction, ...]:
    everywhere = [0] * count
    for a, weight in zip(support, weights, strict=True):
        everywhere[a] = int(weight)
    return normalized(everywhere)
