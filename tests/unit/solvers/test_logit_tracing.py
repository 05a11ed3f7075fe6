"""One equilibrium of many players: proved, also where the branch's limit is singular."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq
from equilibria.results.logit_branch import LogitSystem
from equilibria.solvers.n_player import logit_tracing


def _random(shape, seed, kind="integers"):
    rng = np.random.default_rng(seed)
    if kind == "integers":
        return eq.NormalFormGame([rng.integers(-50, 51, shape) for _ in shape])
    return eq.NormalFormGame([rng.random(shape) for _ in shape])


def _is_good(game, result):
    assert result.status is eq.Status.FINISHED and result.claim is eq.Claim.AT_LEAST_ONE
    [e] = result
    if e.enclosure is None:
        assert e.profile.is_equilibrium and e.radius == 0
    else:
        assert e.exact is None and e.regret < 1e-15 and 0 < e.radius < Fraction(1, 10**9)
        for (midpoints, radius), used in zip(e.enclosure, e.support):
            assert all(midpoints[a] > radius for a in used)
    verdict = eq.check(result.certificate(), game)
    assert verdict, verdict
    return e


@pytest.mark.parametrize("kind", ["integers", "floats"])
@pytest.mark.parametrize("shape", [(2, 2, 2), (3, 3, 3), (5, 5, 5), (2, 3, 4), (2,) * 5, (3,) * 4])
def test_random_games_have_a_proved_equilibrium(shape, kind):
    for seed in range(3):
        game = _random(shape, seed, kind)
        e = _is_good(game, eq.nash(game, find="one"))
        assert e.index is not None


@pytest.mark.parametrize("shape", [(10, 10, 10), (3,) * 6, (2,) * 10])
def test_larger_games_too(shape):
    for kind in ("integers", "floats"):
        result = eq.nash(_random(shape, 1, kind), find="one")
        assert result.claim is eq.Claim.AT_LEAST_ONE and len(result) == 1
        assert result[0].regret < 1e-15


def test_it_is_one_of_all():
    for seed in range(8):
        game = _random((2, 2, 2), seed)
        e = eq.nash(game, find="one")[0]
        near = [
            other
            for other in eq.nash(game)
            if other.support == e.support
            and all(
                abs(p - q) <= 2 * len(s) * (e.radius + other.radius)
                for s, t in zip(e.profile.exact, other.profile.exact)
                for p, q in zip(s, t)
            )
        ]
        assert len(near) == 1 and near[0].index == e.index


def test_two_players_by_this_method():
    for seed in range(5):
        game = _random((4, 5), seed)
        e = _is_good(game, eq.nash(game, method=eq.LogitTracing()))
        assert e.exact is not None
    with pytest.raises(eq.GameError, match="two players or more"):
        eq.LogitTracing().solve(eq.NormalFormGame([[1, 2]]), eq.Budget())


def test_the_only_equilibrium_is_irrational():
    game = eq.NormalFormGame(
        [
            [[[3, 1], [0, 0]], [[0, 0], [1, 2]]],
            [[[0, 0], [2, 1]], [[1, 3], [0, 0]]],
            [[[2, 0], [0, 0]], [[0, 0], [0, 3]]],
        ]
    )
    e = _is_good(game, eq.nash(game, find="one"))
    assert e.exact is None and e.index == 1
    q, r = e.enclosure[1][0][0], e.enclosure[1][1]
    assert 12 * (q - r) ** 2 + 13 * (q - r) < 9 < 12 * (q + r) ** 2 + 13 * (q + r)


def test_shifts_and_factors_change_nothing():
    game = _random((3, 3, 3), 5)
    moved = eq.NormalFormGame(
        [k * t + c for t, k, c in zip(game.exact_payoffs(), (7, Fraction(1, 3), 10**9), (-5, 0, 3))]
    )
    one, other = eq.nash(game, find="one")[0], eq.nash(moved, find="one")[0]
    assert one.support == other.support and one.index == other.index
    for s, t in zip(one.profile.exact, other.profile.exact):
        assert max(abs(p - q) for p, q in zip(s, t)) <= 8 * (one.radius + other.radius)


def test_ties_and_continua_never_give_a_false_answer():
    zero = eq.NormalFormGame(np.zeros((3, 2, 2, 2), dtype=int))
    assert _is_good(zero, eq.nash(zero, find="one")).index is None
    tied = [[[2, 2], [0, 0]], [[0, 0], [1, 1]]]
    game = eq.NormalFormGame([tied, tied, [[[1, 1], [0, 2]], [[0, 2], [0, 2]]]])
    _is_good(game, eq.nash(game, find="one"))
    for seed in range(12):  # few values: many ties
        rng = np.random.default_rng(seed)
        game = eq.NormalFormGame([rng.integers(0, 2, (2, 2, 3)) for _ in range(3)])
        _is_good(game, eq.nash(game, find="one"))


def test_duplicated_dominated_and_single_actions():
    rng = np.random.default_rng(3)
    small = [rng.integers(-9, 10, (2, 2, 2)) for _ in range(3)]
    doubled = [np.concatenate([t, t[:1]], axis=0) for t in small]
    _is_good(g := eq.NormalFormGame(doubled), eq.nash(g, find="one"))
    worse = [t.copy() for t in doubled]
    worse[0][2] -= 1
    e = _is_good(g := eq.NormalFormGame(worse), eq.nash(g, find="one"))
    assert e.profile.exact[0][2] == 0
    A, B = rng.integers(-9, 10, (2, 3, 3))
    g = eq.NormalFormGame([t.reshape(3, 1, 3) for t in (A, A * 0, B)])
    e = _is_good(g, eq.nash(g, find="one"))
    assert e.exact is not None
    g = eq.NormalFormGame([[[[5]]], [[[1]]], [[[0]]]])
    assert _is_good(g, eq.nash(g, find="one")).is_pure


def test_extreme_payoffs():
    rng = np.random.default_rng(1)
    tables = [rng.random((3, 3, 3)) * s for s in (1e300, 1e-300, 1.0)]
    _is_good(g := eq.NormalFormGame(tables), eq.nash(g, find="one"))
    ends = rng.integers(-(2**63), 2**63 - 1, (3, 2, 2, 2))
    _is_good(g := eq.NormalFormGame(list(ends)), eq.nash(g, find="one"))


def test_pure_profiles_are_proved_exactly_where_they_are_equilibria():
    """With index 1 where every player's reply is the only best one, and none otherwise."""
    kinds = set()
    for seed in range(20):
        game = _random((2, 2, 3), seed)
        if seed % 2:
            tables = np.random.default_rng(seed).integers(0, 3, (3, 2, 2, 3))
            game = eq.NormalFormGame(list(tables))
        every = {e.exact: e for e in eq.pure_equilibria(game)}
        for place in np.ndindex(game.shape):
            found = logit_tracing._prove_pure(game, place)
            pure = tuple(
                tuple(Fraction(int(a == b)) for b in range(k)) for a, k in zip(place, game.shape)
            )
            assert (found is not None) == (pure in every)
            if found is not None:
                replies = [game.profile(pure).best_responses(i) for i in range(3)]
                assert found.index == (1 if all(len(r) == 1 for r in replies) else None)
                kinds.add(found.index)
    assert kinds == {1, None}


def test_an_index_is_given_where_the_whole_answer_gives_it():
    tied = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        game = eq.NormalFormGame([rng.integers(0, 4, (2, 2, 2)) for _ in range(3)])
        every = eq.nash(game, method=eq.SupportSubdivision(cells=50))
        [e] = eq.nash(game, method=eq.LogitTracing())
        assert e.exact is not None  # it may be inside a polytope or region: then it has none
        assert {other.exact: other.index for other in every}.get(e.exact) == e.index
        tied += e.index is None
    assert 5 < tied < 15


def test_an_action_that_is_as_good_leaves_a_mixture_without_index():
    """The only irrational equilibrium, and an action repeated, or one less good."""
    pennies = np.array([[1, -1], [-1, 1]])
    two = [np.stack([t] * 2, 2) for t in (pennies, -pennies)]
    third = np.zeros((2, 2, 2), dtype=int)
    third[..., 0] = 1
    for worse, index in ((1, 1), (0, None)):
        tables = [np.concatenate([t, t[:1]], axis=0) for t in (*two, third)]
        tables[0][2] -= worse
        found = logit_tracing.prove(
            eq.NormalFormGame(tables), ((0, 1), (0, 1), (0,)), [[0.5, 0.5], [0.5, 0.5], [1.0]]
        )
        assert found.profile.is_equilibrium and found.index == index


def test_simple_fractions_near_the_end_count_only_as_an_equilibrium():
    game = eq.NormalFormGame.bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    system, flat = LogitSystem.of(game, own_scale=True), np.array([0, 0, 0, 0, 1.0])
    for weight, expected in ((0.5, True), (0.25, False)):
        p = np.array([0.5, 0.5, weight, 1 - weight])
        found = logit_tracing._rational(system, np.array([*np.log(p), 1e7]), flat)
        assert (found is not None) == expected


def test_a_cover_is_the_answer_where_no_equilibrium_can_be_settled(monkeypatch):
    game = _random((2, 2, 2), 0)
    cover = eq.Equilibria(game, (), eq.Status.FINISHED, eq.Claim.COVER, "SupportSubdivision")
    monkeypatch.setattr(logit_tracing, "_trace", lambda *a: None)
    monkeypatch.setattr(logit_tracing, "_pure", lambda *a: None)
    monkeypatch.setattr(eq.SupportSubdivision, "solve", lambda *a: cover)
    assert eq.LogitTracing().solve(game, eq.Budget()) is cover


def test_a_spent_budget_claims_nothing():
    game = _random((3, 3, 3), 2)
    with pytest.raises(eq.BudgetExceeded, match="steps") as caught:
        eq.nash(game, find="one", budget=eq.Budget(steps=2))
    assert caught.value.partial.claim is eq.Claim.NONE and len(caught.value.partial) == 0
    late = eq.nash(game, find="one", budget=eq.Budget(seconds=0), partial=True)
    assert late.status is eq.Status.MAX_TIME and late.claim is eq.Claim.NONE
    steps = eq.nash(game, find="one").stats.steps
    again = eq.nash(game, find="one", budget=eq.Budget(steps=steps))
    assert again[0].profile == eq.nash(game, find="one")[0].profile


def test_answers_are_picklable_and_threads_agree():
    games = [_random((2, 2, 2), seed) for seed in range(8)]
    alone = [repr(eq.nash(g, find="one")) for g in games]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda g: repr(eq.nash(g, find="one")), games))
    assert alone == together
    result = eq.nash(games[0], find="one")
    assert repr(pickle.loads(pickle.dumps(result))) == repr(result)
