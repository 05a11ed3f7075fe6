"""Layer A over draws of its parameters, in plain floats: what the claims are tested on.

Equal formulas give equal floats, so that a price which opening does not touch is found unchanged.
Differences below one part in 10**9 count as none; whoever wants a draw proved builds it exactly,
``family.game(**draw)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....decisions.draws import Draws, draw
from ....decisions.family import Family
from ....errors import GameError
from ..arrays import _Layer as Layer
from ..builder import Openness
from ..market import SEGMENTS

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Relative difference that counts as none.
NOISE = 1e-9
#: Ranges that span more than this factor are drawn evenly in logarithms.
WIDE = 30


class Floats:
    """Choices between plain floats: the operations that arithmetic lacks."""

    @staticmethod
    def where(sign: Any, yes: Any, no: Any) -> Any:
        """`yes` where `sign` is at least 0."""
        return np.where(np.asarray(sign) >= 0, yes, no)

    maximum, minimum = staticmethod(np.maximum), staticmethod(np.minimum)

    @staticmethod
    def is_zero(value: Any) -> Any:
        """1 where a number is 0."""
        return np.where(np.asarray(value) == 0, 1.0, 0.0)

    @staticmethod
    def unless(wrong: Any, value: Any) -> Any:
        """The value where nothing is wrong, else not a number."""
        return np.where(np.asarray(wrong) < 0, value, np.nan)


@dataclass(frozen=True, slots=True)
class LogUniform:
    """Evenly in logarithms between two positive ends."""

    low: float
    high: float

    def ppf(self, q: Any) -> Any:
        """Quantiles."""
        return self.low * np.exp(log(self.high / self.low) * np.asarray(q))


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """The market at one profile, over draws; money per dollar of closed-world access revenue.

    Attributes
    ----------
    profits, volumes, prices, margins : mapping from firm to array
        By vendor, and "api" for the opener's own access; prices not a number without volume.
    open_volume, tokens : array
        Volume on the open good, and all volume.
    startups_in : array of bool
    """

    profits: Mapping[str, Array]
    volumes: Mapping[str, Array]
    prices: Mapping[str, Array]
    open_volume: Array
    tokens: Array
    startups_in: Mask


@dataclass(frozen=True, eq=False)
class Points:
    """Some values of the parameters at once, with the market at each.

    Attributes
    ----------
    builder : Openness
    values : mapping from parameter to float or array, shape (n,)
    count : int
    """

    builder: Openness
    values: Mapping[str, Any]
    count: int
    _worlds: dict[Any, World] = field(default_factory=dict, repr=False)

    def but(self, **values: Any) -> Points:
        """The same with other values for some parameters."""
        return Points(self.builder, {**self.values, **values}, self.count)

    @cached_property
    def layer(self) -> Layer:
        """Layer A here."""
        keys = tuple(key for key, _ in self.builder.firms.vendors)
        with np.errstate(all="ignore"):
            return Layer(self.values, keys, self.builder.firms.rival[0], Floats, 1.0)  # type: ignore[arg-type]

    @cached_property
    def valid(self) -> Mask:
        """Where the values make a market."""
        layer = self.layer
        good = np.ones(self.count, bool)
        for wrong in layer.refusals[:2]:
            good &= np.asarray(wrong) <= 0
        for wrong in layer.wrong:
            good &= np.asarray(wrong) < 0
        return good

    @property
    def revenue(self) -> Array:
        """Access revenue of the closed world, in USD bn a year."""
        return np.asarray(self.values["model_share"] * self.values["pool"])

    @cached_property
    def payoffs(self) -> tuple[Array, Array]:
        """Payoffs of the opener and of the rival, shapes (n, 3, 6), in USD bn a year."""
        with np.errstate(all="ignore"):
            tables = self.layer.tables()
        first, second = (
            np.stack(
                [np.stack([np.broadcast_to(v, (self.count,)) for v in row], -1) for row in table],
                -2,
            )
            for table in tables
        )
        return first, second

    def world(self, opener: str, rival: str) -> World:
        """The market at one profile, startups' decisions included."""
        key = (opener, "hold" if rival == "enter" else rival)
        if key not in self._worlds:
            with np.errstate(all="ignore"):
                self._worlds[key] = self._world(*key)
        return self._worlds[key]

    def room(self, firm: str, segment: str, rival: str = "hold") -> Array:
        """What a vendor can charge over its cost against the opener's open model: `x`."""
        layer = self.layer
        good = layer.open_good(True, False)
        assert good is not None
        lead = layer.lead(rival, segment) if firm == layer.rival else None
        x = layer.worth[firm, segment] - good[1]
        return self._full(x if lead is None else x + lead)

    def closed_margin(self, firm: str, segment: str, opener: str, rival: str = "hold") -> Array:
        """The margin that competition among closed vendors leaves, startups' exit included."""
        layer = self.layer
        there, gone = (
            layer.margin[firm] * layer.crowding(opener == "api", rival == "open", inside)
            for inside in (True, False)
        )
        lead = layer.lead(rival, segment) if firm == layer.rival else None
        extra = 0.0 if lead is None else self.values["pass_through"] * lead
        stay = np.asarray(layer.staying(opener, rival == "open")) >= 0
        return self._full(np.maximum(np.where(stay, there, gone) + extra, 0.0))

    def _full(self, value: Any) -> Array:
        return np.broadcast_to(np.asarray(value, float), (self.count,))

    def _world(self, opener: str, rival: str) -> World:
        layer = self.layer
        opens = rival == "open"
        stay = np.broadcast_to(np.asarray(layer.staying(opener, opens)) >= 0, (self.count,))
        within, without = (self._given(opener, rival, there) for there in (True, False))
        picked = [
            {f: np.where(stay, a[f], b[f]) for f in a} for a, b in zip(within, without, strict=True)
        ]
        profits, volumes, spent, lost = picked
        prices = {f: np.where(volumes[f] > 0, spent[f] / volumes[f], np.nan) for f in volumes}
        tokens = sum(volumes.values(), start=lost["open"])
        return World(profits, volumes, prices, lost["open"], tokens, stay)

    def _given(self, opener: str, rival: str, inside: bool) -> tuple[dict[str, Array], ...]:
        """Profits, volumes, spending by firm, and the open good's volume."""
        layer, opens = self.layer, rival == "open"
        good = layer.open_good(opener == "open", opens)
        firms = (*layer.vendors, "api")
        profits, volumes, spent = ({f: np.zeros(self.count) for f in firms} for _ in range(3))
        open_volume = np.zeros(self.count)
        for segment in SEGMENTS:
            sold, lost = layer.volumes(segment, opener == "api", opens, inside, good is not None)
            if lost is not None:
                open_volume = open_volume + lost
            for firm, volume in sold.items():
                margin, _ = layer.sale(firm, segment, opener, opens, inside, rival)
                keeps = 1.0
                if good is not None:
                    lead = layer.lead(rival, segment) if firm == layer.rival else None
                    x = layer.worth[firm, segment] - good[1] + (0.0 if lead is None else lead)
                    keeps = np.where(np.asarray(x) >= 0, 1.0, 0.0)
                volume = np.asarray(volume)
                profits[firm] = profits[firm] + margin * volume
                volumes[firm] = volumes[firm] + volume * keeps
                spent[firm] = spent[firm] + (layer.cost[firm] + margin) * volume * keeps
                open_volume = open_volume + volume * (1.0 - keeps)
        return profits, volumes, spent, {"open": open_volume}


@dataclass(frozen=True, eq=False)
class Sample:
    """Draws of every parameter that layer A uses, today's values, and how they were drawn.

    Attributes
    ----------
    family : Family
    draws : Draws
    points : Points
        At the draws that make a market.
    today : Points
        At today's values.
    replicate : ndarray of int64
        Of the draws that make a market.
    refused : int
        Draws that make none.
    seed : int
    """

    family: Family
    draws: Draws
    points: Points
    today: Points
    replicate: NDArray[np.int64]
    refused: int
    seed: int

    @property
    def columns(self) -> dict[str, Array]:
        """The values that vary, at the draws that make a market."""
        return {name: self.points.values[name] for name in self.draws.columns}

    def first(self, most: int) -> Sample:
        """The same with no more than so many draws, for what is dear to work out."""
        if self.points.count <= most:
            return self
        # Every replicate keeps its share.
        kept = np.unique(np.linspace(0, self.points.count - 1, most).astype(int))
        values = {
            name: value[kept] if isinstance(value, np.ndarray) else value
            for name, value in self.points.values.items()
        }
        points = Points(self.points.builder, values, len(kept))
        return replace(self, points=points, replicate=self.replicate[kept])

    def draw(self, k: int) -> dict[str, float]:
        """The values at one of them, exact as floats are."""
        return {name: float(column[k]) for name, column in self.columns.items()}


def sample(family: Family, n: int, seed: int, *, replicates: int = 8) -> Sample:
    """Draw every parameter that layer A uses, independently, from its whole range.

    Evenly, or evenly in logarithms where the range spans more than a factor of 30.

    Raises
    ------
    GameError
        For another builder, or if no draw makes a market.
    """
    builder = family.builder
    if not isinstance(builder, Openness):
        raise GameError("claims: the family is not of the open-vs-closed builder.")
    ranges = {name: family.parameters[name] for name in family.used}
    wide = {
        name: LogUniform(float(p.low), float(p.high))
        for name, p in ranges.items()
        if p.low > 0 and p.high > WIDE * p.low
    }
    draws = draw(family, n, seed, None, wide, "sobol", replicates, {})
    fixed = {name: float(value) for name, value in family.values().items()}
    everything = Points(builder, {**fixed, **draws.columns}, n)
    valid = everything.valid
    if not valid.any():
        raise GameError("claims: no draw from the parameters' ranges makes a market.")
    kept = {name: column[valid] for name, column in draws.columns.items()}
    return Sample(
        family=family,
        draws=draws,
        points=Points(builder, {**fixed, **kept}, int(valid.sum())),
        today=Points(builder, fixed, 1),
        replicate=draws.replicate[valid],
        refused=n - int(valid.sum()),
        seed=seed,
    )
