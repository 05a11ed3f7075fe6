"""Minmax and maximin: definitions, duality, known values, refusals, forged proofs."""

import copy
import pickle
from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import equilibria as eq
from support.strategies import bimatrix_games, games, games_of_several
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


def _no_agreement(c, d, n):
    """The first player loses if it guesses on which side all others are.

    Its n opponents, on the first side with p, q, ..., leave the larger of 1 - c pq... and
    1 - d (1-p)(1-q)..., which by the inequality of the means is least where all are the same.
    """
    table = np.full((2,) * (n + 1), Fraction(1), dtype=object)
    table[(0, *[0] * n)], table[(1, *[1] * n)] = 1 - Fraction(c), 1 - Fraction(d)
    return eq.NormalFormGame([table] * (n + 1))


@pytest.mark.parametrize(("opponents", "value"), [(2, Fraction(3, 4)), (3, Fraction(7, 8))])
def test_independent_opponents_hold_a_player_to_known_values(opponents, value):
    game = _no_agreement(1, 1, opponents)
    level = eq.minmax(game, 0, kind="mixed", tolerance=1e-3)
    assert level.value == value and 0 < level.gap <= Fraction(1, 10**3)
    assert level.claim is eq.Claim.BRACKET and level.lower <= value
    assert eq.minmax(game, 0, kind="correlated").value == Fraction(1, 2)
    assert eq.check(level.certificate(), game)
    assert repr(level).startswith(f"minmax (mixed) of Player 1: {float(level.lower):.9g} to 0.")


def test_an_irrational_minmax_lies_inside_its_bracket():
    # 2pq = (1-p)(1-q) with p = q: p = 1/(1 + sqrt 2), and 1 - 2pp = 4 sqrt 2 - 5
    game = _no_agreement(2, 1, 2)
    level = eq.minmax(game, 0, kind="mixed", tolerance=1e-5)
    assert (level.lower + 5) ** 2 < 32 < (level.value + 5) ** 2
    assert level.gap <= Fraction(2, 10**5)
    assert eq.check(level.certificate(), game)


def test_independent_mixtures_are_exact_where_a_lottery_is_no_help():
    level = eq.minmax(THREE, 0, kind="mixed")
    assert level.value == Fraction(1, 2) and level.claim is eq.Claim.VALUE and level.gap == 0
    assert eq.check(level.certificate(), THREE)


@given(games_of_several().filter(lambda game: game.num_players == 3), st.integers(0, 2))
@settings(max_examples=10)
def test_brackets_of_independent_mixtures_are_proved(game, i):
    try:
        level = eq.minmax(game, i, kind="mixed", tolerance=1e-2, budget=eq.Budget(None, 100))
    except eq.BudgetExceeded as stopped:
        level = stopped.partial  # proved, but wider
    else:
        assert level.gap <= game.payoff_range(i) / 100
    lower = level.value - level.gap
    assert eq.minmax(game, i, kind="correlated").value - game.payoff_range(i) / 10**9 <= lower
    assert lower <= level.value <= eq.minmax(game, i).value
    assert _is_product(level.punishment)
    assert eq.check(level.certificate(), game)
    for mixtures in _some_mixtures(game):
        assert lower <= _best_reply(game, i, mixtures)


def _is_product(punishment):
    shares = [{}, {}]
    for names, p in punishment.items():
        for share, name in zip(shares, names):
            share[name] = share.get(name, 0) + p
    return all(p == shares[0][a] * shares[1][b] for (a, b), p in punishment.items())


def _some_mixtures(game):
    rng = np.random.default_rng(1)
    for _ in range(20):
        weights = [rng.integers(0, 9, n) + (rng.integers(0, n) == np.arange(n)) for n in game.shape]
        yield [[Fraction(int(w), int(row.sum())) for w in row] for row in weights]


def _best_reply(game, i, mixtures):
    """What player i's best action earns, from the definition."""
    table = np.moveaxis(game.exact_payoffs()[i], i, 0)
    first, second = (m for j, m in enumerate(mixtures) if j != i)
    return max(
        sum(p * q * row[a, b] for a, p in enumerate(first) for b, q in enumerate(second))
        for row in table
    )


def test_a_bracket_moves_with_the_units():
    game, shift = _no_agreement(2, 1, 2), Fraction(1, 3)
    moved = eq.NormalFormGame([table * 7 + shift for table in game.exact_payoffs()])
    was, now = (eq.minmax(g, 0, kind="mixed", tolerance=1e-2) for g in (game, moved))
    assert (now.lower, now.value) == (was.lower * 7 + shift, was.value * 7 + shift)


def test_a_bracket_that_ran_out_of_budget_still_holds():
    game = _no_agreement(2, 1, 2)
    with pytest.raises(eq.BudgetExceeded, match="minmax: the budget of steps") as stopped:
        eq.minmax(game, 0, kind="mixed", budget=eq.Budget(steps=12))
    level = stopped.value.partial
    assert (level.lower + 5) ** 2 < 32 < (level.value + 5) ** 2
    assert level.gap > Fraction(1, 10**6) and eq.check(level.certificate(), game)


@pytest.mark.parametrize("tolerance", [0, -1, 1, float("nan"), "small", True])
def test_a_tolerance_that_is_none_is_refused(tolerance):
    with pytest.raises(eq.GameError, match="tolerance"):
        eq.minmax(THREE, 0, kind="mixed", tolerance=tolerance)


def _forge(cells, change):
    cells = copy.deepcopy(cells)
    leaf = max(k for k, (what, _) in enumerate(cells) if what == "held")
    cut = min(k for k, (what, _) in enumerate(cells) if what == "cut")
    if change == "a leaf gone":
        del cells[leaf]
    elif change == "a leaf more":
        cells.append(cells[leaf])
    elif change == "a cut that was none":
        return [["held", cells[leaf][1]]]
    elif change == "an edge of one vertex":
        cells[cut][1][2] = cells[cut][1][1]
    elif change == "no such opponent":
        cells[cut][1][0] = 2
    elif change == "a negative weight":
        cells[leaf][1] = [-1, 2]
    elif change == "a word":
        cells[leaf][0] = "kept"
    return cells


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("a leaf gone", "not covered"),
        ("a leaf more", "more than the cuts make"),
        ("a cut that was none", "earns less than the lower end"),
        ("an edge of one vertex", "no opponent and edge"),
        ("no such opponent", "no opponent and edge"),
        ("a negative weight", "one weight per action"),
        ("a word", "neither a cut nor a leaf"),
        ({"lower": [3, 4]}, "earns less than the lower end"),
        ({"value": [74, 100]}, "earns more than the value"),
        ({"punishment": [[[0, 0], [1, 2]], [[1, 1], [1, 2]]]}, "not independent"),
        ({"method": "correlated"}, "cells are for"),
    ],
    ids=str,
)
def test_forged_brackets_are_refuted(change, reason):
    game = _no_agreement(1, 1, 2)
    level = eq.minmax(game, 0, kind="mixed", tolerance=1e-2)
    data = copy.deepcopy(dict(level.certificate().data))
    data.update({"cells": _forge(data["cells"], change)} if isinstance(change, str) else change)
    verdict = eq.check(data, game)
    assert verdict.outcome is eq.Outcome.REFUTED and reason in verdict.reason


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
