"""The verb `nash_batch`: equilibria of many two-player games of one shape."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from .._budget import Budget, Meter
from ..errors import BudgetExceeded, GameError
from ..results.batch import NashBatch
from ..results.status import Claim, Status
from .batch_exact import Row, every_equilibrium, one_equilibrium
from .batch_pieces import Progress, Track, check_options, in_pieces
from .batch_reading import Payoffs, read_batch, refuse
from .batch_tables import Side, Tables, is_compiled, tables

#: Games per call of a kernel: a few milliseconds.
_TWO_BY_TWO, _PIECE_WORK = 1 << 16, 1 << 21

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
        Called as ``progress(done, total)`` by the calling thread; a game counts twice, when it is
        decided and when it is written. Nothing is printed.

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
    """One call: the arrays of the answer, and what is left to do."""

    def __init__(
        self, A: Payoffs, B: Payoffs, meter: Meter, threads: int, progress: Progress | None
    ) -> None:
        self.A, self.B, self.meter, self.threads = A, B, meter, threads
        self.batch, self.m, self.n = A.table.shape
        steps = meter.budget.steps
        self.games = self.batch if steps is None else min(self.batch, int(steps))
        self.track = Track(2 * self.games, progress)
        self.counts = np.zeros(self.batch, np.int32)
        self.doubtful = np.zeros(self.batch, bool)
        self.solved = np.zeros(self.batch, bool)
        self.local = threading.local()
        self.arrays: dict[str, np.ndarray] = {}

    # ---- all

    def all(self) -> NashBatch:
        if (self.m, self.n) == (2, 2):
            decide, write = self._two_by_two()
            size = _TWO_BY_TWO
        elif is_compiled(self.m, self.n):
            decide, write, size = self._supports(tables(self.m, self.n))
        else:
            decide, write, size = self._refer, lambda start, stop, row: [], 1 << 20
        totals = in_pieces(decide, self.games, size, self.threads, self.meter, self.track)
        decided = min(len(totals) * size, self.games)
        self.solved[:decided] = True
        exact = self._settle(np.flatnonzero(self.doubtful[:decided]), every_equilibrium)
        starts = [0]
        for k in range(len(totals)):
            starts.append(starts[-1] + int(self.counts[k * size : (k + 1) * size].sum()))
        self._allocate(starts[-1])

        def written(start: int, stop: int) -> list[int]:
            return write(start, stop, starts[start // size])

        unsure = in_pieces(written, decided, size, self.threads, None, self.track)
        self._place(exact, starts, size)
        late = np.array([game for some in unsure for game in some], np.int64)
        self.doubtful[late] = True
        self._place(self._settle(late, every_equilibrium, unlimited=True), starts, size)
        return self._answer(Claim.ALL)

    def _two_by_two(self) -> tuple[Callable[..., int], Callable[..., list[int]]]:
        from ..kernels import batch_two

        def decide(start: int, stop: int) -> int:
            a, b = self.A.piece(start, stop), self.B.piece(start, stop)
            counts, doubtful = self.counts[start:stop], self.doubtful[start:stop]
            bad = batch_two.count(a, b, 0, stop - start, counts, doubtful)
            self._check(bad, start)
            return 0

        def write(start: int, stop: int, row: int) -> list[int]:
            a, b = self.A.piece(start, stop), self.B.piece(start, stop)
            batch_two.write(
                a, b, 0, stop - start, start, row, start, self.counts, self.doubtful,
                *self.arrays.values(),
            )  # fmt: skip
            return []

        return decide, write

    def _supports(self, shape: Tables) -> tuple[Callable[..., int], Callable[..., list[int]], int]:
        from ..kernels import batch_strategies, batch_supports

        minors = int(shape.x.ends[-1] + shape.y.ends[-1])
        size = max(shape.block, _PIECE_WORK // (3 * minors + 4 * len(shape.sizes)))
        kept: dict[int, list[np.ndarray]] = {}
        unsure = np.zeros(self.batch, bool)

        def decide(start: int, stop: int) -> int:
            a, b = self.A.piece(start, stop), self.B.piece(start, stop)
            scratch = self._scratch(lambda: _deciding(shape, self.m, self.n, size))
            counts, doubtful = self.counts[start:stop], self.doubtful[start:stop]
            pairs, state, done = scratch[-1], np.zeros(3, np.int64), 0
            kept[start] = []
            while done < stop - start:
                batch_supports.decide(
                    a, b, done, stop - start, shape.sizes, shape.x.refs, shape.y.refs,
                    *_minors(shape.x), *_minors(shape.y), *scratch[:-1], counts, doubtful, pairs,
                    state,
                )  # fmt: skip
                done, used, bad = state.tolist()
                self._check(bad, start)
                kept[start].append(pairs[:used].copy())
            return 0

        def write(start: int, stop: int, row: int) -> list[int]:
            a, b = self.A.piece(start, stop), self.B.piece(start, stop)
            batch_strategies.write(
                a, b, 0, stop - start, start, row, start, self.counts, self.doubtful,
                np.concatenate(kept.pop(start)), 0, shape.sizes, shape.rows, shape.columns,
                *_weights(shape.x), *_weights(shape.y), *_writing(shape), *self.arrays.values(),
                unsure,
            )  # fmt: skip
            return (start + np.flatnonzero(unsure[start:stop])).tolist()

        return decide, write, size

    def _refer(self, start: int, stop: int) -> int:
        """Leave every game of a large shape to the single path."""
        refuse([self.A, self.B], start, stop)
        self.doubtful[start:stop] = True
        return 0

    # ---- one

    def one(self) -> NashBatch:
        from ..kernels import batch_paths

        m, n = self.m, self.n
        size = max(1, min(1 << 14, _PATH_WORK // (m * n * (m + n))))
        self._allocate(self.games)
        out = [self.arrays[k] for k in ("x", "y", "payoffs", "x_support", "y_support")]
        label, most = 0, _PIVOTS + 10 * (m + n)

        def work(start: int, stop: int) -> int:
            a, b = self.A.piece(start, stop), self.B.piece(start, stop)
            scratch = self._scratch(lambda: _walking(m, n))
            bad = batch_paths.one(
                a, b, 0, stop - start, start, label, most, *scratch, *out, self.doubtful
            )
            self._check(bad, start)
            self.track.add(stop - start)
            return 0

        done = in_pieces(work, self.games, size, self.threads, self.meter, self.track)
        decided = min(len(done) * size, self.games)
        self.counts[:decided] = 1
        self.solved[:decided] = True
        exact = self._settle(np.flatnonzero(self.doubtful[:decided]), one_equilibrium)
        for game, rows in exact.items():
            rows[0].write(game, self.arrays)
        held = self.solved[: self.games]
        if not held.all():
            self.arrays = {name: values[held] for name, values in self.arrays.items()}
        self.arrays["game"] = np.flatnonzero(self.solved)
        return self._answer(Claim.AT_LEAST_ONE)

    # ---- both

    def _scratch(self, build: Callable[[], list[np.ndarray]]) -> list[np.ndarray]:
        held: list[np.ndarray] | None = getattr(self.local, "scratch", None)
        if held is None:
            held = self.local.scratch = build()
        return held

    def _check(self, bad: int, start: int) -> None:
        if bad >= 0:
            stop = min(self.batch, start + max(_TWO_BY_TWO, bad + 1))
            refuse([self.A, self.B], start, stop)

    def _settle(
        self, games: np.ndarray, solve: Callable[..., list[Row] | None], unlimited: bool = False
    ) -> dict[int, list[Row]]:
        """Solve doubtful games exactly, as far as the budget allows."""
        found = {}
        for game in games.tolist():
            budget = Budget(None) if unlimited else Budget(self.meter.left().seconds)
            rows = None
            if unlimited or self.meter.grant(1):
                rows = solve(self.A, self.B, game, budget)
            if rows is None:
                self.meter.spent_by = self.meter.spent_by or "seconds"
                self.solved[game] = False
                self.counts[game] = 0
            else:
                found[game] = rows
                self.counts[game] = len(rows)
        return found

    def _place(self, found: dict[int, list[Row]], starts: list[int], size: int) -> None:
        for game, rows in found.items():
            piece = game // size
            first = starts[piece] + int(self.counts[piece * size : game].sum())
            for k, row in enumerate(rows, first):
                row.write(k, self.arrays)
                self.arrays["game"][k] = game

    def _allocate(self, rows: int) -> None:
        self.arrays = {
            "game": np.empty(rows, np.int64),
            "x": np.empty((rows, self.m)),
            "y": np.empty((rows, self.n)),
            "payoffs": np.empty((rows, 2)),
            "x_support": np.empty((rows, self.m), bool),
            "y_support": np.empty((rows, self.n), bool),
        }

    def _answer(self, claim: Claim) -> NashBatch:
        if self.games < self.batch and self.meter.spent_by is None:
            self.meter.spent_by = "steps"
        spent = self.meter.spent_by
        status = Status.FINISHED
        if not self.solved.all():
            status = Status.MAX_STEPS if spent == "steps" else Status.MAX_TIME
        return NashBatch(
            counts=self.counts,
            doubtful=self.doubtful,
            solved=self.solved,
            status=status,
            claim=claim,
            seconds=self.meter.seconds,
            **self.arrays,
        )


# ---- what the kernels work in


def _minors(side: Side) -> list[np.ndarray]:
    return [
        side.differences, side.ends, side.left, side.right, side.subset, side.parent, side.last,
        side.errors,
    ]  # fmt: skip


def _weights(side: Side) -> list[np.ndarray]:
    return [
        side.differences, side.ends, side.left, side.right, side.refs, side.needed, side.starts,
    ]  # fmt: skip


def _deciding(shape: Tables, m: int, n: int, size: int) -> list[np.ndarray]:
    """Scratch of `batch_supports.decide`; the last array lists pairs."""
    block, minors = shape.block, max(len(shape.x.left), len(shape.y.left), 1)
    sets = max(len(shape.x.parent), len(shape.y.parent), 1)
    most = len(shape.sizes)
    words = np.zeros((7, block // 8), np.uint64)
    return [
        np.zeros((m * n, block)), np.zeros((minors, block)), np.zeros((m, block)),
        np.zeros((n, block)), np.zeros((sets, block)), np.zeros(block),
        np.zeros((2 * len(shape.x.left) + 1, block), np.uint8),
        np.zeros((2 * len(shape.y.left) + 1, block), np.uint8),
        words.view(np.uint8), words, np.zeros(block, np.uint8),
        np.zeros((block, most), np.uint16), np.zeros(block, np.int64),
        np.zeros(4 * size + block * most, np.uint16),
    ]  # fmt: skip


def _writing(shape: Tables) -> list[np.ndarray]:
    minors = max(len(shape.x.left), len(shape.y.left), 1)
    return [np.zeros(minors), np.zeros(minors), np.zeros(shape.rows.shape[1])]


def _walking(m: int, n: int) -> list[np.ndarray]:
    """Scratch of `batch_paths.one`: both dictionaries, and what the proof needs."""
    most = max(m, n) + 1
    whole, real = np.int64, np.float64
    return [
        np.zeros((m, n)), np.zeros((n, m + 1)), np.zeros(n, whole), np.zeros(m, whole),
        np.zeros((n, m)), np.zeros((m, n + 1)), np.zeros(m, whole), np.zeros(n, whole),
        np.array([-1, 0, 0], whole), np.zeros(most, whole), np.zeros(most, whole),
        np.zeros(most, real), np.zeros(m), np.zeros(n), np.zeros(most, real),
    ]  # fmt: skip
