"""Logit and nested-logit pricing: the twin agrees, no firm can gain, and the laws of the model."""

from __future__ import annotations

from math import exp

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from scipy.special import lambertw

import equilibria as eq
from equilibria.markets.demand import (
    bertrand,
    calibrate,
    implied_markups,
    logit,
    mean_utilities,
    nested_logit,
    profits,
    regret,
)
from twins import nested_logit as twin

number = st.integers(-24, 24).map(lambda k: k / 8)


@st.composite
def markets(draw, least=1, most=5, at_cost=True):
    """Utility, sensitivity, costs, owners, nests and correlation by nest."""
    n = draw(st.integers(least, most))
    firms = ["f", "g", "h", None] if at_cost else ["f", "g", "h"]
    owners = draw(st.lists(st.sampled_from(firms), min_size=n, max_size=n))
    nests = draw(st.lists(st.sampled_from(["a", "b"]), min_size=n, max_size=n))
    rho = {g: draw(st.sampled_from([0.0, 0.25, 0.5, 0.75, 0.9])) for g in dict.fromkeys(nests)}
    utility = draw(st.lists(number, min_size=n, max_size=n))
    costs = draw(st.lists(st.integers(0, 16).map(lambda k: k / 8), min_size=n, max_size=n))
    alpha = draw(st.sampled_from([0.25, 0.5, 1.0, 2.0]))
    return utility, alpha, costs, owners, nests, rho


def system(market):
    utility, alpha, _, _, nests, rho = market
    return nested_logit(utility, alpha, nests=nests, correlation=list(rho.values()))


def solve(market):
    return bertrand(system(market), market[2], market[3])


@given(markets(), st.data())
def test_shares_and_surplus_are_the_twins(market, data):
    utility, alpha, costs, _, nests, rho = market
    p = data.draw(st.lists(number, min_size=len(costs), max_size=len(costs)))
    demand = system(market)
    assert demand.shares(p).share == pytest.approx(
        twin.shares(utility, alpha, p, nests, rho), rel=1e-12
    )
    assert demand.surplus(p) == pytest.approx(
        twin.surplus(utility, alpha, p, nests, rho), rel=1e-9, abs=1e-12
    )


@settings(max_examples=15)
@given(markets(most=4))
def test_prices_are_the_twins(market):
    utility, alpha, costs, owners, nests, rho = market
    found = solve(market)
    if not found.unique.all():
        return
    sold = [owner for owner in owners if owner is not None]
    if len(set(sold)) == len(sold):
        expected = twin.prices(utility, alpha, costs, owners, nests, rho)
        assert found.prices == pytest.approx(expected, abs=2e-6 / alpha)
    # Price by price, a firm with close substitutes gets stuck; but it cannot do better from here.
    p = found.prices.tolist()
    for firm in set(sold):
        own = [k for k, owner in enumerate(owners) if owner == firm]
        earned = twin.profit(firm, utility, alpha, p, costs, owners, nests, rho)
        for some in (own, *([j] for j in own)):
            for scale in (0.0, 0.5, 0.9, 0.999, 1.001, 1.1, 2.0, 5.0):
                other = list(p)
                for j in some:
                    other[j] = costs[j] + scale * (p[j] - costs[j])
                value = twin.profit(firm, utility, alpha, other, costs, owners, nests, rho)
                assert value <= earned * (1 + 1e-12)


@given(markets(at_cost=False))
def test_the_first_order_conditions_hold_by_differences(market):
    """Central differences of the twin's profit vanish at the prices found."""
    utility, alpha, costs, owners, nests, rho = market
    p = solve(market).prices.tolist()
    for j, firm in enumerate(owners):
        h = 1e-4 / alpha

        def at(x, j=j, firm=firm):
            return twin.profit(
                firm, utility, alpha, [*p[:j], x, *p[j + 1 :]], costs, owners, nests, rho
            )

        slope = (at(p[j] + h) - at(p[j] - h)) / (2 * h)
        share = twin.shares(utility, alpha, p, nests, rho)[j]
        assert abs(slope) <= 1e-5 * share + 1e-11


@settings(max_examples=30)
@given(markets(at_cost=False))
def test_no_firm_gains_by_any_price_it_could_set(market):
    """A wide grid for each price, then for pairs of prices of one firm, with the twin's profit."""
    utility, alpha, costs, owners, nests, rho = market
    p = solve(market).prices.tolist()
    moves = [-8, -3, -1, -0.3, -0.03, 0.03, 0.3, 1, 3, 8, 30]
    for j, firm in enumerate(owners):
        mates = [k for k, o in enumerate(owners) if o == firm and k >= j]
        now = twin.profit(firm, utility, alpha, p, costs, owners, nests, rho)
        for k in mates:
            for a in moves:
                for b in moves if k != j else [0]:
                    q = list(p)
                    q[j] += a / alpha
                    q[k] += b / alpha
                    then = twin.profit(firm, utility, alpha, q, costs, owners, nests, rho)
                    assert then <= now * (1 + 1e-12)


@given(markets())
def test_the_bracketed_best_reply_gains_nothing(market):
    assert (regret(solve(market)) <= 1e-11).all()


@given(markets(), st.sampled_from([0.125, 0.3, 7.0, 1000.0]))
def test_a_unit_of_money_is_only_a_unit(market, factor):
    utility, alpha, costs, owners, nests, rho = market
    found = solve(market)
    scaled = solve((utility, alpha / factor, [c * factor for c in costs], owners, nests, rho))
    assert scaled.prices == pytest.approx(found.prices * factor, rel=1e-10, abs=1e-12)
    assert scaled.surplus == pytest.approx(found.surplus * factor, rel=1e-10)


@given(markets(), st.randoms())
def test_the_order_of_products_is_only_an_order(market, random):
    utility, alpha, costs, owners, nests, rho = market
    order = list(range(len(costs)))
    random.shuffle(order)

    def pick(row):
        return [row[k] for k in order]

    moved = pick(nests)
    again = {g: rho[g] for g in dict.fromkeys(moved)}
    there = solve((pick(utility), alpha, pick(costs), pick(owners), moved, again))
    here = solve(market)
    if here.unique.all():
        assert there.prices == pytest.approx(here.prices[order], rel=1e-10, abs=1e-12)


@given(markets(at_cost=False), st.sampled_from(["a", "b"]), st.sampled_from(["f", "new", None]))
def test_a_product_that_nobody_wants_changes_nothing(market, nest, owner):
    utility, alpha, costs, owners, nests, rho = market
    found = solve(market)
    if not found.unique.all():
        return
    wider = {**rho, nest: rho.get(nest, 0.5)}
    for worth, exact in ((float("-inf"), True), (-400.0, False)):
        more = (
            [*utility, worth], alpha, [*costs, 1.0], [*owners, owner], [*nests, nest], wider
        )  # fmt: skip
        there = solve(more)
        assert there.markups[:-1] == pytest.approx(found.markups, rel=1e-10)
        share = there.shares.share[-1]
        assert share == 0 if exact else share < 1e-100


@given(markets(most=1, at_cost=False))
def test_a_single_product_monopoly_has_lamberts_closed_form(market):
    """Price = cost + (1 + W(exp(utility - alpha cost - 1))) / alpha; nests do not matter."""
    [utility], alpha, [cost], *_ = market
    w = lambertw(exp(utility - alpha * cost - 1)).real
    found = solve(market)
    assert found.prices[0] == pytest.approx(cost + (1 + w) / alpha, rel=1e-12)
    assert found.profits[0] == pytest.approx(w / alpha, rel=1e-11)


@given(markets(at_cost=False))
def test_one_owner_of_everything_earns_most(market):
    """The monopoly limit: no less than the firms earned together, at higher prices."""
    utility, alpha, costs, _, nests, rho = market
    apart = solve(market)
    together = solve((utility, alpha, costs, ["f"] * len(costs), nests, rho))
    assert together.unique.all()
    assert together.profits[0] >= apart.profits.sum() * (1 - 1e-12)
    assert together.surplus <= apart.surplus * (1 + 1e-12)
    assert together.markups == pytest.approx(np.full(len(costs), together.markups[0]), rel=1e-11)


@given(markets(at_cost=False))
def test_calibration_gives_the_market_back(market):
    utility, alpha, costs, owners, nests, rho = market
    found = solve(market)
    share = found.shares.share
    form = dict(nests=nests, correlation=list(rho.values()))
    assert implied_markups(share, alpha, owners, **form) == pytest.approx(found.markups, rel=1e-9)
    net = np.array(utility) - alpha * found.prices
    assert mean_utilities(share, **form) == pytest.approx(net, rel=1e-9, abs=1e-9)
    margin = {"product 1": found.markups[0] / found.prices[0]}
    seen = calibrate(found.prices, share, owners, margin=margin, negative_costs=True, **form)
    assert seen.demand.price_sensitivity == pytest.approx(alpha, rel=1e-9)
    assert seen.costs == pytest.approx(costs, rel=1e-8, abs=1e-8)
    if found.unique.all():
        again = bertrand(seen.demand, seen.costs, owners)
        assert again.prices == pytest.approx(found.prices, rel=1e-9)
        assert again.shares.share == pytest.approx(share, rel=1e-9)


@given(markets())
def test_elasticities_and_diversion_are_the_differences_of_shares(market):
    utility, alpha, costs, _, nests, rho = market
    demand = system(market)
    p = np.array(costs) + 0.5 / alpha
    h = 1e-5 / alpha
    slopes = np.empty((len(p), len(p)))
    for k in range(len(p)):
        step = h * np.eye(len(p))[k]
        up = np.array(twin.shares(utility, alpha, list(p + step), nests, rho))
        down = np.array(twin.shares(utility, alpha, list(p - step), nests, rho))
        slopes[:, k] = (up - down) / (2 * h)
    share = demand.shares(p).share
    assert demand.derivatives(p) == pytest.approx(slopes, rel=1e-5, abs=1e-8 * alpha)
    assert demand.elasticities(p) == pytest.approx(slopes * p / share[:, None], rel=1e-4, abs=1e-5)
    found = demand.diversion(p)
    assert np.diagonal(found) == pytest.approx(-1, rel=1e-12)
    assert found.sum(axis=0) == pytest.approx(0, abs=1e-11)
    assert (found[-1] > 0).all()


@settings(max_examples=20)
@given(st.lists(markets(least=3, most=3), min_size=2, max_size=4))
def test_a_batch_is_its_draws(drawn):
    _, _, _, owners, nests, rho = drawn[0]
    utility, alpha, costs = (np.array([m[k] for m in drawn]) for k in range(3))
    form = dict(nests=nests, correlation=list(rho.values()))
    together = bertrand(nested_logit(utility, alpha, **form), costs, owners)
    for k in range(len(drawn)):
        alone = bertrand(nested_logit(utility[k], alpha[k], **form), costs[k], owners)
        assert together.prices[k] == pytest.approx(alone.prices, rel=1e-10, abs=1e-12)
        assert together.profits[k] == pytest.approx(alone.profits, rel=1e-9)


def test_profits_at_any_prices_are_the_twins():
    demand = logit([1, 2, 0.5], 0.7)
    owners = ["f", "g", "f"]
    p, c = [3.0, 2.0, 4.0], [1.0, 1.5, 0.5]
    found = profits(demand, np.subtract(p, c), p, owners)
    for f, name in enumerate(["f", "g"]):
        rho = {"all": 0.0}
        expected = twin.profit(name, [1, 2, 0.5], 0.7, p, c, owners, ["all"] * 3, rho)
        assert found[f] == pytest.approx(expected, rel=1e-13)


def test_a_spent_budget_is_an_error_that_carries_the_rest():
    demand = logit([[5, 5], [0, 0]], 1)
    with pytest.raises(eq.BudgetExceeded, match=r"draws not solved to 1e-12") as caught:
        bertrand(demand, [0, 0], budget=eq.Budget(steps=2))
    held = caught.value.partial
    assert held.status is eq.Status.MAX_STEPS and not held.solved.all()
    again = bertrand(demand, [0, 0], budget=eq.Budget(steps=2), partial=True)
    assert (again.residual == held.residual).all() and not again.solved.all()
