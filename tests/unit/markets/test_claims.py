"""The claims: each proposition's behaviour in the model, and how labels come about."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np
import pytest

import equilibria as eq
from equilibria.decisions.draws import Estimate
from equilibria.markets.openness.claims import Benchmark, Label, Part, bench, claims, motive
from equilibria.markets.openness.claims import years as years_of_claims
from equilibria.markets.openness.claims.claim import FORMS, LEAST, by_form, label_of
from equilibria.markets.openness.claims.opener import apart, undominated
from equilibria.markets.openness.claims.parity import parity
from equilibria.markets.openness.claims.prices import _falls
from equilibria.markets.openness.claims.rival import rent
from equilibria.markets.openness.claims.years import waits, worth_of_waiting
from equilibria.markets.openness.dynamics.rumour import rumour
from equilibria.markets.openness.dynamics.waiting import BINDS, waiting
from equilibria.markets.openness.evidence import DrawStatus, at_today
from support.scenario import family, layer_b

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
    # By hand, for two parts: how often it holds among the draws that make a market, and how many.
    b = bench(family(), 64, 3, layers="A")
    e = b.draws["A"]
    [claim] = [c for c in found if c.key == "P3"]
    share = e.dominant_at_zero[e.solved].mean()
    assert claim.parts[0].share.value == pytest.approx(share) and 0 < share < 1
    assert claim.parts[0].draws == e.solved.sum()
    both = next(c for c in found if c.key == "P9").parts[2]
    stay = e.solved & e.startups_in_closed & e.startups_in_open
    assert both.draws == stay.sum() < e.solved.sum()


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
    sizes = [f"{b.sweep.answered[k]} of 256 draws with {FORMS[k]}" for k in "AB"]
    assert claim.told == f"{Label.HOLDS}, where the model has a market ({', '.join(sizes)})"
    assert all(part.draws == b.sweep.answered[part.layer] for part in yes)
    every = b.claim("P0", "given", "It is so.", [], label=Label.HOLDS)
    assert every.told == Label.HOLDS  # a matter of data, not of draws


def test_where_the_forms_of_demand_disagree_the_claim_says_how():
    b = bench(family(), 64, 5)  # enough of them make a market on both
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


def test_too_few_draws_carry_no_label():
    few = replace(_part("B", False, 0.0), draws=LEAST - 1)
    just = replace(few, draws=LEAST)
    many = _part("A", True, 1.0)
    assert label_of([many, just]) is Label.FORM
    assert label_of([many, few]) is Label.HOLDS  # what so few draws say is left out,
    assert label_of([few]) is Label.FEW  # and where nothing else is left there is no label
    assert label_of([many, replace(few, counted=False)]) is Label.HOLDS
    # One thin part takes its layer with it.
    assert label_of([many, few, _part("B", True, 0.5)]) is Label.HOLDS
    told = small().claim("P0", "some", "It is so.", [many, few]).told
    assert told.endswith(f"; too few draws: {LEAST - 1} with nested logit")
    alone = small().claim("P0", "some", "It is so.", [few]).told
    assert alone == f"too few draws ({LEAST - 1} with nested logit)"


def test_what_the_form_makes_true_is_said_to_be():
    sure, open_ = _part("A", True, 1.0), _part("B", True, 0.5)
    marked = by_form([sure, open_], "A")
    assert [p.by_form for p in marked] == [True, False]
    assert not any(p.by_form for p in by_form([sure, open_], "B"))  # it does not always hold there
    told = small().claim("P0", "some", "It is so.", marked).told
    assert "(with limit prices true by construction)" in told
    plain = small().claim("P0", "some", "It is so.", [sure, open_]).told
    assert "construction" not in plain
    found = {c.key: c for c in claims(family(), n=64, other=64, seed=3)}
    forms = {k: {(p.layer, p.statement[:20]) for p in c.parts if p.by_form} for k, c in
             found.items()}  # fmt: skip
    assert {layer for layer, _ in forms["P7"]} == {"A"} and found["P7"].given == ["A"]
    # Startups that are driven out leave the others more: what stays true of logit is the rest.
    assert forms["P2"] == {("B", "the same where the o")} and found["P2"].given == []
    assert forms["P5"] == {("B", "some tokens run on t")}
    assert forms["P9"] == {("B", "hosts of the open go")}
    assert not any(forms[k] for k in ("P3", "P4", "P8", "P11", "P12", "P13"))


def test_the_sweep_of_waiting_is_of_the_draws_it_used(monkeypatch):
    monkeypatch.setattr(years_of_claims, "MOST", 16)
    b = small()
    claim = years_of_claims.risk(b, [waiting(b.family, binds=binds) for binds in BINDS])
    e = b.draws["A"]
    assert claim.sweep.asked == {"A": 16}
    assert claim.sweep.answered == {"A": int(e.solved[:16].sum())}
    assert all(p.draws <= 16 for p in claim.parts)


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


def test_p2_the_exit_of_startups_may_be_worth_more_than_the_open_model_costs():
    """With nested logit too, which takes something from everybody while the same firms stay."""
    e = bench(family(), 64, 1, other=1 << 13).draws["B"]
    falls = np.logical_and.reduce([_falls(e, f) for f in VENDORS])
    driven = e.startups_in_closed & ~e.startups_in_open
    assert falls[~driven].all() and 0 < (~falls[driven]).sum() < driven.sum()


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


def test_p5_a_segment_that_is_lost_is_lost_whole_with_limit_prices():
    kept, lost = now(), now(elo_open=1290)
    for f in VENDORS[:1]:
        assert kept.share_open[f][0] == pytest.approx(kept.share_closed[f][0])
        # Cost-led customers pay no premium, and a better open model takes them all: one half.
        assert lost.share_open[f][0] == pytest.approx(lost.share_closed[f][0] / 2)
    assert lost.open_share[0] > kept.open_share[0] > 0


def test_p5_with_nested_logit_every_vendor_loses_some():
    e = at_today(family(), "B", startup_fixed_cost=0)
    for f in VENDORS:
        assert 0 < e.share_open[f][0] < e.share_closed[f][0]
    assert e.open_share[0] == pytest.approx(float(family().values()["open_share"]))


def test_p5_what_the_open_model_takes_from_the_rival_is_told():
    found = claims(family(), n=64, other=64, seed=3)[4]
    for layer in "AB":
        e = at_today(family(), layer)
        lost = float(e.share_closed["openai"][0] - e.share_open["openai"][0])
        [told] = [f.value for f in found.figures if "that OpenAI lost" in f.name
                  and f"({layer})" in f.name]  # fmt: skip
        assert told == pytest.approx(lost / float(e.open_share[0]))
        assert (told > 0) == (layer == "B")


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


def test_p7_on_layer_b_a_lead_restores_and_no_less():
    s, e = layer_b(), at_today(family(), "B")
    lead, goal = e.restoring_elo[0], e.profit_closed["openai"][0]
    revenue = float(s.values()["model_share"] * s.values()["pool"])

    def earned(elo):
        [found] = s.builder.outcomes(s.values(frontier_elo=F(elo)), ("open", "frontier"))
        return revenue * float(found.profits["openai"])

    assert 0 < lead < np.inf and e.profit_open["openai"][0] < goal
    assert earned(lead * 0.99) < goal < earned(lead * 1.01)


def test_p7_a_lead_pays_while_its_lag_lasts():
    b = small()
    yearly, cost = rent(b, b.today["A"])[0], float(family().values()["frontier_cost"])
    even = 12 * cost / yearly
    access = now().frontier_rent[0]
    assert access == pytest.approx(yearly)  # the rival leads already: only access is gained
    assert now(lag=F(even) + 1).frontier_pays[0] and not now(lag=F(even) - 1).frontier_pays[0]


def test_p7_at_the_cost_that_its_rent_just_pays_a_lead_breaks_even():
    figures = {f.name: f.value for f in claims(family(), n=32, seed=3, layers="A")[6].figures}
    cost = figures["cost that the rent would just pay at today's lag (A)"]
    for moved, pays in ((0.999, True), (1.001, False)):
        assert bool(now(frontier_cost=F(cost) * F(str(moved))).frontier_pays[0]) is pays


def test_p8_specialising_gains_more_where_the_cap_binds():
    e, values = now(), family().values()
    # Bound by the cap the rival takes the whole wedge; in the closed market the part passed on.
    ratio = e.specialise_gain_open[0] / e.specialise_gain_closed[0]
    assert ratio == pytest.approx(1 / float(values["pass_through"]))
    assert now(pass_through=1).cross_difference[0] == pytest.approx(0, abs=1e-12)
    free = now(wedge_assurance_led=8, elo_open=1150, startup_fixed_cost=0)
    assert free.cross_difference[0] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("layer", ["A", "B"])
def test_p8_the_wedge_that_restores_profit_does_and_no_less(layer):
    s, e = {"A": family(), "B": layer_b()}[layer], at_today(family(), layer)
    wedge, goal = e.restoring_wedge[0], e.profit_closed["openai"][0]
    revenue = float(s.values()["model_share"] * s.values()["pool"])

    def earned(wedge):
        moved = s.values(specialise_wedge=F(wedge))
        [found] = s.builder.outcomes(moved, ("open", "specialise"))
        return revenue * float(found.profits["openai"])

    assert 0 < wedge < np.inf
    assert earned(wedge * 0.99) < goal < earned(wedge * 1.01)


def test_p8_on_layer_b_the_sign_is_the_market_s():
    s, e = layer_b(), at_today(family(), "B")
    profiles = [(a, b) for a in ("open", "internal") for b in ("specialise", "hold")]
    found = [float(o.profits["openai"]) for o in s.builder.outcomes(s.values(), *profiles)]
    revenue = float(s.values()["model_share"] * s.values()["pool"])
    more = revenue * ((found[0] - found[1]) - (found[2] - found[3]))
    assert e.cross_difference[0] == pytest.approx(more, rel=1e-6)
    # Beside a good sold at cost there are fewer customers to serve better: it gains less, not more.
    assert more < 0 < found[0] - found[1]


def test_p9_hosts_take_in_the_open_tokens_at_their_price():
    e, v = now(elo_open=1290), {n: float(x) for n, x in family().values().items()}
    used = {f: v[f"share_{f}_cost_led"] for f in VENDORS}
    spent = sum(used[f] * v[f"price_{f}"] for f in VENDORS)
    tokens = e.open_share[0] * sum(used.values())
    expected = v["model_share"] * v["pool"] * v["host_price"] * tokens / spent
    assert e.hosted_revenue[0] == pytest.approx(expected) and expected > 0
    # Nobody comes where nobody takes the open good, and more where more do.
    none = now(wedge_assurance_led=8, wedge_cost_led=8, elo_open=1150, startup_fixed_cost=0)
    assert none.open_share[0] == none.hosted_revenue[0] == 0
    assert e.hosted_revenue[0] > now().hosted_revenue[0] > 0
    few, many = (at_today(family(), "B", open_share=x) for x in ("1/10", "2/5"))
    assert 0 < few.hosted_revenue[0] < many.hosted_revenue[0]


def test_p9_on_layer_b_startups_earn_less_and_leave_between():
    free = at_today(family(), "B", startup_fixed_cost=0)
    opened, closed = free.profit_open["startups"][0], free.profit_closed["startups"][0]
    assert 0 < opened < closed
    between = at_today(family(), "B", startup_fixed_cost=F(float((opened + closed) / 2)))
    assert between.startups_in_closed[0] and not between.startups_in_open[0]


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


def test_p10_a_motive_alone_is_bounded_where_opening_stops_to_be_the_best_reply():
    found = motive(family())
    [bracket] = eq.thresholds(
        family(), "self_commoditising", eq.best_reply("Meta", "open", {"OpenAI": "both"})
    )
    assert found.alone["self_commoditising"] == (0, bracket.value)
    low, high = found.alone["efficiency_realised"]
    assert 0 < low < high == family().parameters["efficiency_realised"].high
    assert found.alone["principle"] == found.joint.ranges["principle"]


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


def test_p11_the_stake_and_the_value_of_leading_tell_the_two_apart():
    # The opener: with a small stake in the model layer it opens, with a large one it does not.
    found = [bool(apart(now(model_share=x, pool=100))[0]) for x in (0, "1/20", "1/2", "9/10")]
    assert found == sorted(found, reverse=True) and found[0] and not found[-1]
    # The rival: with a complement worth more than access it opens its weights, unless it believes
    # that the model is the product and leading is worth much.
    s = with_complement(3, elo_openai=1250)
    rival_opens = {}
    for belief, lead in ((0, 0), (0, 20), ("9/10", 0), ("9/10", 1), ("9/10", 20)):
        game = s.game(belief_openai=belief, lead_value=lead)
        played = {game.actions[1][k] for e in eq.nash(game) for k in e.support[1]}
        rival_opens[belief, lead] = "open" in played
        e = at_today(s, "A", belief_openai=belief, lead_value=lead)
        if apart(e)[0]:
            assert "open" not in played
    assert rival_opens == {
        (0, 0): True, (0, 20): True, ("9/10", 0): True, ("9/10", 1): True, ("9/10", 20): False,
    }  # fmt: skip


def with_complement(worth, **moved):
    """The base case with a complement of OpenAI's that is worth so much, and other values."""
    s = family()
    new = eq.Parameter("complement_openai", worth, 0, 20, "USD bn/yr", "assumed", note="A test's.")
    held = {n: replace(p, default=F(moved[n])) if n in moved else p for n, p in
            s.parameters.items()}  # fmt: skip
    return eq.Family(s.title, "", "", {**held, new.name: new}, s.builder)


def test_a_rivals_complement_gains_as_access_gets_cheap_and_only_with_its_weights_open():
    plain, s = family(), with_complement(3)
    names = plain.actions[1]
    before, after = plain.game().exact_payoffs(), s.game().exact_payoffs()
    assert (before[0] == after[0]).all()  # it is the rival's
    column = names.index("open")
    others = [k for k in range(len(names)) if k != column]
    assert (after[1][:, others] == before[1][:, others]).all()
    gained = after[1][:, column] - before[1][:, column]
    v = plain.values()
    reference, *opened = plain.builder.outcomes(
        v, ("internal", "hold"), *((a, "open") for a in plain.actions[0])
    )
    for more, outcome in zip(gained, opened, strict=True):
        fall = float(reference.net_price) - float(outcome.net_price)
        whole = float(reference.net_price) - float(v["host_price"])
        assert float(more) == pytest.approx(3 * fall / whole) and more > 0
    assert (with_complement(6).game().exact_payoffs()[1][:, column] - before[1][:, column] ==
            2 * gained).all()  # fmt: skip
    # Both engines say the same.
    e = at_today(s, "A")
    assert e.rival_payoffs[0][:, column] == pytest.approx(after[1][:, column].astype(float))


def test_p12_over_draws_agrees_with_the_exact_plan():
    # A stake at which it matters what a release binds for.
    held = {"pool": 40, "system_share": 1, "model_share": "1/10", "hazard": "1/2"}
    values = {name: float(v) for name, v in family().values(**held).items()}
    spans = worth_of_waiting(family().builder, values, 1)
    exact = {b: tuple(map(float, waiting(family(), binds=b, **held).worth)) for b in BINDS}
    for binds, (least, most) in spans.items():
        assert (least[0], most[0]) == pytest.approx(exact[binds], abs=1e-6)
    once, good = (exact[b] for b in BINDS)
    assert good[0] > once[0] + 0.01  # so that one taken for the other would show


def test_p13_over_draws_agrees_with_the_exact_threshold():
    held = {"pass_through": 0, "frontier_elo": 200, "lag": 2}
    s = family()
    moved = {n: replace(p, default=F(held[n]), low=min(p.low, F(held[n]))) if n in held else p
             for n, p in s.parameters.items()}  # fmt: skip
    for other, some in ((s, False), (eq.Family("", "", "", moved, s.builder), True)):
        b = bench(other, 16, 5, layers="A")
        thresholds = []
        for w in rumour(other).waiters:
            belief, cost = waits(b, b.today["A"], w.segment)
            assert cost[0] == pytest.approx(float(w.stay_cost))
            thresholds.append((w.threshold, belief[0]))
        met = [(exact, found) for exact, found in thresholds if exact is not None]
        assert any(0 < exact < 1 for exact, _ in met) is some
        for exact, found in met:
            assert found == pytest.approx(float(exact))
        assert all(found > 1 for exact, found in thresholds if exact is None)
