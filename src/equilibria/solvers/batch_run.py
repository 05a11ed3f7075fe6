"""One call of `nash_batch`: the arrays of the answer, and how far they are filled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from .._budget import Budget, Meter
from ..results.batch import NashBatch
from ..results.status import Claim, Status
from .batch_exact import Row, every_equilibrium, one_equilibrium
from .batch_pieces import Crew, Progress, stream
from .batch_reading import Payoffs, refuse

#: Games from the first that is not finite on whose complaints come together.
_MENTIONED = 1000

#: The arrays of an answer, in the order in which kernels take them: type, and whether a row has
#: an entry for each action of the row player (0), of the column player (1), or for each player (2).
_ROWS: dict[str, tuple[type, int | None]] = {
    "game": (np.int64, None),
    "x": (np.float64, 0),
    "y": (np.float64, 1),
    "payoffs": (np.float64, 2),
    "x_support": (np.bool_, 0),
    "y_support": (np.bool_, 1),
}
_GAMES: dict[str, tuple[type, int | None]] = {
    "counts": (np.int32, None),
    "doubtful": (np.bool_, None),
    "solved": (np.bool_, None),
}


_T = TypeVar("_T")
Arrays = dict[str, np.ndarray]

#: What a piece came to: arrays, the row where it begins there, and how many rows it has.
Solved = tuple[Arrays, int, int]


class Run:
    """One call: the arrays of the answer, and how far they are filled."""

    def __init__(
        self,
        A: Payoffs,
        B: Payoffs,
        meter: Meter,
        threads: int,
        progress: Progress | None,
        out: NashBatch | None,
    ) -> None:
        self.A, self.B, self.meter, self.threads, self.progress = A, B, meter, threads, progress
        self.out = out
        self.batch, self.m, self.n = A.table.shape
        steps = meter.budget.steps
        self.games = self.batch if steps is None else min(self.batch, int(steps))
        self.counts = self._memory("counts", self.batch)
        self.doubtful = self._memory("doubtful", self.batch)
        self.solved = self._memory("solved", self.batch)
        for array in (self.counts, self.doubtful, self.solved):
            array.fill(0)
        self.arrays: Arrays = {}
        self.rows = self.done = 0
        self.spare: list[Arrays] = []
        self.local = threading.local()

    # ---- all

    def every(self, solve: Callable[[int, int], Solved], size: int) -> NashBatch:
        """Every equilibrium: what floats prove, piece by piece, and doubtful games exactly."""
        with Crew(self.threads) as crew:
            stream(solve, self._take, self.games, size, crew, self.meter, self.progress)
        self._reserve(self.rows)
        return self._answer(Claim.ALL)

    def room(self, rows: int) -> tuple[Arrays, int]:
        """Where to write some rows: their last place, or on threads a buffer; and the first row."""
        if self.threads == 1:
            self._reserve(self.rows + rows)
            return self.arrays, self.rows
        buffer = self.spare.pop() if self.spare else None
        if buffer is None or len(buffer["game"]) < rows:
            buffer = {name: self._fresh(name, rows) for name in _ROWS}
        return buffer, 0

    def _take(self, start: int, stop: int, solved: Solved) -> None:
        """Take over what a piece came to, with the doubtful games among it."""
        arrays, row, rows = solved
        self.solved[start:stop] = True
        exact = self._settle(start, stop, every_equilibrium)
        counts, doubtful = self.counts[start:stop], self.doubtful[start:stop]
        if arrays is self.arrays and not doubtful.any():
            self.rows, self.done = self.rows + rows, stop
            return
        first, last = self.rows, self.rows + int(counts.sum())
        piece = {name: values[row : row + rows] for name, values in arrays.items()}
        there: Any = slice(first, last)
        if doubtful.any():
            sure = ~self.doubtful[piece["game"]]
            piece = {name: values[sure] for name, values in piece.items()}  # they may overlap
            there = first + np.flatnonzero(~np.repeat(doubtful, counts))
        self._reserve(last)
        self.rows, self.done = last, stop
        for name, values in piece.items():
            self.arrays[name][there] = values
        begins = first + np.cumsum(counts) - counts
        for game, found in exact:
            begin = int(begins[game - start])
            self.arrays["game"][begin : begin + len(found)] = game
            for k, one in enumerate(found, begin):
                one.write(k, self.arrays)
        if self.threads > 1:
            self.spare.append(arrays)

    # ---- one

    def one(self, solve: Callable[[int, int, Arrays], None], size: int) -> NashBatch:
        """One equilibrium of each game."""
        self._reserve(self.games)
        arrays = self.arrays

        def work(start: int, stop: int) -> None:
            solve(start, stop, arrays)

        def finish(start: int, stop: int, _: None) -> None:
            self.solved[start:stop] = True
            self.counts[start:stop] = 1
            for game, rows in self._settle(start, stop, one_equilibrium):
                rows[0].write(game, self.arrays)

        with Crew(self.threads) as crew:
            stream(work, finish, self.games, size, crew, self.meter, self.progress)
        held = self.solved[: self.games]
        if not held.all():
            self.arrays = {name: values[: len(held)][held] for name, values in self.arrays.items()}
        self.rows = int(held.sum())
        self.arrays["game"][: self.rows] = np.flatnonzero(held)
        return self._answer(Claim.AT_LEAST_ONE)

    # ---- both

    def scratch(self, build: Callable[[], _T]) -> _T:
        """Working memory of the thread that asks."""
        if not hasattr(self.local, "scratch"):
            self.local.scratch = build()
        held: _T = self.local.scratch
        return held

    def check(self, bad: int, start: int) -> None:
        """Complain about a game that is not finite, and others near it."""
        if bad >= 0:
            refuse([self.A, self.B], start + bad, start + bad + _MENTIONED)

    def _settle(
        self, start: int, stop: int, solve: Callable[..., list[Row] | None]
    ) -> list[tuple[int, list[Row]]]:
        """Solve the doubtful ones of some games exactly, as far as the budget of time allows."""
        found = []
        for game in (start + np.flatnonzero(self.doubtful[start:stop])).tolist():
            rows = None
            if self.meter.grant(1):
                rows = solve(self.A, self.B, game, Budget(self.meter.left().seconds))
            if rows is None:
                self.meter.spent_by = "seconds"
                self.solved[game] = False
                self.counts[game] = 0
            else:
                found.append((game, rows))
                self.counts[game] = len(rows)
        return found

    def _reserve(self, rows: int) -> None:
        """Make room for some rows, and for as many a game as so far in the games that are left."""
        if self.arrays and len(self.arrays["game"]) >= rows:
            return
        if self.done:
            rows += 1024 + int(1.1 * self.rows / self.done * (self.games - self.done))
        old = self.arrays
        self.arrays = {name: self._memory(name, rows) for name in _ROWS}
        for name, values in old.items():
            self.arrays[name][: self.rows] = values[: self.rows]

    def _memory(self, name: str, rows: int) -> np.ndarray:
        """An array of the answer, in the memory of an earlier one where that suffices."""
        if self.out is None:
            return self._fresh(name, rows)
        held = getattr(self.out, name)
        whole = held if held.base is None else held.base
        wanted = self._fresh(name, 0)
        if (
            isinstance(whole, np.ndarray)
            and whole.shape[1:] == wanted.shape[1:]
            and len(whole) >= rows
            and whole.dtype == wanted.dtype
            and whole.flags.writeable
        ):
            used: np.ndarray = whole[:rows]
            return used
        return self._fresh(name, rows)

    def _fresh(self, name: str, rows: int) -> np.ndarray:
        kind, width = {**_ROWS, **_GAMES}[name]
        return np.empty((rows, *(() if width is None else ((self.m, self.n, 2)[width],))), kind)

    def _answer(self, claim: Claim) -> NashBatch:
        status = Status.FINISHED
        if not self.solved.all():
            late = self.meter.spent_by == "seconds"
            status = Status.MAX_TIME if late else Status.MAX_STEPS
        return NashBatch(
            counts=self.counts,
            doubtful=self.doubtful,
            solved=self.solved,
            status=status,
            claim=claim,
            seconds=self.meter.seconds,
            **{name: values[: self.rows] for name, values in self.arrays.items()},
        )
