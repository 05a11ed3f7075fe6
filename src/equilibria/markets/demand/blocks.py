"""The pricing game in few unknowns: one scaled markup per firm and nest.

A firm's first-order conditions make all its products in a nest carry one markup. Write it as
``y = price_sensitivity * markup / (1 - rho)``. With sigma the firm's share of the nest, s its share
of the market, and t = (1 - rho) s / (1 - rho sigma) in each of its nests, the conditions read

    y (1 - rho sigma) (1 - sum of t over the firm's nests) = 1.                              (1)

Both factors are computed as sums of other sellers' shares, so that nothing cancels:
``1 - rho sigma = (1 - rho) + rho * (rest of the nest)`` and
``1 - sum of t = (rest of the market) + sum of s rho (rest of the nest) / (1 - rho sigma)``.

Arrays here have blocks (firm and nest) first and draws last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .arrays import sum_exp
from .systems import nested_shares

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Who sells in which nest; sellers at cost have no unknown of their own.

    Attributes
    ----------
    firm, nest : array of int, (blocks,)
        Firms are counted from 0; every block sold at cost is -1.
    block_of : array of int, (products,)
    firms : tuple of str
    log_worth : array, (blocks, draws)
        Logarithm of the block's weight in its nest were it sold at cost.
    rho : array, (blocks, draws)
        Correlation in the block's nest.
    """

    firm: NDArray[np.int64]
    nest: NDArray[np.int64]
    block_of: NDArray[np.int64]
    firms: tuple[str, ...]
    log_worth: Array
    rho: Array

    @property
    def priced(self) -> NDArray[np.int64]:
        """Blocks that set a price."""
        return np.flatnonzero(self.firm >= 0)

    @property
    def same_nest(self) -> NDArray[np.bool_]:
        """Whether two blocks share a nest."""
        return np.asarray(self.nest[:, None] == self.nest)

    @property
    def same_firm(self) -> NDArray[np.bool_]:
        """Whether one firm sets both prices."""
        return np.asarray((self.firm[:, None] == self.firm) & (self.firm >= 0))

    def part(self, draws: slice | NDArray[np.int64]) -> Blocks:
        """Some of the draws."""
        return Blocks(
            self.firm,
            self.nest,
            self.block_of,
            self.firms,
            self.log_worth[:, draws],
            self.rho[:, draws],
        )


class State(NamedTuple):
    """Everything at given markups; arrays are (blocks, draws)."""

    sigma: Array  # share of the nest
    share: Array  # share of the market
    open: Array  # 1 - rho sigma
    kept: Array  # 1 - sum of t over the firm's nests
    excess: Array  # log of the left side of (1), 0 where sold at cost


def make_blocks(
    margin_of_worth: Array, rho: Array, nest_of: Sequence[int], owners: Sequence[str | None]
) -> Blocks:
    """Gather products into blocks.

    Parameters
    ----------
    margin_of_worth : array, (products, draws)
        ``utility - price_sensitivity * cost``.
    rho : array, (nests, draws)
    """
    firms = tuple(dict.fromkeys(o for o in owners if o is not None))
    keys = [(-1 if o is None else firms.index(o), g) for o, g in zip(owners, nest_of, strict=True)]
    order = list(dict.fromkeys(keys))
    block_of = np.array([order.index(k) for k in keys])
    firm, nest = np.array(order).T
    own = rho[nest]
    log_worth = np.stack(
        [sum_exp(margin_of_worth[block_of == a] / (1 - own[a])) for a in range(len(order))]
    )
    return Blocks(firm, nest, block_of, firms, log_worth, own)


def evaluate(blocks: Blocks, y: Array) -> State:
    """Shares at scaled markups (0 where sold at cost), and how far (1) is from holding."""
    rho, firm_mates, nest_mates = blocks.rho, blocks.same_firm, blocks.same_nest
    first = [int(np.flatnonzero(blocks.nest == g)[0]) for g in range(blocks.nest.max() + 1)]
    weights = ((blocks.log_worth - y) * (1 - rho)).T  # as utilities of one product per block
    found = nested_shares(weights, rho[first].T, blocks.nest.tolist())
    sigma, share = found.within.T, found.share.T
    rest = (nest_mates & ~np.eye(len(y), dtype=bool)).astype(float) @ sigma
    open_ = (1 - rho) + rho * rest
    kept = found.outside + (~firm_mates).astype(float) @ share
    kept += firm_mates.astype(float) @ (share * rho * rest / open_)
    excess = np.zeros_like(y)
    priced = blocks.priced
    # A block sold at cost is not its own mate, so `kept` means nothing there.
    excess[priced] = np.log(y[priced]) + np.log(open_[priced]) + np.log(kept[priced])
    return State(sigma, share, open_, kept, excess)


def jacobian(blocks: Blocks, y: Array, at: State) -> Array:
    """Derivatives of `State.excess` in y at the priced blocks: (draws, priced, priced)."""
    priced = blocks.priced
    take = np.ix_(priced, priced)
    rho, sigma, share = (a[priced] for a in (blocks.rho, at.sigma, at.share))
    open_, kept, y = at.open[priced], at.kept[priced], y[priced]
    eye = np.eye(len(priced))[:, :, None]
    mates = blocks.same_nest[take][:, :, None]
    d_sigma = sigma[:, None] * (mates * sigma[None] - eye)  # of sigma_a in y_b
    d_log_share = -eye + ((1 - rho) * share)[None] + rho[None] * mates * sigma[None]
    t = (1 - rho) * share / open_
    d_t = t[:, None] * (d_log_share + (rho / open_)[:, None] * d_sigma)
    d_total = np.einsum("ac,cbn->abn", blocks.same_firm[take].astype(float), d_t)
    found = eye / y[:, None] - (rho / open_)[:, None] * d_sigma - d_total / kept[:, None]
    return np.ascontiguousarray(np.moveaxis(found, -1, 0))


def best_reply(blocks: Blocks, y: Array, firm: int) -> Array:
    """A firm's best markups against the others': (its blocks, draws), in their order.

    With nu = 1 + price_sensitivity * profit the conditions separate: in each nest
    ``y (1 - rho sigma(y)) = nu``, whose left side rises in y, so that the root is unique and lies
    in [nu, nu / (1 - rho)]. Profit is a ratio N / H, and these markups maximise N - profit * H
    (Dinkelbach 1967): so nu is right where it equals 1 plus what it earns, too low where it is
    less, too high where it is more. Hence every point that satisfies (1) is a global best reply.
    """
    mine = np.flatnonzero(blocks.firm == firm)
    others = np.flatnonzero(blocks.firm != firm)
    rho, worth = blocks.rho[mine], blocks.log_worth[mine]
    weights = blocks.log_worth - y
    rivals, fixed = [], [np.zeros(y.shape[1])]
    for g in range(blocks.nest.max() + 1):
        inside = others[blocks.nest[others] == g]
        total = sum_exp(weights[inside]) if len(inside) else np.full(y.shape[1], -np.inf)
        rivals.append(total)
        if g not in blocks.nest[mine] and len(inside):
            fixed.append((1 - blocks.rho[inside[0]]) * total)
    against = np.stack([rivals[g] for g in blocks.nest[mine]])
    log_fixed = sum_exp(np.stack(fixed))

    def earned(z: Array) -> Array:
        """Price_sensitivity times profit at markups z."""
        own = worth - z
        log_nest = np.logaddexp(own, against)
        shown = np.where(log_nest > -np.inf, log_nest, 0.0)
        value = (1 - rho) * np.where(log_nest > -np.inf, log_nest, -np.inf)
        log_total = np.logaddexp(sum_exp(value), log_fixed)
        return np.asarray(((1 - rho) * z * np.exp(own - shown + value - log_total)).sum(axis=0))

    low = np.ones(y.shape[1])
    high = np.full(y.shape[1], np.inf)
    for k in range(200):
        middle = np.where(np.isfinite(high), (low + np.minimum(high, 1e300)) / 2, 2 * low)
        nu = low if k % 2 == 0 else middle
        reached = 1 + earned(_in_nest(nu, rho, worth, against))
        high = np.where(reached < nu, np.minimum(high, nu), high)
        new = np.maximum(low, reached)  # what some price earns, the best price earns
        if k % 2 == 0 and (new - low <= 4e-15 * low).all():
            break
        low = new
    return _in_nest(low, rho, worth, against)


def _in_nest(nu: Array, rho: Array, worth: Array, against: Array) -> Array:
    """Solve ``y (1 - rho sigma(y)) = nu``; Newton steps kept inside a shrinking bracket."""
    low, high = np.broadcast_to(nu, rho.shape).copy(), nu / (1 - rho)
    y = low.copy()
    for k in range(150):
        gap = np.where(worth > -np.inf, worth - y, -np.inf)
        with np.errstate(invalid="ignore"):  # nothing offered in the nest: no share
            lead = np.where(gap > -np.inf, gap - against, -np.inf)
        sigma = np.exp(-np.logaddexp(0.0, -lead))
        other = np.exp(-np.logaddexp(0.0, lead))
        open_ = (1 - rho) + rho * other
        off = y * open_ - nu
        low, high = np.where(off <= 0, y, low), np.where(off >= 0, y, high)
        step = y - off / (open_ + y * rho * sigma * other)
        halve = (step < low) | (step > high) | (k % 3 == 2)
        new = np.where(halve, (low + high) / 2, step)
        if (np.abs(new - y) <= 4e-15 * y).all():
            return new
        y = new
    return y
