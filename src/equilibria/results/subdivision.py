"""What happened to each cell of a subdivision: the proof that no equilibrium is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

#: Whose equations (None: all players'), their zero by player and action in use, and its radius.
Zero = tuple[int | None, tuple[tuple[Fraction, ...], ...], Fraction]


@dataclass(frozen=True, slots=True)
class Subdivision:
    """The log of a subdivision of support profiles.

    Attributes
    ----------
    log : sequence of ndarray of int
        Rows as `kernels.cells.explore` writes them, in order.
    zeros : tuple
        What settled cells, by the position that the log names.
    width : int or None
        How many numbers a combination has that excludes cells, if fewer than the log's rows hold.
    """

    log: Sequence[Any]
    zeros: tuple[Zero, ...]
    width: int | None = None

    def rows(self) -> Iterator[list[int]]:
        """Every row of the log."""
        for part in self.log:
            yield from part.tolist()
