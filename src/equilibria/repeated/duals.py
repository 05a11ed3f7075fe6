"""What the outer chain is made of: rows, and corners of the linear programs that bound them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq

from .polygon import Point
from .scaled import float_of

#: Offsets with longer denominators are rounded outwards to multiples of 2**-_GRID.
_LONGEST = 320
_GRID = 100

#: A difference of floats below this share of its parts may have the wrong sign.
_DOUBT = 2.0**-49

#: A normal, times this number, less which axis, times that.
Dual = tuple[int, fmpq, int, fmpq]


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


class Duals(Sequence[Dual]):
    """The ways to write m as a multiple of a normal less a multiple of one axis.

    Floats list them (`normal`, `times`, `axis`, `less`; a sign that they leave in doubt is decided
    exactly), and the exact numbers are worked out when asked for. The last may use no normal.

    Parameters
    ----------
    m : pair of fmpq
    active : ndarray of int
        The normals to use, by number.
    floats : ndarray, shape (len(active), 2)
        The same, each coordinate the nearest float.
    normals : sequence of pairs of fmpq
        By number.

    Attributes
    ----------
    rough : ndarray
        What `less` is the difference of, for its error: some units in the last place of this.
    """

    def __init__(
        self, m: Point, active: np.ndarray, floats: np.ndarray, normals: Sequence[Point]
    ) -> None:
        self._m, self._normals = m, normals
        near = np.array([float_of(m[0]), float_of(m[1])])
        across = floats[:, ::-1]  # column k: the coordinate that multiples of axis k leave alone
        times = np.divide(near[::-1], across, out=np.zeros_like(across), where=across != 0)
        less, rough = times * floats - near, np.abs(times * floats) + np.abs(near)
        held = (times > 0) & (less > _DOUBT * rough)
        for row, axis in np.argwhere((times > 0) & (np.abs(less) <= _DOUBT * rough)).tolist():
            exact = self._dual(int(active[row]), axis)[3]
            held[row, axis], less[row, axis] = exact > 0, float_of(exact)
        rows, axes = np.nonzero(held)
        alone = [j for j in (0, 1) if m[1 - j] == 0 and m[j] < 0]
        size = -near[alone]
        self._with = len(rows)
        self.normal = np.append(active[rows], np.zeros(len(alone), np.int64))
        self.axis = np.append(axes, np.array(alone, np.int64))
        self.times = np.append(times[held], np.zeros(len(alone)))
        self.less, self.rough = np.append(less[held], size), np.append(rough[held], size)

    def __len__(self) -> int:
        return len(self.normal)

    def __getitem__(self, c: Any) -> Any:
        """Normal, times this number, less which axis, times that."""
        if not 0 <= c < len(self):
            raise IndexError(c)
        axis = int(self.axis[c])
        if c >= self._with:
            return 0, fmpq(0), axis, -self._m[axis]
        return self._dual(int(self.normal[c]), axis)

    def _dual(self, p: int, axis: int) -> Dual:
        n, m = self._normals[p], self._m
        times = m[1 - axis] / n[1 - axis]
        return p, times, axis, times * n[axis] - m[axis]


@dataclass(slots=True)
class Direction:
    """What the bound in one direction needs: the corners of the dual, exact and as floats."""

    exact: Duals  # also as floats: how often a normal, less how often an axis, and their error
    own: list[tuple[int, fmpq]]  # bounds without an incentive constraint: normals and numbers
    both: tuple[fmpq, fmpq] | None  # minus both axes, where the direction is not positive
    free: list[tuple[int, float]]  # `own` as floats
    least: tuple[float, float, float]  # `both` as floats, and its error; infinite without
    error: np.ndarray


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
