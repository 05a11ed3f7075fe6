"""Pure equilibria of games with a million profiles, verified against a brute force in numpy."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from statistics import median

import numpy as np

import equilibria as eq
from table import duration, show

SEED = 20_261_123


def integers(rng: np.random.Generator) -> list[np.ndarray]:
    """Three players with 100 actions each; few values, so that there are many ties."""
    return [rng.integers(-50, 51, size=(100, 100, 100)) for _ in range(3)]


def floats(rng: np.random.Generator) -> list[np.ndarray]:
    """Two players with 1000 actions each."""
    return [rng.standard_normal((1000, 1000)) for _ in range(2)]


def fractions(rng: np.random.Generator) -> list[np.ndarray]:
    """Three players with 100 actions each, and a Fraction in every place."""
    tables = []
    for _ in range(3):
        numerators = rng.integers(-50, 51, size=1_000_000).tolist()
        denominators = rng.integers(1, 10, size=1_000_000).tolist()
        table = np.empty(1_000_000, dtype=object)
        table[:] = [Fraction(p, q) for p, q in zip(numerators, denominators, strict=True)]
        tables.append(table.reshape(100, 100, 100))
    return tables


GAMES: tuple[tuple[str, Callable[[np.random.Generator], list[np.ndarray]]], ...] = (
    ("100x100x100, int64", integers),
    ("1000x1000, float64", floats),
    ("100x100x100, Fraction", fractions),
)


def brute_force(tables: list[np.ndarray]) -> set[tuple[int, ...]]:
    """Profiles where no player has a better action, straight from the definition.

    It walks over the deviations one action at a time and takes no maximum, as the package does.
    """
    stable = np.ones(tables[0].shape, dtype=bool)
    for i, table in enumerate(tables):
        for deviation in range(table.shape[i]):
            other = np.take(table, [deviation], axis=i)
            stable &= np.asarray(table >= other, dtype=bool)
    return set(map(tuple, np.argwhere(stable).tolist()))


def actions(answer: eq.Equilibria) -> set[tuple[int, ...]]:
    """Profiles of an answer, as tuples of actions."""
    return {tuple(strategy.index(1) for strategy in e.exact) for e in answer}


def run(repeats: int = 5) -> None:
    """Time every game and print the table."""
    rows = [row(name, make, repeats) for name, make in GAMES]
    show(
        f"Pure equilibria of games with 1,000,000 profiles, median of {repeats} calls",
        ("game", "build", "first call", "later calls", "found", "answer"),
        rows,
    )


def row(
    name: str, make: Callable[[np.random.Generator], list[np.ndarray]], repeats: int
) -> tuple[str, ...]:
    """Time one game; a failure becomes the row."""
    tables = make(np.random.default_rng(SEED))
    try:
        start = time.perf_counter()
        game = eq.NormalFormGame(tables)
        built = time.perf_counter() - start
        times = []
        for _ in range(repeats + 1):
            start = time.perf_counter()
            answer = eq.pure_equilibria(game)
            times.append(time.perf_counter() - start)
    except Exception as error:
        return (name, "-", "-", "-", "-", f"FAILED: {type(error).__name__}: {error}")
    right = actions(answer) == brute_force(tables)
    return (
        name,
        duration(built),
        duration(times[0]),
        duration(median(times[1:])),
        str(len(answer)),
        "right" if right else "WRONG",
    )
