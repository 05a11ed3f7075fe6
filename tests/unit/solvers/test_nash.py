"""The verb: budgets, partial answers, and what is not there yet."""

from __future__ import annotations

import pickle
from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq
from equilibria.solvers import labelled


@pytest.fixture
def game():
    rng = np.random.default_rng(7)
    return eq.NormalFormGame.bimatrix(rng.integers(-9, 10, (5, 5)), rng.integers(-9, 10, (5, 5)))


def test_what_is_no_game_is_refused_plainly():
    with pytest.raises(eq.GameError, match="list is not a game"):
        eq.nash([[1]])


def test_a_spent_budget_raises_with_what_was_found(game):
    with pytest.raises(eq.BudgetExceeded, match="steps") as caught:
        eq.nash(game, budget=eq.Budget(steps=20))
    partial = caught.value.partial
    assert partial.status is eq.Status.MAX_STEPS
    assert partial.claim is not eq.Claim.ALL and partial.bases is None
    assert pickle.loads(pickle.dumps(caught.value)).partial.claim is partial.claim


def test_partial_answers_hold_equilibria_only_and_grow_to_the_whole(game):
    whole = {e.exact for e in eq.nash(game)}
    sizes = []
    for steps in range(0, 200, 4):
        result = eq.nash(game, budget=eq.Budget(steps=steps), partial=True)
        assert {e.exact for e in result} <= whole
        if result.status is eq.Status.FINISHED:
            assert result.claim is eq.Claim.ALL
        else:
            expected = eq.Claim.AT_LEAST_ONE if len(result) else eq.Claim.NONE
            assert result.claim is expected and result.components == ()
        sizes.append(len(result))
    assert sizes[0] == 0 and sizes[-1] == len(whole)


def test_no_seconds_no_answer(game):
    result = eq.nash(game, budget=eq.Budget(seconds=0), partial=True)
    assert result.status is eq.Status.MAX_TIME and result.claim is eq.Claim.NONE
    assert "seconds" in result.status.advice


@pytest.mark.parametrize(
    "bad", [dict(seconds=-1), dict(steps=-1), dict(seconds="1"), dict(steps=True)]
)
def test_bad_budgets_are_refused(bad):
    with pytest.raises(eq.GameError, match=r"Budget\("):
        eq.Budget(**bad)


def test_results_are_frozen_picklable_and_readable(game):
    result = eq.nash(game)
    with pytest.raises(AttributeError):
        result.claim = eq.Claim.NONE
    assert pickle.loads(pickle.dumps(result)).components == result.components
    first = repr(result).splitlines()[0]
    assert first.startswith(f"{len(result)} equilibri") and first.endswith("every equilibrium")
    assert list(result) == [result[k] for k in range(len(result))]


def test_the_order_is_canonical():
    result = eq.nash(eq.NormalFormGame.bimatrix(np.eye(3, dtype=int), np.eye(3, dtype=int)))
    keys = [e.exact for e in result]
    assert keys == sorted(keys, reverse=True) and len(keys) == 7


def test_the_method_can_be_named(game):
    named = eq.nash(game, method=eq.VertexEnumeration())
    assert [e.exact for e in named] == [e.exact for e in eq.nash(game)]
    assert named.method == "VertexEnumeration"


def test_equilibria_read_by_player_name():
    game = eq.NormalFormGame.bimatrix(
        [[1, -1], [-1, 1]], [[-1, 1], [1, -1]], players=["Even", "Odd"], actions=[["H", "T"]] * 2
    )
    [e] = eq.nash(game)
    assert e["Even"] == {"H": 0.5, "T": 0.5}
    assert e.payoffs == (0.0, 0.0) and e.index == 1 and e.enclosure is None
    assert repr(e) == "Equilibrium(Even: 1/2 H + 1/2 T; Odd: 1/2 H + 1/2 T, index +1)"


def test_the_order_is_exact_where_floats_see_no_difference():
    """Probabilities below the least float round to zero."""
    tiny = Fraction(1, 10**400)
    game = eq.NormalFormGame.bimatrix([[0, 0]], [[0, 0]])
    firsts = [Fraction(0), tiny, Fraction(1), Fraction(1, 3)]
    profiles = [(game.profile([[1], [p, 1 - p]]), (k, k)) for k, p in enumerate(firsts)]
    ordered = [held[0].exact[1][0] for held in labelled._in_order(profiles)]
    assert ordered == [1, Fraction(1, 3), tiny, 0]
