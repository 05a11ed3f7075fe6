"""The verb `nash_batch`: equilibria of many two-player games of one shape."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from .._budget import Budget, Meter
from ..errors import BudgetExceeded, GameError
from ..results.batch import NashBatch
from ..results.status import Claim, Status
from .batch_exact import Row, every_equilibrium, one_equilibrium
from .batch_pieces import Crew, Progress, check_options, stream
from .batch_reading import Payoffs, read_batch, refuse
from .batch_tables import Tables, is_compiled, tables

#: Games per call of a kernel: a few milliseconds.
_TWO_BY_TWO, _PIECE_WORK = 1 << 17, 1 << 21

#: Multiplications per call of the kernel of paths, and most pivots of a path.
_PATH_WORK, _PIVOTS = 4_000_000, 50


def nash_batch(
    A: Any,
    B: Any,
    *,
    find: str = "all",
    budget: Budget | None = None,
    partial: bool = False,
    threads: int = 1,
    progress: Progress | None = None,
    out: NashBatch | None = None,
) -> NashBatch:
    """Find every Nash equilibrium of many two-player games, or one of each.

    Parameters
    ----------
    A, B : array_like, shape (batch, m, n)
        What the row player and the column player earn, game by game. Any float or integer type in
        any layout; floats stand for the dyadic rationals that they are, integers beyond 2**53 are
        not rounded.
    find : {'all', 'one'}
        Every extreme equilibrium of each game (the default), or one equilibrium of each.
    budget : Budget, optional
        Default: 60 seconds. A step is one game, in the order given.
    partial : bool, default False
        If the budget is spent, return the games solved by then instead of raising.
    threads : int, default 1
        Threads for the compiled loops; the answer does not depend on it. Doubtful games are solved
        by the calling thread.
    progress : callable, optional
        Called as ``progress(games done, games)`` by the calling thread. Nothing is printed.
    out : NashBatch, optional
        An answer that is no longer needed: its memory is used again where it suffices, and what it
        held is lost. At 2 x 2, fetching fresh memory from the system costs more than the games.

    Returns
    -------
    NashBatch
        Flat arrays; claim ALL or AT_LEAST_ONE for each game.

    Raises
    ------
    GameError
        For what is not finite, naming player, game and profile; for arrays that do not match.
    BudgetExceeded
        With the games solved by then as ``.partial``.

    Notes
    -----
    Each game gets what `nash` would find, degenerate games included. Floats decide, with error
    bounds that are proved (`kernels.batch_two`, `batch_supports` and `batch_paths` state them); the
    games for which they do not suffice are marked doubtful and solved in exact arithmetic.

    All equilibria are found by deciding every pair of supports of equal size, for shapes with at
    most 1000 of them: up to 6 x 6, 5 x 7, 4 x 9, 3 x 16, 2 x 43. Games of larger shapes are all
    solved one by one as `nash` would, and all marked doubtful. One equilibrium is found by
    Lemke-Howson paths at any shape; it is mostly, not always, the one that
    ``nash(game, find="one")`` names.

    Cost: some 20 nanoseconds a game at 2 x 2, a tenth of a microsecond at 3 x 3, one at 5 x 5; a
    doubtful game costs a fraction of a millisecond and more. Memory: the answer, a few bytes per
    equilibrium, and some megabytes a thread. Thread-safe.

    Examples
    --------
    >>> import numpy as np, equilibria as eq
    >>> A = np.array([[[2, 0], [0, 1]], [[1, -1], [-1, 1]], [[3, 0], [5, 1]]])
    >>> B = np.array([[[1, 0], [0, 2]], [[-1, 1], [1, -1]], [[3, 5], [0, 1]]])
    >>> answer = eq.nash_batch(A, B)
    >>> answer
    NashBatch: 5 equilibria of 3 games 2 x 2, claim ALL for 3, 0 settled exactly
    >>> answer.counts
    array([3, 1, 1], dtype=int32)
    >>> answer.x[answer.rows(1)]
    array([[0.5, 0.5]])
    """
    if find not in ("all", "one"):
        raise GameError(f"nash_batch: find={find!r}; give 'all' or 'one'.")
    check_options("nash_batch", threads, progress)
    a, b = read_batch([A, B], ["A", "B"], "nash_batch")
    if out is not None and not isinstance(out, NashBatch):
        raise GameError(f"nash_batch: out is {type(out).__name__}; give an earlier answer.")
    run = _Run(a, b, (budget or Budget()).start(), threads, progress, out)
    found = run.all() if find == "all" else run.one()
    if found.status is not Status.FINISHED and not partial:
        raise BudgetExceeded(
            f"nash_batch: {found.status.value} with {int(found.solved.sum())} of {found.batch} "
            f"games solved. {found.status.advice}",
            found,
        )
    return found


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
_Arrays = dict[str, np.ndarray]

#: What a piece came to: arrays, the row where it begins there, and how many rows it has.
_Solved = tuple[_Arrays, int, int]


class _Run:
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
        self.arrays: _Arrays = {}
        self.rows = self.done = 0
        self.spare: list[_Arrays] = []
        self.local = threading.local()

    # ---- all

    def all(self) -> NashBatch:
        """Every equilibrium: what floats prove, piece by piece, and doubtful games exactly."""
        method: _TwoByTwo | _Supports | _SinglePath
        if (self.m, self.n) == (2, 2):
            method = _TwoByTwo(self)
        elif is_compiled(self.m, self.n):
            method = _Supports(self, tables(self.m, self.n))
        else:
            method = _SinglePath(self)
        with Crew(self.threads) as crew:
            stream(
                method.solve, self._take, self.games, method.size, crew, self.meter, self.progress
            )
        self._reserve(self.rows, self.games)
        return self._answer(Claim.ALL)

    def room(self, rows: int) -> tuple[_Arrays, int]:
        """Where to write some rows: their last place, or on threads a buffer; and the first row."""
        if self.threads == 1:
            self._reserve(self.rows + rows, self.done)
            return self.arrays, self.rows
        buffer = self.spare.pop() if self.spare else None
        if buffer is None or len(buffer["game"]) < rows:
            buffer = {name: self._fresh(name, rows) for name in _ROWS}
        return buffer, 0

    def _take(self, start: int, stop: int, solved: _Solved) -> None:
        """Take over what a piece came to, with the doubtful games among it."""
        arrays, row, rows = solved
        self.solved[start:stop] = True
        self.done = stop
        exact = self._settle(start, stop, every_equilibrium)
        counts, doubtful = self.counts[start:stop], self.doubtful[start:stop]
        if arrays is self.arrays and not doubtful.any():
            self.rows += rows
            return
        first, last = self.rows, self.rows + int(counts.sum())
        piece = {name: values[row : row + rows] for name, values in arrays.items()}
        sure = slice(None)
        there: Any = slice(first, last)
        if doubtful.any():
            sure = ~self.doubtful[piece["game"]]
            piece = {name: values[sure] for name, values in piece.items()}  # they may overlap
            there = first + np.flatnonzero(~np.repeat(doubtful, counts))
        self._reserve(last, stop)
        self.rows = last
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

    def one(self) -> NashBatch:
        """One equilibrium of each game."""
        from ..kernels import batch_paths

        m, n = self.m, self.n
        size = max(1, min(1 << 14, _PATH_WORK // (m * n * (m + n))))
        self._reserve(self.games, self.games)
        out = [self.arrays[k] for k in ("x", "y", "payoffs", "x_support", "y_support")]
        label, most = 0, _PIVOTS + 10 * (m + n)

        def work(start: int, stop: int) -> None:
            a, b = self.A.piece(start, stop), self.B.piece(start, stop)
            scratch = self.scratch(lambda: _walking(m, n))
            bad = batch_paths.one(
                a, b, label, most, *scratch, *(array[start:stop] for array in out),
                self.doubtful[start:stop],
            )  # fmt: skip
            self.check(bad, start)

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
            refuse([self.A, self.B], start, max(start + bad + 1, start + _TWO_BY_TWO))

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

    def _reserve(self, rows: int, done: int) -> None:
        """Make room for some rows, and for as many a game in the games that are left."""
        if self.arrays and len(self.arrays["game"]) >= rows:
            return
        if 0 < done < self.games:
            rows += 1024 + int(1.1 * rows / done * (self.games - done))
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


# ---- how all equilibria are found, by shape


class _TwoByTwo:
    """Comparisons of floats."""

    size = _TWO_BY_TWO

    def __init__(self, run: _Run) -> None:
        from ..kernels import batch_two

        self.run, self.kernel = run, batch_two.solve
        self.by_signs = batch_two.equilibria_by_signs()

    def solve(self, start: int, stop: int) -> _Solved:
        run = self.run
        a, b = run.A.piece(start, stop), run.B.piece(start, stop)
        arrays, row = run.room(3 * (stop - start))
        end = self.kernel(
            a, b, run.counts[start:stop], run.doubtful[start:stop], self.by_signs, row, start,
            *arrays.values(),
        )  # fmt: skip
        run.check(-1 - end, start)
        return arrays, row, end - row


class _Supports:
    """Signs of minors, for every pair of supports."""

    def __init__(self, run: _Run, shape: Tables) -> None:
        from ..kernels import batch_strategies, batch_supports

        self.run, self.shape = run, shape
        self.decide, self.write = batch_supports.decide, batch_strategies.write
        work = 3 * len(shape.length) + 4 * len(shape.sizes)
        self.size = max(shape.block, _PIECE_WORK // work)

    def solve(self, start: int, stop: int) -> _Solved:
        run, shape = self.run, self.shape
        a, b = run.A.piece(start, stop), run.B.piece(start, stop)
        deciding, writing = run.scratch(lambda: (_deciding(shape, self.size), _writing(shape)))
        counts, doubtful = run.counts[start:stop], run.doubtful[start:stop]
        pairs, state, found = deciding[-1], np.zeros(3, np.int64), []
        while state[0] < stop - start:
            self.decide(
                a, b, shape.m, shape.length, shape.row, shape.plus, shape.minus, shape.left,
                shape.right, shape.subset, shape.parent, shape.last, shape.errors, shape.sizes,
                shape.refs, *deciding[:-1], counts, doubtful, pairs, state,
            )  # fmt: skip
            run.check(int(state[2]), start)
            found.append(pairs[: state[1]].copy())
        pairs = found[0] if len(found) == 1 else np.concatenate(found)
        arrays, row = run.room(len(pairs))
        unsure = np.zeros(stop - start, bool)
        self.write(
            a, b, counts, pairs, shape.sizes, shape.supports, shape.weights, shape.starts,
            shape.needed, shape.length, shape.left, shape.right, shape.plus, shape.minus,
            *writing, row, start, *arrays.values(), unsure,
        )  # fmt: skip
        doubtful |= unsure
        return arrays, row, len(pairs)


class _SinglePath:
    """Every game of a large shape by itself, as `nash` would."""

    size = 1 << 10

    def __init__(self, run: _Run) -> None:
        self.run = run

    def solve(self, start: int, stop: int) -> _Solved:
        refuse([self.run.A, self.run.B], start, stop)
        self.run.doubtful[start:stop] = True
        return *self.run.room(0), 0


# ---- what the kernels work in


def _deciding(shape: Tables, size: int) -> list[np.ndarray]:
    """Scratch of `batch_supports.decide`; the last array lists pairs."""
    block, minors, pairs = shape.block, len(shape.length), len(shape.sizes)
    words = np.zeros((4, block // 8), np.uint64)
    return [
        np.zeros((2 * shape.m * shape.n, block)), np.zeros((minors, block)),
        np.zeros((shape.m + shape.n, block)), np.zeros((len(shape.parent), block)),
        np.zeros((2 * minors + 1, block), np.uint8), words.view(np.uint8), words,
        np.zeros(block, np.uint8), np.zeros((block, pairs), np.uint16), np.zeros(block, np.int64),
        np.zeros(4 * size + block * pairs, np.uint16),
    ]  # fmt: skip


def _writing(shape: Tables) -> list[np.ndarray]:
    """Scratch of `batch_strategies.write`."""
    minors = len(shape.length)
    cells = np.zeros(2 * shape.m * shape.n)
    return [cells, np.zeros(minors), np.zeros(minors), np.zeros(min(shape.m, shape.n))]


def _walking(m: int, n: int) -> list[np.ndarray]:
    """Scratch of `batch_paths.one`: both dictionaries, and what the proof needs."""
    most = max(m, n) + 1
    whole = np.int64
    return [
        np.zeros((m, n)), np.zeros((n, m + 1)), np.zeros(n, whole), np.zeros(m, whole),
        np.zeros((n, m)), np.zeros((m, n + 1)), np.zeros(m, whole), np.zeros(n, whole),
        np.array([-1, 0, 0], whole), np.zeros(most, whole), np.zeros(most, whole),
        np.zeros(most), np.zeros(m), np.zeros(n), np.zeros(most), np.zeros(2), np.zeros(2),
    ]  # fmt: skip
