"""Exploring blocks of support profiles with the compiled loop, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any, NamedTuple

import numpy as np

from ..._budget import Meter
from .exact import IntegerPayoffs

#: Multiplications between two looks at the budget: some tens of milliseconds.
_WORK = 10_000_000

#: What happened to a cell, as in `kernels.cells`; from ROOT on there is something to settle.
EXCLUDED, SPLIT, ROOT, LINE, OPEN = range(5)


class Piece(NamedTuple):
    """Some rows of the log.

    Attributes
    ----------
    rows : ndarray of int
    special : list of int
        The rows that are not excluded or split.
    points, cells : ndarray
        For those rows, as `kernels.cells.explore` leaves them.
    complete : bool
        Whether the block ends here.
    """

    rows: Any
    special: list[int]
    points: Any
    cells: Any
    complete: bool


class Explorer:
    """Workspace of one thread."""

    def __init__(self, payoffs: IntegerPayoffs, limit: int) -> None:
        from ...kernels import cells

        self._kernel = cells
        self._payoffs, self._limit = payoffs.floats, limit
        players, most = len(payoffs.shape), max(payoffs.shape)
        self._shape = np.array(payoffs.shape, dtype=np.int64)
        self._queue = np.empty((limit + 2, players, most, most))
        size = prod(payoffs.shape) * sum(payoffs.shape) ** 2
        length = max(1, min(512, _WORK // size))
        self._rows = np.zeros((length, 4 + sum(payoffs.shape)), dtype=np.int64)
        self._points = np.zeros((length, players, most))
        self._cells = np.zeros((length, players, most, most))

    def pieces(self, first: int, end: int, meter: Meter) -> Iterator[Piece]:
        """Explore the support profiles from one number up to another, as the budget allows.

        The caller counts the rows, before it asks for the next piece.
        """
        state = np.array([first, 0, 0, self._limit, end], dtype=np.int64)
        complete = False
        while not complete:
            granted = meter.grant(len(self._rows))
            if not granted:
                return
            whole = granted == len(self._rows)
            rows = self._rows if whole else self._rows[:granted].copy()
            done = self._kernel.explore(
                self._payoffs, self._shape, self._queue, state, rows, self._points, self._cells
            )
            complete = done < granted
            rows = rows[:done].copy()
            special = np.flatnonzero(rows[:, 1] >= ROOT)
            yield Piece(
                rows, special.tolist(), self._points[special], self._cells[special], complete
            )
