"""The first call of each function that compiles: whole processes, with and without its cache."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from statistics import median

from report import show

_START = "import numpy as np, equilibria as eq;"
_GAME = _START + "A, B = np.random.default_rng(1).integers(0, 100, (2, 10, 10));"
_LARGE = _START + "A, B = np.random.default_rng(1).integers(0, 100, (2, 70, 70));"

#: What is called, and a word that it must print.
CASES = {
    "nash, all": (
        _GAME + "g = eq.NormalFormGame.bimatrix(A, B);"
        "print(eq.nash(g, method=eq.VertexEnumeration('filtered')))",
        "claim ALL",
    ),
    "nash, all, degenerate": (
        _GAME + "g = eq.NormalFormGame.bimatrix(A % 3, B % 5);"
        "print(eq.nash(g, method=eq.VertexEnumeration('filtered')))",
        "claim ALL",
    ),
    "nash, all, two threads": (
        _GAME + "g = eq.NormalFormGame.bimatrix(A, B);"
        "print(eq.nash(g, method=eq.VertexEnumeration('filtered', 2)))",
        "claim ALL",
    ),
    "nash, one": (
        _LARGE + "print(eq.nash(eq.NormalFormGame.bimatrix(A, B), find='one'))",
        "AT_LEAST_ONE",
    ),
    "nash, one, zero-sum": (
        _LARGE + "print(eq.nash(eq.NormalFormGame.bimatrix(A, -A), find='one'))",
        "AT_LEAST_ONE",
    ),
    "rationalizable": (
        _LARGE + "A[0] = np.minimum(A[1], A[2]) - 1;"
        "print(eq.rationalizable(eq.NormalFormGame.bimatrix(A, B)))",
        "eliminated",
    ),
    "pure_equilibria": (
        _LARGE + "print(eq.pure_equilibria(eq.NormalFormGame.bimatrix(A, B)))",
        "ALL_PURE",
    ),
}

#: A process that loads numba and runs one small kernel from the cache.
TRIVIAL = (
    "import numpy as np, equilibria as eq; from equilibria.kernels import table;"
    "print(table.find(table.new_table(8), 3))"
)

#: Bars: seconds of the process without a cache, and beyond the trivial process with one.
COLD, WARM = 5.0, 0.5


def _run(code: str, word: str, cache: str) -> float:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NUMBA_CACHE_DIR": cache},
    )
    seconds = time.perf_counter() - start
    if done.returncode or word not in done.stdout:
        raise RuntimeError((done.stderr or done.stdout).strip().splitlines()[-1])
    return seconds


def main(runs: int = 3) -> None:
    """Print seconds of whole processes beside the bars."""
    rows = []
    for name, (code, word) in CASES.items():
        with tempfile.TemporaryDirectory() as cache:
            try:
                _run("import equilibria, numba", "", cache)  # bytecode and file cache
                cold = _run(code, word, cache)
                _run(TRIVIAL, "", cache)
                pairs = [(_run(code, word, cache), _run(TRIVIAL, "", cache)) for _ in range(runs)]
            except RuntimeError as error:
                rows.append([name, "failed", "", "", "", "", str(error)])
                continue
        extra = median(a - b for a, b in pairs)
        rows.append(
            [name, f"{cold:.2f}", "yes" if cold < COLD else "NO",
             f"{median(a for a, _ in pairs):.2f}", f"{median(b for _, b in pairs):.2f}",
             f"{extra:.2f}", "yes" if extra <= WARM else "NO"]
        )  # fmt: skip
    show(
        "First calls: wall seconds of whole processes; cold: nothing compiled (bar "
        f"{COLD:g} s); warm: from the cache, and beyond a process\nthat runs one small kernel from "
        f"it (bar {WARM:g} s; median of {runs})",
        ["call", "cold", "met", "warm", "trivial", "extra", "met"],
        rows,
    )
