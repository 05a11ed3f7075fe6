"""The first call of each function that compiles: whole processes, with and without its cache."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from statistics import median

import clock
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
    "nash, all, 3x3x3": (
        _START + "t = np.random.default_rng(0).integers(-50, 51, (3, 3, 3, 3));"
        "print(eq.nash(eq.NormalFormGame(list(t))))",
        "claim ALL",
    ),
    "nash, one, 5x5x5": (
        _START + "t = np.random.default_rng(0).integers(-50, 51, (3, 5, 5, 5));"
        "print(eq.nash(eq.NormalFormGame(list(t)), find='one'))",
        "AT_LEAST_ONE",
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
        _LARGE + "A = 140 * np.eye(70, dtype=int); A[0] = 1;"  # one program, and all others best
        "print(eq.rationalizable(eq.NormalFormGame.bimatrix(A, A * 0)))",
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

#: A bar of its own: three players or more compile several times as much.
COLD_OF = {"nash, all, 3x3x3": 15.0, "nash, one, 5x5x5": 15.0}


def _run(code: str, word: str, cache: str) -> tuple[float, float]:
    """Wall and processor seconds of a whole process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), clock.now()
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NUMBA_CACHE_DIR": cache},
    )
    seconds = clock.now() - start
    if done.returncode or word not in done.stdout:
        raise RuntimeError((done.stderr or done.stdout).strip().splitlines()[-1])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(runs: int = 3) -> None:
    """Print seconds of whole processes beside the bars."""
    rows = []
    for name, (code, word) in CASES.items():
        with tempfile.TemporaryDirectory() as cache:
            try:
                _run("import equilibria, numba", "", cache)  # bytecode and file cache
                cold, busy = _run(code, word, cache)
                _run(TRIVIAL, "", cache)
                pairs = [(_run(code, word, cache), _run(TRIVIAL, "", cache)) for _ in range(runs)]
            except RuntimeError as error:
                rows.append([name, "failed", "", "", "", "", "", "", str(error)])
                continue
        extra = median(a[1] - b[1] for a, b in pairs)
        rows.append(
            [name, f"{cold:.2f}", f"{busy:.2f}", "yes" if busy < COLD_OF.get(name, COLD) else "NO",
             f"{median(a[0] for a, _ in pairs):.2f}", f"{median(a[1] for a, _ in pairs):.2f}",
             f"{median(b[1] for _, b in pairs):.2f}", f"{extra:.2f}",
             "yes" if extra <= WARM else "NO"]
        )  # fmt: skip
    show(
        f"First calls, whole processes: wall seconds, and the processor's, for which the bars are; "
        f"cold: nothing compiled (bar {COLD:g} s, three players 15 s);\n"
        f"warm: from the cache, and what is beyond a process that runs one small kernel from it "
        f"(bar {WARM:g} s; median of {runs})",
        ["call", "cold wall", "cold", "met", "warm wall", "warm", "trivial", "extra", "met"],
        rows,
    )
