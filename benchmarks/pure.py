"""All pure equilibria of games of a million profiles, every answer checked."""

from __future__ import annotations

import time
from fractions import Fraction
from statistics import median

import numpy as np

import equilibria as eq
from tables import show


def _expected(payoffs: list[np.ndarray]) -> set[tuple[int, ...]]:
    """By the definition, one player after another."""
    stable = np.ones(payoffs[0].shape, dtype=bool)
    for i, table in enumerate(payoffs):
        for place in np.ndindex(*[1 if j == i else k for j, k in enumerate(table.shape)]):
            line = tuple(slice(None) if j == i else a for j, a in enumerate(place))
            stable[line] &= table[line] == max(table[line])
    return {tuple(map(int, place)) for place in np.argwhere(stable)}


def _games() -> list[tuple[str, list[np.ndarray]]]:
    rng = np.random.default_rng(2024)
    cube, square = (100, 100, 100), (1000, 1000)
    exact = rng.integers(-50, 50, (3, *cube))
    fractions = [
        np.array([Fraction(int(v), 7) for v in t.flat], object).reshape(cube) for t in exact
    ]
    return [
        ("100x100x100, int64", list(rng.integers(-(10**9), 10**9, (3, *cube)))),
        ("1000x1000, float64", list(rng.random((2, *square)))),
        ("100x100x100, Fraction", fractions),
    ]


def main(runs: int = 5) -> None:
    """Print milliseconds to build the game, and to solve it for the first time and again."""
    rows = []
    for name, payoffs in _games():
        start = time.perf_counter()
        game = eq.NormalFormGame(payoffs)
        built = time.perf_counter() - start
        times = []
        for _ in range(runs + 1):
            start = time.perf_counter()
            result = eq.pure_equilibria(game)
            times.append(time.perf_counter() - start)
        found = {tuple(a[0] for a in e.support) for e in result}
        right = "right" if found == _expected(payoffs) else "WRONG"
        rows.append(
            [
                name,
                f"{1e3 * built:.0f}",
                f"{1e3 * times[0]:.1f}",
                f"{1e3 * median(times[1:]):.1f}",
                len(result),
                right,
            ]
        )
    show(
        f"Pure equilibria of 10^6 profiles: ms, steady state is the median of {runs}",
        ["game", "build", "first call", "again", "found", "answer"],
        rows,
    )


if __name__ == "__main__":
    main()
