"""The path over the generations: each one solved by hand from what it inherits."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

import equilibria as eq
from equilibria.markets.openness.dynamics.path import GROWTH, paths
from equilibria.markets.openness.dynamics.waiting import caught_up
from support.scenario import family

F = Fraction


def test_the_second_generation_plays_what_it_inherits():
    s, values = family(), family().values()
    elo = values["elo_openai"] + values["frontier_elo"]  # in the first, the rival leads
    later = {
        "elo_openai": elo,
        "elo_open": values["elo_open"] + caught_up(values["lag"]) * (elo - values["elo_open"]),
        "efficiency_realised": 1 - (1 - values["efficiency_realised"]) ** 2,
    }
    for p in paths(s, growth=(F(3, 2),), generations=2):
        first, second = p.generations
        assert first.profile == ("open", "both") and first.pool == values["pool"]
        held = {**later, "pool": values["pool"] * F(3, 2)}
        if p.system:
            held["model_share"] = values["system_share"]
        [e] = eq.nash(s.game(**held))
        assert tuple(max(e[who], key=e[who].get) for who in s.players) == second.profile
        earned = e.profile.action_payoffs("Meta")
        assert second.margin == max(earned) - sorted(earned)[-2] > 0
        assert second.pool == held["pool"]


def test_growth_and_the_system_bring_the_end_of_opening_no_later():
    found = {(p.growth, p.system): p for p in paths(family())}
    opened = {k: sum(g.profile is not None and g.profile[0] == "open" for g in p.generations)
              for k, p in found.items()}  # fmt: skip
    for system in (False, True):
        years = [opened[g, system] for g in GROWTH]
        assert years == sorted(years, reverse=True) and years[0] > years[-1]
    assert all(opened[g, True] <= opened[g, False] for g in GROWTH)


def test_the_pool_stays_in_its_range_and_a_fork_ends_the_path():
    top = family().parameters["pool"].high
    for p in paths(family(), growth=(F(100),), generations=4):
        assert p.generations[-1].pool == top
    s = family()
    idle = {"entry_gain": 0, "frontier_cost": 0, "specialise_cost": 0, "pool": 0}
    values = {k: replace(p, default=F(idle[k]), low=min(p.low, F(idle[k]))) if k in idle else p
              for k, p in s.parameters.items()}  # fmt: skip
    forked = eq.Family("t", "q", s.date, values, s.builder)
    assert len(eq.nash(forked.game())) > 1
    for p in paths(forked, generations=3):
        assert [g.profile for g in p.generations] == [None]
        assert p.generations[0].margin is None


def test_only_the_builder_s_families_have_a_path():
    with pytest.raises(eq.GameError, match="open-vs-closed builder"):
        paths(replace(family(), builder=None))  # type: ignore[arg-type]
