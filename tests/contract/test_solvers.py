"""What every solver owes, whatever it solves."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import equilibria as eq
from reference.literature import CASES

SOLVERS = [eq.nash, eq.pure_equilibria, eq.rationalizable]
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
        assert result.claim in (eq.Claim.ALL, eq.Claim.ALL_PURE, eq.Claim.COVER)
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


@pytest.mark.parametrize("solve", [eq.nash, eq.pure_equilibria], ids=lambda f: f.__name__)
def test_certificates_prove_the_claim(solve):
    for game in GAMES:
        verdict = eq.check(solve(game).certificate(), game)
        assert verdict.outcome is eq.Outcome.PROVED, verdict.reason


def test_what_is_no_family_is_refused():
    statement = eq.dominant("Ann", "opera")
    for ask in (lambda: eq.thresholds(3, "x", statement), lambda: eq.break_even(3, statement)):
        with pytest.raises(eq.GameError, match="int is not a family"):
            ask()
