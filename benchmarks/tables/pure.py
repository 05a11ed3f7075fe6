"""All pure equilibria of games of a million profiles, every answer checked."""

from __future__ import annotations

from statistics import median

import clock
import equilibria as eq
from check import pure_by_definition
from problems import a_million_profiles
from report import show


def main(runs: int = 5) -> None:
    """Print milliseconds to build the game, and to solve it for the first time and again."""
    rows = []
    for name, payoffs in a_million_profiles():
        start = clock.now()
        game = eq.NormalFormGame(payoffs)
        built = clock.now() - start
        times = []
        for _ in range(runs + 1):
            start = clock.now()
            result = eq.pure_equilibria(game)
            times.append(clock.now() - start)
        found = {tuple(a[0] for a in e.support) for e in result}
        right = "right" if found == pure_by_definition(payoffs) else "WRONG"
        rows.append(
            [name, f"{1e3 * built:.0f}", f"{1e3 * times[0]:.1f}", f"{1e3 * median(times[1:]):.1f}",
             len(result), right]
        )  # fmt: skip
    show(
        f"Pure equilibria of 10^6 profiles: ms, steady state is the median of {runs}",
        ["game", "build", "first call", "again", "found", "answer"],
        rows,
    )
