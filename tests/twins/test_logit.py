"""The loops over logit equations beside plain definitions."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import equilibria as eq
from equilibria.kernels import logit, logit_path
from equilibria.results.logit_branch import LogitSystem


def _systems():
    rng = np.random.default_rng(7)
    for shape in [(2, 2), (3, 2, 4), (2, 2, 2, 2), (3, 1, 2), (4,), (2,) * 6, (5, 3, 2)]:
        tables = [rng.integers(-9, 10, shape) for _ in shape]
        system = LogitSystem.of(eq.NormalFormGame(tables))
        yield tables, system, rng


def _slow(tables, system, p):
    """Payoffs of all actions and their derivatives, profile by profile."""
    scale = float(system.scale)
    u, D = np.zeros(len(p)), np.zeros((len(p), len(p)))
    parts = dict(zip(system.players, system.offsets))
    for i, table in enumerate(tables):
        if i not in parts:
            continue
        for place in product(*map(range, table.shape)):
            value = (table[place] - table.min()) / scale
            mine = parts[i] + place[i]
            others = [parts[j] + place[j] for j in parts if j != i]
            u[mine] += value * np.prod([p[k] for k in others])
            for k in others:
                D[mine, k] += value * np.prod([p[m] for m in others if m != k])
    return u, D


def test_payoffs_and_their_derivatives():
    for tables, system, rng in _systems():
        p = rng.random(system.actions)
        u, D = np.empty(len(p)), np.full((len(p), len(p)), np.nan)
        logit.differentiate(*system.arguments(), p, u, D)
        expected = _slow(tables, system, p)
        assert np.allclose(u, expected[0], atol=1e-13) and np.allclose(D, expected[1], atol=1e-13)


def _equations(tables, system, x):
    u, _ = _slow(tables, system, np.exp(x[:-1]))
    F = np.empty(len(u))
    for first, count in zip(system.offsets, system.shape):
        own = slice(first, first + count)
        weights = np.exp(x[-1] * u[own])
        F[own] = x[:-1][own] - np.log(weights / weights.sum())
    return F


def test_equations_and_their_jacobian_by_differences():
    for tables, system, rng in _systems():
        n = system.actions
        x = np.append(np.log(rng.random(n)), 2.5)
        M = np.empty((n, n + 2))
        worst = logit.linearize(*system.arguments(), np.zeros(n), x, M)
        F = _equations(tables, system, x)
        assert np.allclose(M[:, n + 1], -F) and worst == pytest.approx(np.abs(F).max())
        for k in range(n + 1):
            step = np.zeros(n + 1)
            step[k] = 1e-6
            slope = _equations(tables, system, x + step) - _equations(tables, system, x - step)
            assert np.allclose(M[:, k], slope / 2e-6, atol=1e-7)


def test_elimination_solves_and_notices_what_is_singular():
    rng = np.random.default_rng(1)
    for size in (1, 2, 5, 9):
        M = rng.standard_normal((size, size + 2))
        expected = np.linalg.solve(M[:, :size], M[:, size:])
        assert logit.eliminate(M, size, size + 2)
        assert np.allclose(M[:, size:], expected)
    assert not logit.eliminate(np.zeros((2, 3)), 2, 3)
    assert not logit.eliminate(np.full((2, 3), np.nan), 2, 3)


def test_newton_on_a_support():
    pennies = eq.NormalFormGame.bimatrix([[9, 0], [0, 1]], [[0, 1], [1, 0]])
    system = LogitSystem.of(pennies, own_scale=True)
    p, u = np.array([0.45, 0.55, 0.12, 0.88]), np.empty(4)
    assert logit.indifferent(*system.arguments(), np.ones(4, np.int64), p, u) < 1e-12
    assert np.allclose(p, [0.5, 0.5, 0.1, 0.9]) and np.allclose(u, [0.1, 0.1, 0.5, 0.5])


def test_prediction_is_exact_on_cubics():
    rng = np.random.default_rng(2)
    c = rng.standard_normal((4, 3))

    def at(s):
        return c[0] + c[1] * s + c[2] * s**2 + c[3] * s**3

    def slope(s):
        return c[1] + 2 * c[2] * s + 3 * c[3] * s**2

    y = np.empty(3)
    logit_path.predict(at(0.7), slope(0.7), at(0.2), slope(0.2), 0.5, 0.3, y)
    assert np.allclose(y, at(1.0))


def test_every_kernel_was_compiled_for_one_signature():
    for module in (logit, logit_path):
        for name, value in vars(module).items():
            if hasattr(value, "signatures") and value.__module__ == module.__name__:
                assert len(value.signatures) <= 1, (name, value.signatures)
