"""Zeros of the indifference equations: proved, exact where rational, refused where singular."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq
from equilibria.solvers.n_player.exact import IntegerPayoffs
from equilibria.solvers.n_player.indifference import System
from equilibria.solvers.n_player.roots import (
    _INVERSE_BITS,
    POINT_BITS,
    Root,
    _isolating_radius,
    _left_inverse,
    find_root,
    same_root,
)
from reference.n_player import CASES


def _system(name, support=None, only=None):
    game = eq.NormalFormGame(next(c for c in CASES if c["name"] == name)["payoffs"])
    whole = tuple(tuple(range(k)) for k in game.shape)
    return System(IntegerPayoffs(game), support or whole, only)


def test_equations_agree_with_payoffs_by_definition():
    rng = np.random.default_rng(7)
    game = eq.NormalFormGame([rng.integers(-9, 10, (2, 3, 2, 2)) for _ in range(4)])
    support = ((0, 1), (0, 2), (1,), (0, 1))
    system = System(IntegerPayoffs(game), support, None)
    weights = [[1, 3], [2, 5], [1], [4, 1]]
    full = [[1, 3], [2, 0, 5], [0, 1], [4, 1]]
    for i in range(4):
        earned = system.earned(i, weights)
        table = system.payoffs.tables[i]
        for a in range(game.shape[i]):
            by_definition = sum(
                int(table[place]) * int(np.prod([full[j][place[j]] for j in range(4) if j != i]))
                for place in np.ndindex(game.shape)
                if place[i] == a
            )
            assert earned[a] == by_definition
    # Derivatives are differences, for the equations are affine in each strategy.
    M, column = system.jacobian(weights), 0
    for j in system.moving:
        for b in range(1, len(weights[j])):
            ends = []
            for t in (b, 0):
                pure = [int(s == t) for s in range(len(weights[j]))]
                ends.append(system.residual([*weights[:j], pure, *weights[j + 1 :]]))
            rows = [i for i in system.judging for _ in support[i][1:]]
            for r, i in enumerate(rows):
                others = [sum(w) for m, w in enumerate(weights) if m not in (i, j)]
                assert M[r, column] == (0 if i == j else ends[0][r] - ends[1][r]), (i, j, others)
            column += 1


def test_rational_and_irrational_zeros():
    near = [[0.2001, 0.7999], [0.4287, 0.5713], [0.6665, 0.3335]]
    root = find_root(_system("one rational equilibrium, totally mixed"), near)
    assert root.radius == 0 and root.point[1] == (Fraction(3, 7), Fraction(4, 7))
    root = find_root(
        _system("one irrational equilibrium"), [[0.62, 0.38], [0.48, 0.52], [0.38, 0.62]]
    )
    assert 0 < root.radius <= Fraction(1, 2**90) and root.sign == 1
    q = root.point[1][0]
    assert abs(12 * q**2 + 13 * q - 9) < 100 * root.radius


def test_two_players_who_mix_are_solved_in_fractions_from_anywhere():
    system = _system("nine equilibria", ((0, 1), (0, 1), (0,)))
    root = find_root(system, [[9.0, -8.0], [0.0, 1.0], [1.0]])
    half = (Fraction(1, 2),) * 2
    assert root.radius == 0 and root.point == (half, half, (1,)) and root.sign == -1
    assert system.is_zero(root.point)


def test_what_is_singular_or_far_away_is_not_proved():
    flat = eq.NormalFormGame(np.zeros((3, 2, 2, 2), dtype=int))
    half = [[0.5, 0.5]] * 3
    assert find_root(System(IntegerPayoffs(flat), ((0, 1),) * 3, None), half) is None
    two = System(IntegerPayoffs(flat), ((0, 1), (0, 1), (0,)), None)
    assert find_root(two, [*half[:2], [1.0]]) is None
    one = System(IntegerPayoffs(flat), ((0, 1), (0,), (0,)), None)
    assert find_root(one, [half[0], [1.0], [1.0]]) is None


@pytest.mark.parametrize("within", [0.0, 1e-3, 10.0])
def test_a_zero_alone_within_a_reach(within):
    system = _system("one irrational equilibrium")
    root = find_root(system, [[0.62, 0.38], [0.48, 0.52], [0.38, 0.62]], within)
    assert (root is None) == (within == 10.0)


def test_a_step_of_more_than_half_the_radius_is_not_within_it():
    system = _system("one irrational equilibrium")
    root = find_root(system, [[0.62, 0.38], [0.48, 0.52], [0.38, 0.62]])
    one = 1 << POINT_BITS
    weights = [[int(p * one) for p in s] for s in root.point]
    M = system.jacobian(weights)
    C = _left_inverse(system, M)
    unit = system.payoffs.range << POINT_BITS * (system.factors - 1) + _INVERSE_BITS
    met = set()
    for bits in range(12, 70):  # steps in last bits of the point
        for step in ((unit << bits), (unit << bits) + 1, (unit * 3 << bits - 1)):
            radius = _isolating_radius(system, C, M, weights, 0, step, 0.0)
            met.add(radius)
            assert radius is None or Fraction(step, unit << POINT_BITS) <= radius / 2
    assert {None, Fraction(1, 1 << 96), Fraction(1, 1 << 44)} <= met
    # No more does a matrix that is not near the Jacobian's inverse: |1 - C M| has to be below 1/2.
    assert _isolating_radius(system, C * 3 // 5, M, weights, 0, 0, 0.0) is not None
    assert _isolating_radius(system, C * 2 // 5, M, weights, 0, 0, 0.0) is None
    # A Jacobian of somewhere else proves nothing here.
    assert _isolating_radius(system, C, M, weights, 0, 0, 0.0) is not None
    assert _isolating_radius(system, C, M, weights, one >> 1, 0, 0.0) is None


def test_a_zero_beside_a_simple_point_is_not_taken_for_it():
    """One payoff changed by one part in 10^36: the zero moves off 3/7 by as little."""
    case = next(c for c in CASES if c["name"] == "one rational equilibrium, totally mixed")
    tables = [np.array(t, dtype=int).astype(object) * 10**36 for t in case["payoffs"]]
    near = [[0.2, 0.8], [3 / 7, 4 / 7], [2 / 3, 1 / 3]]
    full = ((0, 1),) * 3
    root = find_root(System(IntegerPayoffs(eq.NormalFormGame(tables)), full, None), near)
    assert root.radius == 0
    tables[0][0, 0, 0] += 1
    system = System(IntegerPayoffs(eq.NormalFormGame(tables)), full, None)
    moved = find_root(system, near)
    assert not system.is_zero(root.point)
    assert moved is not None and (moved.radius > 0 or system.is_zero(moved.point))


def test_zeros_are_the_same_if_one_must_lie_in_the_other_ball():
    def ball(middle, radius):
        return Root(((1 - Fraction(middle), Fraction(middle)),), Fraction(radius), 1)

    assert same_root(ball(0, 1), ball(3, 1)) is False
    assert same_root(ball(0, 1), ball(2, 1)) is True
    assert same_root(ball(0, "1/9"), ball("1/2", 1)) is True
    assert same_root(ball("1/3", 0), ball("1/3", 0)) is True
    assert same_root(ball("1/3", 0), ball("2/3", 0)) is False
    assert same_root(ball("1/3", 0), ball("1/2", 1)) is True
