"""Work on a batch piece by piece: on threads, within a budget, with progress, interruptibly."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from .._budget import Meter
from ..errors import GameError

_T = TypeVar("_T")

Progress = Callable[[int, int], None]

_log = logging.getLogger("equilibria.batch")


def check_options(verb: str, threads: int, progress: Progress | None) -> None:
    """Refuse options that mean nothing."""
    if isinstance(threads, bool) or not isinstance(threads, int) or threads < 1:
        raise GameError(f"{verb}: threads={threads!r}; give a whole number of at least 1.")
    if progress is not None and not callable(progress):
        raise GameError(f"{verb}: progress={progress!r}; give a function of (done, total).")


class Crew:
    """Threads that work while the caller's waits, a tenth of a second at a time.

    So an interrupt is answered as soon as the pieces under way are done, a few milliseconds later.
    A crew of one works in the caller's thread.
    """

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def begin(self, work: Callable[..., _T], *given: Any) -> Future[_T]:
        """Begin a piece of work."""
        if self._pool is not None:
            return self._pool.submit(work, *given)
        done: Future[_T] = Future()
        done.set_result(work(*given))
        return done

    def result(self, begun: Future[_T]) -> _T:
        """Wait for a piece of work."""
        while not begun.done():
            wait([begun], timeout=0.1)
        return begun.result()


def stream(
    work: Callable[[int, int], _T],
    finish: Callable[[int, int, _T], None],
    games: int,
    size: int,
    crew: Crew,
    meter: Meter,
    progress: Progress | None,
) -> None:
    """Call ``work(start, stop)`` piece by piece on a crew, and `finish` in order, by the caller.

    Pieces are begun as far as the budget of time allows. Only a few are under way at once, so that
    memory stays bounded.
    """
    ahead: deque[tuple[int, int, Future[_T]]] = deque()
    next_start, most = 0, 1 if crew.threads == 1 else 2 * crew.threads
    while True:
        while next_start < games and len(ahead) < most and meter.grant(1):
            start, next_start = next_start, min(next_start + size, games)
            ahead.append((start, next_start, crew.begin(work, start, next_start)))
        if not ahead:
            return
        start, stop, begun = ahead.popleft()
        finish(start, stop, crew.result(begun))
        _log.debug("%d of %d games", stop, games)
        if progress is not None:
            progress(stop, games)
