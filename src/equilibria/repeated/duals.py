"""What the outer chain is made of: rows, and corners of the linear programs that bound them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import fmpq

from .polygon import Point

#: Offsets with longer denominators are rounded outwards to multiples of 2**-_GRID.
_LONGEST = 320
_GRID = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One set of the chain: which half-planes, their offsets, and how it follows from the last."""

    normals: tuple[int, ...]
    offsets: tuple[fmpq, ...]
    jump: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """What a chain proved, scaled: all that its certificate needs."""

    normals: tuple[Point, ...]
    rows: tuple[Row, ...]
    least: tuple[Fraction, ...]
    span: tuple[Fraction, ...]


@dataclass(slots=True)
class Direction:
    """What the bound in one direction needs: the corners of the dual, exact and as floats."""

    exact: list[tuple[int, fmpq, int, fmpq]]  # normal, times this number, less axis times that
    own: list[tuple[int, fmpq]]  # bounds without an incentive constraint: normals and numbers
    both: tuple[fmpq, fmpq] | None  # minus both axes, where the direction is not positive
    free: list[tuple[int, float]]  # `own` as floats
    least: tuple[float, float, float]  # `both` as floats, and its error; infinite without
    normal: np.ndarray
    times: np.ndarray
    axis: np.ndarray
    less: np.ndarray
    error: np.ndarray


def duals(m: Point, p: int, normal: Point) -> list[tuple[int, fmpq, int, fmpq]]:
    """The ways to write m as a multiple of a normal less a multiple of one axis."""
    found = []
    for axis in (0, 1):
        other = 1 - axis
        if normal[other] and (times := m[other] / normal[other]) > 0:
            less = times * normal[axis] - m[axis]
            if less > 0:
                found.append((p, times, axis, less))
    return found


def combine(
    normals: Sequence[Point], p: int, r: int, n: Point
) -> tuple[int, int, fmpq, fmpq] | None:
    """The direction n as a positive combination of two normals, the first to its right."""
    a, b = normals[p], normals[r]
    area = a[0] * b[1] - a[1] * b[0]
    if area <= 0:
        return None
    s = (n[0] * b[1] - n[1] * b[0]) / area
    t = (a[0] * n[1] - a[1] * n[0]) / area
    return (p, r, s, t) if s >= 0 and t >= 0 else None


def rounded_up(value: fmpq) -> fmpq:
    """The value, or the next multiple of 2**-_GRID above it where it has grown too long."""
    if int(value.q).bit_length() <= _LONGEST:
        return value
    return fmpq(-((-int(value.p) << _GRID) // int(value.q)), 1 << _GRID)
