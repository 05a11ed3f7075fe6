"""A batch gets what the single exact call gets, whatever the games and however they are cut up."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import assume, given, settings

import equilibria as eq
from equilibria.solvers import batch_methods
from support.batches import exact_game, one_of_the_game, same_as_single
from support.strategies import matrices


def _array(matrix) -> np.ndarray:
    """Fractions scaled to integers, which is the same game."""
    entries = [value for row in matrix for value in row]
    if any(isinstance(value, Fraction) for value in entries):
        assume(not any(isinstance(value, float) for value in entries))
        common = lcm(*(Fraction(value).denominator for value in entries))
        matrix = [[int(value * common) for value in row] for row in matrix]
        entries = [value for row in matrix for value in row]
    if not any(isinstance(value, float) for value in entries):
        assume(all(abs(value) < 2**63 for value in entries))
        return np.array(matrix, np.int64)
    assume(all(abs(value) < 1.7e308 for value in entries))
    return np.array(matrix, np.float64)


@st.composite
def batches(draw, most: int = 4):
    """One game of `matrices`, and the same with a few entries changed to those of another place."""
    A, B = (_array(matrix)[None] for matrix in draw(matrices(most)))
    changed = [(A, B)]
    for _ in range(draw(st.integers(0, 3))):
        C, D = A.copy(), B.copy()
        for table in (C, D):
            here = draw(st.integers(0, table.size - 1)), draw(st.integers(0, table.size - 1))
            table.flat[here[0]] = table.flat[here[1]]
        changed.append((C, D))
    return tuple(np.concatenate(tables) for tables in zip(*changed))


@given(batches())
def test_all_equilibria_are_those_of_the_single_call(games):
    A, B = games
    answer = eq.nash_batch(A, B)
    assert answer.claim is eq.Claim.ALL and answer.solved.all()
    for k in range(len(A)):
        assert same_as_single(answer, k, exact_game(A, B, k))


@given(batches(5))
@settings(max_examples=20)
def test_larger_games_too(games):
    A, B = games
    answer = eq.nash_batch(A, B)
    for k in range(len(A)):
        assert same_as_single(answer, k, exact_game(A, B, k))


@given(batches())
def test_the_one_equilibrium_is_one(games):
    A, B = games
    answer = eq.nash_batch(A, B, find="one")
    assert answer.claim is eq.Claim.AT_LEAST_ONE and answer.game.tolist() == list(range(len(A)))
    for k in range(len(A)):
        assert one_of_the_game(answer, k, exact_game(A, B, k))


@st.composite
def nearly_tied(draw):
    """Floats around one another in the last bits, at any scale: what bounds are for."""
    m, n = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    count = draw(st.integers(1, 8))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    base = rng.choice([1.0, 0.5, 0.1, 3.0, 1 / 3], (2, count, m, n))
    bits = draw(st.sampled_from([1, 2, 8, 1000]))
    tables = base * (1 + rng.integers(-bits, bits + 1, base.shape) * 2.0**-52)
    scale = draw(st.sampled_from([1.0, 2.0**-40, 2.0**200, 2.0**-1060, 2.0**1000]))
    return tables[0] * scale, tables[1]


@given(nearly_tied())
def test_near_ties_are_decided_right(games):
    A, B = games
    answer, one = eq.nash_batch(A, B), eq.nash_batch(A, B, find="one")
    for k in range(len(A)):
        game = exact_game(A, B, k)
        assert same_as_single(answer, k, game)
        assert one_of_the_game(one, k, game)


def _arrays(answer):
    names = ("counts", "game", "x", "y", "payoffs", "x_support", "y_support", "doubtful", "solved")
    return [getattr(answer, name).tobytes() for name in names]


@pytest.mark.parametrize("find", ["all", "one"])
@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 4), (7, 7)])
def test_the_answer_does_not_depend_on_pieces_and_threads(find, shape, monkeypatch):
    rng = np.random.default_rng(3)
    A, B = rng.integers(-2, 3, (2, 60 if shape != (7, 7) else 4, *shape))
    whole = eq.nash_batch(A, B, find=find)
    monkeypatch.setattr(batch_methods, "_TWO_BY_TWO", 7)
    monkeypatch.setattr(batch_methods.TwoByTwo, "size", 7)
    monkeypatch.setattr(batch_methods, "_PIECE_WORK", 1)
    monkeypatch.setattr(batch_methods, "_MOST_PATHS", 5)
    for threads in (1, 2, 3):
        assert _arrays(eq.nash_batch(A, B, find=find, threads=threads)) == _arrays(whole)


@given(batches(3), st.permutations(range(6)))
@settings(max_examples=30)
def test_each_game_is_on_its_own(games, order):
    A, B = (np.concatenate([table] * 6)[:6] for table in games)
    alone, together = eq.nash_batch(A, B), eq.nash_batch(A[order], B[order])
    for k, place in enumerate(order):
        assert np.array_equal(alone.of(place).x, together.of(k).x)
        assert np.array_equal(alone.of(place).y, together.of(k).y)


@given(batches(3))
@settings(max_examples=30)
def test_powers_of_two_change_nothing(games):
    A, B = (table.astype(float) for table in games)
    assume(all(1e-100 < abs(v) < 1e100 for table in (A, B) for v in table.flat if v))
    first, second = eq.nash_batch(A, B), eq.nash_batch(A * 2.0**-30, B * 2.0**17)
    assert np.array_equal(first.x, second.x) and np.array_equal(first.y, second.y)
    assert np.array_equal(first.doubtful, second.doubtful)
