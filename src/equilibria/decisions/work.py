"""Chunks of work on any executor: a few under way at once, interruptible, nothing done is lost."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from itertools import islice
from typing import Any, Generic, NoReturn, TypeVar

from ..errors import BudgetExceeded, GameError, InternalError

_T = TypeVar("_T")

Progress = Callable[[int, int], None]


class AsDone(Generic[_T]):
    """``work(*task)`` for each task, numbered, each as soon as it is done.

    Parameters
    ----------
    work : callable
        A function of a module: other processes must find it.
    tasks : iterable of tuple
        Drawn only as they are begun, so that they may end early.
    executor : concurrent.futures.Executor or None
        None: here and now.
    lost : callable
        What to say when a worker is lost.

    Notes
    -----
    When a task fails, whatever else is done is yielded first, then the error is raised. When the
    caller is interrupted, or fails, `done` has what it was not given yet. What has not begun is
    cancelled; what is running is not waited for.
    """

    def __init__(
        self,
        work: Callable[..., _T],
        tasks: Iterable[tuple[Any, ...]],
        executor: Any,
        lost: Callable[[BaseException], str],
    ) -> None:
        if executor is not None and not callable(getattr(executor, "submit", None)):
            raise GameError(
                f"executor={executor!r:.60}: give a concurrent.futures executor, or a Dask "
                "client's get_executor()."
            )
        self.work, self.executor, self.lost = work, executor, lost
        self._tasks = enumerate(tasks)
        self._under_way: dict[Future[_T], int] = {}
        self._failure: BaseException | None = None

    def __iter__(self) -> Iterator[tuple[int, _T]]:
        if self.executor is None:
            for k, task in self._tasks:
                yield k, self.work(*task)
            return
        try:
            while True:
                self._fill()
                if self._failure is None:
                    if not self._under_way:
                        return
                    wait(self._under_way, timeout=0.1, return_when=FIRST_COMPLETED)
                yield from self.done()
                if self._failure is not None:
                    while any(future.done() for future in self._under_way):
                        yield from self.done()  # others, while those before were taken
                    self._fail(self._failure)
        finally:
            # A broken pool ends all its futures itself, and trips over cancelled ones.
            if not isinstance(self._failure, BrokenExecutor):
                for future in self._under_way:
                    future.cancel()

    def done(self) -> Iterator[tuple[int, _T]]:
        """What is done and was not yielded yet, in the order of the tasks."""
        for future in [future for future in self._under_way if future.done()]:
            k = self._under_way.pop(future)
            error = CancelledError() if future.cancelled() else future.exception()
            if error is None:
                yield k, future.result()
            elif self._failure is None:
                self._failure = error

    def _fill(self) -> None:
        for k, task in islice(self._tasks, max(0, window(self.executor) - len(self._under_way))):
            try:
                self._under_way[self.executor.submit(self.work, *task)] = k
            except Exception as error:  # the executor's own: it is broken, or was shut down
                self._failure = error
                return

    def _fail(self, error: BaseException) -> NoReturn:
        ours = isinstance(error, (GameError, BudgetExceeded, InternalError))
        if ours or not isinstance(error, Exception):
            raise error
        if not isinstance(error, (pickle.PicklingError, AttributeError, TypeError)):
            raise RuntimeError(self.lost(error)) from error
        if "pickle" not in str(error).lower():
            raise error
        raise GameError(
            f"the family cannot be sent to another process ({error}): define its function at the "
            "top of a module, or use threads."
        ) from error


def in_order(
    work: Callable[..., _T],
    tasks: Iterable[tuple[Any, ...]],
    executor: Any,
    lost: Callable[[BaseException], str],
) -> Iterator[_T]:
    """Yield ``work(*task)`` for each task, in order; see `AsDone`."""
    early: dict[int, _T] = {}
    turn = 0
    for k, answer in AsDone(work, tasks, executor, lost):
        early[k] = answer
        while turn in early:
            yield early.pop(turn)
            turn += 1


def window(executor: Any) -> int:
    """How many tasks to have under way: enough that no worker waits, by what the executor tells."""
    workers = getattr(executor, "_max_workers", None)  # threads and processes
    client: Any = getattr(executor, "_client", None)
    if callable(getattr(client, "ncores", None)):  # Dask: asked each time, for clusters grow
        try:
            workers = sum(client.ncores().values())
        except Exception:  # the cluster is going away; the tasks will say so
            workers = None
    told = isinstance(workers, int) and not isinstance(workers, bool) and workers > 0
    return 2 * (int(workers or 0) if told else os.cpu_count() or 2) + 2
