"""The map over all profiles says what one question at a time says."""

from fractions import Fraction
from itertools import product

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

import equilibria as eq
from reference.repeated import ABREU
from support.strategies import bimatrix_games

STAGE = eq.NormalFormGame.bimatrix(ABREU, [list(column) for column in zip(*ABREU)])
DILEMMA = eq.NormalFormGame.bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])


@given(bimatrix_games(3), st.sampled_from(["optimal", "grim"]))
def test_each_entry_is_that_of_its_profile(stage, punishment):
    if punishment == "grim" and not len(eq.pure_equilibria(stage)):
        return
    found = eq.critical_discount_map(stage, punishment=punishment, width=1)
    assert found.lower.shape == found.upper.shape == stage.shape
    for place in product(*map(range, stage.shape)):
        one = eq.critical_discount(stage, sustain=place, punishment=punishment, width=1)
        assert found[place] == one.bracket
        assert (found[place] == (0, 0)) == stage.profile(place).is_equilibrium


def test_the_symmetric_map_has_symmetric_profiles_only():
    found = eq.critical_discount_map(STAGE, punishment="symmetric")
    assert found[0, 0] == (Fraction(3, 5),) * 2 and found[1, 1] == (0, 0)
    assert found[0, 1] == (1, 1)


def test_what_is_sustained_grows_with_the_discount_factor():
    found = eq.critical_discount_map(STAGE, punishment="grim")
    assert found.sustained(0) == ((1, 1),)
    assert found.sustained("0.624") == ((1, 1),)
    assert found.sustained("5/8") == ((0, 0), (1, 1))
    with pytest.raises(eq.GameError, match="discount is 1"):
        found.sustained(1)


def test_it_is_shown_and_cannot_be_changed():
    found = eq.critical_discount_map(DILEMMA)
    assert repr(found).splitlines()[2].split() == ["a1", "1/7", "never"]
    with pytest.raises(ValueError, match="read-only"):
        found.lower[0, 0] = 3
    assert found.status is eq.Status.FINISHED and found.claim is eq.Claim.BRACKET
    large = eq.NormalFormGame.bimatrix(np.zeros((17, 2)), np.zeros((17, 2)))
    assert "of 34 profiles" in repr(eq.critical_discount_map(large, punishment="grim"))


def test_bad_questions_are_refused():
    with pytest.raises(eq.GameError, match="not a game"):
        eq.critical_discount_map(3)
    with pytest.raises(eq.GameError, match="punishment='harsh'"):
        eq.critical_discount_map(STAGE, punishment="harsh")
    with pytest.raises(eq.GameError, match="width is 0"):
        eq.critical_discount_map(STAGE, width=0)
    with pytest.raises(eq.GameError, match="no action|one action"):
        eq.critical_discount_map(STAGE, punishment="grim")[0]
