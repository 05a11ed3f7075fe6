"""The compiled search against the plain one, and the plain one against the definition."""

from __future__ import annotations

from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import assume, example, given, settings

import equilibria as eq
from equilibria.kernels import polygons
from equilibria.repeated.bounding import first_set
from equilibria.repeated.finding import find_plain
from equilibria.repeated.scaled import Scaled
from equilibria.repeated.searching import find_compiled
from support.strategies import bimatrix_games
from twins.payoff_sets import b_step, hull

discounts = st.sampled_from(["1/10", "3/10", "1/2", "9/10"])


def prepared(game, discount):
    scaled = Scaled(eq.RepeatedGame(game, discount))
    return scaled, first_set(scaled), tuple(scaled.best.min(axis=1).tolist())


@settings(deadline=None, max_examples=60)
@given(bimatrix_games(4), discounts, st.sampled_from([0.0, 2.0**-30]))
@example(
    eq.NormalFormGame.bimatrix(
        [[0, 0, 0], [0, 0, 1], [-1, -1, -1]], [[0, 0, 0], [0, 0, 1], [0, 0, 0]]
    ),
    "9/10",
    2.0**-30,
)
def test_compiled_and_plain_agree(game, discount, shrink):
    scaled, start, threats = prepared(game, discount)
    options = {"threats": threats, "slack": 2e-15, "shrink": shrink, "limit": 3000}
    plain = find_plain(scaled, start, **options)
    fast = find_compiled(scaled, start, **options)
    assert shrink or (plain.settled and fast.settled)
    assume(plain.settled and fast.settled)  # moved inwards, a tie may be taken in turns for ever
    # On the way the compiled one may leave out what lies inside; and moved inwards, a continuation
    # on a tie may be left out by one and not by the other: limits then differ by the margin.
    near = 1e-12 + 2 * shrink
    for ours, theirs in ((plain, fast), (fast, plain)):
        assert bool(ours.corners) == bool(theirs.corners)
        assert all(_distance(c, theirs.corners) <= near for c in ours.corners)
    if plain.corners:
        assert plain.threats == pytest.approx(fast.threats, abs=near)


def _distance(point, corners):
    """From a point to the hull of some corners, given counter-clockwise."""
    sides = list(zip([corners[-1], *corners[:-1]], corners))
    if len(corners) > 2 and all(_left(p, q, point) >= 0 for p, q in sides):
        return 0.0
    nearest = np.inf
    for p, q in sides:
        along = np.array(q[:2]) - p[:2]
        away = np.array(point[:2]) - p[:2]
        share = float(np.clip(along @ away / (along @ along or 1.0), 0.0, 1.0))
        nearest = min(nearest, float(np.hypot(*(away - share * along))))
    return nearest


@pytest.mark.parametrize("pair", [("1/2", "1/4"), ("3/10", "7/10")])
def test_compiled_and_plain_agree_where_discounts_differ(pair):
    game = eq.NormalFormGame.bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
    scaled, start, threats = prepared(game, pair)
    options = {"threats": threats, "slack": 2e-15, "shrink": 0.0, "limit": 30}
    plain, fast = find_plain(scaled, start, **options), find_compiled(scaled, start, **options)
    assert np.allclose([c[:2] for c in plain.corners], [c[:2] for c in fast.corners], atol=1e-8)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6), st.sampled_from([Fraction(3, 10), Fraction(7, 10)]))
def test_one_step_holds_what_the_definition_leaves(seed, discount):
    """A step of the search may add own payoffs, and may not lose an equilibrium payoff."""
    rng = np.random.default_rng(seed)
    A, B = rng.integers(0, 6, (2, 3, 3)).tolist()
    answer = eq.payoff_set(eq.RepeatedGame(eq.NormalFormGame.bimatrix(A, B), discount), proof=False)
    corners = hull([(Fraction(x), Fraction(y)) for r, s in zip(A, B) for x, y in zip(r, s)])
    for _ in range(60):
        if not corners:
            break
        corners = hull(
            [
                tuple(Fraction(round(v * 2**40), 2**40) for v in c)
                for c in b_step(A, B, discount, corners)
            ]
        )
    if not answer.vertices:
        return  # the definition gets there more slowly
    for x, y in answer.vertices:  # the search ends inside what the definition still allows
        assert (
            all(_left(p, q, (x, y)) > -1e-6 for p, q in zip([corners[-1], *corners[:-1]], corners))
            or len(corners) < 3
        )


def _left(o, a, b):
    return float(a[0] - o[0]) * (b[1] - float(o[1])) - float(a[1] - o[1]) * (b[0] - float(o[0]))


def test_each_kernel_has_one_compiled_form():
    game = eq.NormalFormGame.bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
    for discount in ("1/4", ["1/4", "1/2"]):
        scaled, start, threats = prepared(game, discount)
        find_compiled(scaled, start, threats=threats, slack=0.0, shrink=0.0, limit=5)
    for name in ("iterate", "compress", "sort_points", "sift", "is_before", "is_inside", "chord"):
        assert len(getattr(polygons, name).signatures) <= 1, name  # 0: read from the cache
