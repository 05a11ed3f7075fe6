"""The verb `nash_batch`: equilibria of many two-player games of one shape."""

from __future__ import annotations

from typing import Any

from .._budget import Budget
from ..errors import BudgetExceeded, GameError
from ..results.batch import NashBatch
from ..results.status import Status
from .batch_methods import Paths, SinglePath, Supports, TwoByTwo
from .batch_pieces import Progress, check_options
from .batch_reading import read_batch
from .batch_run import Run
from .batch_tables import is_compiled, tables


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

    All equilibria are found by deciding every pair of supports of equal size, for shapes up to
    6 x 6, 5 x 7, 4 x 9, 3 x 13, 2 x 21, 1 x 63 and their transposes. Games of larger shapes are all
    solved one by one as `nash` would, and all marked doubtful. One equilibrium is found by
    Lemke-Howson paths at any shape; it is mostly, not always, the one that
    ``nash(game, find="one")`` names.

    Cost: some 20 nanoseconds a game at 2 x 2, 0.2 microseconds at 3 x 3, 1.3 at 5 x 5; a
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
    run = Run(a, b, (budget or Budget()).start(), threads, progress, out)
    if find == "one":
        paths = Paths(run)
        found = run.one(paths.solve, paths.size)
    else:
        method = _method(run)
        found = run.every(method.solve, method.size)
    if found.status is not Status.FINISHED and not partial:
        raise BudgetExceeded(
            f"nash_batch: {found.status.value} with {int(found.solved.sum())} of {found.batch} "
            f"games solved. {found.status.advice}",
            found,
        )
    return found


def _method(run: Run) -> TwoByTwo | Supports | SinglePath:
    if (run.m, run.n) == (2, 2):
        return TwoByTwo(run)
    if is_compiled(run.m, run.n):
        return Supports(run, tables(run.m, run.n))
    return SinglePath(run)
