"""What a phase map has found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from ..errors import GameError
from ..results.status import Status
from .parameter import read_value

#: Instead of a regime, where nothing is proved.
UNDECIDED = -1


@dataclass(frozen=True, slots=True, eq=False)
class PhaseMap:
    """Regimes over a rectangle of two parameters.

    Attributes
    ----------
    parameters : (str, str)
    units : (str, str)
    low, high : ndarray of object (Fraction), shape (boxes, 2)
        Corners of the boxes, which tile the rectangle; neighbours share an edge.
    regime : ndarray of int32, shape (boxes,)
        Index into `regimes` where proved for the whole box (its edges included), else UNDECIDED.
    sampled : ndarray of int32, shape (boxes,)
        The regime at the centre of the box: for undecided boxes a sample, not a proof. -1 where
        the model refuses the values, or the budget was spent.
    regimes : tuple
        `Regime` each; or the values of the statement.
    held : mapping from parameter to Fraction
        The values of all other parameters: other values, another map.
    about : str
        What a proof is about.
    status : Status
    evaluated : int
        Boxes looked at.
    """

    parameters: tuple[str, str]
    units: tuple[str, str]
    low: np.ndarray
    high: np.ndarray
    regime: np.ndarray
    sampled: np.ndarray
    regimes: tuple[Any, ...]
    held: Mapping[str, Fraction] = field(repr=False)
    about: str
    status: Status
    evaluated: int

    @property
    def area(self) -> np.ndarray:
        """Each box's share of the rectangle, exact."""
        sides = self.high - self.low
        whole = self.high.max(axis=0) - self.low.min(axis=0)
        share: np.ndarray = sides[:, 0] * sides[:, 1] / (whole[0] * whole[1])
        return share

    @property
    def proved_share(self) -> Fraction:
        """Share of the area whose regime is proved, exact."""
        return Fraction(sum(self.area[self.regime != UNDECIDED].tolist(), Fraction(0)))

    def share(self, regime: int) -> Fraction:
        """Share of the area in which a regime is proved, exact: a lower bound."""
        return Fraction(sum(self.area[self.regime == regime].tolist(), Fraction(0)))

    def at(self, first: Any, second: Any) -> Any:
        """The proved regime at a point; None where it is undecided."""
        point = [read_value(first), read_value(second)]
        inside = (self.low <= point).all(axis=1) & (self.high >= point).all(axis=1)
        if not inside.any():
            raise GameError(f"({first}, {second}) is outside the map.")
        found = self.regime[inside].max()
        return None if found == UNDECIDED else self.regimes[found]

    def __repr__(self) -> str:
        status = "" if self.status is Status.FINISHED else f" ({self.status.value})"
        return (
            f"PhaseMap of {self.parameters[0]} and {self.parameters[1]}: {len(self.regimes)} "
            f"regimes, {float(self.proved_share):.2%} of the area proved, {len(self.low)} "
            f"boxes{status}"
        )
