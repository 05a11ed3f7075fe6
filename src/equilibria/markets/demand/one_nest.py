"""Bertrand prices of many markets with one nest and one product per firm: few array passes.

A special case of `pricing`, for sweeps: firms meet each other only through the nest's sum D and
its share of the market S, so that with ``theta = rho + (1 - rho) S`` the conditions read

    y_j (1 - theta sigma_j) = 1,    sigma_j = exp(v_j - y_j) / D,

with y the markup times price sensitivity over ``1 - rho``. The Jacobian is diagonal plus a matrix
of rank one, and a Newton step costs as much as a few exponentials. The equilibrium exists and is
unique (docs/demand.md).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .arrays import sum_exp
from .pricing import TOLERANCE, bertrand
from .systems import nested_logit

Array = NDArray[np.float64]

#: Rounds of Newton's method, and then with steps that are halved until the error falls.
ROUNDS, CAREFUL = 25, 100


class NestPrices(NamedTuple):
    """Equilibria of many markets.

    Attributes
    ----------
    scaled : array, (firms, draws)
        Markup times price sensitivity over ``1 - rho``.
    log_sum : array, (draws,)
        Logarithm of the nest's sum at these prices.
    residual : array, (draws,)
        Largest relative error of the first-order conditions.
    """

    scaled: Array
    log_sum: Array
    residual: Array


def one_nest_prices(worth: Array, correlation: Array, at_cost: Array) -> NestPrices:
    """Equilibrium prices of firms with one product each, all in one nest.

    Parameters
    ----------
    worth : array, (firms, draws)
        ``(utility - price_sensitivity * cost) / (1 - correlation)``; ``-inf``: not offered.
    correlation : array, (draws,)
        In [0, 1).
    at_cost : array, (draws,)
        Logarithm of the summed weights of products sold at cost; ``-inf`` without any.

    Returns
    -------
    NestPrices
        Where numbers are not finite, or digits run out, the residual says so; nothing is raised.

    Notes
    -----
    Newton's method from the lower bound 1 of every scaled markup. Where one firm has nearly all of
    the nest, its condition bends so sharply that whole steps go to and fro: a draw that 25 rounds
    leave above 1e-12 begins again with steps that are halved until the error falls, and goes to
    `pricing.bertrand` if that does not end either. Thread-safe.

    Examples
    --------
    >>> import numpy as np
    >>> from equilibria.markets.demand.one_nest import one_nest_prices
    >>> found = one_nest_prices(np.array([[1.5], [0.5]]), np.zeros(1), np.array([-np.inf]))
    >>> (found.scaled / 0.5 + 1).round(3).ravel().tolist()
    [4.218, 3.498]
    """
    y = np.ones_like(worth)
    log_sum, residual = np.full(worth.shape[1], -np.inf), np.full(worth.shape[1], np.nan)
    active = np.flatnonzero(np.isfinite(correlation))
    v, rho, fixed = worth, correlation, at_cost
    z = y
    for k in range(ROUNDS):
        if k == 0 or len(active) < v.shape[1]:
            v, rho, fixed, z = worth[:, active], correlation[active], at_cost[active], y[:, active]
        total, error, new = _newton(v, rho, fixed, z)
        log_sum[active], residual[active] = total, error
        z = new
        left = ~(error <= TOLERANCE)
        y[:, active[left]] = z[:, left]
        keep = left & np.isfinite(z).all(axis=0)
        active = active[keep]
        if not len(active):
            break
    for method in (_carefully, _by_bertrand):
        if len(active):
            method(worth, correlation, at_cost, y, log_sum, residual, active)
            active = active[~(residual[active] <= TOLERANCE)]
    return NestPrices(y, log_sum, residual)


def _newton(v: Array, rho: Array, fixed: Array, z: Array) -> tuple[Array, Array, Array]:
    """The nest's log sum and the error at some markups, and where Newton's step leads."""
    weights = v - z
    total = sum_exp(np.vstack([weights, fixed]))
    sigma = np.exp(weights - total)
    inside = 1 / (1 + np.exp(-(1 - rho) * total))
    theta = rho + (1 - rho) * inside
    open_ = (1 - rho) / (1 + np.exp((1 - rho) * total)) + theta * (1 - sigma)
    excess = np.log(z * open_)
    slope = 1 / z + theta * sigma / open_
    pull = sigma * (theta - (1 - rho) ** 2 * inside * (1 - inside)) / open_
    ratio = sigma / slope
    d_total = (ratio * excess).sum(axis=0) / (1 - (ratio * pull).sum(axis=0))
    new = np.maximum(1.0, z - (excess + pull * d_total) / slope)
    return total, np.expm1(np.abs(excess).max(axis=0)), new


def _carefully(
    worth: Array,
    correlation: Array,
    at_cost: Array,
    y: Array,
    log_sum: Array,
    residual: Array,
    some: NDArray[np.int64],
) -> None:
    """The draws that whole steps leave, in place: a step is halved until the error falls."""
    v, rho, fixed = worth[:, some], correlation[some], at_cost[some]
    at = trial = np.ones_like(v)
    least, log = np.full(len(some), np.inf), np.empty(len(some))
    for _ in range(CAREFUL):
        total, error, new = _newton(v, rho, fixed, trial)
        better = error < least
        at, least, log = (
            np.where(better, a, b) for a, b in ((trial, at), (error, least), (total, log))
        )
        trial = np.where(better, new, (at + trial) / 2)
        if (least <= TOLERANCE).all():
            break
    y[:, some], residual[some], log_sum[some] = at, least, log


def _by_bertrand(
    worth: Array,
    correlation: Array,
    at_cost: Array,
    y: Array,
    log_sum: Array,
    residual: Array,
    some: NDArray[np.int64],
) -> None:
    """The draws that Newton's method leaves, in place."""
    rho = correlation[some]
    utility = (np.vstack([worth, at_cost])[:, some] * (1 - rho)).T
    demand = nested_logit(utility, np.ones(len(some)), correlation=rho[:, None])
    owners = [*map(str, range(len(worth))), None]
    found = bertrand(demand, np.zeros(len(owners)), owners, partial=True)
    y[:, some] = found.markups[:, :-1].T / (1 - rho)
    log_sum[some] = sum_exp(np.vstack([worth[:, some] - y[:, some], at_cost[some]]))
    residual[some] = found.residual
