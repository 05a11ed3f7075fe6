"""Scrambled Sobol points: those of `scipy.stats.qmc.Sobol`, number for number.

Drawing takes milliseconds, but importing scipy.stats takes most of a second, more than all else in
a small study. So the points are made here from scipy's own table of direction numbers (Joe and Kuo
2008, SIAM J. Sci. Comput. 30:2635-2654), scrambled by a random linear matrix and a digital shift
(Matousek 1998, J. Complexity 14:527-556). A scipy that keeps no such table draws them itself.
"""

from __future__ import annotations

import inspect
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

BITS = 30
TABLE = "stats", "_sobol_direction_numbers.npz"


def sobol(n: int, dimensions: int, generator: np.random.Generator) -> np.ndarray:
    """The first `n` points of a sequence that is scrambled anew: an array (n, dimensions)."""
    digits = _digits(dimensions)
    if digits is None:
        from scipy.stats import qmc

        found = qmc.Sobol(dimensions, scramble=True, **named(qmc.Sobol, generator))
        return np.asarray(found.random(n))
    [generator] = generator.spawn(1)  # as scipy does
    shift = generator.integers(0, 2, (dimensions, BITS), np.uint32) @ (
        1 << np.arange(BITS, dtype=np.uint32)
    )
    scramble = np.tril(generator.integers(0, 2, (dimensions, BITS, BITS), np.uint32), -1)
    scramble += np.eye(BITS, dtype=np.uint32)
    powers = 1 << np.arange(BITS, dtype=np.uint32)[::-1]
    directions = powers @ (scramble @ digits % 2)  # (dimensions, BITS)
    # Two points in a row differ by the direction of the lowest zero of the first one's number.
    numbers = np.arange(n - 1, dtype=np.uint32)
    lowest = np.bitwise_count(numbers & ~(numbers + 1))
    steps = np.concatenate([shift[None], directions.T[lowest]])
    return np.bitwise_xor.accumulate(steps, axis=0) * 2.0**-BITS


def named(function: Any, generator: np.random.Generator) -> dict[str, Any]:
    """The random generator under the name that this version of scipy gives it."""
    known = inspect.signature(function).parameters
    return {next(n for n in ("rng", "seed", "random_state") if n in known): generator}


@lru_cache(maxsize=1)
def _digits(dimensions: int) -> np.ndarray | None:
    """Digits of the direction numbers: (dimension, digit, number); None without a table."""
    try:
        with np.load(files("scipy").joinpath(*TABLE)) as table:  # type: ignore[arg-type]
            polynomials, starts = (table[name][:dimensions] for name in ("poly", "vinit"))
    except (OSError, KeyError):
        return None
    return np.array(list(map(_directions, polynomials.tolist(), starts.tolist())))


def _directions(polynomial: int, start: list[int]) -> np.ndarray:
    """One dimension's direction numbers as binary digits, the first digit first: (digit, number).

    The recurrence of Bratley and Fox (1988, ACM TOMS 14:88-100).
    """
    degree = polynomial.bit_length() - 1
    found = start[:degree] if degree else [1] * BITS
    while len(found) < BITS:
        new = found[-degree]
        for k in range(1, degree + 1):
            if polynomial >> (degree - k) & 1:
                new ^= found[-k] << k
        found.append(new)
    scaled = np.array([m << (BITS - 1 - j) for j, m in enumerate(found[:BITS])])
    return (scaled >> np.arange(BITS)[::-1, None] & 1).astype(np.uint32)
