"""Work on a batch piece by piece: on threads, within a budget, with progress, interruptibly."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

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


class Track:
    """Tells how far a batch is: games done, twice counted where a game is seen twice."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.total, self.done, self.progress = total, 0, progress

    def add(self, games: int) -> None:
        """Some more games are done."""
        self.done += games
        _log.debug("%d of %d", self.done, self.total)
        if self.progress is not None:
            self.progress(self.done, self.total)


def in_pieces(
    work: Callable[[int, int], _T],
    total: int,
    size: int,
    threads: int,
    meter: Meter | None,
    track: Track,
) -> list[_T]:
    """Call ``work(start, stop)`` for every piece in order of the games, as far as time allows.

    Results come in that order, and are those of a beginning of the batch. The caller's thread only
    waits, a tenth of a second at a time, so that an interrupt is answered at once.
    """
    pieces = [(start, min(start + size, total)) for start in range(0, total, size)]
    if threads == 1 or len(pieces) <= 1:
        results = []
        for start, stop in _in_time(pieces, meter):
            results.append(work(start, stop))
            track.add(stop - start)
        return results
    found: dict[int, _T] = {}
    with ThreadPoolExecutor(threads) as pool:
        running: dict[Future[_T], tuple[int, int]] = {}
        try:
            for start, stop in _in_time(pieces, meter):
                running[pool.submit(work, start, stop)] = (start, stop)
                while len(running) >= 2 * threads:  # no more are begun than will be looked after
                    _collect(running, found, track)
            while running:
                _collect(running, found, track)
        except BaseException:
            for future in running:
                future.cancel()
            raise
    return [found[start] for start in sorted(found)]


def _in_time(
    pieces: Iterable[tuple[int, int]], meter: Meter | None
) -> Iterable[tuple[int, int]]:
    for piece in pieces:
        if meter is not None and not meter.grant(1):
            return
        yield piece


def _collect(
    running: dict[Future[_T], tuple[int, int]], found: dict[int, _T], track: Track
) -> None:
    for future in wait(running, timeout=0.1, return_when=FIRST_COMPLETED).done:
        start, stop = running.pop(future)
        found[start] = future.result()
        track.add(stop - start)
