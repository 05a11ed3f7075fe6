"""How far complete enumeration is from what the machine's arithmetic units allow."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

import numpy as np

import clock
import equilibria as eq
from problems import fresh, integers
from report import short, show

_DGEMM = """
import time, numpy as np
a, b = np.random.default_rng(0).random((2, 768, 768)); c = np.empty_like(a)
best = 1e9
for _ in range(12):
    start = time.perf_counter(); np.dot(a, b, out=c); best = min(best, time.perf_counter() - start)
print(2 * 768**3 / best)
"""


def _dgemm_rate() -> float:
    """Flops per second of one thread multiplying matrices: the most that the core can do."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    environment = {**os.environ, **dict.fromkeys(names, "1")}
    done = subprocess.run(
        [sys.executable, "-c", _DGEMM], capture_output=True, text=True, check=True, env=environment
    )
    return float(done.stdout)


def _pivot_rate(size: int, times: int = 200) -> float:
    """Flops per second of pivots alone, on one dictionary of this size in the cache."""
    from equilibria._jit import kernel
    from equilibria.kernels.dictionary import new_dictionary, pivot, reset

    @kernel
    def pivots(T, rows, columns, times):
        for _ in range(times):
            for k in range(len(columns)):
                pivot(T, rows, columns, k, k)  # there, and the next time back

    C = np.random.default_rng(0).random((size, size)) + np.eye(size) * size
    Ct, T, rows, columns = new_dictionary(C)
    best = 1e9
    for _ in range(5):
        reset(Ct, T, rows, columns)
        start = clock.now()
        pivots(T, rows, columns, times)
        best = min(best, time.perf_counter() - start)
    assert np.isfinite(T).all()
    return times * size * 2 * size * (size + 1) / best


def flops(bases: Any, v: int, c: int) -> float:
    """The least arithmetic of a walk over bases of {z >= 0 : z C <= 1}, each of them proved.

    One pivot a basis, ``2 c (v + 1)``; the ratio tests of all columns, ``2 c v``; the residual
    ``I - R M`` of k rows and all columns, ``2 k k v``, and the slacks, ``2 k c``, where k is the
    number of positive variables.
    """
    total = 0.0
    for basis in map(int, bases):
        k = (basis >> v).bit_count()
        total += 2 * c * (v + 1) + 2 * c * v + 2 * k * k * v + 2 * k * c
    return total


def main(sizes: tuple[int, ...] = (12, 14, 16), runs: int = 3) -> None:
    """Print the least time of the arithmetic, and ours as a multiple of it."""
    method = eq.VertexEnumeration("filtered")
    eq.nash(fresh(integers(8, 0)), method=method)
    peak = _dgemm_rate()
    rows = []
    for size in sizes:
        seconds = []
        for _ in range(runs):
            game = fresh(integers(size, 0))
            start = clock.now()
            result = eq.nash(game, method=method)
            seconds.append(clock.now() - start)
        bases = np.asarray(result.bases[0])
        walk = flops(bases, size, size)
        complements = len(bases) * 2.0 * size * (size + 1)  # one pivot of Q's dictionary each
        limit, rate = (walk + complements) / peak, _pivot_rate(size)
        ours = min(seconds)
        rows.append(
            [f"{size}x{size}", len(bases), f"{(walk + complements) / len(bases):.0f}",
             short(limit), f"{rate / 1e9:.1f}", short((walk + complements) / rate), short(ours),
             f"{ours / limit:.1f}", f"{ours * rate / (walk + complements):.1f}"]
        )  # fmt: skip
    show(
        f"Distance from the physical limit, one thread: matrix products run at {peak / 1e9:.1f} "
        "Gflop/s (numpy's dgemm),\nour pivots alone at the rate given; a basis: its pivot, ratio "
        "tests and proof, and one pivot for its complement",
        ["game", "bases", "flops a basis", "at dgemm's rate", "pivots Gflop/s", "at pivots' rate",
         "ours", "times dgemm's", "times pivots'"],
        rows,
    )  # fmt: skip
