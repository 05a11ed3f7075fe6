"""Feasible and individually rational payoffs: known sets, the definition, degenerate shapes."""

from fractions import Fraction

import hypothesis.strategies as st
import pytest
from hypothesis import given

import equilibria as eq
from equilibria.repeated.feasible import least_rational
from support.strategies import bimatrix_games

DILEMMA = eq.NormalFormGame.bimatrix([[2, -1], [3, 0]], [[2, 3], [-1, 0]])
PENNIES = eq.NormalFormGame.bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])


@st.composite
def with_a_lottery(draw):
    game = draw(bimatrix_games(3))
    profiles = [(a, b) for a in range(game.shape[0]) for b in range(game.shape[1])]
    weights = draw(st.lists(st.integers(0, 5), min_size=len(profiles), max_size=len(profiles)))
    weights[0] += sum(weights) == 0
    total = sum(weights)
    first, second = game.exact_payoffs()
    paid = tuple(
        sum(Fraction(w, total) * table[at] for w, at in zip(weights, profiles))
        for table in (first, second)
    )
    return game, paid


@given(with_a_lottery())
def test_every_lottery_pays_something_feasible(case):
    game, paid = case
    assert eq.feasible_set(game).contains(paid)
    rational = eq.individually_rational(game)
    above = all(u >= eq.minmax(game, i).value for i, u in enumerate(paid))
    assert rational.contains(paid) == above


@given(bimatrix_games(4))
def test_vertices_are_profiles_and_none_too_many(game):
    found = eq.feasible_set(game)
    paid = set(zip(*(table.ravel().tolist() for table in game.exact_payoffs())))
    assert set(found.vertices) <= paid
    assert all(found.contains(point) for point in paid)
    for k in range(len(found.vertices)):
        if found.dimension == 2:
            o, a, b = (found.vertices[(k + j) % len(found.vertices)] for j in range(3))
            assert (a[0] - o[0]) * (b[1] - o[1]) > (a[1] - o[1]) * (b[0] - o[0])


@given(bimatrix_games(3))
def test_the_rational_part_lies_inside_and_mixing_enlarges_it(game):
    whole, pure = eq.feasible_set(game), eq.individually_rational(game)
    mixed = eq.individually_rational(game, kind="mixed")
    assert mixed.vertices, "every stage equilibrium lies in it"
    for point in pure.vertices:
        assert whole.contains(point) and mixed.contains(point)
        assert all(u >= v for u, v in zip(point, pure.minmax))


def test_known_sets():
    third = Fraction(8, 3)
    assert eq.individually_rational(DILEMMA).vertices == ((0, 0), (third, 0), (2, 2), (0, third))
    assert eq.feasible_set(PENNIES).dimension == 1
    assert eq.individually_rational(PENNIES).dimension == -1
    assert eq.individually_rational(PENNIES, kind="mixed").vertices == ((0, 0),)
    single = eq.NormalFormGame.bimatrix([[3]], [[4]])
    assert eq.feasible_set(single).dimension == 0
    assert "empty, individually rational" in repr(eq.individually_rational(PENNIES))


def test_bad_questions_are_refused():
    three = eq.NormalFormGame([[[[1]]], [[[1]]], [[[1]]]])
    for verb in (eq.feasible_set, eq.individually_rational):
        with pytest.raises(eq.NotYetSupported, match="3 players"):
            verb(three)
        with pytest.raises(eq.GameError, match="not a game"):
            verb(3)
    for bad in ([1], [1, 2, 3], ["x", 1], 3, [1, float("nan")]):
        with pytest.raises(eq.GameError, match="one number per player"):
            eq.feasible_set(DILEMMA).contains(bad)


@given(bimatrix_games(4))
def test_least_rational_payoffs_leave_out_no_equilibrium(game):
    found = least_rational(game)
    pure = eq.pure_equilibria(game)
    rational = eq.individually_rational(game)
    if found is None:
        assert not rational.vertices and not len(pure)
        return
    for i in range(2):
        assert found[i] >= eq.minmax(game, i).value
        assert found[i] >= min(u[i] for u in rational.vertices)
        for e in pure:
            assert e.profile.exact_payoffs[i] >= found[i]


@given(bimatrix_games(3), st.fractions("1/10", "9/10", max_denominator=10))
def test_no_payoff_set_reaches_below_them(game, discount):
    found = least_rational(game)
    ps = eq.payoff_set(eq.RepeatedGame(game, discount), budget=eq.Budget(steps=50), partial=True)
    if found is None:
        assert ps.inner == ()
    elif ps.inner:
        assert all(v >= w for v, w in zip(ps.threats.inner, found))


def test_a_player_may_be_safe_above_its_minmax_payoff():
    game = eq.NormalFormGame.bimatrix([[-1, -2, -2], [2, -2, -2]], [[2, -2, -2], [3, -3, -3]])
    assert eq.minmax(game, 0).value == -2
    assert least_rational(game) == (-1, 2)
    found = eq.critical_discount(game, sustain=[0, 0])
    assert found.status == "never" and found.lower == "rational"
    assert eq.check(found.certificate(), game)
