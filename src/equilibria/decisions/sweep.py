"""The verb `sweep`: every equilibrium at every point of a grid of parameters."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from .._budget import Budget
from ..errors import BudgetExceeded, GameError
from ..results.status import Claim, Status
from .cells import Cells, CellStatus, check_family, solve_cells
from .faces import read_columns
from .family import Family
from .regimes import Regime, as_regime
from .store import Store, digest
from .swept import Sweep
from .work import AsDone, Progress

#: Cells per chunk.
CHUNK = 1 << 16

#: Cells, beside the first and the last, whose payoffs tell a saved sweep's model from another.
_PROBES = 14


def sweep(
    family: Family,
    *,
    budget: Budget | None = None,
    partial: bool = False,
    executor: Any = None,
    chunk: int = CHUNK,
    save: str | os.PathLike[str] | None = None,
    keep: str = "all",
    exact: bool = True,
    held: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    **grids: Any,
) -> Sweep:
    """Find every equilibrium at every point of a grid of parameters.

    Parameters
    ----------
    family : Family
    grids : sequences of numbers, by parameter
        The values of each parameter that varies; every combination is a cell. Floats mean the
        dyadic rationals that they are; Fractions and text are exact.
    held : mapping from parameter to number, optional
        Values of other parameters; the rest stay at today's.
    budget : Budget, optional
        Default: no limit. A step is one cell, in the order of the grid.
    partial : bool, default False
        When the budget is spent, return what is solved instead of raising.
    executor : concurrent.futures.Executor, optional
        Threads, processes, or a Dask client's ``get_executor()``. Default: the calling thread. The
        answer does not depend on it.
    chunk : int
        Cells that one worker solves at a time; the answer does not depend on it.
    save : path of a folder, optional
        Each finished chunk is written there; the same call again goes on where it stopped.
    keep : {'all', 'regimes'}
        Whether to keep every equilibrium (some hundred bytes each, on disk if `save` is given) or
        only each cell's regime (ten bytes a cell).
    exact : bool, default True
        Whether cells in which rounded payoffs do not decide the regime are solved in exact
        arithmetic. False: regimes are those of the games with rounded payoffs.
    progress : callable, optional
        Called as ``progress(cells done, cells)``.

    Returns
    -------
    Sweep
        A regime (the set of equilibria by support) for each cell, or why there is none.

    Raises
    ------
    GameError
        For an unknown parameter, an empty grid, a folder that holds another sweep or was changed.
    BudgetExceeded
        With what is solved as ``.partial``.
    RuntimeError
        When a worker dies; if `save` was given, every chunk finished by then is on disk.

    Notes
    -----
    Two players: claim ALL, every extreme equilibrium, pure and mixed. More players: pure equilibria
    only, claim ALL_PURE. A cell whose values the model refuses, or where its code raises, is a cell
    with status FAILED and the message; nothing is dropped or smoothed. ``result.settled`` says what
    each regime rests on: payoffs with proved error bounds, exact arithmetic, or the floats that a
    model without exact arithmetic returned.

    Cost: some ten microseconds a cell for a 3 x 6 game, payoffs included; milliseconds for a cell
    on a knife edge. Thread-safe.

    Examples
    --------
    >>> import equilibria as eq
    >>> def duel(t):
    ...     return [[1, t], [t, 1]], [[1, t], [t, 1]]
    >>> family = eq.Family.from_function(
    ...     duel, [eq.Parameter("t", 0, -1, 3, "units", "assumed")], exact=True, enclose=True
    ... )
    >>> result = eq.sweep(family, t=[0, 1, 2])
    >>> result.counts
    array([3, 4, 3], dtype=int32)
    >>> [len(regime) for regime in result.regimes]
    [3, 3, 4]
    """
    check_family(family, "sweep")
    if keep not in ("all", "regimes"):
        raise GameError(f"sweep: keep={keep!r}; give 'all' or 'regimes'.")
    if isinstance(chunk, bool) or not isinstance(chunk, int) or chunk < 1:
        raise GameError(f"sweep: chunk={chunk!r}; give a whole number of at least 1.")
    run = _Sweep(family, grids, dict(held or {}), chunk, keep, exact)
    run.open(save)
    meter = (budget or Budget(None)).start()
    steps = meter.budget.steps
    allowed = run.cells if steps is None else min(run.cells, int(steps))

    def tasks() -> Iterator[tuple[Any, ...]]:
        for k in run.missing():
            start, stop = k * chunk, min((k + 1) * chunk, run.cells)
            if start >= allowed:
                return
            seconds = meter.left().seconds
            if seconds is not None and seconds <= 0:
                return
            given = (family, run.axes, run.held, start, min(stop, allowed), exact, seconds)
            yield k, *given

    def lost(error: BaseException) -> str:
        where = (
            f"{run.saved} of {run.chunks} chunks are saved in {os.fspath(save)!r}: the same call "
            "goes on from there."
            if save is not None
            else "Nothing was saved; give save= to be able to go on."
        )
        return f"sweep: a worker was lost ({type(error).__name__}: {error}). {where}"

    found = AsDone(_work, tasks(), executor, lost)
    try:
        for _, (k, cells) in found:
            run.take(k, cells)
            if progress is not None:
                progress(run.done, run.cells)
    except BaseException:
        for _, (k, cells) in found.done():  # what others finished meanwhile is saved too
            run.take(k, cells)
        raise
    result = run.result(meter.budget)
    if result.status is not Status.FINISHED and not partial:
        raise BudgetExceeded(
            f"sweep: {result.status.value} with {result.solved} of {run.cells} cells solved. "
            f"{result.status.advice}",
            result,
        )
    return result


def _work(
    k: int,
    family: Family,
    axes: Mapping[str, np.ndarray],
    held: Mapping[str, Any],
    start: int,
    stop: int,
    exact: bool,
    seconds: float | None,
) -> tuple[int, Cells]:
    """Solve one chunk; a function of the module, so that other processes find it."""
    shape = tuple(map(len, axes.values()))
    places = np.unravel_index(np.arange(start, stop), shape)
    columns = {name: axis[at] for (name, axis), at in zip(axes.items(), places, strict=True)}
    return k, solve_cells(family, columns, held, exact, seconds)


class _Sweep:
    """One call: which chunks are there, and what they hold."""

    def __init__(
        self,
        family: Family,
        grids: Mapping[str, Any],
        held: dict[str, Any],
        chunk: int,
        keep: str,
        exact: bool,
    ) -> None:
        self.family, self.chunk, self.keep, self.exact = family, chunk, keep, exact
        self.axes = {}
        for name, grid in grids.items():
            axis = [grid] if isinstance(grid, (int, float, str, Fraction)) else grid
            arrays, self.values = read_columns(family, {name: _listed(axis)}, held)
            self.axes[name] = arrays[name]
        if not grids:
            raise GameError(
                "sweep: no parameter varies; give at least one grid, such as pool=[1, 2, 3]."
            )
        empty = [name for name, axis in self.axes.items() if not len(axis)]
        if empty:
            raise GameError(f"sweep: {', '.join(empty)}: the grid is empty.")
        for name, axis in self.axes.items():
            if len(set(axis.tolist())) < len(axis):
                raise GameError(f"sweep: {name}: a value appears twice in the grid.")
        self.held = {name: self.values[name] for name in held}
        self.shape = tuple(map(len, self.axes.values()))
        self.cells, self.chunks = prod(self.shape), -(-prod(self.shape) // chunk)
        self.store: Store | None = None
        self.held_cells: dict[int, Cells] = {}
        self.kinds: dict[tuple[int, ...], int] = {}
        self.status = np.full(self.cells, CellStatus.UNSOLVED, np.uint8)
        self.settled = np.zeros(self.cells, np.uint8)
        self.counts = np.zeros(self.cells, np.int32)
        self.regime = np.full(self.cells, -1, np.int32)
        self.messages: dict[int, str] = {}
        self.done = 0  # cells

    def open(self, save: str | os.PathLike[str] | None) -> None:
        """Read what an earlier call has left."""
        if save is None:
            return
        self.store = Store(save, self._identity())
        for k in range(self.chunks):
            if self.store.holds(k):
                count = min(self.chunk, self.cells - k * self.chunk)
                self._enter(k, self.store.get(k, count, self.family.shape))

    def _identity(self) -> dict[str, Any]:
        """What makes two sweeps the same: the model (seen from outside), the grid, the options."""
        builder = self.family.builder
        model = [
            self.family.title, type(builder).__qualname__, self.family.players,
            self.family.actions, [(n, str(v)) for n, v in self.values.items()],
            *map(self._probe, self._probed()),
        ]  # fmt: skip
        return {
            "model": digest(repr(model).encode()),
            "grids": {
                name: digest(repr([str(Fraction(v)) for v in axis.tolist()]).encode())
                for name, axis in self.axes.items()
            },
            "chunk": self.chunk,
            "cells": self.cells,
            "exact": self.exact,
            "keep": self.keep,
        }

    def _probed(self) -> list[int]:
        """The first cell, the last, and some between, spread by the golden ratio."""
        step = 0x9E3779B97F4A7C15  # the ratio's fraction, of 2**64
        between = [(k * step % 2**64) * self.cells >> 64 for k in range(1, _PROBES + 1)]
        return [0, *between, self.cells - 1]

    def _probe(self, cell: int) -> str:
        """Payoffs in a cell, so that a changed model is noticed."""
        places = np.unravel_index(cell, self.shape)
        here = {n: axis[k] for (n, axis), k in zip(self.axes.items(), places, strict=True)}
        try:
            game = self.family.game(**{**self.held, **here})
        except Exception as error:
            return repr(error)
        return repr([[str(v) for v in table.flat] for table in game.exact_payoffs()])

    @property
    def saved(self) -> int:
        """How many chunks are on disk."""
        return 0 if self.store is None else sum(map(self.store.holds, range(self.chunks)))

    def missing(self) -> Iterator[int]:
        """The chunks still to be solved."""
        present = {k for k in range(self.chunks) if self.store is not None and self.store.holds(k)}
        return (k for k in range(self.chunks) if k not in present)

    def take(self, k: int, cells: Cells) -> None:
        """Keep a chunk that was solved; a whole one goes to disk."""
        count = min(self.chunk, self.cells - k * self.chunk)
        whole = len(cells.status) == count and not (cells.status == CellStatus.UNSOLVED).any()
        if self.keep == "regimes":
            cells = _without_rows(cells)
        if self.store is not None and whole:
            self.store.put(k, cells)
        self._enter(k, cells)

    def _enter(self, k: int, cells: Cells) -> None:
        here = slice(k * self.chunk, k * self.chunk + len(cells.status))
        numbers = [self.kinds.setdefault(kind, len(self.kinds)) for kind in cells.kinds]
        self.status[here], self.settled[here] = cells.status, cells.settled
        if self.keep == "regimes":
            numbers_of = np.array([len(kind) for kind in cells.kinds] + [0], np.int32)
            self.counts[here] = numbers_of[cells.regime]
        else:
            self.counts[here] = cells.counts
        self.regime[here] = np.array([*numbers, -1], np.int32)[cells.regime]
        self.messages |= {here.start + cell: text for cell, text in cells.messages.items()}
        on_disk = self.store is not None and self.store.holds(k)
        if self.keep == "all" and not on_disk:
            self.held_cells[k] = cells
        self.done += len(cells.status)

    def result(self, budget: Budget) -> Sweep:
        """The answer; regimes in an order that does not depend on who found them first."""
        kinds = sorted(self.kinds, key=lambda kind: (len(kind), kind))
        order = np.empty(len(kinds) + 1, np.int32)
        order[-1] = -1
        for new, kind in enumerate(kinds):
            order[self.kinds[kind]] = new
        regimes: Sequence[Regime] = tuple(
            as_regime(kind, self.family.players, self.family.actions) for kind in kinds
        )
        status = Status.FINISHED
        unsolved = np.flatnonzero(self.status == CellStatus.UNSOLVED)
        if len(unsolved):
            steps = budget.steps
            by_steps = steps is not None and int(unsolved[0]) >= steps
            status = Status.MAX_STEPS if by_steps else Status.MAX_TIME
        return Sweep(
            family=self.family,
            axes=self.axes,
            held={n: v for n, v in self.values.items() if n not in self.axes},
            status=status,
            claim=Claim.ALL if len(self.family.players) <= 2 else Claim.ALL_PURE,
            cell_status=self.status.reshape(self.shape),
            settled=self.settled.reshape(self.shape),
            counts=self.counts.reshape(self.shape),
            regime=order[self.regime].reshape(self.shape),
            regimes=tuple(regimes),
            messages=dict(sorted(self.messages.items())),
            chunk=self.chunk,
            held_cells=self.held_cells,
            store=self.store,
            keep=self.keep,
        )


def _listed(axis: Any) -> Any:
    if isinstance(axis, np.ndarray):
        return axis
    items = list(axis)
    if items and all(isinstance(v, float) for v in items):
        return np.array(items)
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array


def _without_rows(cells: Cells) -> Cells:
    return Cells(
        status=cells.status,
        settled=cells.settled,
        counts=np.zeros_like(cells.counts),
        regime=cells.regime,
        kinds=cells.kinds,
        codes=cells.codes[:0],
        strategies=tuple(s[:0] for s in cells.strategies),
        payoffs=cells.payoffs[:0],
        messages=cells.messages,
    )
