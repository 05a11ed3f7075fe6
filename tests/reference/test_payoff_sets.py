"""Payoff sets against published values and closed forms, knife edges included."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

import equilibria as eq
from equilibria.repeated import polygon
from reference.payoff_sets import (
    CASES,
    COURNOT,
    COURNOT_FLOOR,
    EDGES,
    cournot,
    dilemma,
    dilemma_kite,
    dilemma_set,
    kite_from,
)
from reference.repeated import COURNOT_THREATS


def solve(game, discount):
    stage = eq.NormalFormGame.bimatrix(*game)
    answer = eq.payoff_set(eq.RepeatedGame(stage, discount))
    verdict = eq.check(answer.certificate(), stage)
    assert verdict, verdict
    return answer


def assert_same_set(answer, corners, within):
    """The corners agree up to `within`, in any order; exactly where they are text."""
    assert answer.dimension == min(len(corners), 3) - 1
    assert len(answer.vertices) == len(corners)
    if all(isinstance(v, str) for corner in corners for v in corner):
        assert answer.exact and answer.gap == 0
        assert set(answer.vertices) == {(Fraction(x), Fraction(y)) for x, y in corners}
        return
    for x, y in corners:
        near = min(answer.vertices, key=lambda v: abs(v[0] - x) + abs(v[1] - y))
        assert abs(float(near[0]) - float(x)) <= within
        assert abs(float(near[1]) - float(y)) <= within


@pytest.mark.parametrize(
    ("game", "discount", "corners"),
    [pytest.param(*case[1:4], id=f"{case[0]} at {case[2]}") for case in CASES],
)
def test_published_and_computed_sets(game, discount, corners):
    answer = solve(game, discount)
    assert_same_set(answer, corners, 1e-9)
    assert answer.gap <= 2e-9


@pytest.mark.parametrize(("floor", "corners"), [(True, COURNOT_FLOOR), (False, COURNOT)])
def test_cournot_with_fifteen_quantities(floor, corners):
    answer = solve(cournot(15, floor=floor), "4/5")
    assert answer.exact and answer.threats.inner == COURNOT_THREATS
    assert_same_set(answer, corners, 1e-9)


def test_asymmetric_punishments_sustain_more_than_symmetric_ones():
    # Quantities k/24, price 1 - Q: collusion at the monopoly output from 9/56 on, worst payoff
    # 25/576; strongly symmetric punishments need 9/32.
    game = cournot(25, floor=False, top=1, cost=Fraction(0))
    monopoly = (Fraction(1, 8), Fraction(1, 8))
    answer = solve(game, "9/56")
    assert answer.contains(monopoly) is True and answer.gap < 1e-9
    assert answer.threats.inner == (Fraction(25, 576),) * 2
    assert solve(game, Fraction(9, 56) - Fraction(1, 10**9)).contains(monopoly) is False


@pytest.mark.parametrize("away", ["1e-9", "1e-12", "1e-15"])
@pytest.mark.parametrize(
    ("game", "edge", "below", "above"), [pytest.param(*case[1:], id=case[0]) for case in EDGES]
)
def test_both_sides_of_a_knife_edge(game, edge, below, above, away):
    edge, away = Fraction(edge), Fraction(away)
    above = [(Fraction(x), Fraction(y)) for x, y in above]
    less, more = above, above
    for d in (edge - away, edge, edge + away):
        if d < edge and below is None:
            near, far = dilemma_kite(d)
            less, more = ([(3, 3), (v, 3), (9, 9), (3, v)] for v in (near, far))
        elif d < edge:
            less = more = [(Fraction(x), Fraction(y)) for x, y in below]
        else:
            less = more = above
        stage = eq.NormalFormGame.bimatrix(*game)
        budget = eq.Budget(seconds=None, steps=300)
        answer = eq.payoff_set(eq.RepeatedGame(stage, d), budget=budget, partial=True)
        verdict = eq.check(answer.certificate(), stage)
        assert verdict.outcome is eq.Outcome.PROVED, verdict
        assert all(polygon.contains(more, corner) for corner in answer.inner)
        assert all(polygon.contains(answer.outer, corner) for corner in less)
        if d == edge:
            assert answer.exact and set(answer.inner) == set(above)
        elif d > edge or away > Fraction(1, 10**14):
            assert answer.status is eq.Status.FINISHED and answer.gap < 1e-8
        else:  # floats cannot tell it from the edge: within the gap, or said to be undecided
            assert (answer.status is eq.Status.FINISHED) == (answer.gap <= 1e-6)


G = [Fraction(n, 6) for n in (1, 2, 5, 9)]
L = [*G, Fraction(3)]
NEAR = Fraction(1, 10**6)


def _grid():
    for g, l in product(G, L):  # noqa: E741
        if 1 + g - l < 2:
            borders = {g / (1 + g), l / (1 + l), l / (1 + g)}
            if l > g:
                borders.add(Fraction(kite_from(g, l)))
            borders = {d for d in borders if 0 < d < 1}
            near = {d + shift for d in borders for shift in (-NEAR, 0, NEAR)}
            yield from ((g, l, d) for d in sorted({*near, Fraction(1, 10), Fraction(9, 10)}))


GRID = list(_grid())


def test_the_grid_holds_every_regime():
    assert any(1 + g < worse for g, worse, _ in GRID)
    kinds = {(case[1] > case[0], len(dilemma_set(*case))) for case in GRID}
    assert kinds == {(True, 1), (True, 2), (True, 4), (False, 1), (False, 3), (False, 4)}


@pytest.mark.parametrize(("g", "l", "d"), GRID)
def test_the_dilemma_in_closed_form(g, l, d):  # noqa: E741
    rep = eq.RepeatedGame(eq.NormalFormGame.bimatrix(*dilemma(g, l)), d)
    if l > g and abs(float(d) - kite_from(g, l)) < 1e-9:
        # The border itself is irrational; its neighbour takes ever so many steps to decide. What
        # is proved by then must hold all the same.
        answer = eq.payoff_set(rep, budget=eq.Budget(seconds=None, steps=100), partial=True)
        assert answer.contains((1, 1)) is (d >= g / (1 + g))
        assert answer.contains((1, "5/4")) is False
        assert eq.check(answer.certificate(), rep.stage)
        return
    answer, corners = eq.payoff_set(rep), dilemma_set(g, l, d)
    assert_same_set(answer, corners, 2e-9)
    assert answer.status is eq.Status.FINISHED and answer.gap <= 1e-6
    if not any(isinstance(v, float) for corner in corners for v in corner):
        assert answer.exact and set(answer.vertices) == set(corners)


@pytest.mark.parametrize(("g", "l", "d"), GRID[::7])
def test_certificates_of_the_dilemma_are_proved(g, l, d):  # noqa: E741
    rep = eq.RepeatedGame(eq.NormalFormGame.bimatrix(*dilemma(g, l)), d)
    answer = eq.payoff_set(rep, budget=eq.Budget(seconds=None, steps=100), partial=True)
    verdict = eq.check(answer.certificate(), rep.stage)
    assert verdict.outcome is eq.Outcome.PROVED, verdict
