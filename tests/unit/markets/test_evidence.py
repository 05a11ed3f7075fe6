"""Evidence draw by draw agrees with the exact builder, and its thresholds are thresholds."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq
from equilibria.markets.openness.evidence import (
    MOST_ELO,
    DrawStatus,
    evidence,
    least_restoring,
)
from equilibria.markets.openness.formulas import gain
from support.scenario import family


@pytest.fixture(scope="module")
def found():
    return evidence(family(), 64, 5, pool=20)


def _values(e, k, **more):
    drawn = {name: float(column[k]) for name, column in e.columns.items()}
    return family().values(**{**drawn, "pool": 20, **more})


def test_prices_profits_and_gains_are_the_exact_builders(found):
    builder = family().builder
    for k in np.flatnonzero(found.solved)[:12]:
        values = _values(found, k)
        revenue = float(values["model_share"] * values["pool"])
        closed, opened = builder.outcomes(values, ("internal", "hold"), ("open", "hold"))
        for f in found.vendors:
            assert found.profit_closed[f][k] == pytest.approx(revenue * float(closed.profits[f]))
            assert found.profit_open[f][k] == pytest.approx(
                revenue * float(opened.profits[f]), abs=1e-12
            )
            price = opened.prices[f]
            assert np.isnan(found.price_open[f][k]) == (price is None)
            if price is not None:
                assert found.price_open[f][k] == pytest.approx(float(price))
        assert found.startups_in_open[k] == opened.startups_in
        assert found.open_share[k] == pytest.approx(float(opened.open_share), abs=1e-12)
        change = revenue * float(opened.surplus - closed.surplus)
        assert found.surplus_change[k] == pytest.approx(change, abs=1e-9 * abs(change) + 1e-9)
        game = family().game_at(values)
        for b in range(game.shape[1]):
            mine = game.exact_payoffs()[0][:, b]
            assert found.gain[k, b] == pytest.approx(float(mine[0] - max(mine[1:])), abs=1e-9)
        strict = eq.dominant(game.players[0], "open").holds(game)
        assert found.dominant[k] == strict


def test_the_gain_changes_sign_at_the_share_and_nowhere_else_when_it_crosses_once(found):
    def sign(k, share):
        values = _values(found, k, model_share=share)
        best = min(
            gain(family().builder, values, other, "hold").at(values["model_share"], values["pool"])
            for other in ("api", "internal")
        )
        return np.sign(float(best))

    crossed = (found.model_share.crossings == 1) & np.isfinite(found.model_share.value)
    once = np.flatnonzero(crossed & found.solved)[:6]
    assert len(once) >= 3
    for k in once:
        value = float(found.model_share.value[k])
        assert sign(k, Fraction(value - 1e-6)) > 0 > sign(k, Fraction(value + 1e-6))
        for part in range(1, 8):
            share = Fraction(part, 8)
            assert sign(k, share) == (1 if share < value else -1)


def test_the_restoring_lead_restores_and_less_does_not(found):
    some = np.flatnonzero((found.restoring_elo > 1) & (found.restoring_elo < MOST_ELO))[:6]
    assert len(some)
    builder = family().builder
    for k in some:
        lead = found.restoring_elo[k]
        for scale, restored in ((1 + 1e-4, True), (1 - 1e-4, False)):
            values = _values(found, k, frontier_elo=Fraction(lead * scale))
            opened, closed = builder.outcomes(values, ("open", "frontier"), ("internal", "hold"))
            rival = found.vendors[0]
            assert (opened.profits[rival] >= closed.profits[rival]) is restored


def test_the_profit_falls_in_the_number_of_vendors(found):
    counts = found.vendor_counts
    assert counts == tuple(range(1, len(found.vendors) + 3))
    profit = found.profit_by_count[found.solved]
    assert (np.diff(profit, axis=1) <= 1e-9 * profit[:, :-1]).all()
    # The profit of the closed world is that of as many vendors as are left when startups decide.
    here = counts.index(len(found.vendors))
    stay = found.startups_in_closed[found.solved]
    expected = np.where(stay, profit[:, here], profit[:, here - 1])
    assert 0 < stay.sum() < len(stay)
    assert expected == pytest.approx(found.profit_closed[found.vendors[0]][found.solved])


def test_draws_do_not_depend_on_threads_and_repeat():
    one, two = (evidence(family(), 5000, 3, threads=t, pool=20) for t in (1, 2))
    assert (one.gain[one.solved] == two.gain[two.solved]).all()
    assert (one.status == two.status).all()
    other = evidence(family(), 8, 4, pool=20)
    assert (other.columns["elo_open"] != one.columns["elo_open"][:8]).all()
    begun = evidence(family(), 8, 3, pool=20)
    assert all((begun.columns[n] == c[:8]).all() for n, c in one.columns.items())


def test_dominance_at_no_stake_is_the_games():
    e = evidence(family(), 12, 7, pool=20)
    for k in np.flatnonzero(e.solved):
        game = family().game_at(_values(e, k, model_share=0))
        assert e.dominant_at_zero[k] == eq.dominant(game.players[0], "open").holds(game)


def test_values_that_make_no_market_are_marked():
    e = evidence(family(), 4, 1, parameters=["spend"], share_openai_cost_led="9/10")
    assert (e.status == DrawStatus.NO_MARKET).all() and np.isnan(e.gain).all()
    assert not (e.dominant | e.dominant_at_zero | e.model_share.falls | e.frontier_pays).any()
    assert not any(flags.any() for flags in e.claims().values())
    assert e.refused == {DrawStatus.NO_MARKET.reason: 4}


def test_the_least_restoring_lead_of_known_curves():
    target = np.array([2.0, 5.0, 1e3, -1.0])
    found = least_restoring(lambda x, _: x**2 + 1, target, 10.0)
    assert found == pytest.approx([1.0, 2.0, np.inf, 0.0], abs=1e-7)
    jump = least_restoring(lambda x, _: np.where(x < 3, 0.0, 5.0), np.array([1.0]), 10.0)
    assert jump == pytest.approx([3.0], abs=1e-7)


def test_bad_questions_are_refused():
    with pytest.raises(eq.GameError, match="whole number"):
        evidence(family(), 0, 1)
    with pytest.raises(eq.GameError, match="no such parameter"):
        evidence(family(), 4, 1, parameters=["speed"])
    with pytest.raises(eq.GameError, match="layer 'Z'"):
        evidence(family(), 4, 1, layer="Z")
