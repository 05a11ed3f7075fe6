"""Hypothesis strategies for games, with the kinds that break solvers."""

from __future__ import annotations

from fractions import Fraction
from math import nextafter

import hypothesis.strategies as st
import numpy as np

import equilibria as eq

Matrix = list[list[object]]


@st.composite
def _pair_of_matrices(draw: st.DrawFn, entries: st.SearchStrategy, most: int) -> tuple:
    m = draw(st.integers(1, most))
    n = draw(st.integers(1, most))
    matrix = st.lists(st.lists(entries, min_size=n, max_size=n), min_size=m, max_size=m)
    return draw(matrix), draw(matrix)


@st.composite
def _duplicated(draw: st.DrawFn, most: int) -> tuple:
    """The last row or column repeats another, for both players."""
    A, B = draw(_pair_of_matrices(st.integers(-3, 3), most - 1))
    if draw(st.booleans()):
        k = draw(st.integers(0, len(A) - 1))
        return [*A, A[k]], [*B, B[k]]
    k = draw(st.integers(0, len(A[0]) - 1))
    return [[*row, row[k]] for row in A], [[*row, row[k]] for row in B]


@st.composite
def _dominated(draw: st.DrawFn, most: int) -> tuple:
    """The last row is strictly dominated for the row player."""
    A, B = draw(_pair_of_matrices(st.integers(-9, 9), most - 1))
    n = len(A[0])
    worse = [value - draw(st.integers(1, 3)) for value in draw(st.sampled_from(A))]
    return [*A, worse], [*B, draw(st.lists(st.integers(-9, 9), min_size=n, max_size=n))]


@st.composite
def _near_singular(draw: st.DrawFn, most: int) -> tuple:
    """Floats that differ in the last bit: a float solver takes them for ties."""
    A, B = draw(_pair_of_matrices(st.sampled_from([0.1, 0.2, 0.3, 1.0]), most))
    nudge = st.sampled_from([0.0, 1.0])
    for matrix in (A, B):
        for row in matrix:
            for j, value in enumerate(row):
                row[j] = nextafter(value, 2.0) if draw(nudge) else value
    return A, B


@st.composite
def _rescaled(draw: st.DrawFn, most: int) -> tuple:
    """Units far from one another, and from those of small integers."""
    A, B = draw(_pair_of_matrices(st.integers(-4, 4), most))
    scales = st.sampled_from([Fraction(1, 10**12), Fraction(2, 7), 10**9, 2.0**-1000, 1e300])
    scale, other = draw(scales), draw(scales)
    return [[value * scale for value in row] for row in A], [[v * other for v in row] for row in B]


@st.composite
def _unit_vectors(draw: st.DrawFn, most: int) -> tuple:
    A, _ = draw(_pair_of_matrices(st.integers(0, 5), most))
    m = len(A)
    columns = [draw(st.integers(0, m - 1)) for _ in A[0]]
    return [[int(columns[j] == i) for j in range(len(columns))] for i in range(m)], A


@st.composite
def _families(draw: st.DrawFn, most: int) -> tuple:
    """Games of the package's families, where one fits."""
    rng = draw(st.integers(0, 2**32))
    m, n = draw(st.integers(2, max(2, most))), draw(st.integers(2, max(2, most)))
    games = [
        lambda: eq.degenerate_game(m, n, rng=rng, values=draw(st.integers(1, 3))),
        lambda: eq.ranking_game(n, rng=rng, steps=draw(st.integers(1, 3))),
        lambda: eq.tournament_game(n, draw(st.sampled_from([1, n - 1, n])), rng=rng),
        lambda: eq.dual_cyclic_game(n - n % 2),
        lambda: eq.morris_game(n - n % 2),
        lambda: eq.morris_game(2, copies=max(1, n // 2)),
    ]
    if most >= 3:
        games.append(lambda: eq.sgc_game(1))
    game = draw(st.sampled_from(games))()
    return tuple([[int(v) for v in row] for row in table] for table in game.exact_payoffs())


def matrices(most: int = 4) -> st.SearchStrategy:
    """Payoff matrices of one kind or another, up to `most` actions each; 1 x n included."""
    integers = _pair_of_matrices(st.integers(-20, 20), most)
    fractions = _pair_of_matrices(st.fractions(-2, 2, max_denominator=6), most)
    floats = _pair_of_matrices(st.floats(-1e6, 1e6, allow_subnormal=False), most)
    ties = _pair_of_matrices(st.integers(0, 1), most)
    few = _pair_of_matrices(st.integers(0, 2), most)
    return st.one_of(
        integers,
        fractions,
        floats,
        ties,
        few,
        _duplicated(most),
        _dominated(most),
        _near_singular(most),
        _rescaled(most),
        _unit_vectors(most),
        _families(most),
    )


def bimatrix_games(most: int = 4) -> st.SearchStrategy[eq.NormalFormGame]:
    """Two-player games of every kind in `matrices`."""
    return matrices(most).map(lambda AB: eq.NormalFormGame.bimatrix(*AB))


@st.composite
def games(draw: st.DrawFn, players: int = 4, most: int = 3) -> eq.NormalFormGame:
    """Games of one to `players` players with small integer payoffs, ties included."""
    shape = draw(st.lists(st.integers(1, most), min_size=1, max_size=players))
    size = 1
    for count in shape:
        size *= count
    span = draw(st.sampled_from([1, 3, 50]))
    entries = st.lists(st.integers(-span, span), min_size=size, max_size=size)
    return eq.NormalFormGame([_nested(draw(entries), shape) for _ in shape])


_KINDS = ("plain", "duplicated", "dominated", "rescaled", "near", "singular", "alike", "pairwise")


@st.composite
def games_of_several(draw: st.DrawFn, most: int = 3) -> eq.NormalFormGame:
    """Games of three or four players of every kind in `_KINDS`, players with one action included.

    Entries of few values make ties. An action that is repeated, dominated or nearly repeated may be
    anywhere among the player's; players who are alike can change places; and payoffs that are sums
    over pairs have no other terms.
    """
    players = draw(st.integers(3, 4))
    counts = st.integers(1, most if players == 3 else 2)
    shape = draw(st.lists(counts, min_size=players, max_size=players))
    kind = draw(st.sampled_from(_KINDS))
    if kind == "alike":
        shape[1] = shape[0]
    span = draw(st.sampled_from([1, 2, 9, 50]))
    size = 1
    for count in shape:
        size *= count
    entries = st.lists(st.integers(-span, span), min_size=size, max_size=size)
    tables = [np.array(draw(entries), dtype=object).reshape(shape) for _ in shape]
    if kind in ("duplicated", "dominated", "singular"):
        i = draw(st.integers(0, players - 1))
        repeated, at = draw(st.integers(0, shape[i] - 1)), draw(st.integers(0, shape[i]))
        added = [np.take(table, repeated, axis=i) for table in tables]
        if kind == "dominated":
            added[i] = added[i] - draw(st.integers(1, 3))
        if kind == "singular":  # with payoffs that differ in one profile, and hardly
            added[i][(0,) * (players - 1)] += Fraction(1, draw(st.sampled_from([10**6, 10**18])))
        tables = [np.insert(t, at, a, axis=i) for t, a in zip(tables, added)]
    if kind == "rescaled":
        scales = st.sampled_from([Fraction(1, 10**12), Fraction(2, 7), 10**9, 2.0**-1000, 1e300])
        tables = [table * draw(scales) + draw(st.integers(0, 1)) for table in tables]
    if kind == "near":
        nudged = [0.1 * v if v % 2 else nextafter(0.1 * v, 99.0) for t in tables for v in t.flat]
        tables = list(np.array(nudged).reshape(players, *shape))
    if kind == "alike":
        tables[1] = np.swapaxes(tables[0], 0, 1)
        tables[2:] = [table + np.swapaxes(table, 0, 1) for table in tables[2:]]
    if kind == "pairwise":
        tables = [_sum_over_pairs(table, i) for i, table in enumerate(tables)]
    return eq.NormalFormGame(tables)


def _sum_over_pairs(table: np.ndarray, i: int) -> np.ndarray:
    """What is left of a player's payoffs if only one other player at a time leaves action 1."""
    total = np.zeros_like(table)
    for j in range(table.ndim):
        if j != i:
            rest = tuple(slice(None) if k in (i, j) else slice(0, 1) for k in range(table.ndim))
            total = total + table[rest]
    return total


def _nested(flat: list[int], shape: list[int]) -> list:
    if len(shape) == 1:
        return flat
    step = len(flat) // shape[0]
    return [_nested(flat[k * step : (k + 1) * step], shape[1:]) for k in range(shape[0])]
