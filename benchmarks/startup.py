"""How long a process takes that starts the package, against one that starts something else.

Times are of whole processes, from before the spawn until after the exit, so that nothing can hide
in a lazy import. The two processes of a pair run one right after the other, in alternating order,
and the ratio is taken pair by pair: a machine that is busy for a while slows both alike.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from statistics import median

from table import duration, show

#: Payoffs on the diagonal of the 3x3 game; everything else is zero.
ROW_GAINS, COLUMN_GAINS = (2, 1, 1), (1, 2, 1)
LIMIT_SECONDS = 60

BUILD = "import equilibria as eq; eq.NormalFormGame.bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])"
SOLVE = """
import equilibria as eq
A = [[2, 0, 0], [0, 1, 0], [0, 0, 1]]
B = [[1, 0, 0], [0, 2, 0], [0, 0, 1]]
for e in eq.nash(eq.NormalFormGame.bimatrix(A, B)):
    print(*(p for strategy in e.exact for p in strategy))
"""


class Failed(Exception):
    """A process that ended badly, ran too long or printed something wrong."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two programs to compare, what ours must print, and the bar for the ratio of the times."""

    name: str
    base: str
    ours: str
    expected: frozenset[str]
    bar: float
    strict: bool

    def met(self, ratio: float) -> bool:
        """Tell whether a ratio meets the bar."""
        return ratio < self.bar if self.strict else ratio <= self.bar


def diagonal_equilibria() -> frozenset[str]:
    """All equilibria of the 3x3 game, one line each, from the formula and not from a solver.

    In a game with positive payoffs on the diagonal only, every nonempty set of actions is the
    support of exactly one equilibrium, and each player mixes in inverse proportion to what the
    other one gains.
    """
    lines = set()
    for size in (1, 2, 3):
        for support in combinations(range(3), size):
            numbers = []
            for gains in (COLUMN_GAINS, ROW_GAINS):
                weights = [Fraction(a in support, gains[a]) for a in range(3)]
                numbers += [str(w / sum(weights)) for w in weights]
            lines.add(" ".join(numbers))
    return frozenset(lines)


PAIRS = (
    Pair("import and build 2x2 / import numpy", "import numpy", BUILD, frozenset(), 1.5, False),
    Pair(
        "import and solve 3x3 / import nashpy",
        "import nashpy",
        SOLVE,
        diagonal_equilibria(),
        1,
        True,
    ),
)


def run(repeats: int = 15) -> None:
    """Measure every pair with bytecode cached and without, and print the table."""
    rows = [row(pair, cold, repeats) for pair in PAIRS for cold in (False, True)]
    show(
        f"Start-up: time of whole processes, {repeats} interleaved pairs each",
        ("pair", "bytecode", "base", "ours", "ratio: median", "min", "max", "bar", "met"),
        rows,
    )


def row(pair: Pair, cold: bool, repeats: int) -> tuple[str, ...]:
    """Measure one pair; a failure becomes the row."""
    name = (pair.name, "cold" if cold else "warm")
    bar = f"{'<' if pair.strict else '<='} {pair.bar:g}"
    try:
        base, ours = measure(pair, cold, repeats)
    except Failed as failure:
        return (*name, "-", "-", "-", "-", "-", bar, f"FAILED: {failure}")
    ratios = [mine / theirs for mine, theirs in zip(ours, base, strict=True)]
    return (
        *name,
        duration(median(base)),
        duration(median(ours)),
        *(f"{value:.3f}" for value in (median(ratios), min(ratios), max(ratios))),
        bar,
        "yes" if pair.met(median(ratios)) else "NO",
    )


def measure(pair: Pair, cold: bool, repeats: int) -> tuple[list[float], list[float]]:
    """Wall times of the base and of ours, in seconds, one entry per pair of processes."""
    times: dict[str, list[float]] = {pair.base: [], pair.ours: []}
    with tempfile.TemporaryDirectory() as warm:
        # One run that does not count fills the bytecode cache and the file system's cache.
        for code in times:
            process_time(pair, code, warm)
        for k in range(repeats):
            for code in (pair.base, pair.ours) if k % 2 else (pair.ours, pair.base):
                if cold:
                    with tempfile.TemporaryDirectory() as fresh:
                        times[code].append(process_time(pair, code, fresh))
                else:
                    times[code].append(process_time(pair, code, warm))
    return times[pair.base], times[pair.ours]


def process_time(pair: Pair, code: str, bytecode: str) -> float:
    """Run a program in a process of its own, verify what it prints, and return its wall time."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = bytecode
    start = time.perf_counter()
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
            timeout=LIMIT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"longer than {LIMIT_SECONDS} s") from None
    elapsed = time.perf_counter() - start
    if done.returncode:
        raise Failed(([*done.stderr.splitlines()] or [f"exit code {done.returncode}"])[-1])
    printed = done.stdout.splitlines()
    expected = pair.expected if code == pair.ours else frozenset()
    if len(printed) != len(expected) or set(printed) != expected:
        raise Failed(f"printed {len(printed)} lines that are not the {len(expected)} expected")
    return elapsed
