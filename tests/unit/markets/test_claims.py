"""The claims: each proposition's behaviour in the model, and how labels come about."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np
import pytest

import equilibria as eq
from equilibria.decisions.draws import Estimate
from equilibria.markets.openness.claims import Benchmark, Label, Part, bench, claims, motive
from equilibria.markets.openness.claims.claim import label_of
from equilibria.markets.openness.claims.opener import apart, undominated
from equilibria.markets.openness.claims.parity import parity
from equilibria.markets.openness.claims.prices import _falls
from equilibria.markets.openness.claims.rival import rent
from equilibria.markets.openness.claims.years import waits, worth_of_waiting
from equilibria.markets.openness.dynamics.rumour import rumour
from equilibria.markets.openness.dynamics.waiting import waiting
from equilibria.markets.openness.evidence import DrawStatus, at_today
from support.scenario import family

F = Fraction
VENDORS = ("openai", "google", "anthropic", "startups")


@cache
def small():
    """A small bench on layer A."""
    return bench(family(), 128, 5, layers="A")


def now(**held):
    return at_today(family(), "A", **held)


# ---- labels


def _part(layer, today, share, counted=True):
    return Part("it holds", layer, today, Estimate(share, 0.01), 100, counted)


def test_labels_follow_from_the_parts():
    assert label_of([_part("A", True, 1.0)]) is Label.HOLDS
    assert label_of([_part("A", True, 0.7)]) is Label.REGION
    assert label_of([_part("A", False, 1.0)]) is Label.REGION  # not today, whatever was drawn
    assert label_of([_part("A", False, 0.0)]) is Label.FAILS
    assert label_of([_part("A", True, 1.0), _part("A", False, 0.0, counted=False)]) is Label.HOLDS
    assert label_of([_part("A", True, 1.0), _part("A", True, 0.5)]) is Label.REGION


def test_demand_forms_that_disagree_are_told():
    assert label_of([_part("A", True, 1.0), _part("B", True, 0.4)]) is Label.FORM
    assert label_of([_part("A", True, 0.5), _part("B", False, 0.4)]) is Label.FORM
    assert label_of([_part("A", True, 0.5), _part("B", True, 0.4)]) is Label.REGION
    assert label_of([_part("A", True, 1.0), _part("B", True, 1.0)]) is Label.HOLDS


def test_every_proposition_has_a_label_with_its_sweep():
    found = claims(family(), n=64, seed=3, layers="A")
    assert [c.key for c in found] == [f"P{k}" for k in range(1, 14)]
    for claim in found:
        assert claim.sweep.seed == 3 and claim.sweep.asked == {"A": 64}
        assert 0 < claim.sweep.answered["A"] <= 64
        assert claim.parts and claim.statement and claim.told
        for part in claim.parts:
            if part.share is not None:
                assert 0 <= part.share.value <= 1 and part.share.error >= 1 / part.draws


def test_the_same_seed_draws_the_same():
    again = bench(family(), 128, 5, layers="A").draws["A"].columns
    other = bench(family(), 128, 6, layers="A").draws["A"].columns
    assert all((column == again[n]).all() for n, column in small().draws["A"].columns.items())
    assert any((column != other[n]).any() for n, column in again.items())


def test_a_draw_against_a_claim_is_one():
    b = small()
    [part] = b.parts("all lose", lambda e: _falls(e, "openai"), layers="A")
    assert part.against is not None and part.share.value < 1
    columns = {name: np.array([value]) for name, value in part.against.items()}
    names = family().parameters
    values = {n: float(columns[n][0]) if n in columns else float(p.default) for n, p in
              names.items()}  # fmt: skip
    opened, closed = family().builder.outcomes(
        family().values(**values), ("open", "hold"), ("internal", "hold")
    )
    before, after = closed.prices["openai"], opened.prices["openai"]
    spared = after is not None and after >= before
    assert spared or opened.profits["openai"] >= closed.profits["openai"]


def test_refused_draws_are_counted_and_told():
    b = bench(family(), 256, 5)
    for layer, e in b.draws.items():
        lost = b.sweep.refused.get(layer, {})
        assert sum(lost.values()) == 256 - b.sweep.answered[layer] == int((~e.solved).sum())
    for reason, count in b.sweep.refused["B"].items():
        assert f"{count} as {reason}" in str(b.sweep)
    assert b.sweep.refused["B"][DrawStatus.NEGATIVE_COST.reason] > 50
    # The refused are those whose first rival earns a margin that another's price does not reach.
    edge = {d.parameter: d.upward for d in b.sweep.edges["B"]}
    assert edge["price_openai"] is False and edge["cost_share_openai"] is True
    yes = b.parts("always", lambda e: e.solved)
    claim = b.claim("P0", "always", "It is so.", yes)
    sizes = [f"{b.sweep.answered[k]} of 256 draws on {k}" for k in "AB"]
    assert claim.told == f"{Label.HOLDS}, where the model has a market ({', '.join(sizes)})"
    assert all(part.draws == b.sweep.answered[part.layer] for part in yes)
    every = b.claim("P0", "given", "It is so.", [], label=Label.HOLDS)
    assert every.told == Label.HOLDS  # a matter of data, not of draws


def test_where_the_forms_of_demand_disagree_the_claim_says_how():
    b = bench(family(), 32, 5)
    told = {}
    for falls in (True, False):
        parts = b.parts("some statement", lambda e, falls=falls: e.solved & (
            (e.layer == "A") | falls))  # fmt: skip
        told[falls] = b.claim("P0", "some", "It is so.", parts, note="A note.")
    assert told[True].label is Label.HOLDS and told[True].note == "A note."
    assert told[False].label is Label.FORM
    assert told[False].note.startswith(
        f"Limit prices: {Label.HOLDS}; nested logit: {Label.FAILS}. Today it holds with limit "
        "prices and fails with nested logit."
    )


# ---- the propositions


def test_p1_parity_is_a_matter_of_which_model_and_when():
    old = Benchmark("open", "old", 1203, 1188, "Elo", "2024-05-20", "a table")
    new = Benchmark("open", "new", 1203, 1287, "Elo", "2024-05-20", "a table")
    b = small()
    assert parity(b, [old]).label is Label.HOLDS
    assert parity(b, [new]).label is Label.FAILS
    assert parity(b, [old, new]).label is Label.REGION
    assert old.holds and not new.holds


def test_p2_everybody_loses_where_the_open_model_caps_everybody():
    capped = now(wedge_cost_led=0, wedge_assurance_led=0, elo_open=1250)
    assert all(_falls(capped, f)[0] for f in VENDORS)
    spared = now(wedge_cost_led=8, wedge_assurance_led=8, elo_open=1150)
    assert not any(_falls(spared, f)[0] for f in VENDORS[:-1])


def test_p3_dominance_goes_with_the_stake_in_the_model_layer():
    assert now(model_share=0).dominant[0] and now().dominant[0]
    assert not now(model_share=1, pool=100).dominant[0]
    # Nothing is gained where the release costs more than all that it brings.
    assert not now(
        model_share=0, core_effect=0, efficiency_realised=0, release_cost="0.5"
    ).dominant[0]


def test_p4_the_gain_falls_in_the_stake_and_the_threshold_in_the_pool():
    gains = [now(model_share=x, self_commoditising="1/2").gain[0, 0] for x in ("0.3", "0.6", "0.9")]
    assert gains[0] > gains[1] > gains[2]
    at = [now(pool=v, self_commoditising="1/2").model_share.value[0] for v in (10, 20, 40)]
    assert at[0] > at[1] > at[2] > 0


def test_p5_a_larger_wedge_keeps_customers():
    shares = [now(wedge_assurance_led=k, wedge_cost_led=k).open_share[0] for k in (0, 2, 5, 8)]
    assert shares == sorted(shares, reverse=True) and shares[0] > shares[-1]


def test_p6_limit_prices_scale_with_the_number_of_vendors():
    e = now()
    profit = dict(zip(e.vendor_counts, e.profit_by_count[0], strict=True))
    assert profit[6] / profit[4] == pytest.approx((4 / 6) ** 2)
    assert (np.diff(e.profit_by_count[0]) < 0).all()


def test_p7_the_lead_that_restores_profit_does_and_no_less():
    s, lead = family(), now().restoring_elo[0]
    goal = now().profit_closed["openai"][0]

    def earned(elo):
        [found] = s.builder.outcomes(s.values(frontier_elo=elo), ("open", "frontier"))
        revenue = s.values()["model_share"] * s.values()["pool"]
        return float(revenue) * float(found.profits["openai"])

    assert earned(float(lead)) == pytest.approx(goal)
    assert earned(float(lead) - 1) < goal < earned(float(lead) + 1)


def test_p7_a_lead_pays_while_its_lag_lasts():
    b = small()
    yearly, cost = rent(b, b.today["A"])[0], float(family().values()["frontier_cost"])
    even = 12 * cost / yearly
    access = now().frontier_rent[0]
    assert access == pytest.approx(yearly)  # the rival leads already: only access is gained
    assert now(lag=F(even) + 1).frontier_pays[0] and not now(lag=F(even) - 1).frontier_pays[0]


def test_p8_specialising_gains_more_where_the_cap_binds():
    e, values = now(), family().values()
    # Bound by the cap the rival takes the whole wedge; in the closed market the part passed on.
    ratio = e.specialise_gain_open[0] / e.specialise_gain_closed[0]
    assert ratio == pytest.approx(1 / float(values["pass_through"]))
    assert now(pass_through=1).cross_difference[0] == pytest.approx(0, abs=1e-12)
    free = now(wedge_assurance_led=8, elo_open=1150, startup_fixed_cost=0)
    assert free.cross_difference[0] == pytest.approx(0, abs=1e-12)


def test_p9_startups_leave_between_what_they_earn_in_both_worlds():
    free = now(startup_fixed_cost=0)
    opened, closed = free.profit_open["startups"][0], free.profit_closed["startups"][0]
    assert 0 < opened < closed
    for cost, stays in ((opened * 0.9, (True, True)), ((opened + closed) / 2, (True, False)),
                        (closed * 1.1, (False, False))):  # fmt: skip
        e = now(startup_fixed_cost=F(float(cost)))
        assert (e.startups_in_closed[0], e.startups_in_open[0]) == stays
    none = now(startup_fixed_cost=0, wedge_assurance_led=0)
    assert none.profit_open["startups"][0] == pytest.approx(0, abs=1e-12)


def test_p10_the_motive_is_bounded_and_not_found():
    found = motive(family())
    assert found.holds_today and found.without and not found.joint.is_empty
    big = eq.Family(
        "a larger pool", "", "", {**family().parameters, "pool": eq.Parameter(
            "pool", 60, 2, 1400, "USD bn/yr", "assumed")}, family().builder
    )  # fmt: skip
    needy = motive(big)
    assert not needy.without
    # A stronger principle explains opening whenever a weaker one does.
    today = {n: big.parameters[n].default for n in needy.joint.parameters}
    truths = [
        needy.joint.contains(**{**today, "principle": k, "rivals_weight": 1}) for k in (0, "1/2", 1)
    ]
    assert truths == sorted(truths)
    whole = found.pictures["rivals_weight", "principle"]
    assert len(whole) == 4  # the whole box: nothing is learnt


def test_p11_elimination_agrees_with_the_engine():
    b = small()
    e = b.draws["A"]
    mine, theirs = e.opener_payoffs, e.rival_payoffs
    rows, columns = undominated(mine, theirs)
    for k in np.flatnonzero(e.solved)[:12]:
        left = eq.rationalizable(
            eq.NormalFormGame.bimatrix(mine[k], theirs[k]), mixed=False
        ).survivors
        kept = [len(v) for v in left.values()]
        assert [rows[k].sum(), columns[k].sum()] == kept


def test_p11_a_believer_keeps_its_weights_closed():
    b = small()
    assert apart(b.today["A"])[0]
    game = family().game()
    [only] = eq.nash(game)
    assert only.support[0] == (0,) and "open" not in {game.actions[1][k] for k in only.support[1]}


def test_p12_over_draws_agrees_with_the_exact_plan():
    values = {name: float(v) for name, v in family().values().items()}
    for binds, (least, most) in worth_of_waiting(family().builder, values, 1).items():
        exact = waiting(family(), binds=binds)
        assert (least[0], most[0]) == pytest.approx(tuple(map(float, exact.worth)), abs=1e-6)


def test_p13_over_draws_agrees_with_the_exact_threshold():
    b = small()
    exact = rumour(family())
    for w in exact.waiters:
        belief, cost = waits(b, b.today["A"], w.segment)
        assert cost[0] == pytest.approx(float(w.stay_cost))
        assert (belief[0] <= 1) == (w.threshold is not None)
        if w.threshold is not None:
            assert belief[0] == pytest.approx(float(w.threshold))
