"""The verb `nash_batch`: equilibria of many two-player games of one shape."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

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
_TWO_BY_TWO, _PIECE_WORK = 1 << 15, 1 << 21

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
    run = _Run(a, b, (budget or Budget()).start(), threads, progress)
    found = run.all() if find == "all" else run.one()
    if found.status is not Status.FINISHED and not partial:
        raise BudgetExceeded(
            f"nash_batch: {found.status.value} with {int(found.solved.sum())} of {found.batch} "
            f"games solved. {found.status.advice}",
            found,
        )
    return found


class _Run:
    """One call: the arrays of the answer, and how far they are filled."""

    def __init__(
        self, A: Payoffs, B: Payoffs, meter: Meter, threads: int, progress: Progress | None
    ) -> None:
        self.A, self.B, self.meter, self.threads, self.progress = A, B, meter, threads, progress
        self.batch, self.m, self.n = A.table.shape
        steps = meter.budget.steps
        self.games = self.batch if steps is None else min(self.batch, int(steps))
        self.counts = np.zeros(self.batch, np.int32)
        self.doubtful = np.zeros(self.batch, bool)
        self.solved = np.zeros(self.batch, bool)
        self.arrays: dict[str, np.ndarray] = {}
        self.rows = 0
        self.local = threading.local()

    # ---- all

    def all(self) -> NashBatch:
        """Every equilibrium: games are decided, the doubtful ones exactly, and then written."""
        method: _Method
        if (self.m, self.n) == (2, 2):
            method = _TwoByTwo(self)
        elif is_compiled(self.m, self.n):
            method = _Supports(self, tables(self.m, self.n))
        else:
            method = _SinglePath(self)
        under_way: deque[tuple[int, int, Future[list[int]]]] = deque()
        unsure: list[tuple[int, int]] = []

        def close(most: int) -> None:
            while len(under_way) > most:
                start, row, begun = under_way.popleft()
                for k in crew.result(begun):
                    game = start + k
                    unsure.append((game, row + int(self.counts[start:game].sum())))

        def finish(start: int, stop: int, decided: Any) -> None:
            self.solved[start:stop] = True
            exact = self._settle(start, stop, every_equilibrium)
            row, self.rows = self.rows, self.rows + int(self.counts[start:stop].sum())
            if self.rows > self._room():
                close(0)
                self._reserve(row, stop)
            under_way.append((start, row, crew.begin(method.write, start, stop, row, decided)))
            for game, rows in exact:
                self._place(row + int(self.counts[start:game].sum()), rows)
            close(2 * self.threads)

        with Crew(self.threads) as crew:
            stream(
                method.decide, finish, self.games, method.size, crew, self.meter, self.progress
            )
            close(0)
        for game, row in unsure:
            self.doubtful[game] = True
            exactly = every_equilibrium(self.A, self.B, game, Budget(None))
            assert exactly is not None  # without a limit
            self._place(row, exactly)
        if not self.arrays:
            self._reserve(0, 0)
        return self._answer(Claim.ALL)

    # ---- one

    def one(self) -> NashBatch:
        """One equilibrium of each game."""
        from ..kernels import batch_paths

        m, n = self.m, self.n
        size = max(1, min(1 << 14, _PATH_WORK // (m * n * (m + n))))
        self.rows = self.games
        self._reserve(0, self.games)
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
            self.rows = len(self.arrays["x"])
        self.arrays["game"] = np.flatnonzero(self.solved)
        return self._answer(Claim.AT_LEAST_ONE)

    # ---- both

    def scratch(self, build: Callable[[], list[np.ndarray]]) -> list[np.ndarray]:
        """Working memory of the thread that asks."""
        held: list[np.ndarray] | None = getattr(self.local, "scratch", None)
        if held is None:
            held = self.local.scratch = build()
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

    def _place(self, row: int, rows: list[Row]) -> None:
        for k, one in enumerate(rows, row):
            one.write(k, self.arrays)

    def _room(self) -> int:
        return len(self.arrays["game"]) if self.arrays else 0

    def _reserve(self, used: int, done: int) -> None:
        """Make room for the rows so far, and for as many a game in those that are left."""
        room = self.rows
        if done < self.games:
            room += 1024 + int(1.1 * self.rows / done * (self.games - done))
        old = self.arrays
        self.arrays = {
            "game": np.empty(room, np.int64),
            "x": np.empty((room, self.m)),
            "y": np.empty((room, self.n)),
            "payoffs": np.empty((room, 2)),
            "x_support": np.empty((room, self.m), bool),
            "y_support": np.empty((room, self.n), bool),
        }
        for name, values in old.items():
            self.arrays[name][:used] = values[:used]

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

        self.run, self.kernels = run, batch_two
        self.by_signs = batch_two.equilibria_by_signs()

    def decide(self, start: int, stop: int) -> None:
        run = self.run
        bad = self.kernels.count(
            run.A.piece(start, stop), run.B.piece(start, stop), run.counts[start:stop],
            run.doubtful[start:stop],
        )  # fmt: skip
        run.check(bad, start)

    def write(self, start: int, stop: int, row: int, _: None) -> list[int]:
        run = self.run
        self.kernels.write(
            run.A.piece(start, stop), run.B.piece(start, stop), run.counts[start:stop],
            run.doubtful[start:stop], self.by_signs, row, start, *run.arrays.values(),
        )  # fmt: skip
        return []


class _Supports:
    """Signs of minors, for every pair of supports."""

    def __init__(self, run: _Run, shape: Tables) -> None:
        from ..kernels import batch_strategies, batch_supports

        self.run, self.shape = run, shape
        self.decided, self.written = batch_supports.decide, batch_strategies.write
        work = 3 * len(shape.length) + 4 * len(shape.sizes)
        self.size = max(shape.block, _PIECE_WORK // work)

    def decide(self, start: int, stop: int) -> np.ndarray:
        run, shape = self.run, self.shape
        a, b = run.A.piece(start, stop), run.B.piece(start, stop)
        scratch = run.scratch(lambda: _deciding(shape, self.size))
        pairs, state, found = scratch[-1], np.zeros(3, np.int64), []
        while state[0] < stop - start:
            self.decided(
                a, b, shape.m, shape.length, shape.row, shape.plus, shape.minus, shape.left,
                shape.right, shape.subset, shape.parent, shape.last, shape.errors, shape.sizes,
                shape.refs, *scratch[:-1], run.counts[start:stop], run.doubtful[start:stop], pairs,
                state,
            )  # fmt: skip
            run.check(int(state[2]), start)
            found.append(pairs[: state[1]].copy())
        return found[0] if len(found) == 1 else np.concatenate(found)

    def write(self, start: int, stop: int, row: int, pairs: np.ndarray) -> list[int]:
        run, shape = self.run, self.shape
        unsure = np.zeros(stop - start, bool)
        self.written(
            run.A.piece(start, stop), run.B.piece(start, stop), run.counts[start:stop],
            run.doubtful[start:stop], pairs, shape.sizes, shape.supports, shape.weights,
            shape.starts, shape.needed, shape.length, shape.left, shape.right, shape.plus,
            shape.minus, *_writing(shape), row, start, *run.arrays.values(), unsure,
        )  # fmt: skip
        return np.flatnonzero(unsure).tolist()


class _SinglePath:
    """Every game of a large shape by itself, as `nash` would."""

    size = 1 << 12

    def __init__(self, run: _Run) -> None:
        self.run = run

    def decide(self, start: int, stop: int) -> None:
        refuse([self.run.A, self.run.B], start, stop)
        self.run.doubtful[start:stop] = True

    def write(self, start: int, stop: int, row: int, _: None) -> list[int]:
        counts = self.run.counts[start:stop]
        self.run.arrays["game"][row : row + counts.sum()] = start + np.repeat(
            np.arange(stop - start), counts
        )
        return []


_Method = _TwoByTwo | _Supports | _SinglePath


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
