"""The compiled bounds of the outer chain against the plain ones, both against the definition."""

from __future__ import annotations

import sys

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import equilibria as eq
from equilibria._budget import Budget
from equilibria.kernels import halfplanes
from equilibria.repeated import directions, jumping
from equilibria.repeated.bounding import bound, first_set
from equilibria.repeated.finding import find_plain
from equilibria.repeated.scaled import Scaled
from support.strategies import bimatrix_games

ERROR = 2.0**-44


def tables(seed):
    """What both forms are given: random, with no corners of the dual now and then."""
    rng = np.random.default_rng(seed)
    size, corners = rng.integers(1, 30), rng.integers(0, 6)
    first, stage = rng.random((2, size))
    alive = rng.random(size) < 0.8
    high, low = rng.random((2, 2, size))
    base, less = rng.random((2, corners))
    return rng, first, stage, alive, high, low, base, less, rng.integers(0, 2, corners)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.booleans())
def test_upper_bounds_are_those_of_the_definition(seed, is_falling):
    rng, first, stage, alive, required, _, base, less, axis = tables(seed)
    least = (*rng.random(2).tolist(), 0.1) if is_falling else (0.0, 0.0, np.inf)
    free, limit = rng.random(2).tolist()
    rows = np.empty((2, len(first)))
    arguments = (first, stage, alive, required, base, less, axis, free, *least, ERROR, limit)
    tops = [f(*arguments, row) for f, row in zip((halfplanes.upper, directions.upper), rows)]
    assert tops[0] == tops[1]
    expected = np.full(len(first), -np.inf)
    for a in np.flatnonzero(alive):
        seconds = [free, least[2] - least[0] * required[0, a] - least[1] * required[1, a]]
        seconds += [b - t * required[i, a] for b, t, i in zip(base, less, axis)]
        expected[a] = min(first[a], stage[a] + min(seconds))
    matters = expected > limit
    for row in rows:
        assert row[matters] == pytest.approx(expected[matters] + ERROR)
        assert (row[~matters] <= limit + 2 * ERROR).all()
    if matters.any():
        assert tops[0] == int(expected.argmax())


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6))
def test_profiles_that_obey_a_jump_are_those_of_the_definition(seed):
    rng, first, stage, alive, high, low, base, less, axis = tables(seed)
    other, limit, aims = base * rng.random(len(base)), float(rng.random()), 2 * rng.random(2)
    marks = np.ones((2, len(first)), bool)
    arguments = (first, stage, alive, high, low, base, other, less, axis, ERROR, limit, aims)
    counts = [f(*arguments, mark) for f, mark in zip((halfplanes.lands, jumping.lands), marks)]
    for a in range(len(first)):
        obeys = any(
            stage[a] + b - t * high[i, a] <= aims[0] and stage[a] + c - t * low[i, a] <= aims[1]
            for b, c, t, i in zip(base, other, less, axis)
        )
        expected = bool(alive[a] and first[a] > limit and not obeys)
        assert marks[0, a] == marks[1, a] == expected
    assert counts == marks.sum(axis=1).tolist()


@settings(deadline=None, max_examples=20)
@given(bimatrix_games(4), st.sampled_from(["3/10", "7/10", ("1/2", "3/4")]))
def test_both_forms_drive_the_same_chain(game, discount):
    discount = list(discount) if isinstance(discount, tuple) else discount
    scaled = Scaled(eq.RepeatedGame(game, discount))
    threats = tuple(scaled.best.min(axis=1).tolist())
    options = {"threats": threats, "slack": 2e-15, "shrink": 0.0, "limit": 300}
    found = find_plain(scaled, first_set(scaled), **options)
    with pytest.MonkeyPatch.context() as patch:
        compiled = bound(scaled, found, None, Budget(steps=5).start())
        patch.delitem(sys.modules, "numba")
        plain = bound(scaled, found, None, Budget(steps=5).start())
    assert compiled.rows == plain.rows


def test_each_kernel_has_one_compiled_form():
    game = eq.NormalFormGame.bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
    for discount in ("1/4", "99/400", ["1/4", "1/2"], ["0", "1/2"]):
        eq.payoff_set(eq.RepeatedGame(game, discount), budget=eq.Budget(seconds=600))
    for name in ("upper", "lands"):
        assert len(getattr(halfplanes, name).signatures) <= 1, name  # 0: read from the cache
