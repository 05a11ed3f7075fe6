"""From an observed market to demand and costs, in closed form.

Shares give mean utilities (Berry 1994), shares and ownership give scaled markups by the first-order
conditions ("inverse Lerner"), one observed margin gives the price sensitivity, and prices less
markups are costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import GameError
from .arrays import as_floats, broadcast, place
from .systems import Demand, nested_logit

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Demand and costs under which the observed prices are an equilibrium.

    ``bertrand(c.demand, c.costs, c.owners)`` gives the observed market back where the equilibrium
    is unique.

    Attributes
    ----------
    demand : Demand
    costs, prices, shares : array, (..., products)
    owners : tuple of str or None
    """

    demand: Demand
    costs: Array
    prices: Array
    shares: Array
    owners: tuple[str | None, ...]

    @property
    def margins(self) -> Array:
        """Price less cost, as a share of price."""
        return np.asarray((self.prices - self.costs) / self.prices)


def mean_utilities(
    shares: Any,
    *,
    nests: Sequence[str] | None = None,
    correlation: Any = 0.0,
    products: Sequence[str] | None = None,
) -> Array:
    """Utilities net of price that produce given shares of all potential customers.

    ``log s_j - log s_0 - rho log s_(j|g)`` with s_0 the share that buys nothing: exact up to
    rounding. Shares lie above 0 and add to less than 1; shapes and errors as in `nested_logit`.

    Examples
    --------
    >>> from equilibria.markets.demand import mean_utilities
    >>> mean_utilities([0.5, 0.25]).round(3).tolist()
    [0.693, 0.0]
    """
    share, form = _read(shares, nests, correlation, products)
    within = _within(share, form)
    rho = form.correlation[..., list(form.nest_of)]
    outside = 1 - share.sum(axis=-1, keepdims=True)
    return np.asarray(np.log(share) - np.log(outside) - rho * np.log(within))


def implied_markups(
    shares: Any,
    price_sensitivity: Any,
    owners: Sequence[str | None] | None = None,
    *,
    nests: Sequence[str] | None = None,
    correlation: Any = 0.0,
    products: Sequence[str] | None = None,
) -> Array:
    """Markups (price less cost) that make observed shares an equilibrium; 0 where sold at cost.

    With s a firm's share of the market and sigma of the nest, its markup there is
    ``(1 - rho) / (a (1 - rho sigma) (1 - sum of (1 - rho) s / (1 - rho sigma) over its nests))``
    with `a` the price sensitivity. Errors as in `calibrate`.

    Examples
    --------
    >>> from equilibria.markets.demand import implied_markups
    >>> implied_markups([0.4, 0.2], 0.5).round(3).tolist()
    [3.333, 2.5]
    """
    share, form = _read(shares, nests, correlation, products)
    alpha = as_floats("price_sensitivity", price_sensitivity, None, low=0, strict=True)
    broadcast("shares and price_sensitivity", share[..., 0], alpha)
    return np.asarray(_scaled(share, form, _held(form, owners)) / alpha[..., None])


def implied_sensitivity(
    shares: Any,
    markup: Mapping[str, Any],
    owners: Sequence[str | None] | None = None,
    *,
    nests: Sequence[str] | None = None,
    correlation: Any = 0.0,
    products: Sequence[str] | None = None,
) -> Array:
    """Price sensitivity from one product's markup, ``{product: price less cost}``.

    Errors as in `calibrate`.

    Examples
    --------
    >>> from equilibria.markets.demand import implied_sensitivity
    >>> float(implied_sensitivity([0.4, 0.2], {"product 1": 5.625}).round(3))
    0.296
    """
    share, form = _read(shares, nests, correlation, products)
    held = _held(form, owners)
    if len(markup) != 1:
        raise GameError(f"markup: {len(markup)} products given; give exactly one.")
    [(name, value)] = markup.items()
    if name not in form.products:
        raise GameError(f"markup: no product {name!r}; there are {', '.join(form.products)}.")
    j = form.products.index(name)
    if held[j] is None:
        raise GameError(f"markup of {name}: it is sold at cost, so that its markup tells nothing.")
    size = as_floats(f"markup of {name}", value, None, low=0, strict=True)
    broadcast("shares and markup", share[..., 0], size)
    return np.asarray(_scaled(share, form, held)[..., j] / size)


def calibrate(
    prices: Any,
    shares: Any,
    owners: Sequence[str | None] | None = None,
    *,
    price_sensitivity: Any = None,
    margin: Mapping[str, Any] | None = None,
    nests: Sequence[str] | None = None,
    correlation: Any = 0.0,
    products: Sequence[str] | None = None,
    negative_costs: bool = False,
) -> Calibration:
    """Demand and costs behind an observed market.

    Parameters
    ----------
    prices, shares : array_like, (..., products)
        Prices above 0; shares of all potential customers, above 0 and adding to less than 1.
    owners : sequence of str or None, optional
        As in `bertrand`.
    price_sensitivity : array_like, optional
    margin : mapping, optional
        Instead of it, one product's ``(price - cost) / price``, above 0.
    nests, correlation, products
        As in `nested_logit`.
    negative_costs : bool
        Accept costs below 0, which otherwise are refused: no market has them, and a lower
        correlation or a higher price sensitivity is called for.

    Raises
    ------
    GameError
        Naming product, draw and value.

    Examples
    --------
    >>> from equilibria.markets.demand import bertrand, calibrate
    >>> seen = calibrate([7.5, 5.25], [0.4, 0.12], margin={"product 1": 0.75})
    >>> seen.costs.round(3).tolist()
    [1.875, 1.415]
    >>> bertrand(seen.demand, seen.costs).prices.round(9).tolist()
    [7.5, 5.25]
    """
    share, form = _read(shares, nests, correlation, products)
    held = _held(form, owners)
    price = as_floats("prices", prices, form.products, low=0, strict=True)
    broadcast("prices and shares", price[..., 0], share[..., 0])
    if (price_sensitivity is None) == (margin is None):
        raise GameError("calibrate: give either price_sensitivity or margin.")
    if margin is None:
        alpha = as_floats("price_sensitivity", price_sensitivity, None, low=0, strict=True)
    else:
        size = {
            name: as_floats(f"margin of {name}", value, None, low=0, strict=True)
            * (price[..., form.products.index(name)] if name in form.products else 1.0)
            for name, value in margin.items()
        }
        alpha = implied_sensitivity(
            shares, size, owners, nests=nests, correlation=correlation, products=products
        )
    broadcast("prices, shares and price_sensitivity", price[..., 0], share[..., 0], alpha)
    costs = np.asarray(price - _scaled(share, form, held) / alpha[..., None])
    if (costs < 0).any() and not negative_costs:
        raise GameError(
            [
                f"the implied cost{place(k, form.products)} is {costs[tuple(k)]:.4g}, below 0, at "
                f"price {np.broadcast_to(price, costs.shape)[tuple(k)]:.4g}: demand is less "
                "sensitive than this price allows; raise price_sensitivity or correlation."
                for k in np.argwhere(costs < 0)[:100]
            ]
        )
    net = mean_utilities(shares, nests=nests, correlation=correlation, products=products)
    demand = nested_logit(
        net + alpha[..., None] * price,
        alpha,
        nests=nests,
        correlation=correlation,
        products=products,
    )
    return Calibration(demand, costs, price, share, held)


def _read(
    shares: Any, nests: Sequence[str] | None, correlation: Any, products: Sequence[str] | None
) -> tuple[Array, Demand]:
    """Shares, and a demand system that holds the names, nests and correlation."""
    form = nested_logit(
        np.zeros(np.shape(shares)[-1:]),
        1.0,
        nests=nests,
        correlation=correlation,
        products=products,
    )
    share = as_floats("shares", shares, form.products, low=0, strict=True)
    total = share.sum(axis=-1)
    if (total >= 1).any():
        raise GameError(
            [
                f"shares{place(k, None)} add to {total[tuple(k)]:.6g}: leave some for those who "
                "buy nothing, or there is no telling how attractive anything is."
                for k in np.argwhere(total >= 1)[:100]
            ]
        )
    broadcast("shares and correlation", share[..., 0], form.correlation[..., 0])
    return share, form


def _held(form: Demand, owners: Sequence[str | None] | None) -> tuple[str | None, ...]:
    from .pricing import owners_of

    return owners_of(form, owners)


def _within(share: Array, form: Demand) -> Array:
    """Each product's share of its nest."""
    index = np.array(form.nest_of)
    same = (index[:, None] == index).astype(float)
    return np.asarray(share / (share @ same))


def _scaled(share: Array, form: Demand, owners: tuple[str | None, ...]) -> Array:
    """Price sensitivity times markup that the first-order conditions ask for."""
    index = np.array(form.nest_of)
    rho = form.correlation[..., index]
    firm = np.array([[a is not None and a == b for b in owners] for a in owners])
    block = (firm & (index[:, None] == index)).astype(float)
    open_ = 1 - rho * (_within(share, form) @ block)
    taken = ((1 - rho) * share / open_) @ firm.astype(float)
    priced = np.array([owner is not None for owner in owners])
    return np.asarray(np.where(priced, (1 - rho) / (open_ * (1 - taken)), 0.0))
