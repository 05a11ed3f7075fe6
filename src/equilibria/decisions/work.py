"""Chunks of work on any executor: in order, a few under way at once, interruptible."""

from __future__ import annotations

import os
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, wait
from itertools import islice
from typing import Any, TypeVar

from ..errors import BudgetExceeded, GameError, InternalError

_T = TypeVar("_T")

Progress = Callable[[int, int], None]


def in_order(
    work: Callable[..., _T],
    tasks: Iterable[tuple[Any, ...]],
    executor: Any,
    lost: Callable[[BaseException], str],
) -> Iterator[_T]:
    """Yield ``work(*task)`` for each task, in order.

    Parameters
    ----------
    work : callable
        A function of a module: other processes must find it.
    executor : concurrent.futures.Executor or None
        None: here and now. Tasks are drawn only as they are begun, so that they may end early.
    lost : callable
        What to say when a worker is lost.

    Notes
    -----
    An interrupt cancels what has not begun and is passed on.
    """
    if executor is None:
        for task in tasks:
            yield work(*task)
        return
    if not callable(getattr(executor, "submit", None)):
        raise GameError(
            f"executor={executor!r:.60}: give a concurrent.futures executor, or a Dask client's "
            "get_executor()."
        )
    most = 2 * (os.cpu_count() or 2) + 2
    under_way: deque[Future[_T]] = deque()
    queue = iter(tasks)
    try:
        while True:
            under_way += [
                executor.submit(work, *task) for task in islice(queue, most - len(under_way))
            ]
            if not under_way:
                return
            first = under_way.popleft()
            while not first.done():
                wait([first], timeout=0.1)
            yield first.result()
    except (GameError, BudgetExceeded, InternalError, KeyboardInterrupt, GeneratorExit):
        raise
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        if "pickle" not in str(error).lower():
            raise
        raise GameError(
            f"the family cannot be sent to another process ({error}): define its function at the "
            "top of a module, or use threads."
        ) from error
    except (Exception, CancelledError) as error:
        raise RuntimeError(lost(error)) from error
    finally:
        for future in under_way:
            future.cancel()
