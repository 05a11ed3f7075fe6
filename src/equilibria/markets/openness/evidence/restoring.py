"""The least lead that restores a profit, for many draws at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Evaluations, and the width at which a bracket is narrow enough, as a part of the range.
ROUNDS, TOLERANCE = 60, 1e-9


def least_restoring(
    profit: Callable[[Array, NDArray[np.int64]], Any], target: Array, most: float
) -> Array:
    """The least lead in [0, most] at which profit reaches a target; infinite if it never does.

    `profit` takes leads and the draws that they are for; it is assumed to rise in the lead. Inverse
    quadratic steps inside a bracket, halved where those are not safe (Chandrupatla 1997, Advances
    in Engineering Software 28:145-149), to 1e-9 of the range.
    """
    every = np.flatnonzero(np.isfinite(target))
    found = np.full(target.shape, np.nan)
    if not len(every):
        return found
    a: Array = np.zeros(len(every))  # the latest point, and the other side
    b: Array = np.full(len(every), most)
    fa, fb = (np.asarray(profit(x, every), dtype=float) - target[every] for x in (a, b))
    found[every] = np.where(fa >= 0, 0.0, np.where(fb >= 0, most, np.inf))
    left = (fa < 0) & (fb >= 0)
    some = every[left]
    a, b, fa, fb = (v[left] for v in (a, b, fa, fb))
    c, fc = b, fb
    step: Array = np.full(len(some), 0.5)
    for _ in range(ROUNDS):
        if not len(some):
            break
        x = a + step * (b - a)
        fx = np.asarray(profit(x, some)) - target[some]
        same = (fx >= 0) == (fa >= 0)
        c, fc = np.where(same, a, b), np.where(same, fa, fb)
        b, fb = np.where(same, b, a), np.where(same, fb, fa)
        a, fa = x, fx
        found[some] = np.where(np.isnan(fa), np.nan, np.where(fa >= 0, a, b))
        least = TOLERANCE * most / np.abs(b - a)
        with np.errstate(all="ignore"):
            at, level = (a - b) / (c - b), (fa - fb) / (fc - fb)
            safe = (level**2 < at) & ((1 - level) ** 2 < 1 - at)
            curved = fa / (fb - fa) * fc / (fb - fc)
            curved += (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
        step = np.clip(np.where(safe, curved, 0.5), least, 1 - least)
        keep = (least < 0.5) & (fa != 0) & ~np.isnan(fa)
        some = some[keep]
        a, b, c, fa, fb, fc, step = (v[keep] for v in (a, b, c, fa, fb, fc, step))
    return found
