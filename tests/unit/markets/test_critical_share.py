"""The critical share of the model layer: against thresholds of the solved game, and by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq
from equilibria.markets.openness.claims import bench
from equilibria.markets.openness.critical_share import (
    POINTS,
    share_spread,
    share_swings,
    threshold_slopes,
)
from support.scenario import family

OPEN = eq.best_reply("Meta", "open", {"OpenAI": "hold"})


@pytest.mark.parametrize("chi", [0, Fraction(1, 2)])
def test_each_end_of_a_swing_is_the_solved_games(chi):
    found = share_swings(family(), self_commoditising=chi)
    assert found.asked >= 45 and len(found.swings) >= 10
    for swing in found.swings[:6]:
        p = family().parameters[swing.parameter]
        for end, told in ((p.low, swing.at_low), (p.high, swing.at_high)):
            held = {"self_commoditising": chi, swing.parameter: end}
            brackets = eq.thresholds(family(), "model_share", OPEN, **held)
            inside = told is not None and told >= family().parameters["model_share"].low
            if inside:
                assert float(brackets[0].value) == pytest.approx(told, rel=1e-9)
            else:  # none at all, or below the range of the share
                assert not brackets
                assert OPEN.holds(family().game(**held)) is (told is None)
    widths = [_width(s, found.today) for s in found.swings]
    assert widths == sorted(widths, reverse=True)


def _width(swing, today):
    ends = [1.0 if v is None else v for v in (swing.at_low, swing.at_high, today)]
    return max(ends) - min(ends)


def test_without_a_gain_at_no_stake_the_critical_share_is_zero():
    held = {"efficiency_gain": 0, "licence_revenue": 0, "release_cost": "0.5", "core_effect": 0}
    assert share_swings(family(), **held).today == 0.0
    assert share_swings(family()).today is None  # today opening pays at every share


def test_the_curve_counts_the_draws_in_which_opening_still_pays():
    e = bench(family(), 256, 5, layers="A").draws["A"]
    found = share_spread(e)
    assert found.draws == e.solved.sum() and len(found.shares) == len(found.better) == POINTS
    good = e.solved & (e.model_share.at_zero > 0)
    for k in (0, 10, 25, 50):
        pays = [not v <= found.shares[k] for v in e.model_share.value[good]]  # NaN: at every share
        assert found.better[k] == pytest.approx(sum(pays) / e.solved.sum())
    assert (np.diff(found.better) <= 0).all() and found.better[0] > found.better[-1]
    assert found.always == pytest.approx(found.better[-1])
    assert found.never == pytest.approx(1 - good.sum() / e.solved.sum())
    met = e.model_share.value[good & np.isfinite(e.model_share.value)]
    assert found.quantiles[0.5] == pytest.approx(float(np.median(met)))


def test_slopes_are_those_of_the_threshold():
    asked = eq.best_reply("Meta", "open", {"OpenAI": "both"})
    found = threshold_slopes(family(), asked)
    assert {(t.threshold.parameter, float(t.threshold.held["self_commoditising"])) for t in found} \
        >= {("pool", 0.0), ("model_share", 0.5)}  # fmt: skip
    for t in found:
        step = Fraction(1, 1000)
        held = {"self_commoditising": t.threshold.held["self_commoditising"]}
        spend = family().values()["spend"] + step
        [moved] = eq.thresholds(family(), t.threshold.parameter, asked, spend=spend, **held)
        change = (moved.value - t.threshold.value) / step
        assert float(change) == pytest.approx(float(t.slopes["spend"]), rel=1e-6)
