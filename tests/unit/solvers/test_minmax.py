"""Minmax and maximin: definitions, duality, known values, refusals, forged proofs."""

import copy
import pickle
from fractions import Fraction

import hypothesis.strategies as st
import pytest
from hypothesis import given

import equilibria as eq
from support.strategies import bimatrix_games, games
from twins.security import pure_maximin, pure_minmax

PENNIES = eq.NormalFormGame.bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
#: The first player wants to guess whether the other two do the same.
NOTHING = [[[0, 0], [0, 0]], [[0, 0], [0, 0]]]
THREE = eq.NormalFormGame([[[[1, 0], [0, 1]], [[0, 1], [1, 0]]], NOTHING, NOTHING])


@given(games(), st.data())
def test_pure_values_are_those_of_the_definitions(game, data):
    i = data.draw(st.integers(0, game.num_players - 1))
    most, least = eq.minmax(game, i), eq.maximin(game, i)
    assert most.value == pure_minmax(game, i)
    assert least.value == pure_maximin(game, i)
    assert least.value <= most.value
    assert eq.check(most.certificate(), game) and eq.check(least.certificate(), game)
    assert most.replies
    assert sum(most.punishment.values()) == sum(least.punishment.values()) == 1


@given(games(players=3, most=3), st.data())
def test_correlated_punishers_hold_a_player_to_what_it_can_secure(game, data):
    i = data.draw(st.integers(0, game.num_players - 1))
    held, secured = eq.minmax(game, i, kind="correlated"), eq.maximin(game, i, kind="mixed")
    assert held.value == secured.value
    assert eq.maximin(game, i).value <= held.value <= eq.minmax(game, i).value
    assert eq.check(held.certificate(), game) and eq.check(secured.certificate(), game)


@given(bimatrix_games(), st.integers(0, 1))
def test_mixed_values_of_two_players_are_proved(game, i):
    held = eq.minmax(game, i, kind="mixed")
    assert held.value == eq.minmax(game, i, kind="correlated").value
    assert eq.check(held.certificate(), game)


@given(games(players=3), st.fractions(min_value="1/9", max_value=9), st.fractions(-9, 9))
def test_values_move_with_the_units(game, factor, shift):
    moved = eq.NormalFormGame([table * factor + shift for table in game.exact_payoffs()])
    for kind in ("pure", "correlated"):
        was = eq.minmax(game, 0, kind=kind).value
        assert eq.minmax(moved, 0, kind=kind).value == was * factor + shift
    assert eq.maximin(moved, 0).value == eq.maximin(game, 0).value * factor + shift


def test_known_values():
    assert eq.minmax(PENNIES, 0).value == 1 == -eq.maximin(PENNIES, 0).value
    assert eq.minmax(PENNIES, "Player 2", kind="mixed").value == 0
    assert eq.minmax(PENNIES, 0, kind="mixed").punishment == {
        ("a1",): Fraction(1, 2),
        ("a2",): Fraction(1, 2),
    }
    assert eq.minmax(THREE, 0).value == 1
    assert eq.minmax(THREE, 0, kind="correlated").value == Fraction(1, 2)


def test_one_opponent_with_a_choice_mixes_in_any_number_of_players():
    table = [[[1, -1]], [[-1, 1]]]
    game = eq.NormalFormGame([table, table, table])
    assert eq.minmax(game, 0, kind="mixed").value == 0
    assert eq.check(eq.minmax(game, 0, kind="mixed").certificate(), game)


def test_independent_mixtures_of_two_opponents_are_refused_with_advice():
    with pytest.raises(eq.NotYetSupported, match="kind='correlated' bounds it from below"):
        eq.minmax(THREE, 0, kind="mixed")


@pytest.mark.parametrize("solve", [eq.minmax, eq.maximin], ids=lambda f: f.__name__)
def test_bad_questions_are_refused(solve):
    with pytest.raises(eq.GameError, match="not a game"):
        solve(3, 0)
    with pytest.raises(eq.GameError, match="player 'Cy'"):
        solve(PENNIES, "Cy")
    with pytest.raises(eq.GameError, match="kind='best'"):
        solve(PENNIES, 0, kind="best")


def test_one_player_has_no_opponents():
    game = eq.NormalFormGame([[3, "7/2", 1]])
    for kind in ("pure", "mixed", "correlated"):
        assert eq.minmax(game, 0, kind=kind).value == Fraction(7, 2)
    assert eq.maximin(game, 0).value == Fraction(7, 2) == eq.maximin(game, 0, kind="mixed").value
    assert repr(eq.minmax(game, 0)) == "minmax (pure) of Player 1: 7/2"


def test_a_spent_budget_says_so():
    game = eq.random_game(6, 6, rng=1)
    with pytest.raises(eq.BudgetExceeded, match="minmax: the budget of steps"):
        eq.minmax(game, 0, kind="mixed", budget=eq.Budget(steps=0))


def test_answers_are_frozen_and_picklable():
    answer = eq.minmax(PENNIES, 0, kind="mixed")
    assert pickle.loads(pickle.dumps(answer)) == answer
    assert answer.status is eq.Status.FINISHED and answer.claim is eq.Claim.VALUE
    with pytest.raises(AttributeError):
        answer.value = 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"value": [1, 10]}, "leaves less than the value"),
        ({"value": [-1, 10]}, "earns more than the value"),
        ({"punishment": [[[0], 1]]}, "earns more"),
        ({"punishment": [[[2], 1]]}, "no such joint action"),
        ({"punishment": [[[0], 1], [[1], -1]]}, "probabilities"),
        ({"punishment": []}, "probabilities"),
        ({"strategy": [1, 0]}, "leaves less"),
        ({"strategy": [1]}, "one probability per action"),
        ({"player": 2}, "no such position"),
        ({"question": "most"}, "question"),
        ({"method": "pure"}, "value: it is 1"),
        ({"kind": "security"}, "not one that can be checked"),
    ],
)
def test_forged_proofs_are_refuted(change, reason):
    data = copy.deepcopy(dict(eq.minmax(PENNIES, 0, kind="mixed").certificate().data))
    data.update(change)
    verdict = eq.check(data, PENNIES)
    assert verdict.outcome is eq.Outcome.REFUTED and reason in verdict.reason
