"""What a user waits for before the first answer: whole processes, timed in turn with a peer."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from statistics import median

import clock
from report import show

BUILD = "import equilibria as eq;eq.NormalFormGame.bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])"
SOLVE = (
    "import equilibria as eq;"
    "print(eq.nash(eq.NormalFormGame.bimatrix("
    "[[3, 0, 0], [0, 2, 0], [0, 0, 1]], [[1, 0, 0], [0, 2, 0], [0, 0, 3]])))"
)
#: A coordination game of three actions has 2**3 - 1 equilibria; the last line is the last pure one.
SOLVED = ("7 equilibria, claim ALL", "6: Equilibrium(Player 1: a3; Player 2: a3, index +1)")

ROWS = [
    # what, ours, words that ours must print, peer's name, peer, most the ratio may be
    ("import and build 2x2", BUILD, (), "import numpy", "import numpy", 1.5),
    ("import, build 3x3, print all", SOLVE, SOLVED, "import nashpy", "import nashpy", 1.0),
]


def _time(code: str, words: tuple[str, ...], cold: bool) -> float:
    environment = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        if cold:
            environment["PYTHONPYCACHEPREFIX"] = folder
        start = clock.now()
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
        seconds = clock.now() - start
    missing = [word for word in words if word not in done.stdout]
    if missing:
        raise RuntimeError(f"the process did not print {missing}")
    return seconds


def main(runs: int = 15) -> None:
    """Print seconds and ratios, warm (bytecode cached) and cold (no bytecode anywhere)."""
    rows = []
    for what, ours, words, name, peer, bar in ROWS:
        for cold in (False, True):
            count = runs if not cold else max(3, runs // 3)
            try:
                if not cold:  # write the bytecode first
                    _time(ours, words, cold), _time(peer, (), cold)
                pairs = [(_time(ours, words, cold), _time(peer, (), cold)) for _ in range(count)]
            except (subprocess.CalledProcessError, RuntimeError) as error:
                rows.append(
                    [what, name, "cold" if cold else "warm", "failed", "", str(error), "", ""]
                )
                continue
            ratios = [a / b for a, b in pairs]
            met = "" if cold else "yes" if median(ratios) <= bar else "NO"
            rows.append(
                [
                    what,
                    name,
                    "cold" if cold else "warm",
                    f"{median(a for a, _ in pairs):.3f}",
                    f"{median(b for _, b in pairs):.3f}",
                    f"{median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})",
                    "" if cold else f"{bar:g}",
                    met,
                ]
            )
    show(
        f"Start-up: wall seconds of whole processes, median of {runs} interleaved pairs (cold: "
        f"{max(3, runs // 3)})",
        ["ours", "peer", "cache", "ours s", "peer s", "ratio (min-max)", "bar", "met"],
        rows,
    )
