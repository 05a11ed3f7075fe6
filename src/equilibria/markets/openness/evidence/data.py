"""What one layer of the market says, draw by draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..share_threshold import ShareThreshold

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


class DrawStatus(IntEnum):
    """What became of a draw."""

    SOLVED = 0
    #: Shares add to more than one, or access is not dearer than hosting.
    NO_MARKET = 1
    #: The observed prices imply a cost below zero (layer B).
    NEGATIVE_COST = 2
    #: Prices were not found to 1e-12 (layer B).
    UNSOLVED = 3

    @property
    def reason(self) -> str:
        """Why such a draw has no answer, in words; empty where it has one."""
        return _REASONS[self]


_REASONS = {
    DrawStatus.SOLVED: "",
    DrawStatus.NO_MARKET: "shares add to more than one, or access is no dearer than hosting",
    DrawStatus.NEGATIVE_COST: "the margin drawn for the first rival would put the cost of a firm "
    "with a lower price below zero",
    DrawStatus.UNSOLVED: "prices were not found to 1e-12",
}


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One layer over `n` draws; arrays have shape (n,) unless said otherwise, NaN if not solved.

    "Open" is the opener's action, all rivals holding, against "internal"; startups have decided.
    Money is in USD bn a year, prices in USD/Mtok.

    Attributes
    ----------
    layer : str
        ``"A"`` or ``"B"``.
    columns : mapping from parameter to array
        What was drawn.
    status : array of uint8
        A `DrawStatus` each.
    vendors : tuple of str
        Keys of the closed vendors, startups last; the first is the strategic rival.
    price_closed, price_open : mapping from vendor to array
        Mean price; NaN for a vendor without volume.
    profit_closed, profit_open : mapping from vendor to array
        Access profit.
    share_closed, share_open : mapping from vendor to array
        Share of all tokens that are bought.
    open_share : array
        Share of all tokens that run on the open model when the opener opens.
    surplus_change : array
        Customers' surplus, open less internal.
    opener_payoffs, rival_payoffs : array, (n, opener's actions, rival's actions)
        Of the opener and of the first rival; all others hold.
    dominant, dominant_at_zero : array of bool
        Whether opening is strictly best whatever the rivals do, as drawn and with `model_share` 0.
    model_share : ShareThreshold
        How the gain, the rivals holding, moves with `model_share` in (0, 1).
    vendor_counts : tuple of int
        Closed vendors on the market, for `profit_by_count`.
    profit_by_count : array, (n, counts)
        The rival's profit in a closed world.
    restoring_elo, restoring_wedge : array
        Least frontier lead (Elo), or specialised wedge (USD/Mtok), with which the rival earns in
        the open world as much as it did when holding in the closed one, before what it costs; 0
        where nothing is needed, infinite beyond `MOST_ELO`, `MOST_WEDGE`.
    frontier_rent : array
        What a frontier release adds to the rival's access profit in the open world.
    frontier_pays : array of bool
        Whether that rent, earned for the lag until it is matched, exceeds its cost.
    specialise_gain_closed, specialise_gain_open : array
        What specialising adds to the rival's access profit.
    startups_in_closed, startups_in_open : array of bool
    hosted_revenue : array
        What hosts take in when the opener opens. They enter freely and price at cost, so their
        number is in proportion to it.
    """

    layer: str
    columns: Mapping[str, Array]
    status: NDArray[np.uint8]
    vendors: tuple[str, ...]
    price_closed: Mapping[str, Array]
    price_open: Mapping[str, Array]
    profit_closed: Mapping[str, Array]
    profit_open: Mapping[str, Array]
    share_closed: Mapping[str, Array]
    share_open: Mapping[str, Array]
    open_share: Array
    surplus_change: Array
    opener_payoffs: Array
    rival_payoffs: Array
    dominant: Flags
    dominant_at_zero: Flags
    model_share: ShareThreshold
    vendor_counts: tuple[int, ...]
    profit_by_count: Array
    restoring_elo: Array
    restoring_wedge: Array
    frontier_rent: Array
    frontier_pays: Flags
    specialise_gain_closed: Array
    specialise_gain_open: Array
    startups_in_closed: Flags
    startups_in_open: Flags
    hosted_revenue: Array

    @property
    def solved(self) -> Flags:
        """Draws that have an answer."""
        return np.asarray(self.status == DrawStatus.SOLVED)

    @property
    def gain(self) -> Array:
        """What opening earns over the opener's best alternative, by action of the first rival."""
        return np.asarray(self.opener_payoffs[:, 0] - self.opener_payoffs[:, 1:].max(axis=1))

    @property
    def refused(self) -> dict[str, int]:
        """How many draws have no answer, by the reason."""
        count = np.bincount(self.status, minlength=len(DrawStatus))
        return {s.reason: int(count[s]) for s in DrawStatus if s.reason and count[s]}

    @property
    def cross_difference(self) -> Array:
        """How much more specialising gains when the model is open (P8b)."""
        return self.specialise_gain_open - self.specialise_gain_closed

    def claims(self) -> dict[str, Flags]:
        """Whether each claim's core holds, per draw (False where a draw is not solved).

        Draw by draw, so that both layers can be compared on the same draws.
        """
        found: dict[str, Flags] = {}
        with np.errstate(invalid="ignore"):
            for v in self.vendors:
                sells = ~np.isnan(self.price_open[v])
                cheaper = ~sells | (self.price_open[v] < self.price_closed[v])
                poorer = self.profit_open[v] < self.profit_closed[v]
                found[f"P2 {v}"] = np.asarray(cheaper & poorer)
            found["P3"] = self.dominant
            found["P4"] = self.model_share.falls & (self.model_share.crossings == 1)
            rival = self.vendors[0]
            found["P5"] = (self.open_share > 0) & (
                self.share_open[rival] < self.share_closed[rival]
            )
            found["P6"] = np.asarray((np.diff(self.profit_by_count, axis=1) < 0).all(axis=1))
            found["P7"] = np.isfinite(self.restoring_elo)
            found["P8a"] = np.isfinite(self.restoring_wedge)
            found["P8b"] = self.cross_difference > 0
            found["P9"] = self.startups_in_closed & ~self.startups_in_open
        return {name: flags & self.solved for name, flags in found.items()}


def joined(parts: Sequence[Evidence]) -> Evidence:
    """The pieces of a sweep put together."""
    return _by_field(parts, np.concatenate)


def part_of(whole: Evidence, where: slice) -> Evidence:
    """Some of the draws."""
    return _by_field([whole], lambda arrays: arrays[0][where])


def scattered(
    some: Evidence, where: NDArray[np.int64], status: NDArray[np.uint8], columns: Any
) -> Evidence:
    """The evidence of those draws that have a market among all that were made."""

    def wide(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
        [array] = arrays
        empty = np.nan if array.dtype.kind == "f" else 0
        found = np.full((len(status), *array.shape[1:]), empty, dtype=array.dtype)
        found[where] = array
        return found

    every = _by_field([some], wide)
    status = status.copy()
    status[where] = some.status
    return replace(every, status=status, columns=columns)


def _by_field(
    parts: Sequence[Evidence], put: Callable[[Sequence[NDArray[Any]]], NDArray[Any]]
) -> Evidence:
    """Evidence whose arrays are made from those of others."""

    def made(name: str) -> Any:
        values = [getattr(part, name) for part in parts]
        first = values[0]
        if isinstance(first, np.ndarray):
            return put(values)
        if isinstance(first, Mapping):
            return {key: put([v[key] for v in values]) for key in first}
        if isinstance(first, ShareThreshold):
            return ShareThreshold(*(put(arrays) for arrays in zip(*values, strict=True)))
        return first

    return Evidence(**{f.name: made(f.name) for f in fields(Evidence)})
