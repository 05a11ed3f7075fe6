"""Lifted solutions of linear systems beside elimination."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equilibria.exact.basis import solve
from equilibria.solvers import lifting, supports


@st.composite
def _matrices(draw):
    k = draw(st.integers(1, 7))
    most = draw(st.sampled_from([1, 3, 100, 2**70]))
    rows = [[draw(st.integers(-most, most)) for _ in range(k)] for _ in range(k)]
    if draw(st.booleans()) and k > 1:
        rows[-1] = rows[0]
    return rows


@given(_matrices())
def test_the_solution_is_that_of_elimination(matrix):
    lifted = lifting.solve_ones(matrix)
    reduced = solve([[*row, 1] for row in matrix], len(matrix))
    assert (lifted is None) == (reduced is None)
    if lifted is not None and reduced is not None:
        assert lifted[1] > 0
        mine = [Fraction(int(w), int(lifted[1])) for w in lifted[0]]
        assert mine == [Fraction(int(row[0]), reduced[1]) for row in reduced[0]]


def test_a_matrix_that_is_singular_for_the_first_prime(monkeypatch):
    p = lifting._PRIMES[0]
    weights, d = lifting.solve_ones([[p, 0], [0, 1]])
    assert [Fraction(int(w), int(d)) for w in weights] == [Fraction(1, p), 1]
    monkeypatch.setattr(lifting, "_PRIMES", (5,))
    assert lifting.solve_ones([[5, 0], [0, 1]]) is None


@pytest.mark.parametrize("k", [31, 60])
def test_large_supports_are_solved_alike(k, monkeypatch):
    matrix = np.random.default_rng(k).integers(1, 2**40, (k, k)).tolist()
    at_once = supports._solve(matrix)
    monkeypatch.setattr(supports, "_AT_ONCE", 0)
    monkeypatch.setattr(supports, "_REDUCED", 0)
    stepwise = supports._solve(matrix)
    shares = [[Fraction(int(w), int(d)) for w in weights] for weights, d in (at_once, stepwise)]
    assert shares[0] == shares[1]


def test_the_primes_are_primes():
    for p in lifting._PRIMES:
        d, r = p - 1, 0
        while d % 2 == 0:
            d, r = d // 2, r + 1
        for a in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):  # decides below 3.3e24 (Sorenson)
            x = pow(a, d, p)
            assert x in (1, p - 1) or any((x := x * x % p) == p - 1 for _ in range(r))
