"""The search for sticks finds the best of all combinations."""

from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
from hypothesis import assume, given, settings

import equilibria as eq
from equilibria.repeated.sticks import lasting_sticks, one_period_sticks
from reference.repeated import ABREU
from support.strategies import bimatrix_games, games
from twins import sticks as twin


@st.composite
def questions(draw, stages):
    stage = draw(stages)
    place = tuple(draw(st.integers(0, k - 1)) for k in stage.shape)
    assume(not stage.profile(place).is_equilibrium)
    return stage, place


small = st.one_of(bimatrix_games(3), games(players=3, most=2))


@given(questions(small))
def test_one_period(question):
    stage, place = question
    found = one_period_sticks(stage, place)
    assert found.discount == twin.one_period(stage, place)
    if found.discount < 1:
        assert found.strategy.is_equilibrium(found.discount)


@settings(max_examples=25)
@given(questions(bimatrix_games(2) | games(players=2, most=2)))
def test_lasting(question):
    stage, place = question
    found = lasting_sticks(stage, place)
    d = found.discount
    tried = {Fraction(k, 12) for k in range(1, 12)}
    if 0 < d < 1:
        assert found.strategy.is_equilibrium(d)
        tried |= {d, d * Fraction(999, 1000), d + (1 - d) / 1000}
    assert twin.lasting(stage, place, tried) == {t for t in tried if t >= d}


@given(questions(small), st.fractions("1/10", 1))
def test_only_what_is_asked_for_is_looked_for(question, most):
    stage, place = question
    for search in (one_period_sticks, lasting_sticks):
        best = search(stage, place).discount
        found = search(stage, place, most=most).discount
        assert found == (best if best < most else 1)
        assert search(stage, place, least=best).discount == best


@given(questions(bimatrix_games(3)), st.integers(10**8, 10**30))
def test_large_payoffs_take_the_same_way(question, factor):
    """Beyond machine integers the comparisons are the same."""
    stage, place = question
    scaled = eq.NormalFormGame([table * factor for table in stage.exact_payoffs()])
    for search in (one_period_sticks, lasting_sticks):
        assert search(scaled, place).discount == search(stage, place).discount


@given(st.lists(st.integers(-999, 999), min_size=18, max_size=18))
def test_machine_integers_are_left_in_time(noise):
    """Payoffs of 24 bits, whose critical discount factors are not short fractions."""
    base = np.array([ABREU, np.transpose(ABREU)], dtype=object) * 2**20
    A, B = base + np.array(noise, dtype=object).reshape(2, 3, 3)
    stage = eq.NormalFormGame.bimatrix(A, B)
    scaled = eq.NormalFormGame.bimatrix(A * 10**30, B * 10**30)
    for search in (one_period_sticks, lasting_sticks):
        assert search(stage, (0, 0)).discount == search(scaled, (0, 0)).discount < 1
