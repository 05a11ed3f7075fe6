"""Payoffs on the diagonal, against sums over profiles."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import prod

import numpy as np
import pytest

import equilibria as eq
from equilibria.kernels import diagonal as kernel
from equilibria.kernels import separation, uniqueness
from equilibria.solvers.n_player.diagonal import Diagonal, Multisets, SymmetricPayoffs
from equilibria.solvers.n_player.exact import IntegerPayoffs
from equilibria.solvers.n_player.indifference import System


def _game(players, actions, seed):
    rng, known = np.random.default_rng(seed), {}
    tables = np.zeros((players, *[actions] * players), dtype=object)
    for place in product(range(actions), repeat=players):
        for i, own in enumerate(place):
            key = own, tuple(sorted((*place[:i], *place[i + 1 :])))
            tables[(i, *place)] = known.setdefault(key, int(rng.integers(-9, 10)))
    return eq.NormalFormGame(list(tables))


def _payoffs(*of):
    return IntegerPayoffs(_game(*of))


@pytest.mark.parametrize(
    ("players", "actions", "used"),
    [(2, 3, (0, 2)), (3, 3, (0, 1, 2)), (4, 3, (1, 2)), (5, 2, (0, 1)), (3, 4, (3,))],
)
def test_coefficients_are_payoffs_against_vertices(players, actions, used):
    payoffs = _payoffs(players, actions, 1)
    counted, n, size = SymmetricPayoffs(payoffs), players - 1, len(used)
    rng = np.random.default_rng(2)
    V = rng.random((size, size))
    V /= V.sum(axis=1, keepdims=True)
    plus, count = counted.multisets(size)
    table = np.ascontiguousarray(counted.restricted(used)[1])
    out, work = np.empty(count[n]), np.empty((n + 1, count[n]))
    own = payoffs.floats[0].reshape(payoffs.shape)
    for a in range(actions):
        kernel.coefficients(table[a], plus, count, V, work, np.empty(n + 1, np.int64), out)
        for value, others in zip(out, combinations_with_replacement(range(size), n), strict=True):
            expected = sum(
                prod(V[v, t] for v, t in zip(others, taken, strict=True))
                * own[(a, *(used[t] for t in taken))]
                for taken in product(range(size), repeat=n)
            )
            assert abs(value - expected) < 1e-14


@pytest.mark.parametrize(
    ("players", "actions", "used"),
    [(2, 3, (0, 2)), (3, 3, (0, 1, 2)), (4, 3, (1, 2)), (5, 2, (0, 1)), (4, 4, (0, 1, 3))],
)
def test_equations_on_the_diagonal_are_those_of_the_game_there(players, actions, used):
    payoffs = _payoffs(players, actions, 3)
    diagonal = Diagonal(SymmetricPayoffs(payoffs), used)
    whole = System(payoffs, (used,) * players, None)
    rng = np.random.default_rng(4)
    x = [int(w) for w in rng.integers(1, 9, len(used))]
    assert diagonal.earned([x]) == whole.earned(0, [x] * players)
    assert diagonal.residual([x]) == whole.residual([x] * players)[: len(used) - 1]
    D, M = diagonal.jacobian([x]), whole.jacobian([x] * players)
    unknowns = len(used) - 1
    blocks = [M[:unknowns, j * unknowns : (j + 1) * unknowns] for j in range(players)]
    assert (blocks[0] == 0).all() and (sum(blocks) == D).all()
    for block in blocks[1:]:
        assert ((players - 1) * block == D).all()
    # The determinant's sign is as the module's text says.
    if round(np.linalg.det(D.astype(float)), 6):
        expected = (-1) ** ((players - 1) * unknowns) * np.sign(
            np.linalg.det(D.astype(float))
        ) ** players
        assert np.sign(np.linalg.det(M.astype(float))) == expected  # fmt: skip
    assert diagonal.is_zero([[Fraction(1, len(used))] * len(used)]) == (
        not any(diagonal.residual([[1] * len(used)]))
    )


@pytest.mark.parametrize(
    ("players", "used"), [(3, (0, 1)), (4, (0, 1, 2)), (6, (0, 1)), (2, (0, 1))]
)
def test_derivatives_change_no_more_than_they_are_said_to(players, used):
    payoffs = _payoffs(players, 3, 5)
    diagonal = Diagonal(SymmetricPayoffs(payoffs), used)
    rng, n = np.random.default_rng(6), players - 1
    for _ in range(50):
        x = rng.integers(1, 100, len(used))
        step = rng.integers(-9, 10, len(used) - 1)
        y = x + np.array([-step.sum(), *step])
        total = int(x.sum())
        first, second = (diagonal.jacobian([v.tolist()]) for v in (x, y))
        moved = float(np.abs(x - y).sum()) / total
        largest = max(abs(int(v)) for v in (first - second).flat) / total ** (n - 1)
        bound = diagonal.bend([float(np.abs(x).sum()) / total], [moved]) * payoffs.range
        assert largest <= bound * (1 + 1e-12) + 1e-12


def test_multisets_are_numbered_in_order():
    plus, count = Multisets.of(3, 4)
    assert count.tolist() == [1, 3, 6, 10, 15]
    every = list(combinations_with_replacement(range(3), 4))
    for m, held in enumerate(combinations_with_replacement(range(3), 3)):
        for t in range(3):
            assert every[plus[3, m, t]] == tuple(sorted((*held, t)))


def test_kernels_are_compiled_once():
    for game in (_game(3, 2, 1), _game(2, 3, 2), _game(4, 3, 3)):
        eq.nash(game, method=eq.SymmetricEquilibria())
        eq.nash(
            game, method=eq.SymmetricEquilibria(cells=2)
        )  # regions, whose payoffs are looked at
    for module in (kernel, uniqueness, separation):
        for name, value in vars(module).items():
            if hasattr(value, "signatures") and value.__module__ == module.__name__:
                assert len(value.signatures) <= 1, (name, value.signatures)
