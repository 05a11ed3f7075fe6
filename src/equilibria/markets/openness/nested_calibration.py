"""Layer B's calibration: what customers and costs must be like for the market observed.

The conventions are those of `nested`. Arrays over draws; nothing is raised here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .array_payoffs import Settling
from .float_arrays import Plain
from .market import ELO_DENOMINATOR, ELO_NUMERATOR, SEGMENTS

Array = NDArray[np.float64]


class Calibrated(Settling):
    """A calibrated market at arrays of values, before any price is solved for.

    Parameters
    ----------
    values : mapping from parameter to float or array, shape (n,)
    vendors : tuple of str
        Keys of the closed vendors, startups last.
    rivals : tuple of str
        Keys of the strategic ones; the first one's margin is observed.
    """

    ops: Any = Plain
    zero, one = np.float64(0), np.float64(1)

    def __init__(
        self, values: Mapping[str, Any], vendors: tuple[str, ...], rivals: tuple[str, ...]
    ) -> None:
        count = max(np.size(v) for v in values.values())
        self.values: dict[str, Any] = dict(values)
        self.vendors, self.rivals, self.startups = vendors, rivals, vendors[-1]
        self.known: dict[Any, Any] = {}
        self.residual = np.zeros(count)
        self.host_price = self._get("host_price")
        with np.errstate(all="ignore"):  # what makes no market ends as NaN, and has its status
            self._calibrate(count)

    def _get(self, name: str) -> Array:
        return np.broadcast_to(np.asarray(self.values[name], dtype=float), self.residual.shape)

    def _calibrate(self, count: int) -> None:
        get = self._get
        self.rho = get("nest_correlation")
        unit = get("elo_slope") * ELO_NUMERATOR / ELO_DENOMINATOR
        self.elo_unit = unit
        cost_led = get("cost_led_share")
        self.size = {"cost_led": cost_led, "assurance_led": 1 - cost_led}
        stated = {s: np.stack([get(f"share_{f}_{s}") for f in self.vendors]) for s in SEGMENTS}
        served = {s: share.sum(axis=0) for s, share in stated.items()}
        price = np.stack([get(f"price_{f}") for f in self.vendors])
        named = self.vendors.index(self.rivals[0])
        observed = price[named] * (1 - get(f"cost_share_{self.rivals[0]}"))

        def slack(s: str, o: Array) -> Array:
            """1 less what the conditions take off, for each vendor, at an open share."""
            part = (self.rho / served[s] + (1 - self.rho)) * (1 - o)
            return np.asarray(1 - part * stated[s])

        def sensitivity(s: str, o: Array) -> Array:
            return np.asarray((1 - self.rho) / slack(s, o)[named] / observed)

        self.open_share = split_open_share(
            get("open_share"),
            {s: self.size[s] * served[s] for s in SEGMENTS},
            lambda s, o: (
                np.log(o) - np.log1p(-o) + sensitivity(s, o) * get(f"wedge_{s}") / (1 - self.rho)
            ),
        )
        self.alpha: dict[str, Array] = {}
        self.cost: dict[tuple[str, str], Array] = {}
        self.worth: dict[tuple[str, str], Array] = {}
        self.hosted: dict[str, Array] = {}
        self.wedge: dict[str, Array] = {}
        self.calibrated: dict[str, Array] = {}
        negative = np.zeros(count, bool)
        for s in SEGMENTS:
            o = self.open_share[s]
            alpha = sensitivity(s, o)
            markup = (1 - self.rho) / slack(s, o) / alpha
            cost = price - markup
            cost[named] = price[named] - observed
            share = (1 - o) * stated[s]
            outside = 1 - served[s]
            # Utility net of price, and the log of the weight in the nest were it sold at cost.
            net = np.log(share) - np.log(outside) - self.rho * np.log(share / served[s])
            weight = (net + alpha * markup) / (1 - self.rho)
            own = np.log(o * served[s]) - np.log(outside) - self.rho * np.log(o)
            self.alpha[s], self.calibrated[s] = alpha, share
            self.hosted[s] = own / (1 - self.rho)
            self.wedge[s] = alpha * get(f"wedge_{s}") / (1 - self.rho)
            for k, f in enumerate(self.vendors):
                self.cost[f, s], self.worth[f, s] = cost[k], weight[k]
                negative |= (cost[k] < 0) & (share[k] > 0)
        wrong = ~((served["cost_led"] < 1) & (served["assurance_led"] < 1))
        wrong |= ~((served["cost_led"] > 0) & (served["assurance_led"] > 0))
        wrong |= ~((observed > 0) & (self.rho < 1))
        self.refusal = np.where(wrong, 1, np.where(negative, 2, 0)).astype(np.uint8)


def split_open_share(
    total: Array, weight: Mapping[str, Array], odds: Any, rounds: int = 60
) -> dict[str, Array]:
    """Open shares of the two segments that add to a total and have equal odds less the wedge.

    Parameters
    ----------
    total : array
        Open share of all tokens.
    weight : mapping from segment to array
        Tokens served.
    odds : function of (segment, open share)
        To be equal in both segments: it runs from minus to plus infinity.

    Notes
    -----
    Bisection on the assurance-led share, along the line on which the total is right. A root always
    exists. If the price sensitivity falls fast in the open share, while wedges are large, there
    can be more than one; then this is the one that bisection meets.
    """
    first, second = SEGMENTS
    every = weight[first] + weight[second]
    a, b = weight[first] / every, weight[second] / every
    tiny = 1e-300
    low = np.clip((total - a) / np.maximum(b, tiny), 0, 1)
    high = np.clip(total / np.maximum(b, tiny), 0, 1)

    def other(o: Array) -> Array:
        return np.asarray(np.clip((total - b * o) / np.maximum(a, tiny), 0, 1))

    for _ in range(rounds):
        middle = (low + high) / 2
        over = odds(second, middle) > odds(first, other(middle))
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    o = (low + high) / 2
    return {first: other(o), second: o}
