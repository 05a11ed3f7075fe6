"""Generated games are what they say, and have the answers that are known."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

import equilibria as eq

seeds = st.integers(0, 2**32)


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


# ---- degenerate games


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), seeds)
def test_repeated_actions_change_no_component_and_no_index(m, n, values, duplicates, seed):
    base = eq.degenerate_game(m, n, rng=seed, values=values, duplicates=0)
    game = eq.degenerate_game(
        m + duplicates, n + duplicates, rng=seed, values=values, duplicates=duplicates
    )
    tables = [*zip(base.payoffs, game.payoffs)]
    assert all(np.array_equal(large[:m, :n], small) for small, large in tables)
    A, B = game.payoffs
    assert all(
        any(np.array_equal(M[k], M[i]) and np.array_equal(N[k], N[i]) for i in range(size))
        for M, N, size in ((A, B, m), (A.T, B.T, n))
        for k in range(size, len(M))
    )
    small, large = eq.nash(base), eq.nash(game)
    assert sorted(c.index for c in small.components) == sorted(c.index for c in large.components)
    assert _folded(game, base, large) >= {e.exact for e in small}


def _folded(game, base, result):
    """The profiles with what is put on a repeated action given to the one it repeats."""
    m, n = base.shape
    A, B = (table.tolist() for table in game.payoffs)
    rows = [next(i for i in range(m) if A[i] == A[k] and B[i] == B[k]) for k in range(len(A))]
    A, B = [*zip(*A)], [*zip(*B)]
    columns = [next(j for j in range(n) if A[j] == A[k] and B[j] == B[k]) for k in range(len(A))]
    # Distinct actions of the base may be alike, too, so give to any of them.
    found = set()
    for e in result:
        x, y = [Fraction(0)] * m, [Fraction(0)] * n
        for k, weight in enumerate(e.exact[0]):
            x[k if k < m else rows[k]] += weight
        for k, weight in enumerate(e.exact[1]):
            y[k if k < n else columns[k]] += weight
        found.add((tuple(x), tuple(y)))
    return found


@given(st.integers(2, 5), st.integers(2, 5), st.integers(1, 4), seeds)
def test_an_action_has_two_best_replies(m, n, values, seed):
    A, B = eq.degenerate_game(m, n, rng=seed, values=values).payoffs
    assert ((A.max(axis=0) == A).sum(axis=0) > 1).any()
    assert ((B.max(axis=1, keepdims=True) == B).sum(axis=1) > 1).any()


# ---- half of the actions


@pytest.mark.parametrize("k", [1, 2, 3])
def test_sgc_has_one_equilibrium_on_half_of_the_actions(k):
    game = eq.sgc_game(k)
    half = 2 * k - 1
    [e] = eq.nash(game)
    assert game.shape == (4 * k - 1,) * 2 and e.index == 1
    assert e.exact == ((Fraction(1, half),) * half + (0,) * 2 * k,) * 2
    assert e.profile.exact_payoffs == (3, 3)


def test_sgc_as_published():
    # Sandholm, Gilpin and Conitzer 2005, with four actions outside the circle; payoffs times 4.
    A, B = eq.sgc_game(2).payoffs
    circle = [[3, 2, 4], [4, 3, 2], [2, 4, 3]]
    pennies = np.kron(np.eye(2), [[0, 1], [1, 0]])
    assert np.array_equal(
        A, np.block([[np.array(circle), np.full((3, 4), 2)], [np.zeros((4, 3)), 3 * np.eye(4)]])
    )
    assert np.array_equal(
        B, np.block([[np.array(circle).T, np.zeros((3, 4))], [np.full((4, 3), 2), 3 * pennies]])
    )


# ---- ranks and teams


@given(st.integers(1, 5), st.integers(1, 10), seeds)
def test_ranking_games_are_zero_sum_in_disguise(n, steps, seed):
    game = eq.ranking_game(n, rng=seed, steps=steps)
    A, B = game.payoffs
    prize = 2 * n * steps
    costs = prize - (A + B)  # of both
    assert np.array_equal(costs, costs[:, :1] + costs[:1, :]) and costs[0, 0] == 0
    assert (np.diff(costs[:, 0]) > 0).all() and (np.diff(costs[0]) > 0).all()
    won = A + costs[:, :1]
    assert np.isin(won, [0, prize // 2, prize]).all() and costs[:, 0].max() < prize
    assert (np.diff(won, axis=0) >= 0).all() and (np.diff(won, axis=1) <= 0).all()
    disguised = eq.NormalFormGame.bimatrix(A + costs[:1, :], -(A + costs[:1, :]))
    found = eq.nash(game)
    assert {e.exact for e in found} == {e.exact for e in eq.nash(disguised)}
    [component] = found.components
    assert component.index == 1
    assert {e.exact for e in found} == {(e.exact[0], f.exact[1]) for e in found for f in found}


@given(st.integers(1, 6), st.integers(1, 6), seeds)
def test_tournaments(n, k, seed):
    k = min(k, n)
    game = eq.tournament_game(n, k, rng=seed)
    A, B = game.payoffs
    teams = [*combinations(range(n), k)]
    assert game.shape == (n, comb(n, k)) and np.isin(A, [0, 1]).all()
    assert [[i for i in range(n) if column[i]] for column in B.T] == [*map(list, teams)]
    beats = eq.tournament_game(n, 1, rng=seed).payoffs[0]  # the same tournament
    assert np.array_equal(beats + beats.T, 1 - np.eye(n))
    assert np.array_equal(
        A.T, [[all(beats[i, j] for j in team) for i in range(n)] for team in teams]
    )
    unbeaten = [team for team in teams if not any(all(row[[*team]]) for row in beats)]
    assert len(eq.pure_equilibria(game)) == k * len(unbeaten)
    assert game.actions[1][-1] == "-".join(str(node + 1) for node in teams[-1])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: eq.random_game(0, 2, rng=1), "0 x 2 actions"),
        (lambda: eq.random_game(2, 2, rng=1, low=3, high=2), "low=3 is above high=2"),
        (lambda: eq.covariant_game(2, 2, 1.5, rng=1), "rho=1.5"),
        (lambda: eq.blotto_game(0, 3), "0 fields"),
        (lambda: eq.coordination_game(True), "at least one"),
        (lambda: eq.degenerate_game(3, 2, rng=1, duplicates=2), "2 of 3 rows and 2 columns"),
        (lambda: eq.degenerate_game(3, 2, rng=1, duplicates=-1), "duplicates=-1"),
        (lambda: eq.degenerate_game(3, 2, rng=1, values=0), "values=0"),
        (lambda: eq.ranking_game(3, rng=1, steps=0), "steps=0"),
        (lambda: eq.ranking_game(0, rng=1), "0 x 0 actions"),
        (lambda: eq.tournament_game(3, 4, rng=1), "teams of 4 among 3"),
        (lambda: eq.tournament_game(3, 0, rng=1), "k=0"),
        (lambda: eq.tournament_game(2.0, 1, rng=1), "n=2.0"),
        (lambda: eq.sgc_game(0), "sgc_game: k=0"),
        (lambda: eq.dual_cyclic_game(3), "d=3; give an even int"),
        (lambda: eq.dual_cyclic_game(0), "d=0"),
        (lambda: eq.morris_game(True), "d=True"),
        (lambda: eq.morris_game(4, copies=0), "copies=0"),
    ],
)
def test_what_makes_no_game_is_refused(make, words):
    with pytest.raises(eq.GameError, match=words):
        make()
