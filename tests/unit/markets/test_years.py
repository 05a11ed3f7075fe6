"""The open-vs-closed game over the years: promises, races, rumours, waiting, prices."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest

import equilibria as eq
from equilibria.markets.openness.dynamics.pricing import PRICES, pricing
from equilibria.markets.openness.dynamics.promise import promise
from equilibria.markets.openness.dynamics.race import race
from equilibria.markets.openness.dynamics.rumour import rumour, waiter
from equilibria.markets.openness.dynamics.waiting import State, waiting
from support.scenario import family

F = Fraction
#: A pool at which closing tempts.
TEMPTING = {"pool": 30, "self_commoditising": "1/4"}


# ---- the promise to stay open


@pytest.mark.parametrize(("held", "can_be_kept"), [({}, True), (TEMPTING, False)])
def test_the_promise_takes_what_the_formula_says(held, can_be_kept):
    s = family()
    p = promise(s, **held)
    values = s.values(**held)
    mine = s.game(**held).exact_payoffs()[0]
    work = values["efficiency_realised"] * values["efficiency_gain"] * values["spend"]
    closed = max(mine[1, 0], mine[2, 0])
    assert p.temptation == closed + work - mine[0, 0] > 0
    needed = 1 - (mine[0, 0] - closed) / work
    assert (0 < needed < 1) is can_be_kept
    if can_be_kept:
        assert p.grim.value == needed and p.grim.binding == ("Meta",)
    else:
        assert p.optimal.status == "never"


def test_an_opener_that_gains_by_opening_alone_needs_no_patience():
    p = promise(family(), principle=1)
    assert p.temptation < 0 and p.optimal.status == "always" and p.kept


def test_a_promise_is_never_kept_for_nothing_in_return():
    p = promise(family(), efficiency_realised=0, pool=1000)
    assert p.optimal.status == "never" and p.kept is False


def test_what_developers_earn_does_not_matter():
    one, other = (promise(family(), developers_return=r, pool=20) for r in ("3/2", 9))
    assert one.optimal.bracket == other.optimal.bracket


# ---- the frontier race


def test_a_release_pays_from_its_break_even_lag_on():
    runner = race(family()).runners[0]
    even = runner.break_even_lag
    assert even is not None and runner.rent * even / 12 == runner.cost
    assert race(family(), lag=even + F(1, 10)).runners[0].pays
    assert not race(family(), lag=even - F(1, 10)).runners[0].pays


def test_a_costless_release_is_made_and_a_ruinous_one_is_not():
    free, dear = race(family(), frontier_cost=0), race(family(), frontier_cost=1000)
    assert free.outcomes == (("frontier", "frontier"),)
    assert dear.outcomes == (("hold", "hold"),) and dear.restraint.status == "always"
    assert dear.racing.status == "never"


def test_transfers_make_restraint_no_harder():
    found = race(family(), lead_value=20, frontier_cost="1/2")
    assert found.restraint_with_transfers <= found.restraint.bracket[1]
    assert {r.name for r in found.runners} == {"OpenAI", "Google"}


# ---- a rumoured release


def test_the_threshold_belief_is_cost_over_gain():
    found = waiter("cost_led", F(5), F(3), F(4), F(1, 3))
    assert found.threshold == F(1, 3) * 2 / (F(2, 3) * 4)
    assert waiter("cost_led", F(3), F(5), F(4), F(1, 3)).threshold == 0  # nothing to switch for
    assert waiter("cost_led", F(5), F(3), F(0), F(1, 3)).threshold is None  # nothing to wait for
    assert waiter("cost_led", F(5), F(3), F(4), F(1)).threshold is None  # it comes too late


def test_a_longer_wait_needs_more_belief():
    held = {"pass_through": 0, "frontier_elo": 200}
    beliefs = [rumour(family(), lag=lag, **held).waiters[1].threshold for lag in (1, 2, 3)]
    assert None not in beliefs and beliefs == sorted(beliefs) and beliefs[0] < beliefs[-1]
    believed = rumour(family(), lag=1, rumour_belief=1, **held)
    assert "assurance_led" in believed.waiting and believed.gain > 0
    assert believed.informative_from == believed.gain


# ---- the value of waiting


def test_without_a_future_waiting_is_worth_the_static_difference():
    s = family()
    found = waiting(s, discount=0)
    game = s.game()
    mine, theirs = game.exact_payoffs()
    best = [max(range(6), key=lambda b, a=a: theirs[a, b]) for a in range(3)]
    opened = mine[0, best[0]]
    closed = eq.nash(game.subgame([("api", "internal"), game.actions[1]]))
    paid = [e.profile.exact_payoffs[0] for e in closed]
    assert found.open_now == (opened, opened) and found.wait == (min(paid), max(paid))


def test_a_release_that_binds_for_good_makes_waiting_worth_no_less():
    held = {"pool": 40, "self_commoditising": "1/4"}
    once, good = (waiting(family(), binds=b, **held) for b in ("one generation", "good"))
    assert good.worth[0] >= once.worth[0] and good.worth[1] >= once.worth[1]
    assert good.by_state[State(True, False, True)][1] <= once.by_state[State(True, False, True)][1]


def test_the_hazard_makes_waiting_worth_more_where_the_system_should_be_closed():
    # Today's stake says open; the whole system says closed: only what may come speaks for waiting.
    found = waiting(family(), binds="good", pool=40, system_share=1, discount="0.99",
                    model_share="0.1")  # fmt: skip
    least = [low for _, low, _ in found.by_hazard]
    assert least == sorted(least) and least[0] < least[-1]
    low, high = found.threshold
    assert 0 < low < high < 1
    below = waiting(family(), binds="good", pool=40, system_share=1, discount="0.99",
                    model_share="0.1", hazard=low)  # fmt: skip
    above = waiting(family(), binds="good", pool=40, system_share=1, discount="0.99",
                    model_share="0.1", hazard=high)  # fmt: skip
    assert below.worth[0] <= 0 < above.worth[0]


# ---- closed labs' prices


@cache
def games():
    return {opener: pricing(family(), opener=opener) for opener in ("internal", "open")}


@pytest.mark.parametrize("opener", ["internal", "open"])
def test_bertrand_is_an_equilibrium_and_the_joint_price_earns_more_together(opener):
    found = games()[opener]
    bertrand = dict.fromkeys(found.stage.players, "compete")
    assert eq.is_equilibrium(bertrand).holds(found.stage)
    assert sum(found.together.gains) > 0
    for compete, together in zip(found.prices["compete"], found.prices["together"], strict=True):
        assert together > compete


@pytest.mark.parametrize("opener", ["internal", "open"])
def test_each_lab_s_factor_is_what_its_payoffs_say(opener):
    found = games()[opener]
    tables = found.stage.exact_payoffs()
    at = PRICES.index("together")
    for k, player in enumerate(found.stage.players):
        place = (at,) * 3
        here, start = tables[k][place], tables[k][0, 0, 0]
        best = max(tables[k][(*place[:k], a, *place[k + 1 :])] for a in range(len(PRICES)))
        low, _ = found.together.critical.by_player[player]
        assert low == ((best - here) / (best - start) if here > start else 1)
    assert found.together.with_transfers <= found.together.critical.bracket[1]


def test_an_open_maverick_takes_the_joint_price_down():
    alone, maverick = games()["internal"], games()["open"]
    assert sum(maverick.together.gains) < sum(alone.together.gains)
    for with_it, without in zip(maverick.prices["together"], alone.prices["together"], strict=True):
        assert with_it < without


def test_the_easiest_sharing_is_no_harder_than_the_joint_price():
    met = [found for found in games().values() if found.easiest is not None]
    assert met
    for found in met:
        assert found.easiest.critical.bracket[1] <= found.together.critical.bracket[1]
        assert min(found.easiest.gains) > 0
        assert eq.check(found.easiest.critical.certificate(), found.stage)
