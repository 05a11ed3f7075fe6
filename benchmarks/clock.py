"""A clock that stops while the machine stands still.

A virtual machine can be held by its host for seconds at a time, all its cores at once: a call that
should take 50 ms then takes 2 s, and the programs in it cannot tell. A watcher, a process that
wakes every half millisecond, sees such a hold as a gap between two of its beats. With the watcher
running (``run.py --watch``), `now` leaves those gaps out; without, it is the usual clock. A
watcher that is kept waiting while the measured program runs on takes out too much: leave a core to
it, and read medians.
"""

from __future__ import annotations

import mmap
import os
import struct
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

#: The file through which the watcher speaks, for this process and those it starts.
_PLACE = "EQUILIBRIA_BENCH_WATCH"

#: Seconds between beats, and how much later than that a beat is when a gap is counted.
_PAUSE, _LATE = 0.0005, 0.002

#: What the watcher writes: all gaps, the last beat, and where the last gaps began and ended.
_KEPT = 64
_WORDS = struct.Struct(f"2d {2 * _KEPT}d")


class _Watched:
    """What a watcher has written, read at moments that it has passed."""

    def __init__(self, place: str) -> None:
        self._words, self._waited = _open(place), 0.0

    def now(self) -> float:
        moment = last = time.perf_counter()
        reading = moment - self._waited
        while True:
            gaps, beat, *ends = _WORDS.unpack_from(self._words)
            step = time.perf_counter() - last
            last += step
            if step < _LATE:  # waiting is nobody's time; a longer step is a gap, and counted as one
                self._waited += step
            if beat >= moment:  # gaps after the moment, while this waited, are not its gaps
                later = zip(ends[::2], ends[1::2], strict=True)
                after = sum(max(0.0, ended - max(moment, began)) for began, ended in later)
                return reading - gaps + after
            if last > moment + 60:
                raise RuntimeError("the watcher has not moved for a minute; run without --watch")


@cache
def _watched() -> _Watched | None:
    return _Watched(os.environ[_PLACE]) if _PLACE in os.environ else None


def now() -> float:
    """Seconds on a clock that only goes on; with a watcher, without the machine's gaps."""
    watched = _watched()
    return watched.now() if watched else time.perf_counter()


@contextmanager
def watching() -> Iterator[None]:
    """Run a watcher meanwhile; it ends with this process."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "watch"
        place.write_bytes(bytes(_WORDS.size))
        os.environ[_PLACE] = str(place)
        _watched.cache_clear()
        watcher = subprocess.Popen([sys.executable, __file__, str(place), str(os.getpid())])
        try:
            yield
        finally:
            watcher.kill()
            watcher.wait()
            del os.environ[_PLACE]
            _watched.cache_clear()


def _open(place: str) -> mmap.mmap:
    with Path(place).open("r+b") as file:
        return mmap.mmap(file.fileno(), _WORDS.size)


def _watch(place: str, parent: int) -> None:
    words, gaps, ends = _open(place), 0.0, deque([0.0] * (2 * _KEPT), 2 * _KEPT)
    last = time.perf_counter()
    while os.getppid() == parent:
        time.sleep(_PAUSE)
        now = time.perf_counter()
        if now - last > _PAUSE + _LATE:
            gaps += now - last - _PAUSE
            ends += (last + _PAUSE, now)
        _WORDS.pack_into(words, 0, gaps, now, *ends)
        last = now


if __name__ == "__main__":
    _watch(sys.argv[1], int(sys.argv[2]))
