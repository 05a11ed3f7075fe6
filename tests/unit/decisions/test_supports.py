"""Pairs of supports over balls of games: what is settled holds for every game in the ball."""

from __future__ import annotations

import pickle
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import equilibria as eq
from equilibria.decisions.cells import Cells, Settled
from equilibria.decisions.mapped import UNDECIDED
from equilibria.decisions.regimes import label_of_game
from equilibria.decisions.supports import regular, settled
from support.planted import check_regimes, parameter

F = Fraction


def ask(A, B, radius):
    A, B = (np.asarray(table, float)[None] for table in (A, B))
    alive = [np.ones((k, 1), bool) for k in A.shape[1:]]
    given = [((A, np.full(A.shape, radius)), (B, np.full(B.shape, radius)))]
    return bool(settled(given, alive, np.ones(1, bool))[0])


ROCK = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])


def test_games_by_hand():
    assert ask(ROCK, -ROCK, 0.05)  # one equilibrium, all three actions
    assert ask(np.diag([1, 2, 3]), np.diag([1, 2, 3]), 0.05)  # seven equilibria
    assert not ask(np.diag([0.02, 2, 3]), np.diag([0.02, 2, 3]), 0.05)  # the first may be negative
    assert not ask(np.zeros((3, 3)), np.zeros((3, 3)), 0.0)  # everything is an equilibrium
    assert not ask([[1, 0], [1, 0], [0, 1]], [[1, 0], [0, 1], [1, 0]], 0.0)  # two actions alike


@pytest.mark.parametrize("shape", [(2, 3), (3, 3), (3, 4)])
def test_what_is_settled_is_the_regime_of_every_game_in_the_ball(shape):
    rng = np.random.default_rng(sum(shape))
    sure = 0
    for _ in range(8):
        A, B = (rng.integers(-9, 10, shape).astype(float) for _ in (0, 1))
        if not ask(A, B, 1 / 32):
            continue
        sure += 1
        regimes = set()
        for _ in range(4):
            shift = [rng.choice([-1, -0.5, 0, 1], shape) / 32 for _ in (0, 1)]
            game = eq.NormalFormGame.bimatrix(A + shift[0], B + shift[1])
            regimes.add(label_of_game(game))
        assert len(regimes) == 1
    assert sure >= 2


def alone(A, B, radius):
    A, B = (np.asarray(table, float)[None] for table in (A, B))
    given = [(A, np.full(A.shape, radius)), (B, np.full(B.shape, radius))]
    return bool(regular(given, np.ones(1, bool))[0])


def test_regular_games_by_hand():
    assert alone(ROCK, -ROCK, 0.0) and alone(np.diag([1, 2, 3]), np.diag([1, 2, 4]), 0.0)
    assert alone([[3, 0], [5, 1]], [[3, 5], [0, 1]], 0.01)
    assert not alone([[0.005, 0], [0, 1]], [[1, 0], [0, 1]], 0.01)  # the first may be negative
    assert not alone([[1, 0], [1, 0], [0, 1]], [[1, 0], [0, 1], [1, 0]], 0.0)  # two actions alike
    assert not alone([[1, 0], [1, 2]], [[1, 1], [0, 0]], 0.0)  # a tie of best replies
    # Against half and half all three rows tie: more replies than actions mixed.
    assert not alone([[2, 0], [0, 2], [1, 1]], [[0, 1], [1, 0], [0, 0]], 0.0)


@pytest.mark.parametrize("shape", [(2, 3), (3, 3), (3, 4)])
def test_what_is_regular_has_the_regime_of_every_game_in_the_ball(shape):
    rng = np.random.default_rng(sum(shape) + 1)
    sure = 0
    for _ in range(12):
        A, B = (rng.integers(-9, 10, shape).astype(float) for _ in (0, 1))
        if not alone(A, B, 1 / 64):
            continue
        sure += 1
        regimes = set()
        for _ in range(4):
            shift = [rng.choice([-1, -0.5, 0, 1], shape) / 64 for _ in (0, 1)]
            game = eq.NormalFormGame.bimatrix(A + shift[0], B + shift[1])
            found = eq.nash(game)
            assert all(e.index in (-1, 1) for e in found)
            regimes.add(label_of_game(game))
        assert len(regimes) == 1
    assert sure >= 2


def mingle(t, s):
    """Three by three, nothing dominated, four equilibria and more along t and s."""
    row = [[t, F(1, 3), -1], [1, s, 2], [F(5, 2), -1, F(1, 7)]]
    column = [[2, -s, 1], [F(1, 3), 3, t], [-1, 1, F(7, 5)]]
    return row, column


def test_sweeps_of_larger_games_keep_to_arrays_and_to_nash():
    ends = [parameter("t", 1, -3, 4), parameter("s", 1, -3, 4)]
    s = eq.Family.from_function(mingle, ends, exact=True, enclose=True)
    grid = [F(k, 11) for k in range(-33, 44, 9)]
    result = eq.sweep(s, t=grid, s=grid)
    assert (result.settled == Settled.BOUNDS).mean() > 0.9
    for chunk in (1, 17):
        assert (eq.sweep(s, chunk=chunk, t=grid, s=grid).settled == result.settled).all()
    for (i, t), (j, u) in product(enumerate(grid), repeat=2):
        expected = eq.nash(s.game(t=t, s=u))
        found = result.equilibria((i, j))
        assert len(found) == len(expected)
        for (strategies, payoffs), e in zip(found, expected):
            for mine, its in zip(strategies, e.exact):
                assert mine == pytest.approx([float(v) for v in its], rel=1e-11, abs=1e-14)
            assert payoffs == pytest.approx(e.payoffs, rel=1e-9, abs=1e-9)


def ring(t, s):
    """Rock, paper, scissors; a win pays t to the one, s to the other player."""
    row = [[0, -1, t], [t, 0, -1], [-1, t, 0]]
    column = [[0, s, -1], [-1, 0, s], [s, -1, 0]]
    return row, column


def meet(a, b):
    """Three places to meet, worth a, b and 1."""
    table = [[a, 0, 0], [0, b, 0], [0, 0, 1]]
    return table, table


@pytest.mark.parametrize(
    ("function", "ends", "regimes"),
    [
        (
            ring,
            [parameter("t", 1, "1/2", 2), parameter("s", 1, "1/2", 2)],
            {("123,123",): F(1)},
        ),
        (  # a place that is worth something: every set of places
            meet,
            [parameter("a", 1, -1, 2), parameter("b", 1, "1/10", 2)],
            {
                tuple(f"{some},{some}" for some in (1, 2, 3, 12, 13, 23, 123)): F(2, 3),
                ("2,2", "3,3", "23,23"): F(1, 3),
            },
        ),
    ],
    ids=["ring", "meet"],
)
def test_planted_three_by_three_maps_are_proved(function, ends, regimes):
    s = eq.Family.from_function(
        function, ends, exact=True, enclose=True, affine=[p.name for p in ends]
    )
    m = eq.phase_map(s, *s.parameters, cells=8)
    assert m.proved_share >= F(99, 100)
    check_regimes(m, regimes)
    rng = np.random.default_rng(1)
    for k in rng.choice(np.flatnonzero(m.regime != UNDECIDED), 6):
        here = [a + (b - a) * F(int(rng.integers(0, 5)), 4) for a, b in zip(m.low[k], m.high[k])]
        game = s.game(**dict(zip(s.parameters, here)))
        assert eq.regime().holds(game) == m.regimes[m.regime[k]]


def test_cells_travel_without_what_their_codes_say():
    strategies = (np.array([[1, 0], [1, 0], [0.25, 0.75]]), np.array([[1, 0], [0, 1], [0.5, 0.5]]))
    codes = np.array([0b0101, 0b1001, 0b1111])
    flat = np.zeros(2, np.uint8)
    cells = Cells(
        status=flat, settled=flat, counts=np.array([1, 2], np.int32),
        regime=np.array([0, 1], np.int32), kinds=[(5,), (9, 15)], codes=codes,
        strategies=strategies, payoffs=np.zeros((3, 2)), messages={1: "a word"},
    )  # fmt: skip
    back = pickle.loads(pickle.dumps(cells))
    assert all((a == b).all() for a, b in zip(back.strategies, strategies))
    assert (back.codes == codes).all() and back.messages == {1: "a word"} and back.values is None
