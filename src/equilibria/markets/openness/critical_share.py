"""The critical share of the model layer, below which opening pays: over draws, and swing by swing.

Both come from the closed form of `share_threshold`, with the rivals holding: the first share at
which the gain from opening over the best closed alternative turns negative. Where opening is better
at every share, or at none, there is no such share, and that is counted too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isnan, nan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...decisions.family import Family
from ...decisions.gradients import threshold_gradients
from ...decisions.search import Bracket
from ...decisions.statements import Statement
from ...decisions.thresholds import thresholds
from ...errors import GameError
from .evidence import DrawStatus, Evidence
from .share_threshold import ShareThreshold, share_threshold
from .two_ways import swept

#: Shares at which the curve over the draws is told, evenly from 0 to 1.
POINTS = 51


@dataclass(frozen=True, slots=True, eq=False)
class ShareSpread:
    """The critical share over the draws of one layer.

    Attributes
    ----------
    layer : str
    draws : int
        Those that make a market.
    shares, better : array, (POINTS,)
        A share of the model layer, and the part of the draws in which opening pays at no stake and
        the critical share has not been met up to there.
    always, never : float
        Parts of the draws in which opening is better at every share, and in which it is not better
        even at no stake.
    quantiles : mapping from probability to float
        Of the critical share, among the draws that have one; empty where none has.
    """

    layer: str
    draws: int
    shares: NDArray[np.float64]
    better: NDArray[np.float64]
    always: float
    never: float
    quantiles: Mapping[float, float]


class ShareSwing(NamedTuple):
    """The critical share with one parameter at either end of its range.

    None: opening pays at every share; 0: at none; NaN: no market.
    """

    parameter: str
    low: float
    high: float
    at_low: float | None
    at_high: float | None


@dataclass(frozen=True, slots=True, eq=False)
class ShareSwings:
    """What each parameter alone does to the critical share, largest first.

    Attributes
    ----------
    self_commoditising : float
        At which value of it, for it has no source.
    today : float or None
        As in `ShareSwing`.
    swings : tuple of ShareSwing
        Of the parameters at one end of which it is another than today's.
    asked : int
        How many parameters were moved.
    """

    self_commoditising: float
    today: float | None
    swings: tuple[ShareSwing, ...]
    asked: int


def share_spread(e: Evidence) -> ShareSpread:
    """Where opening stops to pay, over the draws of a layer."""
    found: ShareThreshold = e.model_share
    pays = e.solved & (found.at_zero > 0)
    end = np.where(np.isnan(found.value), np.inf, found.value)[pays]
    count = int(e.solved.sum())
    shares = np.linspace(0.0, 1.0, POINTS)
    left = len(end) - np.searchsorted(np.sort(end), shares, side="right")
    met = end[np.isfinite(end)]
    told = (0.05, 0.5, 0.95)
    return ShareSpread(
        e.layer,
        count,
        shares,
        left / count,
        (len(end) - len(met)) / count,
        1 - len(end) / count,
        dict(zip(told, np.quantile(met, told).tolist(), strict=True)) if len(met) else {},
    )


def share_swings(family: Family, **held: Any) -> ShareSwings:
    """Move every used parameter to both ends of its range, all others at today's values.

    Parameters
    ----------
    family : Family
        Of the open-vs-closed builder.
    **held
        Values of parameters that stay as given.
    """
    builder: Any = family.builder
    values = {name: float(v) for name, v in family.values(**held).items()}
    moved = [
        name
        for name in family.used
        if name not in ("model_share", *held)
        and family.parameters[name].low < family.parameters[name].high
    ]
    count = 2 * len(moved) + 1
    columns = {name: np.full(count, values[name]) for name in moved}
    for k, name in enumerate(moved):
        p = family.parameters[name]
        columns[name][2 * k + 1 : 2 * k + 3] = float(p.low), float(p.high)
    with np.errstate(all="ignore"):  # what makes no market ends as not a number
        market = builder.arrays({**values, **columns}, builder.layer)
        solved = np.broadcast_to(market.status == DrawStatus.SOLVED, (count,))
        found = share_threshold(market, tuple("hold" for _ in market.rivals), solved)
    ends = [_told(*row) for row in zip(solved, found.value, found.at_zero, strict=True)]
    today, swings = ends[0], []
    for k, name in enumerate(moved):
        p, (low, high) = family.parameters[name], ends[2 * k + 1 : 2 * k + 3]
        if low != today or high != today:
            swings.append(ShareSwing(name, float(p.low), float(p.high), low, high))

    def reach(swing: ShareSwing) -> float:
        # Where there is none, opening pays up to a share of 1.
        held = [1.0 if v is None else v for v in (swing.at_low, swing.at_high, today)]
        held = [v for v in held if not isnan(v)]
        return min(held) - max(held)

    return ShareSwings(
        values["self_commoditising"],
        today,
        tuple(sorted(swings, key=lambda s: (reach(s), s.parameter))),
        len(moved),
    )


class Slopes(NamedTuple):
    """A threshold known exactly, and how it moves per unit of every other parameter."""

    threshold: Bracket
    slopes: Mapping[str, Fraction]


def threshold_slopes(family: Family, asked: Statement) -> tuple[Slopes, ...]:
    """Of the first threshold in the share and in the pool, without self-commoditising and with.

    One that is a jump or a kink has no slope, and is left out.
    """
    top = family.parameters["self_commoditising"].high
    found = []
    for chi in sorted({Fraction(0), top}):
        for name in swept(family):
            brackets = thresholds(family, name, asked, self_commoditising=chi)
            try:
                if brackets:
                    slopes = threshold_gradients(family, asked, brackets[0])
                    found.append(Slopes(brackets[0], slopes))
            except GameError:
                continue
    return tuple(found)


def _told(solved: bool, value: float, at_zero: float) -> float | None:
    if not solved:
        return nan
    if not at_zero > 0:
        return 0.0
    return None if isnan(value) else float(value)
