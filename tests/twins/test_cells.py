"""The loops over cells beside exact fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import equilibria as eq
from equilibria.kernels import cells, separation, uniqueness
from equilibria.solvers.n_player.exact import IntegerPayoffs


def _cells(count: int):
    """Random games, supports and dyadic cells within them."""
    rng = np.random.default_rng(11)
    for _ in range(count):
        players = int(rng.integers(2, 5))
        shape = tuple(int(k) for k in rng.integers(1, 4, players))
        span = int(rng.choice([1, 3, 50, 10**6]))
        tables = [rng.integers(-span, span + 1, shape) for _ in shape]
        support = [sorted(rng.permutation(k)[: rng.integers(1, k + 1)].tolist()) for k in shape]
        simplices = []
        for used in support:
            simplex = [[float(a == b) for b in range(len(used))] for a in range(len(used))]
            for _ in range(int(rng.integers(0, 5)) if len(used) > 1 else 0):
                b, d = rng.permutation(len(used))[:2]
                simplex[b] = [(v + w) / 2 for v, w in zip(simplex[b], simplex[d])]
            simplices.append(simplex)
        yield eq.NormalFormGame(tables), support, simplices


def _arrays(shape, support, simplices):
    most = max(shape)
    supports, V = np.zeros((len(shape), most), np.int64), np.zeros((len(shape), most, most))
    for i, (used, simplex) in enumerate(zip(support, simplices)):
        supports[i, : len(used)] = used
        V[i, : len(used), : len(used)] = simplex
    return supports, np.array([len(s) for s in support]), V


def _exactly(game, support, simplices):
    """Payoffs over the range, by player, action and vertex."""
    values = {}
    corners = list(product(*(range(len(s)) for s in support)))
    for i, table in enumerate(game.exact_payoffs()):
        least, most = min(table.flat), max(table.flat)
        for a, v in product(range(game.shape[i]), corners):
            total = Fraction(0)
            for place in product(*support):
                if place[i] != support[i][0]:
                    continue
                weight = Fraction(1)
                for j, used in enumerate(support):
                    if j != i:
                        weight *= Fraction(simplices[j][v[j]][used.index(place[j])])
                total += weight * (table[(*place[:i], a, *place[i + 1 :])] - least)
            values[i, a, v] = total / ((most - least) or 1)
    return values, corners


def _computed(game, support, simplices):
    shape = np.array(game.shape)
    supports, sizes, V = _arrays(game.shape, support, simplices)
    u = IntegerPayoffs(game).floats
    size = u.shape[1]
    G = np.zeros((sum(game.shape), size))
    first, second = np.empty(size), np.empty(size)
    offset = 0
    for i, count in enumerate(game.shape):
        separation.payoffs_at(u[i], shape, supports, sizes, V, i, offset, first, second, G)
        offset += count
    return shape, supports, sizes, V, G


def test_payoffs_at_vertices_are_within_the_stated_error():
    for game, support, simplices in _cells(60):
        exact, corners = _exactly(game, support, simplices)
        shape, _, sizes, _, G = _computed(game, support, simplices)
        error = Fraction(separation.rounding(shape))
        assert separation.corners(sizes) == len(corners) and 0 < error < 1e-14
        offsets = np.cumsum([0, *game.shape])
        for (i, a, v), value in exact.items():
            found = Fraction(G[offsets[i] + a, corners.index(v)])
            assert abs(found - value) <= error


def test_combinations_exclude_exactly_what_they_are_said_to():
    excluded = 0
    for game, support, simplices in _cells(120):
        exact, corners = _exactly(game, support, simplices)
        shape, supports, sizes, _, G = _computed(game, support, simplices)
        actions = sum(game.shape)
        T = np.empty((2 * actions + 1, G.shape[1] + 1))
        names = np.empty(G.shape[1] + 2 * actions, np.int64)
        rows, error = np.empty((2 * actions, 3), np.int64), separation.rounding(shape)
        for which in ("dominated", "separated"):
            c = np.zeros(actions, np.int64)
            if which == "dominated":
                found = separation.dominated(G, shape, supports, sizes, len(corners), error, c)
            else:
                found = separation.separated(
                    G, shape, supports, sizes, len(corners), error, T, names, rows, c
                )
            if not found:
                continue
            excluded += 1
            pairs = [(i, a) for i, count in enumerate(game.shape) for a in range(count)]
            for i, used in enumerate(support):
                mine = [(a, int(w)) for (j, a), w in zip(pairs, c) if j == i]
                assert sum(w for _, w in mine) == 0
                assert all(w >= 0 for a, w in mine if a not in used)
            for v in corners:
                total = sum(int(w) * exact[i, a, v] for (i, a), w in zip(pairs, c))
                assert total > 0
    assert excluded > 60


def test_a_combination_excludes_only_if_it_is_positive_at_every_vertex():
    """Whatever the combination: here drawn, and then found positive at all vertices, or not."""
    counts, rng = {True: 0, False: 0}, np.random.default_rng(4)
    for game, support, simplices in _cells(120):
        exact, corners = _exactly(game, support, simplices)
        shape, _, _, _, G = _computed(game, support, simplices)
        names = [(i, a) for i, count in enumerate(game.shape) for a in range(count)]
        for _ in range(4):
            c = rng.integers(-2, 4, len(names))
            totals = [sum(int(w) * exact[i, a, v] for (i, a), w in zip(names, c)) for v in corners]
            said = separation.excludes(G, len(corners), separation.rounding(shape), c)
            assert said == (min(totals) > 0), totals  # none is so near 0 that rounding matters
            counts[said] += 1
    assert min(counts.values()) > 50


def test_a_combination_excludes_only_beyond_what_rounding_can_do():
    error = separation.rounding(np.array([2, 2, 2]))
    c = np.array([1, 1, -1])
    for third, said in ((0.3, False), (0.3 - 2 * error, False), (0.3 - 9 * error, True)):
        G = np.array([[0.1], [0.2], [third]])
        assert 0.1 + 0.2 - third > 0
        assert separation.excludes(G, 1, error, c) == said
    # Dominance: each of four payoffs at two vertices may be off by the error.
    one, shape = np.ones(1, np.int64), np.array([2])
    for gain, said in ((0.0, False), (error, False), (4 * error, False), (9 * error, True)):
        G, found = np.array([[0.5], [0.5 + gain]]), np.zeros(2, np.int64)
        supports = np.zeros((1, 2), np.int64)
        assert separation.dominated(G, shape, supports, one, 1, error, found) == said


def test_what_is_dominated_is_separated_too():
    for game, support, simplices in _cells(120):
        shape, supports, sizes, _, G = _computed(game, support, simplices)
        actions, vertices = sum(game.shape), int(np.prod(sizes))
        T = np.empty((2 * actions + 1, G.shape[1] + 1))
        names = np.empty(G.shape[1] + 2 * actions, np.int64)
        rows, c = np.empty((2 * actions, 3), np.int64), np.zeros(actions, np.int64)
        error = separation.rounding(shape)
        if separation.dominated(G, shape, supports, sizes, vertices, error, c):
            assert separation.separated(
                G, shape, supports, sizes, vertices, error, T, names, rows, c
            )


def test_cells_tile_their_simplices_and_every_support_is_met():
    """Replay the log: volumes of halves add up, and each support profile has its own queue."""
    rng = np.random.default_rng(3)
    game = eq.NormalFormGame([rng.integers(-50, 51, (3, 2, 3)) for _ in range(3)])
    log = list(eq.nash(game).cells.rows())
    kept = eq.rationalizable(game).reduced.shape
    profiles = int(np.prod([2**k - 1 for k in kept]))
    assert sorted({row[0] for row in log}) == list(range(profiles))
    for number in range(profiles):
        rows = [row for row in log if row[0] == number]
        assert len(rows) == 1 + 2 * sum(row[1] == cells.SPLIT for row in rows)


@pytest.mark.parametrize("free", [None, 0, 1, 2])
def test_one_to_one_means_one_to_one(free):
    """Where F is said to be one-to-one on a cell, exact row sums confirm it.

    F of all players; or the same as a function of all strategies but one, whatever that is.
    """
    confirmed = 0
    for game, support, simplices in _cells(200):
        if free is not None and free >= len(support):
            continue
        shape, supports, sizes, _, G = _computed(game, support, simplices)
        actions, size = sum(game.shape), G.shape[1]
        vertices = int(np.prod(sizes))
        steps = np.array([int(np.prod(sizes[i + 1 :])) for i in range(len(sizes))])
        offsets = np.cumsum([0, *game.shape])[:-1]
        M = np.empty((actions, actions, size))
        A, B = np.empty((actions, actions)), np.empty((actions, 2 * actions))
        C, system = np.empty((actions, actions)), np.zeros(2, np.int64)
        only = -1 if free is None else len(support) + free
        if not uniqueness.unique(
            G, shape, offsets, supports, sizes, steps, vertices, only,
            separation.rounding(shape), 1.0, M, A, B, C, np.empty(size), system,
        ) or system[1] == 0:  # fmt: skip
            continue
        exact, corners = _exactly(game, support, simplices)
        equations = [(i, a) for i, used in enumerate(support) for a in used[1:]]
        unknowns = [
            (j, b) for j, used in enumerate(support) if j != free for b in range(1, len(used))
        ]
        assert (len(equations), len(unknowns)) == tuple(system)
        for p in range(len(unknowns)):
            total = Fraction(0)
            for column, (j, b) in enumerate(unknowns):
                entries = []
                for v in corners:
                    if v[j]:
                        continue
                    w = (*v[:j], b, *v[j + 1 :])
                    entry = Fraction(int(p == column))
                    for r, (i, a) in enumerate(equations):
                        first = support[i][0]
                        slope = (exact[i, a, w] - exact[i, first, w]) - (
                            exact[i, a, v] - exact[i, first, v]
                        )
                        entry -= Fraction(C[p, r]) * slope
                    entries.append(abs(entry))
                total += max(entries)
            assert total < 1
        confirmed += 1
    assert confirmed > (10 if free is None else 5)
