"""What every solver owes, whatever it solves."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import equilibria as eq
from reference.literature import CASES


def minmax(game):
    return eq.minmax(game, 0, kind="mixed")


def maximin(game):
    return eq.maximin(game, 0)


SOLVERS = [eq.nash, eq.pure_equilibria, eq.rationalizable, minmax, maximin]
GAMES = [eq.NormalFormGame.bimatrix(case["A"], case["B"]) for case in CASES]
solvers = pytest.mark.parametrize("solve", SOLVERS, ids=lambda f: f.__name__)


@solvers
@pytest.mark.parametrize("junk", [None, 3, "game", [[1, 2]], np.eye(2), {"payoffs": 1}])
def test_what_is_no_game_is_refused_by_name(solve, junk):
    with pytest.raises(eq.GameError, match=rf"{solve.__name__}: \w+ is not a game"):
        solve(junk)


@solvers
def test_answers_have_a_status_and_a_claim(solve):
    for game in GAMES:
        result = solve(game)
        assert result.status is eq.Status.FINISHED
        claims = (eq.Claim.ALL, eq.Claim.ALL_PURE, eq.Claim.COVER, eq.Claim.VALUE)
        assert result.claim in claims
        assert result.game is game


@solvers
def test_answers_are_frozen_picklable_and_shown(solve):
    for game in GAMES:
        result = solve(game)
        with pytest.raises(AttributeError):
            result.status = None
        again = pickle.loads(pickle.dumps(result))
        assert repr(again) == repr(result) and len(repr(result)) > 10


@solvers
def test_the_same_game_gets_the_same_answer_and_stays_as_it_was(solve):
    for game in GAMES:
        before = pickle.dumps((game.exact_payoffs(), game.players, game.actions))
        first, second = repr(solve(game)), repr(solve(pickle.loads(pickle.dumps(game))))
        assert first == second
        assert pickle.dumps((game.exact_payoffs(), game.players, game.actions)) == before


@solvers
def test_threads_get_the_answers_of_one(solve):
    alone = [repr(solve(game)) for game in GAMES]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda game: repr(solve(game)), GAMES * 4))
    assert together == alone * 4


def tracing(game):
    return eq.nash(game, method=eq.LogitTracing())


def howson(game):
    return eq.nash(game, method=eq.Howson())


@pytest.mark.parametrize(
    "solve",
    [eq.nash, eq.pure_equilibria, minmax, maximin, tracing, howson],
    ids=lambda f: f.__name__,
)
def test_certificates_prove_the_claim(solve):
    for game in GAMES:
        verdict = eq.check(solve(game).certificate(), game)
        assert verdict.outcome is eq.Outcome.PROVED, verdict.reason


def responses(game):
    return eq.quantal_response(game, rationality=[0, 1])


def fit(game):
    counts = [range(1, k + 1) for k in getattr(game, "shape", ())]  # what is no game has none
    return eq.fit_quantal_response(game, counts)


@pytest.mark.parametrize("solve", [tracing, howson, responses, fit], ids=lambda f: f.__name__)
def test_answers_of_other_methods_are_frozen_and_the_same_everywhere(solve):
    games = [game for game in GAMES if max(game.shape) < 6]
    alone = [repr(solve(game)) for game in games]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda game: repr(solve(game)), games * 2)) == alone * 2
    result = solve(games[0])
    with pytest.raises(AttributeError):
        result.status = None
    assert repr(pickle.loads(pickle.dumps(result))) == repr(result)
    for junk in (None, 3, "game", np.eye(2)):
        with pytest.raises(eq.GameError, match=r"\w+: \w+ is not a game"):
            solve(junk)


def optimal(game):
    return eq.critical_discount(game, sustain=[0, 0], width=1)


OVER_THE_YEARS = [optimal, eq.critical_discount_map, eq.with_transfers, eq.feasible_set]


@pytest.mark.parametrize("solve", OVER_THE_YEARS, ids=lambda f: f.__name__)
def test_threads_get_the_answers_of_one_over_the_years(solve):
    def ask(game):
        return repr(solve(game, width=1) if solve is eq.critical_discount_map else solve(game))

    games = [game for game in GAMES if max(game.shape) < 6]
    alone = [ask(game) for game in games]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, games * 3)) == alone * 3


@pytest.mark.parametrize("solve", OVER_THE_YEARS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("junk", [None, 3, "game", np.eye(2)])
def test_what_is_no_game_is_refused_over_the_years(solve, junk):
    with pytest.raises(eq.GameError, match=r"\w+: \w+ is not a game"):
        solve(junk)


def test_what_is_no_family_is_refused():
    statement = eq.dominant("Ann", "opera")
    for ask in (lambda: eq.thresholds(3, "x", statement), lambda: eq.break_even(3, statement)):
        with pytest.raises(eq.GameError, match="int is not a family"):
            ask()
