"""Lemke-Howson: every label leads to an equilibrium, one of those that enumeration finds."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

import equilibria as eq
from support.strategies import bimatrix_games, games


@given(bimatrix_games(5))
def test_every_label_leads_to_an_extreme_equilibrium(game):
    everything = {e.exact: e.index for e in eq.nash(game)}
    for label in range(sum(game.shape)):
        [found] = eq.nash(game, method=eq.LemkeHowson(label=label))
        assert found.profile.is_equilibrium
        assert found.exact in everything
        assert found.index == everything[found.exact]
        assert found.index in (None, 1)  # the path starts at the artificial one, of index -1


@given(bimatrix_games(5))
def test_one_equilibrium_is_certified(game):
    result = eq.nash(game, find="one")
    assert len(result) == 1 and result.claim is eq.Claim.AT_LEAST_ONE
    assert eq.check(result.certificate(), game).outcome is eq.Outcome.PROVED


@given(games(players=1, most=5))
def test_one_player(game):
    [best] = eq.nash(game, find="one")
    assert best.profile.is_equilibrium and best.is_pure


@given(bimatrix_games(4), st.integers(0, 3))
def test_a_short_budget_is_told(game, steps):
    result = eq.nash(game, find="one", budget=eq.Budget(steps=steps), partial=True)
    if result.status is eq.Status.FINISHED:
        assert len(result) == 1
    else:
        assert result.claim is eq.Claim.NONE and len(result) == 0


def test_published_paths():
    # von Stengel 2007, figure 3.5: label 0 leads to the pure equilibrium, label 1 to a mixed one.
    game = eq.NormalFormGame.bimatrix([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]])
    ends = [eq.nash(game, method=eq.LemkeHowson(label=k))[0].exact for k in range(5)]
    pure, mixed = ends[0], ends[1]
    assert [str(p) for p in pure[0]] == ["1", "0", "0"]
    assert [str(p) for p in mixed[0]] == ["0", "1/3", "2/3"]
    assert ends == [pure, mixed, pure, pure, mixed]


def test_games_on_which_other_rules_cycle_or_lose_their_way():
    cycling = eq.NormalFormGame.bimatrix(
        [[0, 0, 0], [0, 1, 1], [1, 1, 0]], [[1, 1, 0], [0, 1, 0], [1, 0, 2]]
    )
    assert eq.nash(cycling, find="one")[0].profile.is_equilibrium
    one = eq.NormalFormGame.bimatrix([[7]], [[7]])
    assert eq.nash(one, find="one")[0].is_pure


def test_bad_questions_are_refused():
    game = eq.NormalFormGame.bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    for label in (-1, 4, True, "0"):
        with pytest.raises(eq.GameError, match="give a label from 0 to 3"):
            eq.nash(game, method=eq.LemkeHowson(label=label))
    with pytest.raises(eq.GameError, match="find='two'"):
        eq.nash(game, find="two")
    with pytest.raises(eq.BudgetExceeded, match="steps"):
        eq.nash(game, find="one", budget=eq.Budget(steps=0))


@given(bimatrix_games(5), st.integers(0, 9))
def test_floats_find_an_equilibrium_and_exact_arithmetic_decides(game, label):
    label %= sum(game.shape)
    [found] = eq.nash(game, method=eq.LemkeHowson(label=label, arithmetic="filtered"))
    assert found.profile.is_equilibrium
    everything = {e.exact: e.index for e in eq.nash(game)}
    if found.index is not None:
        assert everything[found.exact] == found.index


def test_both_arithmetics_follow_the_same_path_in_nondegenerate_games():
    rng = np.random.default_rng(21)
    for size in (3, 6, 12):
        for _ in range(5):
            game = eq.NormalFormGame.bimatrix(*rng.integers(0, 10**6, (2, size, size)))
            for label in (0, size):
                ends = [
                    eq.nash(game, method=eq.LemkeHowson(label=label, arithmetic=a))
                    for a in ("integer", "filtered")
                ]
                assert ends[0].equilibria == ends[1].equilibria
                assert ends[0].stats.steps == ends[1].stats.steps


@pytest.mark.parametrize("rho", [0, -0.5])
def test_a_large_game_is_solved_exactly(rho):
    rng = np.random.default_rng(22)
    A, B = rng.standard_normal((2, 70, 80))
    game = eq.NormalFormGame.bimatrix(A, rho * A + (1 - rho * rho) ** 0.5 * B)
    result = eq.nash(game, find="one")
    assert result.claim is eq.Claim.AT_LEAST_ONE and result[0].profile.is_equilibrium
    assert result.stats.steps > 0 and result.nearest is None


def test_a_large_game_beyond_the_budget_tells_how_near_it_came():
    rng = np.random.default_rng(23)
    A = rng.standard_normal((100, 100))
    game = eq.NormalFormGame.bimatrix(A, -A + 0.3 * rng.standard_normal((100, 100)))
    result = eq.nash(game, find="one", budget=eq.Budget(steps=100), partial=True)
    assert result.status is eq.Status.MAX_STEPS and result.claim is eq.Claim.NONE
    assert result.stats.steps == 100
    assert 0 < result.nearest.regret < 1
    with pytest.raises(eq.BudgetExceeded, match=r"The nearest profile met has regret 0\.\d+"):
        eq.nash(game, find="one", budget=eq.Budget(steps=100))


def test_payoffs_that_floats_do_not_tell_apart_are_left_to_integers():
    """All payoffs round to the same float, so the floats' path is worthless."""
    rng = np.random.default_rng(24)
    for _ in range(5):
        A, B = rng.integers(0, 9, (2, 5, 5)).astype(object) + 10**30
        game = eq.NormalFormGame.bimatrix(A, B)
        [found] = eq.nash(game, method=eq.LemkeHowson(arithmetic="filtered"))
        assert found.profile.is_equilibrium
    huge = eq.NormalFormGame.bimatrix([["1e400", 0], [0, 1]], [[1, 0], [0, "1e400"]])
    [found] = eq.nash(huge, method=eq.LemkeHowson(arithmetic="filtered"))
    assert found.profile.is_equilibrium
    with pytest.raises(eq.GameError, match="give 'auto', 'filtered' or"):
        eq.LemkeHowson(arithmetic="decimal")


def test_a_walk_that_floats_lose_ends():
    """Label 7's path takes 752 pivots; rounding leads off it, and then nowhere."""
    game = eq.dual_cyclic_game(16)
    exact = eq.nash(game, method=eq.LemkeHowson(label=7, arithmetic="integer"))
    assert exact.stats.steps == 752
    budget = eq.Budget(steps=5000)
    found = eq.nash(game, method=eq.LemkeHowson(label=7, arithmetic="filtered"), budget=budget)
    assert found[0].exact == exact[0].exact and found.stats.steps > 752


@pytest.mark.parametrize("arithmetic", ["integer", "filtered"])
def test_a_label_with_a_long_path_is_left_for_one_with_a_short_path(arithmetic):
    """Label 0 takes 6764 pivots, others 176."""
    method = eq.LemkeHowson(arithmetic=arithmetic)
    found = eq.nash(eq.dual_cyclic_game(12), method=method, budget=eq.Budget(steps=12_000))
    assert found[0].profile.is_equilibrium
