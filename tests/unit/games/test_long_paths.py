"""The games with long Lemke-Howson paths: geometry, equilibria and the length of every path.

The twin walks on polytopes that are lists of sets, without a number, so it shares nothing with the
Cauchy matrices or with the solver.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest

import equilibria as eq
from twins.extreme_equilibria import best_response_vertices
from twins.labelled_polytopes import completely_labelled, dual_cyclic, path_lengths, simplices


def _fibonacci(k):
    a, b = 0, 1
    for _ in range(k):
        a, b = b, a + b
    return a


def _pell(k):
    a, b = 0, 1
    for _ in range(k):
        a, b = b, a + 2 * b
    return a


def _even(k):
    return k - k % 2


def _lengths(d):
    """Those of Savani and von Stengel (2006), as the docstring gives them."""
    longest = lambda e: _fibonacci(3 * e // 2 + 2) - 1  # noqa: E731
    middle = [_fibonacci(3 * j) + _fibonacci(3 * (d // 2 + 1 - j)) for j in range(1, d // 2 + 1)]
    rows = [longest(_even(k)) + longest(d - _even(k)) for k in range(1, d + 1)]
    return rows + [length for length in middle for _ in range(2)]


def _morris_lengths(d):
    longest = lambda e: 4 * sum(_pell(i) for i in range(1, e // 2 + 1))  # noqa: E731
    return [longest(_even(k)) + longest(d - _even(k)) for k in range(1, d + 1)] * 2


def _weights(d):
    weights = [comb(2 * d - i, d) * comb(d - 1, i - 1) for i in range(1, d + 1)]
    return tuple(Fraction(w, sum(weights)) for w in weights)


def _swapped(labels):
    return [labels[k ^ 1] for k in range(len(labels))]


def _two_dual_cyclic(d):
    """The polytopes with the labels of the paper, from 0."""
    first, second = [*range(d)], [*range(d, 2 * d)]
    exchanged = [0, *_swapped(first[1:-1]), d - 1, *_swapped(second)]
    return dual_cyclic(d, first + second), dual_cyclic(d, exchanged)


def _morris(d, copies):
    along = [d] + [label for k in range(d - 2, 0, -2) for label in (k, k + 1)] + [1]
    columns = [label - 1 + d * (copy + 1) for label in along for copy in range(copies)]
    groups = [[i, *range(i + d, d * (copies + 1), d)] for i in range(d)]
    return dual_cyclic(d, [*range(d), *columns]), simplices(groups)


@pytest.mark.parametrize(
    ("game", "polytopes"),
    [(eq.dual_cyclic_game(d), _two_dual_cyclic(d)) for d in (2, 4, 6)]
    + [(eq.morris_game(d, copies=c), _morris(d, c)) for d, c in ((2, 1), (2, 3), (4, 1), (4, 2))],
    ids=lambda given: getattr(given, "title", ""),
)
def test_the_polytopes_are_dual_cyclic(game, polytopes):
    for vertices, expected in zip(best_response_vertices(game), polytopes):
        assert {frozenset(labels) for _, labels in vertices} == set(expected)


@pytest.mark.parametrize("d", [2, 4, 6, 8, 10])
def test_paths_on_dual_cyclic_polytopes(d):
    P, Q = _two_dual_cyclic(d)
    assert len(completely_labelled(P, Q, 2 * d)) == 2  # the artificial one and the equilibrium
    assert path_lengths(P, Q, d, d) == _lengths(d)


@pytest.mark.parametrize(
    ("d", "longest", "shortest"),
    [
        (2, 4, 4),
        (4, 20, 8),
        (6, 88, 16),
        (8, 376, 40),
        (10, 1596, 68),
        (12, 6764, 176),
    ],
)
def test_the_growth_is_exponential(d, longest, shortest):
    golden = (1 + 5**0.5) / 2
    assert (max(_lengths(d)), min(_lengths(d))) == (longest, shortest)
    assert max(_lengths(4 * d)) + 1 == pytest.approx(golden ** (6 * d + 2) / 5**0.5, rel=1e-4)
    assert 1 < min(_lengths(4 * d)) / golden ** (3 * d) < 3
    silver = 1 + 2**0.5
    assert 1 < max(_morris_lengths(4 * d)) / silver ** (2 * d) < 3
    assert 1 < min(_morris_lengths(4 * d)) / silver**d < 5


def _walk(game, label):
    return eq.nash(game, method=eq.LemkeHowson(label=label, arithmetic="integer"))


@pytest.mark.parametrize("d", [2, 4, 6, 8])
def test_the_dual_cyclic_game_is_solved_along_every_path(d):
    game = eq.dual_cyclic_game(d)
    x = _weights(d)
    expected = x, tuple(x[i] for j in range(d - 2, -1, -2) for i in (j, j + 1))
    [e] = eq.nash(game)
    assert e.exact == expected and e.index == 1
    walks = [_walk(game, label) for label in range(2 * d)]
    assert [walk.stats.steps for walk in walks] == _lengths(d)
    assert {walk[0].exact for walk in walks} == {expected}


@pytest.mark.parametrize(("label", "length"), [(0, 1596), (14, 68)])
def test_a_long_path_in_either_arithmetic(label, length):
    game = eq.dual_cyclic_game(10)
    walk = _walk(game, label)
    assert walk.stats.steps == length and walk[0].exact[0] == _weights(10)
    # Floats may lose the way between such facets, and are found out at the end of the path.
    method = eq.LemkeHowson(label=label, arithmetic="filtered")
    assert eq.nash(game, method=method)[0].exact == walk[0].exact


@pytest.mark.parametrize(
    ("d", "copies"),
    [(2, 1), (4, 1), (6, 1), (8, 1), (2, 2), (4, 2), (6, 2), (2, 3), (4, 3), (6, 3)],
)
def test_morris_paths(d, copies):
    game, (P, Q) = eq.morris_game(d, copies=copies), _morris(d, copies)
    count = d * (copies + 1)
    assert game.shape == (d, d * copies)
    assert len(completely_labelled(P, Q, count)) == 2
    lengths = path_lengths(P, Q, d, d * copies)
    single = _morris_lengths(d)
    assert all(length > single[label % d] for label, length in enumerate(lengths)) or copies == 1
    walks = [_walk(game, label) for label in range(count)]
    assert [walk.stats.steps for walk in walks] == lengths
    [e] = eq.nash(game)
    assert {walk[0].exact for walk in walks} == {e.exact} and e.index == 1
    assert len(e.support[0]) == d == len(e.support[1])
    assert set(e.exact[1]) <= {Fraction(0), Fraction(1, d)}
    assert sorted(j % d for j, p in enumerate(e.exact[1]) if p) == [*range(d)]
    if copies == 1:
        assert lengths == _morris_lengths(d) and e.exact[0] == _weights(d)


def test_payoffs_stay_exact_beyond_64_bits():
    A, B = eq.dual_cyclic_game(24).exact_payoffs()
    largest = max(abs(value) for value in B.flat)
    assert largest > 2**63 and {largest / abs(value) for value in B.flat} == {*range(1, 48)}
    assert {largest / abs(value) for value in A.flat} == {*range(1, 48)}
