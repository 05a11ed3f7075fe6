"""Constant-sum games: exact values, by linear programming and by enumeration."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import equilibria as eq


def _zero_sum(A) -> eq.NormalFormGame:
    A = np.array(A, dtype=object)
    return eq.NormalFormGame.bimatrix(A, -A)


def _value(game: eq.NormalFormGame) -> Fraction:
    [e] = eq.nash(game, method=eq.ZeroSum())
    assert e.profile.is_equilibrium
    return e.profile.exact_payoffs[0]


def test_published_values():
    assert _value(_zero_sum([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])) == 0
    # O'Neill (1987): the ace-or-joker game is won by the first player with probability 2/5.
    oneill = [[1, 0, 0, 0], [0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]]
    assert _value(_zero_sum(oneill)) == Fraction(2, 5)
    assert _value(_zero_sum([[3, 1], [2, 4]])) == Fraction(5, 2)


@st.composite
def _games(draw):
    m, n = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    span = draw(st.sampled_from([1, 5, 1000]))
    entries = st.integers(-span, span)
    A = [[draw(entries) for _ in range(n)] for _ in range(m)]
    total = draw(st.integers(-3, 3))
    return eq.NormalFormGame.bimatrix(A, [[total - a for a in row] for row in A])


@given(_games())
def test_every_equilibrium_has_the_value_that_the_program_finds(game):
    value = _value(game)
    assert {e.profile.exact_payoffs[0] for e in eq.nash(game)} == {value}
    [found] = eq.nash(game, method=eq.ZeroSum())
    if found.index is not None:
        assert len(eq.nash(game)) == 1


def test_a_large_game_goes_to_linear_programming_and_is_exact():
    rng = np.random.default_rng(41)
    A = rng.standard_normal((60, 50))
    game = eq.NormalFormGame.bimatrix(A, -A)
    result = eq.nash(game, find="one")
    assert result.method == "ZeroSum" and result[0].profile.is_equilibrium
    assert eq.check(result.certificate(), game)
    assert result.stats.steps > 10


def test_what_is_not_constant_sum_is_refused():
    game = eq.NormalFormGame.bimatrix([[1, 2], [3, 4]], [[-1, -2], [-3, 4]])
    with pytest.raises(eq.GameError, match="add to the same in every profile"):
        eq.nash(game, method=eq.ZeroSum())
    nearly = eq.NormalFormGame.bimatrix([[0.1, 0.2]], [[0.9, 0.8 + 2**-50]])
    with pytest.raises(eq.GameError, match="floats can miss that"):
        eq.nash(nearly, method=eq.ZeroSum())


def test_a_spent_budget_is_told():
    A = np.random.default_rng(42).standard_normal((80, 80))
    game = eq.NormalFormGame.bimatrix(A, -A)
    result = eq.nash(game, method=eq.ZeroSum(), budget=eq.Budget(steps=3), partial=True)
    assert result.status is eq.Status.MAX_STEPS and result.claim is eq.Claim.NONE
    with pytest.raises(eq.BudgetExceeded, match="Raise Budget"):
        eq.nash(game, method=eq.ZeroSum(), budget=eq.Budget(steps=3))


def test_nothing_is_printed(capfd):
    eq.nash(_zero_sum([[1, 2], [2, 1]]), method=eq.ZeroSum())
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""


def test_payoffs_that_a_float_cannot_hold_are_solved_all_the_same():
    game = _zero_sum([[Fraction(10) ** 400, 0], [0, Fraction(10) ** 400]])
    [e] = eq.nash(game, method=eq.ZeroSum())
    assert e.profile.exact_payoffs[0] == Fraction(10) ** 400 / 2
