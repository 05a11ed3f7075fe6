"""Logit equilibria along the branch, and rationality from observed play."""

from __future__ import annotations

import pickle
from fractions import Fraction
from itertools import product
from math import inf, log

import numpy as np
import pytest

import equilibria as eq

OCHS = eq.NormalFormGame.bimatrix([[1.1141, 0], [0, 0.2785]], [[0, 1.1141], [1.1141, 0]])
STAG = eq.NormalFormGame.bimatrix([[4, 0], [3, 2]], [[4, 3], [0, 2]])


def _random(shape, seed):
    rng = np.random.default_rng(seed)
    return eq.NormalFormGame([rng.integers(-9, 10, shape) for _ in shape])


def _response(game, probabilities, rationality):
    """The logit response to a profile of floats, by the definition."""
    replies = []
    for i, payoffs in enumerate(game.payoffs):
        table = payoffs
        for j in reversed(range(game.num_players)):
            if j != i:
                table = np.tensordot(table, probabilities[j], axes=(j, 0))
        weights = np.exp(rationality * (table - table.max()))
        replies.append(weights / weights.sum())
    return replies


@pytest.mark.parametrize(
    "shape", [(2, 2), (3, 4), (2, 2, 2), (3, 2, 2, 3), (1, 3, 2), (5,), (2,) * 6]
)
def test_points_are_logit_responses_to_themselves(shape):
    game = _random(shape, 4)
    given = [0, 0.01, 0.3, 1.0, 4.0]
    found = eq.quantal_response(game, rationality=given)
    assert found.status is eq.Status.FINISHED and found.claim is eq.Claim.NONE
    assert found.rationality.tolist() == given and found.residuals.max() < 1e-11
    for t, rationality in enumerate(given):
        profile = [p[t] for p in found.probabilities]
        for p, q in zip(profile, _response(game, profile, rationality)):
            assert np.allclose(p, q, rtol=1e-9, atol=1e-15) and p.sum() == pytest.approx(1)
    assert all(np.allclose(p[0], 1 / k) for p, k in zip(found.probabilities, shape))


def test_the_whole_branch_leads_to_an_equilibrium():
    for seed in range(3):
        game = _random((3, 3, 2), seed)
        whole = eq.quantal_response(game)
        assert len(whole) > 10 and whole.rationality[0] == 0
        assert whole.residuals.max() < 1e-6
        end = game.profile([list(p[-1] / p[-1].sum()) for p in whole.probabilities])
        assert end.regret < 1e-4
        some = float(np.median(whole.rationality))
        again = eq.quantal_response(game, rationality=some)
        first = whole.at(some)
        assert np.allclose(again[0][0], first[0][0], atol=1e-9)


def test_turning_points_are_passed_and_every_crossing_is_found():
    """Four players: against ``2 p - 1 = tanh(x / 2)`` the second action earns g more.

    So the symmetric branch is where x, the log-odds of p, is rationality times g: an S.
    """
    table = np.zeros((2,) * 4)
    for others in product((0, 1), repeat=3):
        table[(1, *others)] = 0.01 + (1 if sum(others) % 2 else -1)
    whole = eq.quantal_response(eq.NormalFormGame([np.moveaxis(table, 0, i) for i in range(4)]))
    x = np.linspace(1e-3, 12, 100_000)
    level = x / (0.01 + np.tanh(x / 2) ** 3)
    turns = level[1:-1][np.diff(np.sign(np.diff(level))) != 0]
    assert len(turns) == len(whole.turning_points) == 2
    assert turns[1] < 10 < turns[0]
    assert 0.7 * turns[0] < whole.turning_points[0] <= turns[0] * (1 + 1e-6)
    assert turns[1] * (1 - 1e-6) <= whole.turning_points[1] < 1.3 * turns[1]
    several = whole.at(10.0)
    assert len(several) == 3 and several.residuals.max() < 1e-9
    odds = np.log(several[0][:, 1] / several[0][:, 0])
    assert np.all(np.diff(odds) > 0.1)
    assert np.allclose(odds, 10 * (0.01 + np.tanh(odds / 2) ** 3), atol=1e-9)
    for player in range(1, 4):
        assert np.allclose(several[player], several[0], atol=1e-9)


def test_rationality_is_per_unit_of_payoff_and_shifts_do_nothing():
    game = _random((2, 3, 2), 1)
    moved = eq.NormalFormGame(
        [2 * t + c for t, c in zip(game.exact_payoffs(), (5, Fraction(-1, 3), 100))]
    )
    one = eq.quantal_response(game, rationality=[0.5, 1.0])
    other = eq.quantal_response(moved, rationality=[0.25, 0.5])
    for p, q in zip(one.probabilities, other.probabilities):
        assert np.allclose(p, q, atol=1e-12)


def test_small_probabilities_keep_their_digits():
    game = eq.NormalFormGame.bimatrix([[1, 1], [0, 0]], [[1, 0], [1, 0]])  # both dominant
    found = eq.quantal_response(game, rationality=2000.0)
    assert found.log_probabilities[0][0].tolist() == pytest.approx([0, -2000], abs=1e-9)
    assert found["Player 1"][0].tolist() == [1, 0]


def test_degenerate_games():
    zero = eq.quantal_response(eq.NormalFormGame(np.zeros((3, 2, 2, 2), int)), rationality=[0, 5])
    assert np.allclose(zero.probabilities[2], 0.5)
    battle = eq.NormalFormGame.bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    whole = eq.quantal_response(battle)  # symmetric, with a pitchfork on the way
    p, q = (s[-1] for s in whole.probabilities)
    assert p[0] == pytest.approx(q[1], abs=1e-6)
    alone = eq.quantal_response(eq.NormalFormGame([[[7]], [[1]]]), rationality=3)
    assert [p.tolist() for p in alone.probabilities] == [[[1.0]], [[1.0]]]


@pytest.mark.parametrize("bad", [-1, "x", float("nan"), inf, [1, -2], True, [[None]]])
def test_bad_rationality_is_refused(bad):
    with pytest.raises(eq.GameError, match="rationality"):
        eq.quantal_response(OCHS, rationality=bad)


def test_other_bad_input():
    with pytest.raises(eq.GameError, match="int is not a game"):
        eq.quantal_response(3, rationality=1)
    with pytest.raises(eq.GameError, match="too large"):
        eq.quantal_response(eq.NormalFormGame.bimatrix([[1e200, 0]], [[1, 0]]), rationality=1e200)
    with pytest.raises(eq.GameError, match="traced from 0"):
        eq.quantal_response(OCHS, rationality=1).at(1e9)


def test_budgets_and_pickles():
    with pytest.raises(eq.BudgetExceeded, match="steps") as caught:
        eq.quantal_response(STAG, rationality=[0, 1e4], budget=eq.Budget(steps=3))
    assert caught.value.partial.rationality.tolist() == [0]
    found = eq.quantal_response(STAG, rationality=[0, 1])
    assert repr(pickle.loads(pickle.dumps(found))) == repr(found)
    with pytest.raises(AttributeError):
        found.status = None
    with pytest.raises(ValueError, match="read-only"):
        found.rationality[0] = 3


# ---- estimation


def test_ochs_as_estimated_from_the_transformed_payoffs():
    # The game, the data and the estimate of the tutorial on quantal response of the incumbent.
    fit = eq.fit_quantal_response(OCHS, [[128 * 0.527, 128 * 0.473], [128 * 0.366, 128 * 0.634]])
    assert fit.rationality == pytest.approx(1.8456097536855862, rel=1e-4)
    assert fit.log_likelihood == pytest.approx(-174.76453191087447, rel=1e-9)
    assert fit.interval[0] < fit.rationality < fit.interval[1]
    assert fit.log_likelihood_at_zero == pytest.approx(-256 * log(2))


def test_no_rationality_on_a_grid_does_better():
    for seed in range(6):
        game, rng = _random((2, 3, 2), seed), np.random.default_rng(seed)
        counts = [rng.integers(0, 20, k) for k in game.shape]
        fit = eq.fit_quantal_response(game, counts)
        grid = np.geomspace(1e-3, 1e2, 300)
        path = eq.quantal_response(game, rationality=grid)
        levels = sum(logs @ c for logs, c in zip(path.log_probabilities, counts))
        assert levels.max() <= fit.log_likelihood + 1e-9
        cut = fit.log_likelihood - 1.9207294  # half of chi-squared's 95% point
        inside = grid[levels >= cut]
        if len(inside):
            assert fit.interval[0] <= inside[0] * (1 + 1e-9)
            assert fit.interval[1] >= inside[-1] * (1 - 1e-9)


def test_frequencies_of_a_logit_equilibrium_give_its_rationality_back():
    truth = eq.quantal_response(_random((3, 3), 8), rationality=0.7)
    counts = [1000 * p[0] for p in truth.probabilities]
    fit = eq.fit_quantal_response(truth.game, counts)
    assert fit.rationality == pytest.approx(0.7, abs=1e-6)
    more = eq.fit_quantal_response(truth.game, [100 * c for c in counts])
    assert more.standard_error == pytest.approx(fit.standard_error / 10, rel=1e-3)
    h = 1e-3
    up, mid, down = (
        sum(
            float(logs[0] @ c)
            for logs, c in zip(
                eq.quantal_response(truth.game, rationality=0.7 + d).log_probabilities, counts
            )
        )
        for d in (h, 0, -h)
    )
    assert fit.standard_error == pytest.approx((-(up - 2 * mid + down) / h**2) ** -0.5, rel=1e-3)


def test_estimates_at_the_ends():
    game = eq.NormalFormGame.bimatrix([[1, 1], [0, 0]], [[1, 0], [1, 0]])
    best = eq.fit_quantal_response(game, [[10, 0], [10, 0]])
    assert best.rationality == inf and best.interval[1] == inf and best.standard_error is None
    assert best.log_likelihood == pytest.approx(0, abs=1e-5)
    worst = eq.fit_quantal_response(game, [[0, 10], [0, 10]])
    assert worst.rationality == 0 and worst.standard_error is None and worst.interval[0] == 0
    assert worst.log_likelihood == worst.log_likelihood_at_zero
    flat = eq.fit_quantal_response(eq.NormalFormGame(np.zeros((2, 2, 2), int)), [[3, 1], [2, 2]])
    assert flat.rationality == 0 and flat.interval == (0, inf)
    one_sided = eq.fit_quantal_response(OCHS, {"Player 1": [7, 3], "Player 2": [0, 0]})
    assert 0 < one_sided.rationality < inf


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (3, "one sequence of counts per player"),
        ([[1, 2]], "counts for 1 players"),
        ([[1, 2, 3], [1, 2]], "3 counts for the 2 actions"),
        ([[1, -2], [1, "x"]], "2 problems"),
        ([[0, 0], [0, 0]], "nothing was observed"),
        ({"Player 1": [1, 2]}, "missing"),
    ],
)
def test_bad_counts_are_refused(counts, message):
    with pytest.raises(eq.GameError, match=message):
        eq.fit_quantal_response(OCHS, counts)


def test_bad_levels_and_a_spent_budget():
    with pytest.raises(eq.GameError, match="level"):
        eq.fit_quantal_response(OCHS, [[1, 1], [1, 1]], level=95)
    with pytest.raises(eq.BudgetExceeded, match="steps"):
        eq.fit_quantal_response(OCHS, [[1, 2], [1, 1]], budget=eq.Budget(steps=2))
