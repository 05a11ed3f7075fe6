"""The compiled path gives the answer of the plain one, in every kind of game, with a proof."""

from __future__ import annotations

from math import gcd

import numpy as np
import pytest
from hypothesis import assume, given

import equilibria as eq
from support.strategies import matrices

INTEGER, FILTERED = eq.VertexEnumeration("integer"), eq.VertexEnumeration("filtered")


def _fits(game: eq.NormalFormGame) -> bool:
    """Whether the payoffs, as integers without a common divisor, have at most a thousand bits."""
    for player in range(2):
        values = [int(v) for v in game.integer_payoffs(player)[0].flat]
        least = min(values)
        divisor = gcd(*(v - least for v in values)) or 1
        if ((max(values) - least) // divisor + 1).bit_length() >= 1000:
            return False
    return True


def _assert_same(game: eq.NormalFormGame) -> eq.Equilibria:
    plain = eq.nash(game, method=INTEGER)
    fast = eq.nash(game, method=FILTERED)
    assert fast.equilibria == plain.equilibria
    assert fast.components == plain.components
    assert sorted(fast.bases[0]) == list(plain.bases[0])
    assert fast.bases[1] is None or sorted(fast.bases[1]) == list(plain.bases[1])
    return fast


@given(matrices(most=5))
def test_both_arithmetics_agree_and_are_proved(pair):
    game = eq.NormalFormGame.bimatrix(*pair)
    assume(_fits(game))
    fast = _assert_same(game)
    verdict = eq.check(fast.certificate(), game)
    assert verdict, verdict.reason


@pytest.mark.parametrize("span", [2, 3, 10, 10**6])
@pytest.mark.parametrize("shape", [(7, 7), (6, 8), (2, 20), (20, 2), (4, 9)])
def test_they_agree_on_larger_games(shape, span):
    rng = np.random.default_rng([*shape, span])
    for _ in range(2):
        _assert_same(eq.NormalFormGame.bimatrix(*rng.integers(0, span, (2, *shape))))


def test_they_agree_where_rows_and_columns_repeat():
    rng = np.random.default_rng(11)
    for _ in range(10):
        A, B = rng.integers(0, 5, (2, 6, 6))
        A[5], B[5] = A[0], B[0]
        A[:, 5], B[:, 5] = A[:, 1], B[:, 1]
        _assert_same(eq.NormalFormGame.bimatrix(A, B))


def test_they_agree_next_to_a_tie():
    """Payoffs a unit in the last place apart: floats must not decide what they cannot see."""
    rng = np.random.default_rng(12)
    for _ in range(10):
        A, B = rng.integers(0, 3, (2, 6, 6)).astype(float)
        nudge = rng.integers(-1, 2, (2, 6, 6)) * 2.0**-50
        _assert_same(eq.NormalFormGame.bimatrix(A + nudge[0], B + nudge[1]))
    for _ in range(10):
        A, B = rng.integers(0, 3, (2, 5, 5)).astype(object) * 10**40
        nudge = rng.integers(-1, 2, (2, 5, 5)).astype(object)
        _assert_same(eq.NormalFormGame.bimatrix(A + nudge[0], B + nudge[1]))


def test_the_default_chooses_the_compiled_path_for_a_large_game():
    rng = np.random.default_rng(13)
    game = eq.NormalFormGame.bimatrix(*rng.integers(0, 100, (2, 11, 11)))
    result = eq.nash(game)
    assert result.bases[1] is None  # the plain path lists both
    assert result.equilibria == eq.nash(game, method=INTEGER).equilibria


def test_what_does_not_fit_is_refused_or_goes_the_plain_way():
    with pytest.raises(eq.GameError, match="give 'auto', 'filtered' or 'integer'"):
        eq.VertexEnumeration("float")
    wide = eq.NormalFormGame.bimatrix(np.eye(2, 61, dtype=int), np.ones((2, 61), dtype=int))
    with pytest.raises(eq.GameError, match="up to 60 actions"):
        eq.nash(wide, method=FILTERED)
    assert len(eq.nash(wide)) > 0
    far = eq.NormalFormGame.bimatrix([["1e400", 0], [0, 1]], [[1, 0], [0, 1]])
    with pytest.raises(eq.GameError, match="similar size"):
        eq.nash(far, method=FILTERED)
    assert len(eq.nash(far)) == 3


@pytest.mark.parametrize("steps", [1, 100, 1000, 3000])
def test_a_budget_cut_short_keeps_what_was_found(steps):
    rng = np.random.default_rng(14)
    game = eq.NormalFormGame.bimatrix(*rng.integers(0, 100, (2, 12, 12)))
    partial = eq.nash(game, method=FILTERED, budget=eq.Budget(steps=steps), partial=True)
    assert partial.status is eq.Status.MAX_STEPS
    assert partial.claim in (eq.Claim.AT_LEAST_ONE, eq.Claim.NONE)
    assert partial.stats.steps == steps
    everything = eq.nash(game).equilibria
    profiles = {e.exact for e in everything}
    assert {e.exact for e in partial} <= profiles
    with pytest.raises(eq.BudgetExceeded) as caught:
        eq.nash(game, method=FILTERED, budget=eq.Budget(steps=steps))
    assert caught.value.partial.equilibria == partial.equilibria


@pytest.mark.parametrize("threads", [2, 4])
def test_threads_do_not_change_the_answer(threads):
    rng = np.random.default_rng(15)
    method = eq.VertexEnumeration("filtered", threads=threads)
    for span in (2, 4, 100):
        for _ in range(4):
            game = eq.NormalFormGame.bimatrix(*rng.integers(0, span, (2, 7, 6)))
            assert eq.nash(game, method=method).equilibria == eq.nash(game).equilibria
    with pytest.raises(eq.GameError, match="give a whole number"):
        eq.VertexEnumeration(threads=0)


@pytest.mark.parametrize("size", [25, 40])
def test_a_game_beyond_reach_comes_back_with_what_was_found(size):
    rng = np.random.default_rng(16)
    game = eq.NormalFormGame.bimatrix(*rng.integers(0, 100, (2, size, size)))
    result = eq.nash(game, budget=eq.Budget(steps=300), partial=True)
    assert result.status is eq.Status.MAX_STEPS and result.claim is not eq.Claim.ALL
    assert result.stats.steps == 300
    assert all(e.profile.is_equilibrium for e in result)
    timed = eq.nash(game, budget=eq.Budget(seconds=0.2), partial=True)
    assert timed.status is eq.Status.MAX_TIME and timed.claim is not eq.Claim.ALL
    assert all(e.profile.is_equilibrium for e in timed)


def test_both_arithmetics_need_exactly_the_steps_that_they_count():
    for seed in range(5):
        game = eq.random_game(5, 6, rng=seed) if seed else eq.degenerate_game(5, 5, rng=1)
        for method in (eq.VertexEnumeration("filtered"), eq.VertexEnumeration("integer")):
            need = eq.nash(game, method=method).stats.steps
            exactly = eq.nash(game, method=method, budget=eq.Budget(steps=need))
            assert exactly.claim is eq.Claim.ALL and exactly.stats.steps == need
            short = eq.nash(game, method=method, budget=eq.Budget(steps=need - 1), partial=True)
            assert short.status is eq.Status.MAX_STEPS and short.stats.steps == need - 1
