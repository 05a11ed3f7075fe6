"""The table of bad and extreme input: it works exactly, or one error says what, where and why."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq

nan, inf = float("nan"), float("inf")
PD = [[3, 0], [5, 1]], [[3, 5], [0, 1]]
BOS = [[2, 0], [0, 1]], [[1, 0], [0, 2]]

REFUSED = {
    # what is given: (payoffs, words that the one message must hold)
    "nan": ([[[1, 2], [3, nan]], [[1, 2], [3, 4]]], ["Player 1", "(1, 1)", "nan", "finite"]),
    "nan in an array": (
        [np.ones((2, 2)), np.array([[1, nan], [0, 0]])],
        ["Player 2", "(0, 1)", "nan", "finite"],
    ),
    "infinity": ([[[1, inf]], [[0, 0]]], ["Player 1", "(0, 1)", "inf", "finite"]),
    "minus infinity": ([[[1, 2]], [[0, -inf]]], ["Player 2", "(0, 1)", "-inf", "finite"]),
    "Decimal NaN": ([[[Decimal("NaN")]], [[0]]], ["Player 1", "(0, 0)", "NaN", "finite"]),
    "empty": ([], ["empty", "one array per player"]),
    "no action at all": ([[[]], [[]]], ["Player 2", "no action"]),
    "an axis too few": ([[[]]], ["Player 1", "(1, 0)", "1 axes"]),
    "ragged": ([[[1, 2], [3]], [[1, 2], [3, 4]]], ["Player 1", "(1,)", "[3]", "ragged"]),
    "ragged arrays": ([[np.ones(2), np.ones(3)], [[1, 2], [3, 4]]], ["Player 1", "ragged"]),
    "mismatched shapes": (
        [[[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6]]],
        ["Player 2", "(2, 3)", "(2, 2)", "same axes"],
    ),
    "one matrix for three": ([[[1]], [[1]], [[1]]], ["Player 3", "(1, 1)", "3 axes"]),
    "complex": ([[[1j]], [[1]]], ["Player 1", "(0, 0)", "1j", "complex"]),
    "complex array": ([np.array([[1j]]), np.ones((1, 1))], ["Player 1", "1j", "complex"]),
    "text that is no number": ([[["a"]], [[1]]], ["Player 1", "(0, 0)", "'a'", "not a number"]),
    "zero denominator": ([[["1/0"]], [[1]]], ["Player 1", "(0, 0)", "'1/0'", "denominator"]),
    "a huge exponent": ([[["1e10000000"]], [[1]]], ["Player 1", "'1e10000000'", "exponent"]),
    "a tiny exponent": ([[["1e-10000000"]], [[1]]], ["Player 1", "'1e-10000000'", "exponent"]),
    "a huge Decimal": ([[[Decimal("1E+999999")]], [[1]]], ["Player 1", "exponent"]),
    "a very long text": ([[["9" * 9000]], [[1]]], ["Player 1", "(0, 0)", "characters"]),
    "a huge integer": ([[[10**9000]], [[1]]], ["Player 1", "(0, 0)", "digits"]),
    "None": ([[[None]], [[1]]], ["Player 1", "(0, 0)", "None", "not a number"]),
    "a date": (
        [np.array([["2024-07-22"]], "M8[D]"), [[1]]],
        ["Player 1", "(0, 0)", "not a number"],
    ),
    "a masked entry": ([np.ma.masked_equal([[1, 2]], 2), [[1, 2]]], ["Player 1", "masked"]),
    "a number": (5, ["5", "one array per player"]),
    "numbers": ([1, 2], ["Player 1", "()", "0 axes"]),
}


@pytest.mark.parametrize("given", REFUSED.values(), ids=REFUSED.keys())
def test_bad_payoffs_are_refused_by_one_error_that_names_the_place(given):
    payoffs, words = given
    with pytest.raises(eq.GameError) as caught:
        eq.NormalFormGame(payoffs)
    for word in words:
        assert word in str(caught.value)


def test_all_complaints_come_in_one_message():
    with pytest.raises(eq.GameError) as caught:
        eq.NormalFormGame([[[nan, "x"]], [[1, inf]]])
    assert len(caught.value.complaints) == 3
    assert "3 problems" in str(caught.value)


def test_a_thousand_complaints_stay_readable():
    with pytest.raises(eq.GameError) as caught:
        eq.NormalFormGame([np.full((40, 40), nan), np.ones((40, 40))])
    assert len(str(caught.value)) < 2000
    assert "more" in str(caught.value)


E = Fraction
EXACT = {
    # payoffs, number of extreme equilibria (known), and exact payoffs at (0, 0)
    "unsigned": ([np.array(M, dtype=np.uint8) for M in PD], 1, (3, 3)),
    "unsigned matching pennies": (
        [np.array([[1, 0], [0, 1]], np.uint8), np.array([[0, 1], [1, 0]], np.uint8)],
        1,
        (1, 0),
    ),
    "uint64 beyond int64": (
        [np.array([[2**64 - 1, 0]], np.uint64), np.array([[0, 0]])],
        2,
        (2**64 - 1, 0),
    ),
    "bool": ([[[True, False], [False, True]], [[True, False], [False, True]]], 3, (1, 1)),
    "text": (
        [[["1/3", "0"], ["0", ".5"]], [["1e-2", "0"], ["0", "2.50"]]],
        3,
        (E(1, 3), E(1, 100)),
    ),
    "Decimal": ([[[Decimal("0.1")]], [[Decimal("-2")]]], 1, (E(1, 10), -2)),
    "int and float players": ([PD[0], np.array(PD[1], float)], 1, (3, 3)),
    "float32": ([np.array(M, np.float32) for M in BOS], 3, (2, 1)),
    "longdouble": ([np.array(M, np.longdouble) for M in BOS], 3, (2, 1)),
    "1x1": ([[[7]], [[-7]]], 1, (7, -7)),
    "1xn": ([[[1, 2, 3]], [[5, 5, 4]]], 2, (1, 5)),
    "nx1": ([[[1], [2], [2]], [[5], [5], [4]]], 2, (1, 5)),
    "all payoffs equal": ([[[4, 4], [4, 4]], [[4, 4], [4, 4]]], 4, (4, 4)),
    "degenerate": ([[[1, 1], [0, 1]], [[1, 0], [1, 1]]], 2, (1, 1)),
    "python ints of 10^30": ([[[v * 10**30 for v in r] for r in M] for M in BOS], 3, None),
    "int64 of 2^62": ([np.array(M, np.int64) * 2**61 for M in BOS], 3, (2**62, 2**61)),
    "1e300": ([[[v * 1e300 for v in r] for r in M] for M in PD], 1, (E(3e300), E(3e300))),
    "1e-300": ([[[v * 1e-300 for v in r] for r in M] for M in BOS], 3, (E(2e-300), E(1e-300))),
    "1e300 beside 1e-300": ([[[1e300, 1e-300], [0.0, 2e-300]], BOS[1]], 3, (E(1e300), 1)),
    "1e9 offset": ([[[v + 10**9 for v in r] for r in M] for M in BOS], 3, (10**9 + 2, 10**9 + 1)),
    "float offset 1e15": ([[[v + 1e15 for v in r] for r in M] for M in BOS], 3, None),
    "3e9 dollars": ([[[v * 1e9 for v in r] for r in M] for M in PD], 1, (3 * 10**9, 3 * 10**9)),
    "subnormal": ([[[5e-324, 0.0], [0.0, 5e-324]]] * 2, 3, (E(5e-324), E(5e-324))),
    "beyond floats": ([[["1e400", 0], [0, "1e400"]]] * 2, 3, (10**400, 10**400)),
}


@pytest.mark.parametrize("given", EXACT.values(), ids=EXACT.keys())
def test_extreme_payoffs_work_exactly(given):
    payoffs, count, corner = given
    game = eq.NormalFormGame(payoffs)
    result = eq.nash(game)
    assert len(result) == count
    assert all(e.profile.is_equilibrium for e in result)
    assert eq.check(result.certificate(), game).outcome is eq.Outcome.PROVED
    if corner is not None:
        assert tuple(p[0, 0] for p in game.exact_payoffs()) == corner
    assert repr(game)


def test_the_float_view_is_refused_where_a_float_cannot_hold_a_payoff():
    for text in ("1e400", "1e-400"):
        game = eq.NormalFormGame([[[text]], [[1]]])
        with pytest.raises(eq.GameError, match=r"Player 1 at profile \(0, 0\).*cannot hold it"):
            _ = game.payoffs
        assert game.exact_payoffs()[0][0, 0] == Fraction(text)


LABELS = {
    "too few players": (dict(players=["A"]), ["players", "1 labels for 2"]),
    "players repeat": (dict(players=["A", "A"]), ["players", "'A' appears 2 times"]),
    "an empty label": (dict(players=["A", " "]), ["players", "' '", "non-empty"]),
    "a number as label": (dict(players=["A", 3]), ["players", "3", "text"]),
    "text for labels": (dict(players="AB"), ["players", "'AB'", "sequence"]),
    "sets of actions": (dict(actions=[["a", "b"]]), ["actions", "1 sets", "2 players"]),
    "too many actions": (dict(actions=[["a", "b"], ["c", "d", "e"]]), ["actions of Player 2", "3"]),
    "actions repeat": (dict(actions=[["a", "a"], ["c", "d"]]), ["actions of Player 1", "'a'"]),
    "title": (dict(title=3), ["title", "text"]),
}


@pytest.mark.parametrize("given", LABELS.values(), ids=LABELS.keys())
def test_bad_labels_are_refused(given):
    options, words = given
    with pytest.raises(eq.GameError) as caught:
        eq.NormalFormGame(PD, **options)
    for word in words:
        assert word in str(caught.value)


def test_bad_profiles_are_refused():
    game = eq.NormalFormGame.bimatrix(*BOS, players=["Ann", "Bob"])
    for given, words in [
        ([[1, 0]], ["1 strategies for 2"]),
        ({"Ann": [1, 0]}, ["no strategy for Bob"]),
        ({"Ann": 0, "Bob": 0, "Cid": 0}, ["'Cid'", "'Ann', 'Bob'"]),
        ([[1, 0, 0], 0], ["Ann", "3 probabilities for 2 actions"]),
        ([["1/2", "1/3"], 0], ["Ann", "5/6", "add to 1"]),
        ([[-1, 2], 0], ["a1", "Ann", "negative"]),
        ([[nan, 1], 0], ["a1", "Ann", "finite"]),
        ([[0.5, 0.4999], 0], ["Ann", "add to 1"]),
        (["left", 0], ["'left'", "'a1', 'a2'"]),
        ([7, 0], ["7", "'a1', 'a2'"]),
    ]:
        with pytest.raises(eq.GameError) as caught:
            game.profile(given)
        for word in words:
            assert word in str(caught.value), (given, str(caught.value))
