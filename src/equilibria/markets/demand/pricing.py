"""Bertrand pricing under logit and nested-logit demand.

What is proved, for any number of products per firm, nests and draws (docs/demand.md has the
proofs): an equilibrium exists; every solution of the first-order conditions is one; and there is
only one if every firm that sells in several nests shares none of them (nests without correlation do
not count). Where that fails the answer is one equilibrium, and `unique` says False.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._budget import Budget, Meter
from ...errors import BudgetExceeded, GameError
from ...results.status import Status
from . import blocks as game
from .arrays import broadcast
from .blocks import Blocks, make_blocks
from .systems import Demand, Shares

Array = NDArray[np.float64]

#: Relative residual of the first-order conditions at which a draw counts as solved.
TOLERANCE = 1e-12
#: Newton rounds before best replies alone are used, draws per piece, and the budget's default.
NEWTON, PIECE, STEPS = 50, 4096, 5000


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """A Bertrand equilibrium, or one per draw.

    Attributes
    ----------
    demand : Demand
    costs : array, (..., products)
    owners : tuple of str or None
        Each product's firm; None where it is sold at cost.
    firms : tuple of str
    markups : array, (..., products)
        Price less cost: what was solved for, and more accurate than the difference.
    residual : array, (...)
        Largest relative error of the first-order conditions over the firms, as floats find it;
        see `rounding`.
    solved : array of bool, (...)
        Whether the residual is within 1e-12.
    unique : array of bool, (...)
        Whether the equilibrium is proved to be the only one; False means not proved.
    steps : int
        Rounds over a piece of draws.
    status : Status
    """

    demand: Demand
    costs: Array
    owners: tuple[str | None, ...]
    firms: tuple[str, ...]
    markups: Array
    residual: Array
    solved: NDArray[np.bool_]
    unique: NDArray[np.bool_]
    steps: int
    status: Status

    @property
    def prices(self) -> Array:
        """Prices, (..., products)."""
        return np.asarray(self.costs + self.markups)

    @property
    def rounding(self) -> Array:
        """What rounding may hide in `residual`: 8 units of rounding times the largest exponent.

        Errors of the exponents (utilities over ``1 - rho``) enter the conditions with a factor of
        a few; 8 is an estimate, not a proved bound. Above 1e-12 only beyond exponents of 500.
        """
        d, p = self.demand, self.prices
        size = np.abs(np.where(d.utility > -np.inf, d.utility, 0.0))
        size = size + d.price_sensitivity[..., None] * np.maximum(np.abs(self.costs), np.abs(p))
        size = size / (1 - d.correlation[..., list(d.nest_of)])
        return np.asarray(8 * np.finfo(float).eps * size.max(axis=-1))

    @property
    def shares(self) -> Shares:
        """Shares at these prices."""
        return self.demand.shares(self.prices)

    @property
    def profits(self) -> Array:
        """Each firm's profit per potential customer, (..., firms)."""
        return profits(self.demand, self.markups, self.prices, self.owners)

    @property
    def surplus(self) -> Array:
        """Consumers' surplus per potential customer, in money."""
        return self.demand.surplus(self.prices)

    def __repr__(self) -> str:
        count, solved = int(self.solved.size), int(self.solved.sum())
        worst = float(self.residual.max(initial=0.0))
        return (
            f"Prices({len(self.demand.products)} products, {len(self.firms)} firms, "
            f"{solved} of {count} solved, worst residual {worst:.1e}, "
            f"{'unique' if self.unique.all() else 'uniqueness not proved'})"
        )


def profits(demand: Demand, markups: Any, prices: Any, owners: Sequence[str | None]) -> Array:
    """Each firm's profit per potential customer, (..., firms), at any prices.

    Firms stand in the order of their first product.
    """
    share = demand.shares(prices).share
    firms = tuple(dict.fromkeys(o for o in owners if o is not None))
    earned = np.asarray(markups, dtype=float) * share
    mine = np.array([[owner == firm for firm in firms] for owner in owners], dtype=float)
    return np.asarray(earned @ mine.reshape(len(owners), len(firms)))


def bertrand(
    demand: Demand,
    costs: Any,
    owners: Sequence[str | None] | None = None,
    *,
    budget: Budget | None = None,
    partial: bool = False,
) -> Prices:
    """Equilibrium prices of firms that set prices at once.

    Parameters
    ----------
    demand : Demand
    costs : array_like, (..., products)
        Constant cost of one more unit.
    owners : sequence of str or None, optional
        Each product's firm; None: sold at cost by price takers. By default every product has a
        firm of its own, named as the product.
    budget : Budget, optional
        Steps are rounds over up to 4,096 draws; 60 s and 5,000 steps unless given.
    partial : bool
        Return an answer with unsolved draws, marked in `Prices.solved`, instead of raising.

    Returns
    -------
    Prices

    Raises
    ------
    GameError
        If costs or owners do not fit.
    BudgetExceeded
        If a draw is not solved to 1e-12; carries the answer as `.partial`.

    Notes
    -----
    Newton's method on the logarithms of the first-order conditions in their fixed-point form
    (Morrow and Skerlos 2011), with rounds of exact best replies where a step does not halve the
    error, and nothing but best replies after 50 rounds. Where the equilibrium is proved unique,
    best replies rise in rivals' prices, and so converge to it from any start. Exponents beyond some
    hundreds leave few digits (`Prices.rounding`); where best replies end without reaching 1e-12,
    the draw is reported as unsolved, status ROUNDING.
    Cost: some ten rounds of a few dozen array operations, and one small linear solve per draw.
    Thread-safe.

    Examples
    --------
    >>> from equilibria.markets.demand import bertrand, logit
    >>> found = bertrand(logit([2, 1], 0.5, products=["cola", "tea"]), [1, 1])
    >>> found
    Prices(2 products, 2 firms, 1 of 1 solved, worst residual ..., unique)
    >>> found.prices.round(3).tolist()
    [4.218, 3.498]
    """
    held = owners_of(demand, owners)
    cost = demand.take("costs", costs)
    shape = broadcast("demand and costs", np.empty(demand.batch), cost[..., 0])
    blocks = blocks_of(demand, cost, held, shape)
    meter = (budget or Budget(steps=STEPS)).start()
    draws = blocks.log_worth.shape[1]
    y, residual = np.zeros_like(blocks.log_worth), np.zeros(draws)
    for start in range(0, draws, PIECE):
        piece = slice(start, min(start + PIECE, draws))
        y[:, piece], residual[piece] = _solve(blocks.part(piece), meter)
    alpha = np.broadcast_to(demand.price_sensitivity, shape)[..., None]
    scaled = (y * (1 - blocks.rho))[blocks.block_of].T.reshape(*shape, len(held))
    solved = (residual <= TOLERANCE).reshape(shape)
    status = Status.FINISHED
    if not solved.all():
        spent = {"seconds": Status.MAX_TIME, "steps": Status.MAX_STEPS}
        status = spent.get(meter.spent_by or "", Status.ROUNDING)
    answer = Prices(
        demand,
        cost,
        held,
        blocks.firms,
        scaled / alpha,
        residual.reshape(shape),
        solved,
        _unique(blocks).reshape(shape),
        meter.steps,
        status,
    )
    if not solved.all() and not partial:
        k = int(np.argmax(residual))
        raise BudgetExceeded(
            f"{int((~solved).sum())} of {solved.size} draws not solved to {TOLERANCE:g}; the worst "
            f"is draw {k} with residual {residual[k]:.1e}. {status.advice}",
            answer,
        )
    return answer


def regret(found: Prices) -> Array:
    """What each firm could gain alone, relative to what it earns: (..., firms).

    Against a best reply that is found by bracketing, not by the equilibrium's own iteration.
    0 for a firm that sells nothing either way.
    """
    shape = found.residual.shape
    blocks = blocks_of(found.demand, found.costs, found.owners, shape)
    alpha = np.broadcast_to(found.demand.price_sensitivity, shape)[..., None]
    scaled = np.broadcast_to(found.markups * alpha, (*shape, len(found.owners)))
    scaled = scaled.reshape(-1, len(found.owners)).T
    first = [int(np.flatnonzero(blocks.block_of == a)[0]) for a in range(len(blocks.firm))]
    y = scaled[first] / (1 - blocks.rho)
    gains = []
    for f in range(len(blocks.firms)):
        mine = blocks.firm == f
        better = y.copy()
        better[mine] = game.best_reply(blocks, y, f)
        now, then = (
            ((1 - blocks.rho) * z * game.evaluate(blocks, z).share)[mine].sum(axis=0)
            for z in (y, better)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            gains.append(np.where(then > now, (then - now) / now, 0.0).reshape(shape))
    return np.stack(gains, axis=-1) if gains else np.zeros((*shape, 0))


def blocks_of(
    demand: Demand, cost: Array, owners: tuple[str | None, ...], shape: tuple[int, ...]
) -> Blocks:
    """The pricing game with all draws on one axis."""

    def flat(array: Array, last: int) -> Array:
        return np.broadcast_to(array, (*shape, last)).reshape(-1, last).T

    alpha = np.asarray(demand.price_sensitivity)[..., None]
    worth = flat(demand.utility - alpha * cost, len(owners))
    return make_blocks(worth, flat(demand.correlation, len(demand.nests)), demand.nest_of, owners)


def owners_of(demand: Demand, owners: Sequence[str | None] | None) -> tuple[str | None, ...]:
    """Read who sets each product's price; by default each product has a firm of its own."""
    held = demand.products if owners is None else tuple(owners)
    if len(held) != len(demand.products):
        raise GameError(
            f"owners: {len(held)} given for {len(demand.products)} products; give one each."
        )
    wrong = [
        f"owner of {product} is {owner!r}: give a name, or None for a product sold at cost."
        for product, owner in zip(demand.products, held, strict=True)
        if not (owner is None or (isinstance(owner, str) and owner))
    ]
    if wrong:
        raise GameError(wrong)
    return held


def _solve(blocks: Blocks, meter: Meter) -> tuple[Array, Array]:
    """Markups (0 where sold at cost) and residuals."""
    priced = blocks.priced
    draws = blocks.log_worth.shape[1]
    y = np.zeros_like(blocks.log_worth)
    y[priced] = 1.0  # no firm wants less, whatever the others do
    if not len(priced):
        return y, np.zeros(draws)
    at = game.evaluate(blocks, y)
    error = np.abs(at.excess).max(axis=0)
    active = np.flatnonzero(~(np.expm1(error) <= TOLERANCE))
    rounds = 0
    while len(active) and meter.step():
        some, z = blocks.part(active), y[:, active]
        trial = z.copy()
        if rounds < NEWTON:
            trial[priced] = _newton(some, z)
            with np.errstate(over="ignore", invalid="ignore"):  # a step may lead nowhere
                errors = np.abs(game.evaluate(some, trial).excess).max(axis=0)
            good = errors <= np.maximum(error[active] / 2, TOLERANCE / 2)
        else:
            errors, good = error[active].copy(), np.zeros(len(active), dtype=bool)
        bad = np.flatnonzero(~good)
        if len(bad):
            trial[:, bad] = _replies(some.part(bad), z[:, bad])
            errors[bad] = np.abs(game.evaluate(some.part(bad), trial[:, bad]).excess).max(axis=0)
        # Best replies that change nothing have met the end of the floats' digits.
        stuck = (rounds >= NEWTON) & (np.abs(trial - z) <= 1e-14 * np.abs(z)).all(axis=0)
        y[:, active], error[active] = trial, errors
        active = active[~((np.expm1(errors) <= TOLERANCE) | stuck)]
        rounds += 1
    return y, np.expm1(error)


def _newton(blocks: Blocks, y: Array) -> Array:
    """One Newton step on the priced blocks, kept at 1 or above."""
    at = game.evaluate(blocks, y)
    excess = at.excess[blocks.priced].T[..., None]
    try:
        step = np.linalg.solve(game.jacobian(blocks, y, at), excess)[..., 0].T
    except np.linalg.LinAlgError:  # a singular draw: best replies for all, this once
        return np.full_like(y[blocks.priced], np.nan)
    return np.maximum(1.0, y[blocks.priced] - step)


def _replies(blocks: Blocks, y: Array) -> Array:
    """All firms answer the others' markups."""
    new = y.copy()
    for f in range(len(blocks.firms)):
        new[blocks.firm == f] = game.best_reply(blocks, y, f)
    return new


def _unique(blocks: Blocks) -> NDArray[np.bool_]:
    """Whether each firm in several nests shares none that has correlation."""
    draws = blocks.rho.shape[1]
    found = np.ones(draws, dtype=bool)
    for f in range(len(blocks.firms)):
        mine = np.flatnonzero(blocks.firm == f)
        if len(mine) > 1:
            crowd = np.array([(blocks.nest == blocks.nest[a]).sum() > 1 for a in mine])
            found &= ~((blocks.rho[mine] > 0) & crowd[:, None]).any(axis=0)
    return found
