"""The games of the tables: seeded, as plain arrays, so that every solver builds its own object."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

import equilibria as eq

Tables = tuple[np.ndarray, np.ndarray]


def fresh(tables: Tables) -> eq.NormalFormGame:
    """A game object with nothing cached."""
    return eq.NormalFormGame.bimatrix(*tables)


def integers(size: int, seed: int, below: int = 100) -> Tables:
    """Whole payoffs from 0; few values make degenerate games."""
    A, B = np.random.default_rng([size, seed]).integers(0, below, (2, size, size))
    return A, B


def floats(size: int, seed: int) -> Tables:
    """Floats from [0, 1), each a rational with 53 bits."""
    A, B = np.random.default_rng([size, seed]).random((2, size, size))
    return A, B


def covariant(size: int, rho: float, seed: int, *, as_floats: bool) -> Tables:
    """Normal payoffs whose correlation between the players is `rho`; integers are millionths."""
    A, other = np.random.default_rng([size, seed]).standard_normal((2, size, size))
    B = rho * A + (1 - rho * rho) ** 0.5 * other
    if as_floats:
        return A, B
    return np.rint(A * 1e6).astype(np.int64), np.rint(B * 1e6).astype(np.int64)


def zero_sum(size: int, seed: int, *, as_floats: bool) -> Tables:
    """Whole payoffs from -100 to 100, or standard normal floats."""
    rng = np.random.default_rng([size, seed])
    A = rng.standard_normal((size, size)) if as_floats else rng.integers(-100, 101, (size, size))
    return A, -A


#: The kinds of game in `mixed_bag`.
KINDS = ("uniform", "few values", "duplicated", "unit vectors")


def mixed_bag(count: int, seed: int = 2026) -> Iterator[tuple[str, Tables]]:
    """Games of sizes 2 to 10; every second one is degenerate, of one kind or another."""
    rng = np.random.default_rng(seed)
    for k in range(count):
        kind = "uniform" if k % 2 else KINDS[1 + k // 2 % 3]
        m, n = rng.integers(2, 11, 2)
        A, B = rng.integers(0, 3 if kind == "few values" else 100, (2, m, n))
        if kind == "few values" and m + n > 14:
            A, B = A[:7, :7], B[:7, :7]  # the number of extreme equilibria explodes beyond
        if kind == "duplicated":
            A[-1], B[-1] = A[0], B[0]
            A[:, -1], B[:, -1] = A[:, 0], B[:, 0]
        if kind == "unit vectors":
            A = np.eye(A.shape[0], dtype=int)[:, rng.integers(0, A.shape[0], A.shape[1])]
        yield kind, (A, B)


def a_million_profiles() -> list[tuple[str, list[Any]]]:
    """Payoff tables, one array per player, of three types."""
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
