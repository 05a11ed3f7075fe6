"""Where the opener's gain from opening vanishes as the model layer's share grows, for many draws.

With the rivals' actions and the market held, each payoff of the opener is affine in `model_share`
between the points at which startups leave, ``fixed cost / (pool * profit)``. So the gain over the
best alternative is piecewise affine, and all its corners and zeros are known in closed form.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .market import OPENER_ACTIONS

Array = NDArray[np.float64]


class ShareThreshold(NamedTuple):
    """The gain from opening over the best alternative as a function of `model_share` in (0, 1).

    Attributes
    ----------
    value : array, (n,)
        The first share at which the gain turns from positive to negative; NaN if it never does.
    crossings : array of int, (n,)
        How often the gain changes sign.
    falls : array of bool, (n,)
        Whether it falls, or stays, everywhere.
    at_zero, at_one : array, (n,)
        The gain at either end.
    """

    value: Array
    crossings: NDArray[np.int64]
    falls: NDArray[np.bool_]
    at_zero: Array
    at_one: Array


def share_threshold(market: Any, actions: tuple[str, ...], solved: Any) -> ShareThreshold:
    """Work it out for every draw of an array market at the rivals' actions."""
    count = len(solved)

    def wide(value: Any) -> Array:
        return np.broadcast_to(np.asarray(value, dtype=float), (count,))

    get = market.values.__getitem__
    pool, core = wide(get("pool")), wide(get("core_effect") * get("core_profit"))
    money = wide(
        get("efficiency_realised") * get("efficiency_gain") * get("spend")
        + get("licence_revenue")
        - get("release_cost")
        + get("principle")
    )
    # Value of each action: constant and slope in the share, without and with startups.
    lines: dict[str, list[tuple[Array, Array]]] = {}
    leaving = []
    for opener in OPENER_ACTIONS:
        lines[opener] = []
        for there in (False, True):
            rivals, access, fall, *_ = (wide(v) for v in market.totals(opener, actions, there))
            constant, slope = core * fall, -core * fall - wide(get("rivals_weight")) * pool * rivals
            if opener == "open":
                constant = constant + money
                slope = slope - wide(get("self_commoditising")) * pool
            elif opener == "api":
                constant, slope = constant - wide(get("api_cost")), slope + pool * access
            lines[opener].append((constant, slope))
        earned = pool * wide(market.startups_profit(opener, actions))
        point = np.where(earned > 0, wide(get("startup_fixed_cost")) / earned, np.inf)
        leaving.append(np.where(wide(get("startup_fixed_cost")) <= 0, 0.0, point))
    edges = np.clip(np.sort(np.stack(leaving), axis=0), 0.0, 1.0)
    edges = np.vstack([np.zeros(count), edges, np.ones(count)])
    points, gains = [], []
    for left, right in pairwise(edges):
        middle = (left + right) / 2
        (o0, o1), (a0, a1), (i0, i1) = (
            tuple(np.where(middle >= point, line[1][k], line[0][k]) for k in (0, 1))
            for point, line in zip(leaving, lines.values(), strict=True)
        )
        inner = []
        for constant, slope in ((o0 - a0, o1 - a1), (o0 - i0, o1 - i1), (a0 - i0, a1 - i1)):
            with np.errstate(all="ignore"):
                root = -constant / slope
            inner.append(np.where((root > left) & (root < right), root, left))
        corners = np.vstack([left, np.sort(np.stack(inner), axis=0), right])
        points.append(corners)
        gains.append(o0 + o1 * corners - np.maximum(a0 + a1 * corners, i0 + i1 * corners))
    value, crossings, falls = _walked(points, gains)
    start, end = gains[0][0].copy(), gains[-1][-1].copy()
    for corners, gain in zip(points, gains, strict=True):
        end = np.where(corners[-1] > corners[0], gain[-1], end)
    for corners, gain in zip(points[::-1], gains[::-1], strict=True):
        start = np.where(corners[-1] > corners[0], gain[0], start)
    lost = ~np.asarray(solved)
    value, start, end = (np.where(lost, np.nan, a) for a in (value, start, end))
    return ShareThreshold(value, np.where(lost, 0, crossings), falls & ~lost, start, end)


def _walked(
    points: list[Array], gains: list[Array]
) -> tuple[Array, NDArray[np.int64], NDArray[np.bool_]]:
    """First fall through zero, number of changes of sign, and whether the gain never rises.

    Per piece, from left to right: the corners (corners, n) and the gain there; the gain may jump
    from piece to piece, and a piece may be empty.
    """
    count = points[0].shape[1]
    value, last = np.full(count, np.nan), np.zeros(count)
    crossings, falls = np.zeros(count, dtype=np.int64), np.ones(count, dtype=bool)
    before = gains[0][0]
    scale = np.abs(np.vstack(gains)).max(axis=0)
    for corners, gain in zip(points, gains, strict=True):
        there = corners[-1] > corners[0]  # else nothing happens at any share in this piece
        falls &= ~there | (gain[0] <= before + 1e-12 * scale)
        before = np.where(there, gain[-1], before)
        for k in range(len(corners) - 1):
            some = corners[k + 1] > corners[k]
            falls &= ~some | (gain[k + 1] <= gain[k] + 1e-12 * scale)
            sign = np.where(some, np.sign(gain[k] + gain[k + 1]), 0.0)
            turns = (sign != 0) & (last != 0) & (sign != last)
            crossings += turns
            value = np.where(turns & (sign < 0) & np.isnan(value), corners[k], value)
            last = np.where(sign != 0, sign, last)
    return value, crossings, falls
