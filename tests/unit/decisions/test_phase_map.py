"""Maps over two parameters: what is proved is true, nothing is lost, the rest is open."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq
from equilibria.decisions.mapped import UNDECIDED
from support.planted import (
    GLIMPSE,
    PLANTED,
    REGIMES,
    TURNS,
    by_number,
    check_regimes,
    dilemma,
    parameter,
)
from support.scenario import family

F = Fraction


def corners_tile(m):
    """The boxes cover the rectangle once: their shares add to one, and no two overlap."""
    assert sum(m.area.tolist()) == 1
    for k in np.random.default_rng(0).integers(0, len(m.low), 20):
        centre = (m.low[k] + m.high[k]) / 2
        inside = (m.low <= centre).all(axis=1) & (m.high >= centre).all(axis=1)
        assert inside.sum() == 1


@pytest.mark.parametrize("name", PLANTED)
def test_planted_maps_are_proved_and_right(name):
    s = PLANTED[name][0]
    first, second = s.parameters
    m = eq.phase_map(s, first, second)
    assert m.proved_share >= F(99, 100) and m.status is eq.Status.FINISHED
    corners_tile(m)
    check_regimes(m, REGIMES[name])
    rng = np.random.default_rng(1)
    proved = np.flatnonzero(m.regime != UNDECIDED)
    for k in rng.choice(proved, 25):
        weights = [F(int(w), 4) for w in rng.integers(0, 5, 2)]  # edges and corners included
        here = [a + (b - a) * w for a, b, w in zip(m.low[k], m.high[k], weights)]
        game = s.game(**dict(zip((first, second), here)))
        assert eq.regime().holds(game) == m.regimes[m.regime[k]]
        assert m.at(*here) == m.regimes[m.regime[k]]


def test_a_region_of_one_part_in_ten_thousand_is_there_and_a_tie_stays_open():
    m = eq.phase_map(PLANTED["corner"][0], "p", "q")
    [small] = [k for k, r in enumerate(m.regimes) if r.label == "Player 1: a1, Player 2: a1"]
    assert 0 < m.share(small) <= F(1, 10**4)
    assert m.at(F(999, 1000), F(999, 1000)) == m.regimes[small]
    line = eq.phase_map(PLANTED["line"][0], "p", "q", depth=3)
    assert line.at(F(1, 3), F(1, 3)) is None  # the tie itself
    assert (line.sampled[line.regime == UNDECIDED] != -1).all()


def test_what_is_too_thin_is_open_and_never_painted_over():
    """A strip of p a five-hundredth wide, a quarter of the smallest box."""
    m = eq.phase_map(GLIMPSE, "p", "q", cells=8, depth=4)
    strip = F(1, 500)
    proved = {by_number(r): m.share(k) for k, r in enumerate(m.regimes)}
    assert proved.get(frozenset({"1,1"}), 0) <= strip
    assert 1 - strip - (1 - m.proved_share) <= proved[frozenset({"2,1"})] <= 1 - strip
    near = m.at(F(1, 3), F(1, 2))
    assert near is None or by_number(near) == {"1,1"}


def test_a_scan_that_steps_over_two_crossings_does_not_claim_all():
    said = eq.played_in_equilibrium("Player 1", "a1")
    coarse = eq.thresholds(GLIMPSE, "p", said)
    assert coarse.method == "bisection" and not coarse.complete and len(coarse) in (0, 2)
    fine = eq.thresholds(GLIMPSE, "p", said, low="33/100", high="17/50")  # steps of 1/6400
    ends = [F(1, 3) - F(1, 1000), F(1, 3) + F(1, 1000)]
    assert len(fine) == 2 and not fine.complete
    assert all(b.lower <= end <= b.upper for b, end in zip(fine, ends))
    assert [(b.before, b.after) for b in fine] == [(False, True), (True, False)]


@pytest.mark.parametrize("name", [name for name in PLANTED if name not in ("parabola",)])
def test_what_holds_before_at_and_after_a_closed_form(name):
    s, varied, statement, truths = PLANTED[name]
    found = eq.thresholds(s, varied, statement, method="closed form")
    assert found.complete and [b.value for b in found] == truths
    assert [(b.before, b.at, b.after) for b in found] == TURNS[name]


@pytest.mark.parametrize("name", PLANTED)
def test_the_planted_turns_are_those_of_the_exact_games(name):
    s, varied, statement, truths = PLANTED[name]
    said = [
        tuple(statement.holds(s.game(**{varied: t + F(k, 10**9)})) for k in (-1, 0, 1))
        for t in truths
    ]
    assert said == TURNS[name]


def test_maps_of_statements():
    s, _, statement, _ = PLANTED["dilemma"]
    m = eq.phase_map(s, "t", "s", statement=statement)
    assert m.regimes == (False, True) and m.proved_share > F(99, 100)
    assert m.at(4, F(-1)) is True or m.at(4, F(-1)) is False
    for k in range(0, len(m.low), 97):
        if m.regime[k] != UNDECIDED:
            centre = (m.low[k] + m.high[k]) / 2
            game = s.game(t=centre[0], s=centre[1])
            assert statement.holds(game) == m.regimes[m.regime[k]]


def test_the_market_is_mapped_with_proof():
    s = family()
    m = eq.phase_map(s, "model_share", "pool", ranges={"pool": (2, 40)}, depth=4, spend=9)
    assert m.proved_share > F(98, 100) and m.held["spend"] == 9 and "pool" not in m.held
    rng = np.random.default_rng(2)
    for k in rng.choice(np.flatnonzero(m.regime != UNDECIDED), 10):
        w = [F(int(v), 4) for v in rng.integers(0, 5, 2)]
        here = [a + (b - a) * v for a, b, v in zip(m.low[k], m.high[k], w)]
        game = s.game(model_share=here[0], pool=here[1], spend=9)
        assert eq.regime().holds(game) == m.regimes[m.regime[k]]
    # A parameter of the market itself: balls alone, for nothing is affine.
    bent = eq.phase_map(s, "elo_open", "pool", ranges={"pool": (2, 40)}, cells=8, depth=4)
    assert bent.proved_share > F(9, 10)


def test_without_enclosure_nothing_is_proved():
    loose = eq.Family.from_function(dilemma, [parameter("t", 2, 0, 5), parameter("s", 0, -2, 1)])
    m = eq.phase_map(loose, "t", "s", cells=4, depth=1)
    assert m.proved_share == 0 and (m.regime == UNDECIDED).all() and "samples" in m.about
    assert len(m.regimes) >= 2 and (m.sampled >= 0).all()
    exact = eq.Family.from_function(
        dilemma, [parameter("t", 2, 0, 5), parameter("s", 0, -2, 1)], exact=True
    )
    assert eq.phase_map(exact, "t", "s", cells=4, depth=1).proved_share == 0


def test_a_budget_leaves_the_rest_undecided():
    s = PLANTED["corner"][0]
    with pytest.raises(eq.BudgetExceeded, match="300 boxes") as caught:
        eq.phase_map(s, "p", "q", budget=eq.Budget(steps=300))
    m = caught.value.partial
    assert m.status is eq.Status.MAX_STEPS and m.evaluated == 300
    corners_tile(m)


def test_bad_maps_are_refused():
    s = PLANTED["corner"][0]
    for given, options, words in [
        (("p", "p"), {}, "two different"),
        (("p", "z"), {}, "no such parameter"),
        (("p", "q"), {"q": 1}, "both varied and held"),
        (("p", "q"), {"ranges": {"p": (1, 0)}}, r"the range \[1, 0\] is empty"),
        (("p", "q"), {"ranges": {"z": (1, 0)}}, "does not vary"),
        (("p", "q"), {"cells": 0}, "cells=0"),
        (("p", "q"), {"depth": -1}, "depth=-1"),
    ]:
        with pytest.raises(eq.GameError, match=words):
            eq.phase_map(s, *given, **options)
    with pytest.raises(eq.GameError, match="outside the map"):
        eq.phase_map(s, "p", "q", cells=2, depth=0).at(5, 5)
