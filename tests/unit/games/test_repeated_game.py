"""A repeated game takes its discount factors exactly, or says what is wrong with them."""

import copy
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq

STAGE = eq.NormalFormGame.bimatrix(
    [[2, 0], [3, 1]], [[2, 3], [0, 1]], players=["Ann", "Bob"], actions=[["c", "d"]] * 2
)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("2/3", Fraction(2, 3)),
        (Fraction(1, 3), Fraction(1, 3)),
        (0, Fraction(0)),
        (0.1, Fraction(0.1)),
        (np.float64(0.5), Fraction(1, 2)),
        (np.array(0.25), Fraction(1, 4)),
        (Decimal("0.9"), Fraction(9, 10)),
        ("0.99", Fraction(99, 100)),
    ],
)
def test_one_discount_factor_is_common(given, taken):
    game = eq.RepeatedGame(STAGE, given)
    assert game.discounts == (taken, taken)
    assert game.common == taken


@pytest.mark.parametrize(
    "given", [["1/2", 0.75], ("1/2", 0.75), np.array([0.5, 0.75]), {"Bob": 0.75, "Ann": "1/2"}]
)
def test_one_per_player(given):
    game = eq.RepeatedGame(STAGE, given)
    assert game.discounts == (Fraction(1, 2), Fraction(3, 4))
    assert game.common is None


def test_equal_values_per_player_are_common():
    assert eq.RepeatedGame(STAGE, ["1/2", 0.5]).common == Fraction(1, 2)


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        (1, ["discount is 1", "less than 1"]),
        (-0.25, ["discount is -1/4", "at least 0"]),
        (float("nan"), ["nan", "finite"]),
        (float("inf"), ["inf", "finite"]),
        ("x", ["'x'", "not a number"]),
        (None, ["None", "not a number"]),
        ([0.5], ["1 values for 2 players"]),
        ([0.5, 0.5, 0.5], ["3 values for 2 players"]),
        ([1.5, -1], ["discount of Ann is 3/2", "discount of Bob is -1"]),
        ({"Ann": 0.5}, ["Bob has none"]),
        ({"Ann": 0.5, "Bob": 0.5, "Cy": 0.5}, ["'Cy'"]),
        (1j, ["complex"]),
    ],
)
def test_bad_discounts_are_refused_with_the_reason(given, parts):
    with pytest.raises(eq.GameError) as error:
        eq.RepeatedGame(STAGE, given)
    for part in parts:
        assert part in str(error.value)


def test_something_else_than_a_game_is_refused():
    with pytest.raises(eq.GameError, match="not a game"):
        eq.RepeatedGame([[1]], 0.5)


def test_it_is_a_value():
    game = eq.RepeatedGame(STAGE, "2/3")
    assert game == eq.RepeatedGame(STAGE, Fraction(2, 3)) != eq.RepeatedGame(STAGE, "1/3")
    assert hash(game) == hash(eq.RepeatedGame(STAGE, Fraction(2, 3)))
    assert pickle.loads(pickle.dumps(game)) == game == copy.deepcopy(game)
    with pytest.raises(AttributeError):
        game.stage = STAGE
    assert "discount 2/3" in repr(game)
    assert "Ann: 1/2, Bob: 3/4" in repr(eq.RepeatedGame(STAGE, ["1/2", 0.75]))
