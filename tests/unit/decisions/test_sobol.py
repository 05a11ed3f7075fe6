"""Sobol points against scipy's own, and against what a loaded scipy.stats would cost."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from equilibria.decisions import sobol


@pytest.mark.parametrize("dimensions", [1, 2, 3, 52, 400])
def test_the_points_are_scipys_to_the_last_bit(dimensions):
    from scipy.stats import qmc

    for n in (1, 2, 64):
        ours, theirs = (np.random.default_rng([7, n]) for _ in range(2))
        points = sobol.sobol(n, dimensions, ours)
        sampler = qmc.Sobol(dimensions, scramble=True, **sobol.named(qmc.Sobol, theirs))
        assert np.array_equal(points, sampler.random(n))
        assert ours.random() == theirs.random()
        again = sobol.sobol(n, dimensions, ours)
        assert not np.array_equal(points, again)


def test_without_the_table_scipy_draws_them(monkeypatch):
    before = sobol.sobol(8, 5, np.random.default_rng(1))
    monkeypatch.setattr(sobol, "TABLE", ("stats", "no such table.npz"))
    sobol._digits.cache_clear()
    try:
        after = sobol.sobol(8, 5, np.random.default_rng(1))
    finally:
        sobol._digits.cache_clear()
    assert np.array_equal(before, after)


def test_a_small_study_loads_neither_scipys_statistics_nor_numba():
    told = """
import sys, equilibria as eq
def entry(p, q):
    return [[q, p], [0, 0]], [[q, 0], [p, 0]]
p = eq.Parameter("p", 2, 1, 4, "USD", "assumed")
ends = [p, eq.Parameter("q", -1, -2, 1, "USD", "assumed")]
eq.uncertainty(eq.Family.from_function(entry, ends, exact=True, enclose=True), n=64, rng=1)
print([m for m in ("scipy.stats", "numba") if m in sys.modules])
"""
    found = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
