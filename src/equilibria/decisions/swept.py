"""What a sweep has found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from .._format import number
from ..errors import GameError
from ..results.batch import data_frame
from ..results.status import Claim, Status
from .cells import Cells, CellStatus
from .family import Family
from .regimes import Regime
from .store import Store


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """Every equilibrium at every point of a grid.

    Attributes
    ----------
    family : Family
    axes : mapping from parameter to ndarray
        The values of each parameter that varied, in the order of the arrays' dimensions.
    held : mapping from parameter to Fraction
        The others, which were held fixed.
    status : Status
    claim : Claim
        ALL (every extreme equilibrium) for two players, ALL_PURE for more.
    cell_status : ndarray of uint8
        `CellStatus` of each cell: SOLVED, FAILED (see `messages`) or UNSOLVED (the budget).
    settled : ndarray of uint8
        `Settled`: what a cell's regime rests on.
    counts : ndarray of int32
        How many (extreme) equilibria each cell has.
    regime : ndarray of int32
        Index into `regimes`; -1 where there is no answer.
    regimes : tuple of Regime
        Fewest equilibria first.
    messages : mapping from flat cell number to str
        What the model said where it failed; `errors` has them by index.
    """

    family: Family
    axes: Mapping[str, np.ndarray]
    held: Mapping[str, Fraction]
    status: Status
    claim: Claim
    cell_status: np.ndarray
    settled: np.ndarray
    counts: np.ndarray
    regime: np.ndarray
    regimes: tuple[Regime, ...]
    messages: Mapping[int, str] = field(repr=False)
    chunk: int = field(repr=False)
    held_cells: Mapping[int, Cells] = field(repr=False)
    store: Store | None = field(repr=False)
    keep: str = field(repr=False)

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each axis."""
        return self.regime.shape

    @property
    def solved(self) -> int:
        """Number of cells with an answer."""
        return int((self.cell_status == CellStatus.SOLVED).sum())

    @property
    def errors(self) -> dict[tuple[int, ...], str]:
        """What went wrong, by index of the cell."""
        return {
            tuple(int(k) for k in np.unravel_index(cell, self.shape)): text
            for cell, text in sorted(self.messages.items())
        }

    def share(self, regime: int) -> float:
        """Share of the solved cells that have a regime."""
        return float((self.regime == regime).sum() / max(1, self.solved))

    def played(self, player: str, action: str, *, every: bool = False) -> np.ndarray:
        """Cells in which an action is played in some equilibrium, or in every one."""
        i = self.family.players.index(player)
        if action not in self.family.actions[i]:
            raise GameError(f"action {action!r}: {player} has {self.family.actions[i]}.")
        of_regime = [regime.played(i, action, every=every) for regime in self.regimes]
        played: np.ndarray = np.array([*of_regime, False])[self.regime]
        return played

    def values(self, cell: tuple[int, ...]) -> dict[str, Fraction]:
        """The values of all parameters in a cell, exact."""
        here = {n: Fraction(axis[k]) for (n, axis), k in zip(self.axes.items(), cell, strict=True)}
        return {**self.held, **here}

    def equilibria(self, cell: tuple[int, ...]) -> list[tuple[tuple[np.ndarray, ...], np.ndarray]]:
        """The equilibria of a cell: strategies per player, and payoffs.

        As `nash_batch` gives them: each probability within one part in 10**12, zeros exact. For
        exact ones, ``eq.nash(family.game(**sweep.values(cell)))``.
        """
        if self.keep != "all":
            raise GameError("only regimes were kept; sweep with keep='all'.")
        flat = int(np.ravel_multi_index(cell, self.shape))
        k, inside = divmod(flat, self.chunk)
        cells = self._cells(k)
        if cells is None or inside >= len(cells.counts):
            return []
        start = int(cells.counts[:inside].sum())
        rows = range(start, start + int(cells.counts[inside]))
        return [(tuple(s[row] for s in cells.strategies), cells.payoffs[row]) for row in rows]

    def _cells(self, k: int) -> Cells | None:
        if k in self.held_cells:
            return self.held_cells[k]
        if self.store is not None and self.store.holds(k):
            count = min(self.chunk, self.regime.size - k * self.chunk)
            return self.store.get(k, count, self.family.shape)
        return None

    def frame(self, *, equilibria: bool = False) -> Any:
        """A tidy pandas DataFrame (the extra `data`): one row per cell, or one per equilibrium.

        Every cell is there: one that failed has its message, and no equilibria.
        """
        places = np.unravel_index(np.arange(self.regime.size), self.shape)
        columns: dict[str, Any] = {
            name: axis[at].astype(float)
            for (name, axis), at in zip(self.axes.items(), places, strict=True)
        }
        labels = np.array([*(r.label for r in self.regimes), ""], dtype=object)
        words = np.array([s.name.lower() for s in CellStatus], dtype=object)
        columns |= {
            "status": words[self.cell_status.ravel()],
            "count": self.counts.ravel(),
            "regime": self.regime.ravel(),
            "label": labels[self.regime.ravel()],
        }
        columns["message"] = self._said()
        if not equilibria:
            return data_frame(columns)
        if self.keep != "all":
            raise GameError("only regimes were kept; sweep with keep='all'.")
        chunks = range(-(-self.regime.size // self.chunk))
        held = [c for c in (self._cells(k) for k in chunks) if c is not None]
        which = np.repeat(np.arange(self.regime.size), self.counts.ravel())
        rows: dict[str, Any] = {name: columns[name][which] for name in self.axes}
        for i, (player, names) in enumerate(
            zip(self.family.players, self.family.actions, strict=True)
        ):
            joined = np.concatenate([c.strategies[i] for c in held])
            rows |= {f"{player}: {action}": joined[:, a] for a, action in enumerate(names)}
        paid = np.concatenate([c.payoffs for c in held])
        rows |= {f"payoff of {p}": paid[:, i] for i, p in enumerate(self.family.players)}
        return data_frame({"cell": which, **rows})

    def _said(self) -> np.ndarray:
        """The message of each cell, empty where all went well."""
        said = np.full(self.regime.size, "", dtype=object)
        for cell, text in self.messages.items():
            said[cell] = text
        return said

    def dataset(self, *, equilibria: bool | None = None) -> Any:
        """Labelled arrays as an xarray Dataset (the extra `data`), one dimension per parameter.

        Parameters
        ----------
        equilibria : bool, optional
            Whether to add ``strategy`` (equilibrium, action, parameters) and ``payoff``
            (equilibrium, player, parameters), not a number beyond a cell's own equilibria: every
            cell takes the room of the one with most. Default: where they were kept.
        """
        try:
            from xarray import Dataset
        except ImportError:
            raise ImportError("dataset() needs xarray: pip install 'equilibria[data]'") from None
        dims = tuple(self.axes)
        variables: dict[str, Any] = {
            "regime": (dims, self.regime),
            "count": (dims, self.counts),
            "status": (dims, self.cell_status),
            "settled": (dims, self.settled),
            "message": (dims, self._said().reshape(self.shape)),
        }
        labels = [
            f"{p}: {a}"
            for p, names in zip(self.family.players, self.family.actions, strict=True)
            for a in names
        ]
        for name, every in (("some", False), ("every", True)):
            held = [
                self.played(p, a, every=every)
                for p, names in zip(self.family.players, self.family.actions, strict=True)
                for a in names
            ]
            variables[name] = (("action", *dims), np.array(held))
        more: dict[str, Any] = {"action": labels}
        if equilibria or (equilibria is None and self.keep == "all"):
            strategy, payoff = self._padded()
            variables["strategy"] = (("equilibrium", "action", *dims), strategy)
            variables["payoff"] = (("equilibrium", "player", *dims), payoff)
            more["player"] = list(self.family.players)
        units = {n: {"units": self.family.parameters[n].unit} for n in dims}
        coordinates: dict[str, Any] = {
            n: ((n,), axis.astype(float), units[n]) for n, axis in self.axes.items()
        }
        attributes = {
            "regimes": [r.label for r in self.regimes],
            "claim": self.claim.name,
            "held": [f"{n} = {number(v)}" for n, v in self.held.items()],
        }
        return Dataset(variables, {**coordinates, **more}, attributes)

    def _padded(self) -> tuple[np.ndarray, np.ndarray]:
        """Strategies and payoffs by place in the cell: (most, actions or players, *shape)."""
        if self.keep != "all":
            raise GameError("only regimes were kept; sweep with keep='all'.")
        size, most = self.regime.size, int(self.counts.max())
        found = [
            np.full((most, wide, size), np.nan)
            for wide in (sum(self.family.shape), len(self.family.players))
        ]
        for k in range(-(-size // self.chunk)):
            cells = self._cells(k)
            if cells is None:
                continue
            cell = np.repeat(np.arange(len(cells.counts)), cells.counts)
            first = np.cumsum(cells.counts) - cells.counts
            place = np.arange(len(cell)) - first[cell]
            rows = (np.concatenate(cells.strategies, axis=1), cells.payoffs)
            for padded, row in zip(found, rows, strict=True):
                padded[place, :, k * self.chunk + cell] = row
        strategy, payoff = (padded.reshape(*padded.shape[:2], *self.shape) for padded in found)
        return strategy, payoff

    def __repr__(self) -> str:
        failed = int((self.cell_status == CellStatus.FAILED).sum())
        status = "" if self.status is Status.FINISHED else f" ({self.status.value})"
        return (
            f"Sweep over {' x '.join(f'{n} ({len(a)})' for n, a in self.axes.items())}: "
            f"{self.solved} cells solved, {failed} failed, {len(self.regimes)} regimes, claim "
            f"{self.claim.name}{status}"
        )
