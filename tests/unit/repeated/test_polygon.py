"""Plane geometry against its definitions."""

from fractions import Fraction
from itertools import combinations

import hypothesis.strategies as st
from hypothesis import given

from equilibria.repeated import polygon

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
