"""Demand: what is refused and how, extreme markets, published formulas."""

from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest

import equilibria as eq
from equilibria.markets.demand import (
    bertrand,
    calibrate,
    implied_markups,
    implied_sensitivity,
    logit,
    mean_utilities,
    nested_logit,
    pricing,
    regret,
)

COLA = logit([2, 1], 0.5, products=["cola", "tea"])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: logit([1, nan], 1, products=["cola", "tea"]), "utility of tea is nan"),
        (lambda: logit([[1, 2], [1, inf]], 1), r"utility of product 2 in draw 1 is inf"),
        (lambda: logit([1, 2], 0), r"price_sensitivity is 0.0: give a finite number above 0"),
        (lambda: logit([1, 2], [1, -1]), r"price_sensitivity in draw 1 is -1.0"),
        (lambda: logit(3, 1), "at least one product"),
        (lambda: logit([], 1), "at least one product"),
        (lambda: logit([1, 2], 1, products=["a"]), "products: 1 given for 2 products"),
        (lambda: logit([1, 2], 1, products=["a", "a"]), "'a' appears twice"),
        (lambda: logit(["x", 2], 1), "utility: not an array of numbers"),
        (lambda: logit([[1], [2, 3]], 1), "utility"),
        (lambda: logit([[1, 2]] * 3, [1, 2]), "do not go together"),
        (lambda: nested_logit([1, 2], 1, nests=["a"]), "nests: 1 given for 2 products"),
        (
            lambda: nested_logit([1, 2], 1, nests=["a", "b"], correlation=[0, 1]),
            "correlation of b is 1.0: give a finite number at least 0 and below 1",
        ),
        (lambda: COLA.shares([1]), "prices: 1 given for 2 products"),
        (lambda: COLA.shares([1, nan]), "prices of tea is nan"),
        (lambda: bertrand(COLA, 1), "costs: a single number given for 2 products"),
        (lambda: bertrand(COLA, [1, inf]), "costs of tea is inf"),
        (lambda: bertrand(COLA, [1, 1], ["f"]), "owners: 1 given for 2 products"),
        (lambda: bertrand(COLA, [1, 1], ["f", 3]), "owner of tea is 3"),
        (lambda: mean_utilities([0.5, 0.5]), "shares add to 1"),
        (lambda: mean_utilities([0.5, 0]), "shares of product 2 is 0.0"),
        (lambda: calibrate([1, 1], [0.1, 0.2]), "either price_sensitivity or margin"),
        (
            lambda: calibrate([9, 1], [0.4, 0.2], price_sensitivity=1, products=["cola", "tea"]),
            "the implied cost of tea is -0.25, below 0, at price 1",
        ),
        (lambda: implied_sensitivity([0.1], {"beer": 1}), "no product 'beer'"),
        (lambda: calibrate([1], [0.1], margin={"beer": 0.5}), "no product 'beer'"),
        (lambda: implied_sensitivity([0.1], {"product 1": 1}, [None]), "sold at cost"),
        (lambda: implied_sensitivity([0.1], {}), "give exactly one"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(call, message):
    with pytest.raises(eq.GameError, match=message):
        call()


def test_published_markup_formulas():
    """Logit: 1 / (a (1 - s)); nested: (1 - r) / (a (1 - r s_in - (1 - r) s)) (Berry 1994)."""
    share = np.array([0.3, 0.2, 0.1])
    assert implied_markups(share, 0.5) == pytest.approx(1 / (0.5 * (1 - share)), rel=1e-14)
    r, within = 0.6, np.array([0.6, 0.4, 1.0])
    expected = (1 - r) / (0.5 * (1 - r * within - (1 - r) * share))
    found = implied_markups(share, 0.5, nests=["a", "a", "b"], correlation=r)
    assert found == pytest.approx(expected, rel=1e-14)


def test_a_firm_that_sells_everywhere_may_have_company():
    """Uniqueness is claimed where it is proved, and only there."""
    x, costs = [1.0, 2.0, 1.5], [1.0, 1.0, 1.0]
    nests = ["a", "b", "b"]
    shared = nested_logit(x, 1, nests=nests, correlation=0.5)
    assert not bertrand(shared, costs, ["f", "f", "g"]).unique
    assert not bertrand(shared, costs, ["f", "f", None]).unique
    assert bertrand(shared, costs, ["f", "g", "h"]).unique
    assert bertrand(shared, costs, ["f", "g", "g"]).unique
    by_nest = nested_logit(x, 1, nests=nests, correlation=[[0.5, 0.5], [0.5, 0.0]])
    assert bertrand(by_nest, costs, ["f", "f", "g"]).unique.tolist() == [False, True]
    assert "uniqueness not proved" in repr(bertrand(by_nest, costs, ["f", "f", "g"]))


def test_extreme_markets_are_solved():
    """Giants, dwarfs, close substitutes: all to 1e-12, and nobody can gain."""
    rng = np.random.default_rng(7)
    worth = rng.normal(0, 60, (300, 5))
    demand = nested_logit(
        worth,
        rng.uniform(0.1, 10, 300),
        nests=list("aabbb"),
        correlation=rng.uniform(0, 0.9, (300, 2)),
    )
    found = bertrand(demand, rng.uniform(0, 3, (300, 5)), ["f", "g", "h", "h", None])
    assert found.solved.all() and found.residual.max() <= 1e-12
    assert regret(found).max() <= 1e-10


def test_best_replies_alone_get_there(monkeypatch):
    """The safeguard that convergence rests on, without Newton."""
    demand = nested_logit([3, 2, 5, 4], 1, nests=list("aabb"), correlation=0.7)
    usual = bertrand(demand, [1, 1, 1, 2])
    monkeypatch.setattr(pricing, "NEWTON", 0)
    slow = bertrand(demand, [1, 1, 1, 2])
    assert slow.steps > usual.steps
    assert slow.prices == pytest.approx(usual.prices, rel=1e-11)


def test_a_singular_newton_step_is_survived(monkeypatch):
    usual = bertrand(COLA, [1, 1])
    monkeypatch.setattr(
        pricing.game, "jacobian", lambda blocks, y, at: np.zeros((y.shape[1], len(y), len(y)))
    )
    assert bertrand(COLA, [1, 1]).prices == pytest.approx(usual.prices, rel=1e-11)


def test_digits_that_are_not_there_are_not_claimed():
    """Where utilities over 1 - rho reach 40,000, rounding alone may exceed what is promised."""
    rng = np.random.default_rng(7)
    worth = rng.normal(0, 60, (300, 5))
    demand = nested_logit(
        worth,
        rng.uniform(0.1, 10, 300),
        nests=list("aabbb"),
        correlation=rng.uniform(0, 0.999, (300, 2)),
    )
    costs = rng.uniform(0, 3, (300, 5))
    with pytest.raises(eq.BudgetExceeded, match="1 of 300 draws not solved") as caught:
        bertrand(demand, costs, ["f", "g", "h", "h", None])
    held = caught.value.partial
    assert held.status is eq.Status.ROUNDING and held.steps < 200
    assert held.rounding[~held.solved] > 1e-11
    assert bertrand(COLA, [1, 1]).rounding < 1e-14


def test_sold_at_cost_means_at_cost():
    found = bertrand(logit([2, 1], 1), [1.5, 1.0], [None, "f"])
    assert found.prices[0] == 1.5 and found.markups[0] == 0 and found.firms == ("f",)
    alone = bertrand(logit([2, 1], 1), [1.5, 1.0], [None, None])
    assert alone.solved and alone.unique and alone.profits.shape == (0,)


def test_nothing_offered_sells_nothing():
    demand = nested_logit([-inf, 1], 1, nests=["a", "b"], correlation=0.5)
    found = bertrand(demand, [1, 1])
    assert found.shares.share[0] == 0 and found.profits[0] == 0
    assert found.markups[0] == pytest.approx(1)  # what it would charge for a first customer
    assert np.isnan(demand.diversion([1, 1])[:, 0]).all()
    assert bertrand(logit([-inf], 1), [1]).surplus == 0
