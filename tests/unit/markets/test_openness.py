"""Layer A against numbers worked out by hand and against its twin."""

from __future__ import annotations

from fractions import Fraction

import pytest

import equilibria as eq
from equilibria.markets.openness.formulas import break_even_values, gain
from equilibria.markets.openness.market import OPENER_ACTIONS, RIVAL_ACTIONS, Market
from support.scenario import family
from twins import openness as twin

F = Fraction


def _floats(values):
    return {name: float(v) for name, v in values.items()}


def test_every_profile_agrees_with_the_twin():
    s = family()
    game = s.game()
    for a, opener in enumerate(OPENER_ACTIONS):
        for b, rival in enumerate(RIVAL_ACTIONS):
            expected = twin.payoffs(_floats(s.values()), opener, rival)
            found = tuple(payoffs[a, b] for payoffs in game.payoffs)
            assert found == pytest.approx(expected, abs=1e-9), (opener, rival)


def test_the_reference_profile_by_hand():
    # Prices as observed; access revenue 1 at volumes .40 .12 .12 .06, so 1/4.62 per unit of volume.
    s = family()
    [closed] = s.builder.outcomes(s.values(), ("internal", "hold"))
    assert {f: float(p) for f, p in closed.prices.items()} == {
        "openai": 7.5,
        "google": 5.25,
        "anthropic": 6.0,
        "startups": 4.5,
    }
    assert float(closed.net_price) == pytest.approx(4.62 / 0.70)
    assert float(closed.profits["openai"]) == pytest.approx(0.75 * 7.5 * 0.40 / 4.62)
    assert float(closed.profits["startups"]) == pytest.approx(0.75 * 4.5 * 0.06 / 4.62)
    assert closed.startups_in and closed.open_share == 0 and closed.api_profit == 0


def test_openai_when_the_open_model_caps_it_by_hand():
    # x = 0.64 - 1.875 + 0.005756463 * 80 / 0.296 (+ 4 for assurance) = 0.3208 and 4.3208: both bind
    # under the margin of 5.625 * 4/3, for startups are out.
    s = family()
    [opened] = s.builder.outcomes(s.values(), ("open", "hold"))
    x = 0.64 - 1.875 + 0.005756463 * 80 / 0.296
    assert not opened.startups_in
    assert float(opened.profits["openai"]) == pytest.approx((x + x + 4) * 0.2 / 4.62)
    assert float(opened.prices["openai"]) == pytest.approx(1.875 + x + 2)


def test_startups_lose_their_cost_led_customers_by_hand():
    # x = 0.64 - 1.125 - 0.005756463 * 19 / 0.296 = -0.85: the cost-led half goes to the open good.
    s = family()
    market = s.builder.market(s.values())
    earned = float(market.startups_profit("open", "hold"))
    assert earned == pytest.approx((4 + 0.64 - 1.125 - 0.005756463 * 19 / 0.296) * 0.03 / 4.62)
    assert 1.539 * earned < 0.05 < 1.539 * float(market.startups_profit("internal", "hold"))


def test_access_profit_of_the_opener_by_hand():
    # Margin (4.95 + K/alpha (1207 - mean Elo)) * 4/5 on a fifth of the volume; startups out: 4/4.
    s = family()
    [sold] = s.builder.outcomes(s.values(), ("api", "hold"))
    mean = (0.40 * 1287 + 0.12 * 1261 + 0.12 * 1272 + 0.06 * 1188) / 0.70
    margin = 0.75 * 6.6 + 0.005756463 * (1207 - mean) / 0.296
    crowded = margin if not sold.startups_in else margin * 0.8
    volume = 0.7 / 5
    if not sold.startups_in:
        volume *= 0.7 / (0.7 - 0.06 * 0.8)
    assert float(sold.api_profit) == pytest.approx(crowded * volume / 4.62)


def test_fractions_and_flint_rationals_agree():
    s = family()
    values = s.values()
    keys = ("openai", "google", "anthropic", "startups")
    plain = Market(values, keys, "openai", F(1))
    fast = s.builder.market(values)
    for opener in OPENER_ACTIONS:
        for rival in RIVAL_ACTIONS:
            for staying in (True, False):
                here, there = (m.outcome(opener, rival, staying) for m in (plain, fast))
                assert here.net_price == F(int(there.net_price.p), int(there.net_price.q))
                for firm in keys:
                    assert str(here.profits[firm]) == str(there.profits[firm])
                if staying:
                    assert here.profits["startups"] == plain.startups_profit(opener, rival)


def test_terms_add_to_the_payoffs_exactly():
    s = family()
    game, table = s.game(rivals_weight="1/3", self_commoditising="1/7"), None
    for i, player in enumerate(game.players):
        table = s.terms(player, rivals_weight="1/3", self_commoditising="1/7")
        assert (table.total == game.exact_payoffs()[i]).all()
        assert table.unit == "USD bn/yr"
        for names in table.depends_on.values():
            assert set(names) <= set(s.parameters)
    with pytest.raises(eq.GameError, match="the players are Meta, OpenAI"):
        s.terms("Google")


def test_a_rival_that_opens_its_weights_sets_the_open_good():
    # Value less cost: OpenAI's 0.005756463 * 1287 / 0.296 - 1.875 beats 1207 Elo less 0.64 by 0.32.
    s = family()
    [both] = s.builder.outcomes(s.values(), ("open", "open"))
    assert both.profits["openai"] == 0 and both.prices["openai"] is None
    [closed] = s.builder.outcomes(s.values(), ("internal", "open"))
    assert both.net_price == closed.net_price  # the better open good is OpenAI's either way
    weak = s.values(elo_openai=1188, cost_share_openai="3/5")
    [ours] = s.builder.outcomes(weak, ("open", "open"))
    assert ours.net_price < closed.net_price


def test_the_open_good_is_the_one_with_more_value_for_its_cost():
    # At a cost of 4.50 OpenAI's weights are worth 1.56 more than the opener's and cost 3.86 more.
    dear = family().values(cost_share_openai="3/5")
    ours, theirs = family().builder.outcomes(dear, ("open", "open"), ("internal", "open"))
    [alone] = family().builder.outcomes(dear, ("open", "hold"))
    assert ours.net_price < theirs.net_price
    assert ours.profits["google"] == alone.profits["google"] < theirs.profits["google"]


def test_startups_stay_when_they_just_cover_their_cost():
    s = family()
    for opener, rival in (("internal", "hold"), ("open", "hold"), ("api", "frontier")):
        earned = s.builder.market(s.values()).startups_profit(opener, rival)
        cost = F(int(earned.p), int(earned.q)) * s.values()["model_share"] * s.values()["pool"]
        for fixed, stay in ((cost, True), (cost + F(1, 10**30), False)):
            [outcome] = s.builder.outcomes(s.values(startup_fixed_cost=fixed), (opener, rival))
            assert outcome.startups_in is stay


def test_ties_in_quality_share_the_lead():
    s = family()
    lead = s.terms("OpenAI", elo_google=1287).parts["value of leading"]
    assert set(lead[:, 0]) == {F(9, 20)} and set(lead[:, 1]) == {F(9, 10)}
    assert not s.terms("OpenAI", elo_google=1400).parts["value of leading"].any()


def test_formulas_agree_with_thresholds_and_bisection():
    s = family()
    for name in ("model_share", "pool"):
        for chi in (F(0), F(1, 4), F(1, 2)):
            for rival in RIVAL_ACTIONS:
                statement = eq.best_reply("Meta", "open", to={"OpenAI": rival})
                held = {"self_commoditising": chi}
                closed = eq.thresholds(s, name, statement, method="closed form", **held)
                ties = {
                    value
                    for alternative in ("api", "internal")
                    for value in break_even_values(s, name, alternative, rival, **held)
                }
                jumps = set(s.builder.breakpoints(name, s.values(**held)))
                assert {b.value for b in closed} <= ties | jumps
                assert all(b.exact and b.complete for b in closed)
                bisected = eq.thresholds(s, name, statement, method="bisection", **held)
                # A scan misses pairs of changes, never an odd one; a bracket holds a true change.
                assert len(bisected) <= len(closed) and (len(closed) - len(bisected)) % 2 == 0
                for bracket in bisected:
                    inside = [b for b in closed if bracket.lower <= b.value <= bracket.upper]
                    assert (bracket.before, bracket.after) in {(b.before, b.after) for b in inside}
                    assert not bracket.complete


def test_the_closed_form_finds_changes_that_a_scan_steps_over():
    # Startups leave at a pool of 9625/1458: the gain from opening jumps up through zero there.
    s = family()
    found = [
        b
        for chi in (F(1, 4), F(1, 2))
        for rival in RIVAL_ACTIONS
        for b in eq.thresholds(
            s,
            "pool",
            eq.best_reply("Meta", "open", to={"OpenAI": rival}),
            self_commoditising=chi,
        )
        if b.value == F(9625, 1458)
    ]
    # Holding and entering leave the market alike.
    assert [(b.before, b.after) for b in found] == [(False, True)] * 2


def test_the_formula_is_the_difference_of_the_payoffs():
    s = family()
    for share in (F(1, 10), F(27, 100), F(9, 10)):
        values = s.values(model_share=share, self_commoditising="1/5", rivals_weight="1/2")
        payoffs = s.game_at(values).exact_payoffs()[0]
        for k, alternative in ((1, "api"), (2, "internal")):
            for b, rival in enumerate(RIVAL_ACTIONS):
                formula = gain(s.builder, values, alternative, rival)
                assert formula.at(share, values["pool"]) == payoffs[0, b] - payoffs[k, b]


def test_values_that_make_no_market_are_refused():
    s = family()
    with pytest.raises(eq.GameError, match="add to 1.1: above one"):
        s.game(share_openai_cost_led="0.8")
    with pytest.raises(eq.GameError, match="opening makes nothing cheaper"):
        s.game(host_price=7)
    with pytest.raises(eq.GameError, match="no access revenue"):
        s.game(**{f"price_{f}": 0 for f in twin.VENDORS}, host_price=0)
    with pytest.raises(eq.GameError, match="did you mean model_share"):
        s.game(model_shares=1)
    with pytest.raises(eq.GameError, match=r"price_openai: -1 is negative"):
        s.game(price_openai=-1)
    with pytest.raises(eq.GameError, match=r"model_share: .* is a share above one"):
        s.game(model_share="1.5")
