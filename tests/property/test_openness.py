"""Layer A over random values: its rules hold, and the twin agrees."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given, settings

import equilibria as eq
from equilibria.markets.openness.formulas import break_even_values, gain
from equilibria.markets.openness.market import OPENER_ACTIONS, RIVAL_ACTIONS
from support.scenario import family
from twins import openness as twin

MOVED = (
    "model_share", "pool", "host_price", "elo_open", "elo_slope", "price_sensitivity", "vendors",
    "pass_through", "cost_led_share", "wedge_cost_led", "wedge_assurance_led", "frontier_elo",
    "specialise_wedge", "price_openai", "cost_share_startups", "share_openai_cost_led",
    "self_commoditising", "rivals_weight", "startup_fixed_cost",
)  # fmt: skip


@st.composite
def values(draw: st.DrawFn) -> dict[str, Fraction]:
    """Some parameters moved anywhere in their ranges."""
    moved = draw(st.lists(st.sampled_from(MOVED), unique=True, max_size=8))
    overrides = {}
    for name in moved:
        p = family().parameters[name]
        part = draw(st.integers(0, 16))
        overrides[name] = p.low + (p.high - p.low) * Fraction(part, 16)
    return family().values(**overrides)


@given(values(), st.sampled_from(OPENER_ACTIONS), st.sampled_from(RIVAL_ACTIONS))
def test_the_twin_agrees(values, opener, rival):
    try:
        game = family().game_at(values)
    except eq.GameError:
        assume(False)
    floats = {name: float(v) for name, v in values.items()}
    revenue = values["model_share"] * values["pool"]
    [outcome] = family().builder.outcomes(values, (opener, rival))
    market = family().builder.market(values)
    earned = float(revenue) * float(market.startups_profit(opener, rival))
    # On a knife edge of the exit rule, floats may decide the other way.
    assume(abs(earned - floats["startup_fixed_cost"]) > 1e-9)
    expected = twin.payoffs(floats, opener, rival)
    a, b = OPENER_ACTIONS.index(opener), RIVAL_ACTIONS.index(rival)
    assert tuple(p[a, b] for p in game.payoffs) == pytest.approx(expected, abs=1e-7, rel=1e-7)
    assert outcome.startups_in == (earned >= floats["startup_fixed_cost"])


@given(values())
def test_margins_are_never_negative_and_opening_never_raises_rivals_profit_where_it_caps(values):
    try:
        opened, closed = family().builder.outcomes(values, ("open", "hold"), ("internal", "hold"))
    except eq.GameError:
        assume(False)
    for firm in opened.profits:
        assert opened.profits[firm] >= 0 and closed.profits[firm] >= 0
    assert 0 <= opened.open_share <= 1 and closed.open_share == 0
    if opened.startups_in:  # the same number of vendors: the cap can only bite
        for firm in opened.profits:
            assert opened.profits[firm] <= closed.profits[firm]


@given(values(), st.sampled_from(["model_share", "pool", "startup_fixed_cost", "core_effect"]))
def test_payoffs_are_affine_between_breakpoints(values, name):
    s = family()
    try:
        breaks = s.builder.breakpoints(name, values)
    except eq.GameError:
        assume(False)
    p = s.parameters[name]
    ends = [p.low, *sorted(b for b in set(breaks) if p.low < b < p.high), p.high]
    for a, b in pairwise(ends):
        at = [
            s.game_at({**values, name: a + (b - a) * Fraction(k, 4)}).exact_payoffs()
            for k in (1, 2, 3)
        ]
        for first, middle, last in zip(*at):
            assert (first + last == middle * 2).all()


@settings(max_examples=20)
@given(
    values(),
    st.sampled_from(RIVAL_ACTIONS),
    st.sampled_from(OPENER_ACTIONS[1:]),
    st.sampled_from(["model_share", "pool"]),
)
def test_break_even_values_are_exactly_the_solved_games_piece_by_piece(values, rival, other, name):
    s = family()
    b, k = RIVAL_ACTIONS.index(rival), OPENER_ACTIONS.index(other)

    def solved(value):
        mine = s.game_at({**values, name: value}).exact_payoffs()[0]
        return mine[0, b] - mine[k, b]

    try:
        held = {n: v for n, v in values.items() if n != name}
        ties = set(break_even_values(s, name, other, rival, **held))
        breaks = s.builder.breakpoints(name, values)
    except eq.GameError:
        assume(False)
    p = s.parameters[name]
    edges = [p.low, *sorted(x for x in {*breaks} if p.low < x < p.high), p.high]
    for low, high in pairwise(edges):
        middle = (low + high) / 2
        at = {**values, name: middle}
        formula = gain(s.builder, at, other, rival)
        assert formula.at(at["model_share"], at["pool"]) == solved(middle)
        # A tie inside the piece is listed exactly if the solved game's gain changes sign in it.
        inside = [x for x in ties if low < x < high]
        assert all(solved(x) == 0 for x in inside)
        ends = [solved(low + (high - low) * Fraction(j, 10**6)) for j in (1, 10**6 - 1)]
        if ends[0] * ends[1] < 0:
            assert len(inside) == 1
