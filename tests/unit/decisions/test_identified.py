"""Identified sets and commitment in families."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq
from equilibria.decisions.statements import is_equilibrium
from support.planted import PLANTED, parameter
from support.scenario import family

F = Fraction
CHOSEN = ["core_effect", "efficiency_realised", "self_commoditising", "rivals_weight", "principle"]


def triangle(x, y):
    """The profile (a1, a1) needs x + y <= 1 and x >= y (ranges from 0)."""
    return [[1 - x - y, 0], [0, 0]], [[x - y, 0], [0, 0]]


def _triangle():
    ends = [parameter("x", 0, 0, 2), parameter("y", 0, 0, 2)]
    return eq.Family.from_function(triangle, ends, exact=True, affine=["x", "y"])


def test_a_triangle_by_hand():
    found = eq.identified_set(_triangle(), {"Player 1": "a1", "Player 2": "a1"}, ["x", "y"])
    assert found.bounds == {"x": (0, 1), "y": (0, F(1, 2))}
    assert set(found.region("x", "y")) == {(0, 0), (1, 0), (F(1, 2), F(1, 2))}
    assert found.contains(x="1/2", y="1/4") and not found.contains(x="1/4", y="1/2")
    assert "Player 1: not a2" in str(found.inequalities[0])
    one = eq.identified_set(
        _triangle(), {"Player 1": "a1", "Player 2": "a1"}, ["x", "y"], players=["Player 1"]
    )
    assert one.bounds == {"x": (0, 1), "y": (0, 1)}


def test_points_segments_and_empty_sets():
    profile = {"Player 1": "a1", "Player 2": "a1"}
    point = eq.identified_set(_triangle(), profile, ["x", "y"], ranges={"x": (1, 2)})
    assert point.region("x", "y") == ((1, 0),)
    segment = eq.identified_set(_triangle(), profile, ["x", "y"], ranges={"y": (F(1, 2), 1)})
    assert segment.region("x", "y") == ((F(1, 2), F(1, 2)),)
    empty = eq.identified_set(_triangle(), profile, ["x", "y"], ranges={"y": (F(2, 3), 1)})
    assert empty.is_empty and empty.region("x", "y") == () and empty.bounds is None


def test_the_market_explains_what_was_observed():
    s = family()
    profile = {"Meta": "open", "OpenAI": "both"}
    found = eq.identified_set(s, profile, CHOSEN)
    assert not found.is_empty and found.held["pool"] == s.values()["pool"]
    statement = is_equilibrium(profile)
    for name in CHOSEN:
        low, high = found.bounds[name]
        assert found.ranges[name][0] <= low <= high <= found.ranges[name][1]
    rng = np.random.default_rng(0)
    inside = 0
    for _ in range(25):
        point = {n: s.parameters[n].low + (s.parameters[n].high - s.parameters[n].low)
                 * F(int(rng.integers(0, 9)), 8) for n in CHOSEN}  # fmt: skip
        assert found.contains(**point) == statement.holds(s.game(**point))
        inside += found.contains(**point)
    assert 0 < inside < 25
    corners = found.region("self_commoditising", "efficiency_realised")
    assert len(corners) >= 3
    # Every corner is reached by some point of the set, and the bounds are the polygon's.
    assert (min(c[0] for c in corners), max(c[0] for c in corners)) == found.bounds[
        "self_commoditising"
    ]


def test_what_is_not_linear_is_refused():
    s = family()
    profile = {"Meta": "open", "OpenAI": "both"}
    for names, words in [
        (["pool"], "pool: payoffs are affine only in pieces"),
        (["elo_open"], "elo_open: payoffs are not known to be affine"),
        (["core_effect", "core_profit"], "multiplied with each other"),
        (["nothing"], "nothing: there is no such parameter"),
        (["principle", "principle"], "different parameters"),
    ]:
        with pytest.raises(eq.GameError, match=words):
            eq.identified_set(s, profile, names)
    for given, options, words in [
        ({"Meta": "open"}, {}, "no action of OpenAI"),
        ({**profile, "Ann": "x"}, {}, "no player Ann"),
        (profile, {"principle": 1}, "both bounded and held"),
        (profile, {"ranges": {"principle": (1, 0)}}, "is empty"),
    ]:
        with pytest.raises(eq.GameError, match=words):
            eq.identified_set(s, given, ["principle"], **options)
    with pytest.raises(eq.GameError, match="give a value for each"):
        eq.identified_set(s, profile, ["principle"]).contains()


def test_timing():
    s = PLANTED["entry"][0]
    t = eq.timing(s, p=2, q=-1)  # whoever enters first keeps the other out
    assert t.first[0].payoff == 2 and t.second[0] == 0
    assert t.simultaneous[0] == (0, 2) and t.worth_of_first[0] == (0, 2)
    assert t.worth_of_second[0] == (-2, 0) and t.held == {"p": 2, "q": -1}
    market = eq.timing(family())
    assert market.unit == "USD bn/yr" and market.players == ("Meta", "OpenAI")
    [action] = [a for a, w in market.first[0].strategy.items() if w]
    assert eq.chosen_when_first("Meta", action).holds(family().game())
    mixed = eq.timing(family(), kind="mixed", ties="strong")
    assert mixed.first[0].payoff >= market.first[0].payoff
