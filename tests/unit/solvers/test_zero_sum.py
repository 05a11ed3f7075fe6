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


@st.composite
def _degenerate_games(draw):
    """Constant-sum games with ties and copies, whose optimal faces have many vertices."""
    m, n = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    entries = st.integers(0, draw(st.sampled_from([0, 1, 2, 50])))
    A = [[draw(entries) for _ in range(n)] for _ in range(m)]
    for table in (A, A_t := [list(column) for column in zip(*A, strict=True)]):
        if draw(st.booleans()):
            table.append(draw(st.sampled_from(table)))
            A = A_t if table is not A else A
    unit = draw(st.sampled_from([1, Fraction(1, 3), 0.25, Fraction(10) ** 400]))
    total = draw(st.integers(-3, 3))
    A = [[a * unit for a in row] for row in A]
    return A, [[total * unit - a for a in row] for row in A]


@given(_degenerate_games())
def test_the_optimal_faces_are_what_enumeration_finds(tables):
    every = eq.nash(eq.NormalFormGame.bimatrix(*tables), method=eq.VertexEnumeration())
    game = eq.NormalFormGame.bimatrix(*tables)
    faces = eq.nash(game, method=eq.ZeroSum(faces=True))
    assert [e.exact for e in faces] == [e.exact for e in every]
    assert [e.index for e in faces] == [e.index for e in every]
    assert faces.components == every.components and faces.claim is eq.Claim.ALL
    assert eq.check(faces.certificate(), game)


def test_forged_faces_are_refuted():
    A = [[0, 0, 1], [0, 0, 1], [-1, -1, 0]]
    game = _zero_sum(A)
    data = eq.nash(game, method=eq.ZeroSum(faces=True)).certificate().data
    assert len(data["equilibria"]) == 4 and "bases" not in data
    assert "optimal strategies exchanged" in eq.check(data, game).reason
    assert eq.check(dict(data, components=[{"members": [0, 1, 2, 3], "index": 1}]), game)
    for k in range(4):
        short = data["equilibria"][:k] + data["equilibria"][k + 1 :]
        verdict = eq.check(dict(data, equilibria=short), game)
        assert verdict.outcome is eq.Outcome.REFUTED and "an extreme" in verdict.reason
    middle = [[[1, 2], [1, 2], 0], [[1, 2], [1, 2], 0]]
    more = eq.check(dict(data, equilibria=[*data["equilibria"], middle]), game)
    assert more.outcome is eq.Outcome.REFUTED and "not an extreme" in more.reason
    first = eq.check(dict(data, equilibria=[middle, *data["equilibria"]]), game)
    assert first.outcome is eq.Outcome.REFUTED
    for parts in ([([0, 1], 1), ([2, 3], 0)], [([0, 1, 2, 3], 0)], [([0, 1, 2], 1)]):
        forged = [{"members": members, "index": index} for members, index in parts]
        assert not eq.check(dict(data, components=forged), game)
    other = [[[1, 1] if v == 1 else v for v in table] for table in data["payoffs"]]
    other[1][8] = 5  # no longer constant-sum, so bases are needed
    assert "bases" in eq.check(dict(data, payoffs=other)).reason


def test_all_equilibria_of_a_large_constant_sum_game():
    rng = np.random.default_rng(43)
    A = rng.integers(-9, 10, (30, 25))
    A[7], A[:, 3] = A[2], A[:, 9]  # copies: many optimal strategies, if they are played
    game = eq.NormalFormGame.bimatrix(A, -A)
    result = eq.nash(game)
    assert result.method == "ZeroSum" and result.claim is eq.Claim.ALL
    assert {e.profile.exact_payoffs[0] for e in result} == {result[0].profile.exact_payoffs[0]}
    assert len(result.components) == 1 and result.components[0].index == 1
    assert eq.check(result.certificate(), game)


def test_a_budget_spent_on_the_faces_is_told():
    game = _zero_sum([[0] * 6] * 6)
    full = eq.nash(game, method=eq.ZeroSum(faces=True))
    assert len(full) == 36 and full.stats.vertices == 12
    for steps in range(1, full.stats.steps):
        cut = eq.nash(
            game, method=eq.ZeroSum(faces=True), budget=eq.Budget(steps=steps), partial=True
        )
        assert cut.status is eq.Status.MAX_STEPS and cut.claim in (
            eq.Claim.AT_LEAST_ONE,
            eq.Claim.NONE,
        )
        assert all(e.profile.is_equilibrium for e in cut)
    enough = eq.nash(game, method=eq.ZeroSum(faces=True), budget=eq.Budget(steps=full.stats.steps))
    assert [e.exact for e in enough] == [e.exact for e in full]


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
