"""A market is worked out once per values of its own parameters, and says what a new one says."""

from __future__ import annotations

import gc
import math
import pickle
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from flint import fmpq

import equilibria as eq
from equilibria.markets.openness.market import OPENER_ACTIONS, RIVAL_ACTIONS
from equilibria.markets.openness.memory import market_at
from equilibria.markets.openness.nested import NestedMarkets
from equilibria.markets.openness.parameters import affine
from equilibria.markets.openness.payoffs import final_outcome
from support.scenario import family, layer_b

PROFILES = tuple(product(OPENER_ACTIONS, RIVAL_ACTIONS))
#: Money, then prices, then today's: a market that is remembered is asked again.
MOVES = (
    {},
    {"pool": 50, "rivals_weight": "1/3"},
    {"startup_fixed_cost": 2},
    {"host_price": "1/5", "frontier_elo": 80},
    {"model_share": "1/3", "core_profit": 7},
)


def anew(s, values):
    """The market without any memory, with the numbers that it and its payoffs take."""
    fast = {name: fmpq(v.numerator, v.denominator) for name, v in values.items()}
    return s.builder._market(fast, *s.builder.firms.keys), fast


@pytest.mark.parametrize("make", [family, layer_b])
def test_a_remembered_market_says_what_a_new_one_says(make):
    s = make()
    for moved in MOVES:
        values = s.values(**moved)
        known = s.builder.outcomes(values, *PROFILES)
        for (opener, rival), outcome in zip(PROFILES, known, strict=True):
            market, fast = anew(s, values)  # nothing asked before
            assert outcome == final_outcome(market, fast, opener, (rival,))
            assert s.builder.market(values).startups_profit(
                opener, rival
            ) == market.startups_profit(opener, rival)


@pytest.mark.parametrize("make", [family, layer_b])
def test_money_moves_no_market_and_everything_else_does(make):
    s = make()
    today = s.builder.market(s.values())
    money = affine(s.builder.firms.keys[1])
    for name in s.used:
        p = s.parameters[name]
        for end in {p.low, p.high} - {p.default}:
            with suppress(eq.GameError):  # some ends make no market
                here = s.builder.market(s.values(**{name: end}))
                assert (here is today) == (name in money)


def test_a_builder_with_another_firm_has_another_market():
    firms = family().builder.firms
    fewer = replace(firms, others=firms.others[:-1])
    other = replace(family().builder, firms=fewer)
    values = family().values()
    assert other.market(values).vendors != family().builder.market(values).vendors
    again = pickle.loads(pickle.dumps(family().builder))
    assert again == family().builder and hash(again) == hash(family().builder)
    assert again.market(values) is family().builder.market(values)


def test_threads_share_a_market():
    s = family()
    pools = [Fraction(k, 3) + 2 for k in range(24)]
    market_at.cache_clear()
    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(lambda pool: s.builder.payoffs(s.values(pool=pool)), pools))
    for pool, tables in zip(pools, together, strict=True):
        market_at.cache_clear()
        assert s.builder.payoffs(s.values(pool=pool)) == tables


def test_prices_that_are_not_found_at_one_profile_leave_the_others(monkeypatch):
    plain = NestedMarkets.outcome

    def lost(self, opener, actions, startups_in):
        found = plain(self, opener, actions, startups_in)
        return replace(found, net_price=found.net_price * math.nan) if opener == "api" else found

    monkeypatch.setattr(NestedMarkets, "outcome", lost)
    market, _ = anew(layer_b(), layer_b().values())
    for _ in range(2):
        with pytest.raises(eq.GameError, match="not found"):
            market.outcome("api", ("hold",), True)
        assert market.outcome("open", ("hold",), True).net_price > 0


def test_payoffs_of_many_draws_leave_nothing_to_the_search_for_cycles():
    """A chunk of a sweep holds some 100 MB; cycles would keep many chunks at once."""
    s = family()
    columns = {"pool": np.linspace(2, 60, 50)}
    s.batch(columns)
    gc.collect()
    gc.disable()
    try:
        left = []
        for _ in range(
            3
        ):  # other threads may leave something now and then; a cycle is there always
            s.batch(columns)
            left.append(gc.collect())
        assert min(left) == 0
    finally:
        gc.enable()
