"""Plane geometry against its definitions."""

from fractions import Fraction
from itertools import combinations

import hypothesis.strategies as st
from hypothesis import assume, given

from equilibria.repeated import polygon
from twins.payoff_sets import distance

SMALL = st.integers(-3, 3).map(Fraction)


def _clipped(corners, plane):
    """The hull of the corners inside and of where the line crosses from corner to corner."""
    slack = {p: plane[2] - plane[0] * p[0] - plane[1] * p[1] for p in corners}
    points = [p for p in corners if slack[p] >= 0]
    for p, q in combinations(corners, 2):
        if slack[p] * slack[q] < 0:
            w = slack[p] / (slack[p] - slack[q])
            points.append(tuple(a + w * (b - a) for a, b in zip(p, q)))
    return polygon.hull(points)


@given(st.lists(st.tuples(SMALL, SMALL), max_size=9), st.tuples(SMALL, SMALL, SMALL))
def test_a_clipped_set_is_in_order_and_what_the_definition_says(points, plane):
    corners = polygon.hull(points)
    assert polygon.clip(corners, plane) == _clipped(corners, plane)


def test_a_segment_can_be_clipped_to_a_shorter_one_a_point_or_nothing():
    segment = [(Fraction(0), Fraction(0)), (Fraction(2), Fraction(2))]
    half = polygon.clip(segment, (Fraction(1), Fraction(0), Fraction(1)))
    assert half == [(0, 0), (1, 1)]
    assert polygon.clip(segment, (Fraction(1), Fraction(0), Fraction(0))) == [(0, 0)]
    assert polygon.clip(segment, (Fraction(1), Fraction(0), Fraction(-1))) == []


ROUGH = st.fractions(-3, 3, max_denominator=997)


def _farthest(outer, inner, scale):
    """The largest distance of a corner, by the half-planes around the inner set."""
    x, y = scale
    near = [(a / x, b / y) for a, b in inner]
    return max(distance(near, (a / x, b / y)) for a, b in outer)


@given(
    st.lists(st.tuples(SMALL, SMALL), min_size=1, max_size=9),
    st.lists(st.tuples(SMALL, SMALL), max_size=4),
    st.tuples(*[st.sampled_from([Fraction(1, 3), Fraction(1), Fraction(7)])] * 2),
)
def test_the_excess_is_the_distance_of_the_farthest_corner(points, more, scale):
    inner, outer = polygon.hull(points), polygon.hull(points + more)
    assert polygon.excess(outer, inner, scale) == _farthest(outer, inner, scale)


@given(
    st.lists(st.tuples(ROUGH, ROUGH), min_size=1, max_size=6),
    st.lists(st.tuples(ROUGH, ROUGH), min_size=1, max_size=3),
)
def test_the_excess_is_never_too_small_where_floats_choose_the_edge(points, more):
    inner, outer = polygon.hull(points), polygon.hull(points + more)
    scale = (Fraction(1), Fraction(1))
    true, told = _farthest(outer, inner, scale), polygon.excess(outer, inner, scale)
    assert true <= told <= true + Fraction(1, 10**14)


@given(st.lists(st.tuples(SMALL, SMALL), min_size=1, max_size=6), st.tuples(SMALL, SMALL))
def test_the_excess_is_nothing_only_where_nothing_is_beyond(points, point):
    inner = polygon.hull(points)
    assume(not polygon.contains(inner, point))
    scale = (Fraction(1), Fraction(1))
    assert polygon.excess(inner, inner, scale) == 0
    assert polygon.excess(polygon.hull([*inner, point]), inner, scale) > 0
