"""Generated games are what they say, and have the answers that are known."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6])
def test_coordination_has_two_to_the_n_less_one(n):
    result = eq.nash(eq.coordination_game(n))
    assert len(result) == 2**n - 1
    assert all(e.index == (-1) ** (len(e.support[0]) + 1) for e in result)


@pytest.mark.parametrize("n", [1, 2, 5, 8])
def test_hide_and_seek_mixes_evenly(n):
    [e] = eq.nash(eq.hide_and_seek_game(n))
    assert e.exact == ((Fraction(1, n),) * n,) * 2
    assert e.profile.exact_payoffs == (Fraction(1, n), Fraction(-1, n))


def test_blotto():
    game = eq.blotto_game(3, 4)
    assert game.shape == (15, 15)  # 4 troops on 3 fields: C(6, 2)
    assert game.actions[0][:2] == ("4-0-0", "3-1-0")
    [e] = eq.nash(game, method=eq.ZeroSum())
    assert e.profile.exact_payoffs == (0, 0) and e.profile.is_equilibrium
    A = game.payoffs[0]
    place = [game.action_index(0, name) for name in ("2-2-0", "3-1-0")]
    assert A[place[0], place[1]] == 0  # loses the first field, wins the second
    assert np.array_equal(A, -A.T)


def test_unit_vectors():
    A, B = eq.unit_vector_game(4, 9, rng=1).payoffs
    assert np.array_equal(np.sort(A, axis=0)[-1], np.ones(9)) and A.sum() == 9
    assert B.min() >= 0 and B.max() <= 999


def test_correlation_is_as_asked():
    for rho in (-1, -0.5, 0, 0.9, 1):
        A, B = eq.covariant_game(60, 60, rho, rng=2).payoffs
        assert np.corrcoef(A.ravel(), B.ravel())[0, 1] == pytest.approx(rho, abs=0.05)


def test_random_games_stay_in_range_and_repeat():
    game = eq.random_game(30, 40, rng=3, low=-2, high=2)
    assert {int(v) for t in game.payoffs for v in t.flat} == {-2, -1, 0, 1, 2}
    assert game == eq.random_game(30, 40, rng=np.random.default_rng(3), low=-2, high=2)
    assert game != eq.random_game(30, 40, rng=4, low=-2, high=2)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: eq.random_game(0, 2, rng=1), "0 x 2 actions"),
        (lambda: eq.random_game(2, 2, rng=1, low=3, high=2), "low=3 is above high=2"),
        (lambda: eq.covariant_game(2, 2, 1.5, rng=1), "rho=1.5"),
        (lambda: eq.blotto_game(0, 3), "0 fields"),
        (lambda: eq.coordination_game(True), "at least one"),
    ],
)
def test_what_makes_no_game_is_refused(make, words):
    with pytest.raises(eq.GameError, match=words):
        make()
