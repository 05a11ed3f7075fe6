"""Logit and nested-logit demand: shares, surplus, elasticities and diversion.

A customer gets ``u_j = utility_j - price_sensitivity * price_j`` plus noise from product j, and 0
from buying nothing. Noise is correlated within a nest: with ``v_j = u_j / (1 - rho_g)`` and
``D_g = sum of exp(v_j) over the nest``, the shares are

    within its nest  sigma_j = exp(v_j) / D_g,
    of its nest      s_g = D_g^(1 - rho_g) / (1 + sum of D_h^(1 - rho_h) over all nests).

With ``rho = 0`` nests do not matter, and this is the plain logit (Berry 1994).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...errors import GameError
from .arrays import as_floats, broadcast, sum_exp

Array = NDArray[np.float64]


class Shares(NamedTuple):
    """Shares at given prices, per potential customer; products (nests) on the last axis.

    Attributes
    ----------
    share : array, (..., products)
    within : array, (..., products)
        Each product's share of its own nest; 0 where nothing in the nest is offered.
    nest : array, (..., nests)
    outside : array, (...)
        Share of those who buy nothing.
    log_total : array, (...)
        Logarithm of the sum that all shares are divided by.
    """

    share: Array
    within: Array
    nest: Array
    outside: Array
    log_total: Array


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """A nested-logit demand system, or many at once; make it with `logit` or `nested_logit`.

    Attributes
    ----------
    products : tuple of str
    utility : array, (..., products)
        Mean utility before price; ``-inf`` where a product is not offered.
    price_sensitivity : array, (...)
        Utility lost per unit of money, positive.
    nests : tuple of str
        Names of the nests.
    nest_of : tuple of int
        Each product's nest.
    correlation : array, (..., nests)
        ``rho``, in [0, 1).
    """

    products: tuple[str, ...]
    utility: Array
    price_sensitivity: Array
    nests: tuple[str, ...]
    nest_of: tuple[int, ...]
    correlation: Array

    @property
    def batch(self) -> tuple[int, ...]:
        """Shape of the leading axes: one demand system per entry."""
        return np.broadcast_shapes(
            self.utility.shape[:-1], self.price_sensitivity.shape, self.correlation.shape[:-1]
        )

    def members(self, nest: int) -> list[int]:
        """The products of a nest."""
        return [j for j, g in enumerate(self.nest_of) if g == nest]

    def take(self, name: str, values: Any, *, low: float = -np.inf) -> Array:
        """Read one number per product (last axis), with a clear complaint otherwise.

        Raises
        ------
        GameError
            Naming the product and the value.
        """
        return as_floats(name, values, self.products, low=low)

    def shares(self, prices: Any) -> Shares:
        """Shares at given prices, (..., products)."""
        p = self.take("prices", prices)
        x = self.utility - self.price_sensitivity[..., None] * p
        return nested_shares(x, self.correlation, self.nest_of)

    def surplus(self, prices: Any) -> Array:
        """Consumers' surplus per potential customer, in money: 0 if nothing were offered."""
        return self.shares(prices).log_total / self.price_sensitivity

    def elasticities(self, prices: Any) -> Array:
        """Elasticities of demand, (..., j, k): of product j in the price of product k."""
        p = self.take("prices", prices)
        return -(self.price_sensitivity[..., None] * p)[..., None, :] * self._response(p)

    def derivatives(self, prices: Any) -> Array:
        """Derivatives of shares, (..., j, k): of product j's in the price of product k."""
        p = self.take("prices", prices)
        scale = self.price_sensitivity[..., None] * self.shares(p).share
        return -scale[..., :, None] * self._response(p)

    def diversion(self, prices: Any) -> Array:
        """Where customers go when a price rises, (..., j, k): from product k to product j.

        The row after the last product is buying nothing, so that each column adds to one over
        the rows but its own, where it holds -1. NaN in columns of products not offered.
        """
        p = self.take("prices", prices)
        found = self.shares(p)
        response = self._response(p)
        own = np.diagonal(response, axis1=-2, axis2=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            # d s_j / d p_k over -d s_k / d p_k, in a form without the sensitivity.
            inside = -found.share[..., :, None] * response / (found.share * own)[..., None, :]
            outside = found.outside[..., None] / own
        outside = np.where(found.share > 0, outside, np.nan)
        inside = np.where((found.share > 0)[..., None, :], inside, np.nan)
        return np.concatenate([inside, outside[..., None, :]], axis=-2)

    def _response(self, p: Array) -> Array:
        """``-(d log s_j / d p_k) / price_sensitivity``: finite where a share is 0, too."""
        found = self.shares(p)
        index = np.array(self.nest_of)
        rho = np.broadcast_to(self.correlation[..., index], found.share.shape)
        same = index[:, None] == index
        own = np.eye(len(index)) / (1 - rho)[..., None, :]
        mates = same * (rho / (1 - rho) * found.within)[..., None, :]
        return np.asarray(own - mates - found.share[..., None, :])


def nested_shares(x: Array, rho: Array, nest_of: Sequence[int]) -> Shares:
    """Shares from utilities net of price, (..., products); overflow cannot happen."""
    index = np.array(nest_of)
    sums = []
    within = np.empty(np.broadcast_shapes(x.shape[:-1], rho.shape[:-1]) + x.shape[-1:])
    for g in range(rho.shape[-1]):
        mine = np.flatnonzero(index == g)
        v = np.moveaxis(x[..., mine] / (1 - rho[..., g : g + 1]), -1, 0)
        log_sum = sum_exp(v)
        offered = log_sum > -np.inf
        within[..., mine] = np.moveaxis(np.exp(v - np.where(offered, log_sum, 0)), 0, -1)
        sums.append((1 - rho[..., g]) * np.where(offered, log_sum, -np.inf))
    log_total = sum_exp(np.stack([np.zeros_like(sums[0]), *sums]))
    nest = np.stack([np.exp(s - log_total) for s in sums], axis=-1)
    return Shares(within * nest[..., index], within, nest, np.exp(-log_total), log_total)


def logit(utility: Any, price_sensitivity: Any, *, products: Sequence[str] | None = None) -> Demand:
    """Plain logit demand; shapes and errors as in `nested_logit`.

    Examples
    --------
    >>> from equilibria.markets.demand import logit
    >>> demand = logit([2, 1], 0.5, products=["cola", "tea"])
    >>> demand.shares([2, 2]).share.round(3).tolist()
    [0.576, 0.212]
    """
    return nested_logit(utility, price_sensitivity, products=products)


def nested_logit(
    utility: Any,
    price_sensitivity: Any,
    *,
    nests: Sequence[str] | None = None,
    correlation: Any = 0.0,
    products: Sequence[str] | None = None,
) -> Demand:
    """Nested-logit demand.

    Parameters
    ----------
    utility : array_like, (..., products)
        Mean utility before price. Leading axes are draws of parameters; ``-inf`` means that the
        product is not offered.
    price_sensitivity : array_like, (...)
        Utility lost per unit of money, above 0.
    nests : sequence of str, optional
        One label per product; by default all products are in one nest.
    correlation : array_like, () or (..., nests)
        Within each nest, in [0, 1); nests in order of first appearance.
    products : sequence of str, optional
        Names, by default ``"product 1"`` and so on.

    Raises
    ------
    GameError
        Naming the product or nest, and the value.

    Notes
    -----
    Thread-safe. All arithmetic is in floats; sums of exponentials are shifted, so that neither
    over- nor underflow can happen.
    """
    raw = np.asarray(utility, dtype=object)
    if raw.ndim == 0 or raw.shape[-1] == 0:
        raise GameError("utility: give at least one product on the last axis.")
    count = raw.shape[-1]
    names = tuple(products or (f"product {j + 1}" for j in range(count)))
    labels = tuple(nests or ("all",) * count)
    complaints = [
        f"{what}: {len(given)} given for {count} products; give one each."
        for what, given in (("products", names), ("nests", labels))
        if len(given) != count
    ]
    complaints += [f"products: {n!r} appears twice." for n in names if names.count(n) > 1]
    if complaints:
        raise GameError(complaints)
    order = tuple(dict.fromkeys(labels))
    x = as_floats("utility", utility, names, low=-np.inf, absent=True)
    alpha = as_floats("price_sensitivity", price_sensitivity, None, low=0, strict=True)
    rho = np.asarray(correlation)
    rho = np.broadcast_to(rho, (len(order),)) if rho.ndim == 0 else rho
    rho = as_floats("correlation", rho, order, low=0, below=1, kind="nest")
    broadcast("utility, price_sensitivity and correlation", x[..., 0], alpha, rho[..., 0])
    return Demand(names, x, alpha, order, tuple(order.index(n) for n in labels), rho)
