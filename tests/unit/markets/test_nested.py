"""Layer B: it gives its calibration back, nobody gains by another price, and faces agree."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import product
from math import log

import numpy as np
import pytest

import equilibria as eq
from equilibria.markets.demand import bertrand, nested_logit
from equilibria.markets.demand.one_nest import _by_bertrand, one_nest_prices
from equilibria.markets.openness import Firms, LimitOpenness, NestedOpenness
from equilibria.markets.openness.evidence import DrawStatus, evidence
from equilibria.markets.openness.formulas import gain
from equilibria.markets.openness.market import OPENER_ACTIONS, RIVAL_ACTIONS, SEGMENTS
from equilibria.markets.openness.nested_calibration import split_open_share
from equilibria.markets.openness.solving import every_or_pure
from support.scenario import family, layer_b
from twins import nested_logit as twin

F = Fraction
FORMS = (
    {},
    {"nest_correlation": 0, "open_share": "1/2", "cost_share_openai": "1/2"},
    {"nest_correlation": "9/10", "open_share": "1/20", "wedge_assurance_led": 8},
    {"cost_led_share": "1/5", "share_openai_cost_led": "3/10", "wedge_cost_led": 2},
)


def _array_market(**overrides):
    values = layer_b().values(**overrides)
    return layer_b().builder.market(values).market, {k: float(v) for k, v in values.items()}


@pytest.mark.parametrize("form", FORMS)
def test_the_calibration_targets_come_back(form):
    market, values = _array_market(**form)
    found = market.outcome("open", ("hold",), True)
    served = {s: sum(values[f"share_{f}_{s}"] for f in market.vendors) for s in SEGMENTS}
    size = {"cost_led": values["cost_led_share"], "assurance_led": 1 - values["cost_led_share"]}
    open_tokens = 0.0
    for f in market.vendors:
        assert found.prices[f][0] == pytest.approx(values[f"price_{f}"], rel=1e-9)
    for s in SEGMENTS:
        prices, shares, hosted, _, _ = market.segment(s, "open", ("hold",), True)
        open_part = hosted[0] / served[s]
        open_tokens += size[s] * hosted[0]
        for f in market.vendors:
            assert shares[f][0] == pytest.approx(
                (1 - open_part) * values[f"share_{f}_{s}"], rel=1e-9
            )
        margin = 1 - market.cost["openai", s][0] / prices["openai"][0]
        assert margin == pytest.approx(1 - values["cost_share_openai"], rel=1e-9)
        assert hosted[0] + sum(v[0] for v in shares.values()) == pytest.approx(served[s], rel=1e-9)
    assert found.open_share[0] == pytest.approx(values["open_share"], rel=1e-9)
    # The odds of the open model are the same in both segments but for the wedge.
    odds = {}
    for s in SEGMENTS:
        o = market.open_share[s][0]
        wedge = market.alpha[s][0] * values[f"wedge_{s}"] / (1 - values["nest_correlation"])
        odds[s] = log(o / (1 - o)) + wedge
    assert odds["cost_led"] == pytest.approx(odds["assurance_led"], abs=1e-9)
    # Segment by segment, weighed by size, the open tokens are the open share observed.
    tokens = sum(size[s] * served[s] for s in SEGMENTS)
    assert open_tokens / tokens == pytest.approx(values["open_share"], rel=1e-9)


def _goods(market, values, segment, opener, action, startups_in):
    """The segment's goods in the twin's terms: utility, cost, owner, and the price at cost."""
    rho, alpha = values["nest_correlation"], market.alpha[segment][0]
    k = values["elo_slope"] * 5756463e-9
    utility, cost, owner = [], [], []
    for f in market.vendors:
        c = market.cost[f, segment][0]
        x = market.worth[f, segment][0] * (1 - rho) + alpha * c
        if f == "openai" and action == "open":
            x -= alpha * values[f"wedge_{segment}"]
        if f == "openai" and action in ("frontier", "both"):
            x += k * values["frontier_elo"]
        if f == "openai" and action in ("specialise", "both") and segment == "assurance_led":
            x += alpha * values["specialise_wedge"]
        if f == "startups" and not startups_in:
            continue
        utility.append(x)
        cost.append(c)
        owner.append(None if f == "openai" and action == "open" else f)
    host = values["host_price"]
    base = market.hosted[segment][0] * (1 - rho) + alpha * host
    if opener == "open":
        utility, cost, owner = [*utility, base], [*cost, host], [*owner, None]
    if opener == "api":
        x = base + alpha * values[f"wedge_{segment}"]
        utility, cost, owner = [*utility, x], [*cost, host], [*owner, "api"]
    return utility, alpha, cost, owner


def _earns(firm, k, p, utility, alpha, form, x):
    """A firm's profit at another price of its own, from the text-book shares."""
    return twin.profit(firm, utility, alpha, [*p[:k], x, *p[k + 1 :]], *form)


PROFILES = [
    (a, b, there)
    for a, b in product(OPENER_ACTIONS, RIVAL_ACTIONS)
    if b != "enter"
    for there in (True, False)
]


@pytest.mark.parametrize(("opener", "action", "there"), PROFILES)
def test_prices_are_the_general_solvers_and_best_replies(opener, action, there):
    market, values = _array_market()
    rho = values["nest_correlation"]
    for s in SEGMENTS:
        utility, alpha, cost, owner = _goods(market, values, s, opener, action, there)
        found = bertrand(nested_logit(utility, alpha, correlation=rho), cost, owner)
        like = action
        if s == "cost_led":
            like = {"specialise": "hold", "both": "frontier"}.get(action, action)
        prices, shares, _, _, surplus = market.segment(s, opener, (like,), there)
        sold = {o: k for k, o in enumerate(owner) if o is not None}
        assert set(sold) == set(prices)
        for firm, k in sold.items():
            assert prices[firm][0] == pytest.approx(found.prices[k], rel=1e-11)
            assert shares[firm][0] == pytest.approx(found.shares.share[k], rel=1e-10)
        assert surplus[0] == pytest.approx(float(found.surplus), rel=1e-11)
        # By differences, from the text-book shares: no price a little or far off earns more.
        p = [prices[o][0] if o is not None else c for o, c in zip(owner, cost)]
        form = (cost, owner, ["all"] * len(p), {"all": rho})
        for firm, k in sold.items():
            earns = partial(_earns, firm, k, p, utility, alpha, form)
            now = earns(p[k])
            h = 1e-4 * p[k]
            slope = (earns(p[k] + h) - earns(p[k] - h)) / (2 * h)
            assert abs(slope) < 1e-6 * now
            for x in (0.5, 0.9, 0.99, 1.01, 1.1, 2, 5):
                assert earns(x * p[k]) < now


def test_the_quick_prices_are_the_general_ones():
    rng = np.random.default_rng(3)
    worth = rng.normal(0, 4, (5, 200))
    worth[rng.random(worth.shape) < 0.1] = -np.inf
    rho = rng.uniform(0, 0.95, 200)
    fixed = np.where(rng.random(200) < 0.5, rng.normal(0, 3, 200), -np.inf)
    found = one_nest_prices(worth, rho, fixed)
    assert (found.residual <= 1e-12).all()
    y, total, residual = np.zeros_like(worth), np.zeros(200), np.zeros(200)
    _by_bertrand(worth, rho, fixed, y, total, residual, np.arange(200))
    offered = np.isfinite(worth)
    assert found.scaled[offered] == pytest.approx(y[offered], rel=1e-11)
    assert found.log_sum == pytest.approx(total, abs=1e-11)
    lost = one_nest_prices(np.full((2, 3), np.nan), np.zeros(3), np.zeros(3))
    assert np.isnan(lost.residual).all()


def test_a_firm_with_nearly_all_of_the_nest_is_priced_by_steps_that_are_halved(monkeypatch):
    """Whole steps go to and fro there."""
    from equilibria.markets.demand import one_nest

    rng = np.random.default_rng(5)
    worth = np.vstack([rng.uniform(25, 70, 300), rng.normal(12, 4, (3, 300))])
    rho, fixed = rng.uniform(0.6, 0.95, 300), rng.normal(12, 4, 300)
    monkeypatch.setattr(one_nest, "CAREFUL", 0)
    general = one_nest_prices(worth, rho, fixed)  # all that whole steps leave goes to `bertrand`
    monkeypatch.undo()
    left = []
    monkeypatch.setattr(one_nest, "_by_bertrand", lambda *given: left.extend(given[-1]))
    found = one_nest_prices(worth, rho, fixed)
    solved = np.setdiff1d(np.arange(300), left)
    assert len(left) < 10 and (found.residual[solved] <= 1e-12).all()
    assert found.scaled[:, solved] == pytest.approx(general.scaled[:, solved], rel=1e-11)
    monkeypatch.setattr(one_nest, "CAREFUL", 0)
    left.clear()
    one_nest_prices(worth, rho, fixed)
    assert len(left) > 30


def test_revenue_of_the_closed_world_is_a_dollar_and_profits_are_parts_of_it():
    market, _ = _array_market()
    closed = market.outcome("internal", ("hold",), True)
    assert closed.net_price == pytest.approx(market.reference_price)
    assert 0 < sum(v[0] for v in closed.profits.values()) < 1
    assert market.totals("internal", ("hold",), True)[2][0] == pytest.approx(0, abs=1e-14)
    opened = market.outcome("open", ("hold",), True)
    assert opened.surplus[0] > closed.surplus[0]


def test_arrays_and_single_games_agree():
    s = layer_b()
    rng = np.random.default_rng(4)
    names = ("nest_correlation", "open_share", "frontier_elo", "pool", "host_price", "spend")
    columns = {
        n: rng.uniform(float(s.parameters[n].low), float(s.parameters[n].high), 6) for n in names
    }
    found = s.batch(columns)
    assert found.errors is None and not s.is_exact
    solved = 0
    for k in range(6):
        try:
            game = s.game(**{n: float(c[k]) for n, c in columns.items()})
        except eq.GameError:
            assert not found.is_known[k]
            continue
        solved += 1
        for table, exact in zip(found.payoffs, game.payoffs):
            assert table[k] == pytest.approx(exact.astype(float), rel=1e-10, abs=1e-10)
    assert solved


def test_money_is_piecewise_affine_and_the_formula_is_the_games():
    s = layer_b()
    values = s.values()
    assert s.builder.breakpoints("price_openai", values) is None
    assert s.builder.breakpoints("spend", values) == ()
    for share in (F(1, 5), F(1, 2)):
        here = {**values, "model_share": share}
        game = s.game_at(here).exact_payoffs()[0]
        for b, rival in enumerate(RIVAL_ACTIONS[:5]):
            for a, other in ((1, "api"), (2, "internal")):
                exact = gain(s.builder, here, other, rival).at(share, values["pool"])
                assert exact == game[0, b] - game[a, b]
    table = s.table()
    for terms, payoffs in zip(table.terms, s.game().exact_payoffs()):
        assert (terms.total == payoffs).all()


def test_what_makes_no_market_is_refused_and_marked():
    s = layer_b()
    with pytest.raises(eq.GameError, match=r"cost below zero: startups -.* USD/Mtok"):
        s.game(price_startups=1)
    with pytest.raises(eq.GameError, match="shares of a segment"):
        s.game(share_openai_cost_led="9/10")
    with pytest.raises(eq.GameError, match="no dearer than hosting"):
        s.game(host_price=30)
    columns = {"price_startups": np.array([1.0, 4.5]), "pool": np.array([5.7, 5.7])}
    assert s.batch(columns).is_known.tolist() == [False, True]
    e = evidence(s, 4, 1, parameters=["spend"], price_startups=1)
    assert e.layer == "B" and (e.status == DrawStatus.NEGATIVE_COST).all()
    assert np.isnan(e.gain).all() and np.isnan(e.restoring_elo).all()


def test_the_open_share_divides_by_the_wedge():
    one = np.ones(1)
    odds = {"cost_led": 0.0, "assurance_led": 2.0}
    found = split_open_share(
        0.3 * one,
        {"cost_led": 0.4 * one, "assurance_led": 0.6 * one},
        lambda s, o: np.log(o) - np.log1p(-o) + odds[s],
    )
    c, a = found["cost_led"][0], found["assurance_led"][0]
    assert 0.4 * c + 0.6 * a == pytest.approx(0.3)
    assert log(c / (1 - c)) == pytest.approx(log(a / (1 - a)) + 2)


def test_evidence_of_layer_b_is_its_games():
    s = layer_b()
    e = evidence(s, 48, 2, pool=20)
    some = np.flatnonzero(e.solved)[:4]
    assert len(some)
    for k in some:
        drawn = {n: float(c[k]) for n, c in e.columns.items()}
        values = s.values(**{**drawn, "pool": 20})
        game = s.game_at(values).exact_payoffs()[0]
        for b in range(len(RIVAL_ACTIONS)):
            assert e.gain[k, b] == pytest.approx(float(game[0, b] - max(game[1:, b])), abs=1e-8)
        [opened, closed] = s.builder.outcomes(values, ("open", "hold"), ("internal", "hold"))
        assert e.open_share[k] == pytest.approx(float(opened.open_share))
        assert e.startups_in_closed[k] == closed.startups_in
    # With a good sold at cost beside them, no vendor earns more; more rivals, less profit.
    same = e.solved & e.startups_in_open & e.startups_in_closed
    for f in e.vendors:
        assert (e.profit_open[f][same] <= e.profit_closed[f][same] * (1 + 1e-9)).all()
    assert (np.diff(e.profit_by_count[e.solved], axis=1) < 0).all()
    other = evidence(family(), 48, 2, pool=20)
    assert other.layer == "A"  # on the same draws
    assert all((other.columns[n] == c).all() for n, c in e.columns.items())


def _three(kind):
    s = family()
    old = s.builder.firms
    firms = Firms(old.opener, (*old.rivals, old.others[0]), old.others[1:], old.startups)
    parameters = dict(s.parameters)
    return eq.Family(s.title, s.question, s.date, parameters, kind(firms))


@pytest.mark.parametrize("kind", [LimitOpenness, NestedOpenness])
def test_a_third_player_that_holds_changes_nothing(kind):
    three = _three(kind)
    assert three.players == ("Meta", "OpenAI", "Google") and three.shape == (3, 6, 6)
    two = eq.Family("", "", "", three.parameters, kind(family().builder.firms)).game()
    game = three.game()
    for i in range(2):
        wide, narrow = game.exact_payoffs()[i][:, :, 0], two.exact_payoffs()[i]
        assert np.abs((wide - narrow).astype(float)).max() < 1e-12
    # The third holding, the equilibria in pure strategies are those of two, and every one is found.
    found = every_or_pure(game, eq.Budget(steps=1))
    pure = {e.support for e in found if e.is_pure}
    assert pure == {e.support for e in eq.pure_equilibria(game)} and pure
    held = {s[:2] for s in pure if s[2] == (0,)}
    assert held <= {e.support for e in eq.nash(two)}
    table = three.batch({"spend": np.array([10.0])}).payoffs
    for mine, exact in zip(table, game.payoffs):
        assert mine[0] == pytest.approx(exact.astype(float), abs=1e-9)


def test_two_players_have_every_equilibrium():
    assert every_or_pure(layer_b().game()).claim is eq.Claim.ALL
