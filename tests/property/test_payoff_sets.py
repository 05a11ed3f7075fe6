"""What must hold of every payoff set: proofs, bounds, monotonicity, units and labels."""

from __future__ import annotations

from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
from hypothesis import given, settings

import equilibria as eq
from equilibria.repeated import polygon
from support.strategies import bimatrix_games
from twins.payoff_sets import b_step, minmax

DISCOUNTS = [Fraction(n, 100) for n in (0, 10, 25, 30, 50, 70, 90, 99)]
discounts = st.sampled_from(DISCOUNTS)
scales = st.fractions(Fraction(1, 1000), 1000, max_denominator=1000)
shifts = st.fractions(-1000, 1000, max_denominator=12)
FEW = settings(deadline=None, max_examples=60)


def solve(game, discount):
    return eq.payoff_set(
        eq.RepeatedGame(game, discount), budget=eq.Budget(seconds=None, steps=400), partial=True
    )


def tables(game):
    return [payoffs.tolist() for payoffs in game.exact_payoffs()]


def within(corners, others):
    """Whether one convex set lies in another, exactly."""
    return all(polygon.contains(others, c) for c in corners)


@FEW
@given(bimatrix_games(3), discounts)
def test_the_sandwich_is_proved_and_closed(game, discount):
    answer = solve(game, discount)
    verdict = eq.check(answer.certificate(), game)
    assert verdict, verdict
    assert within(answer.inner, answer.outer)
    for corner in answer.inner:
        assert answer.contains(corner) is True
    if answer.status is eq.Status.FINISHED:
        assert (answer.gap <= 1e-6 and answer.dimension is not None) or answer.gap > 0


@FEW
@given(bimatrix_games(3), discounts)
def test_no_operator_step_leaves_it(game, discount):
    """The inner set lies in its own image; the image of the outer one holds the inner one."""
    answer = solve(game, discount)
    A, B = tables(game)
    if answer.inner:
        assert within(answer.inner, b_step(A, B, discount, list(answer.inner)))
    if answer.outer:
        floor = minmax(A, B)
        assert within(answer.inner, b_step(A, B, discount, list(answer.outer)))
        assert all(c[i] >= floor[i] for c in answer.outer for i in (0, 1))
        if answer.exact:  # otherwise the slopes of its sides are rounded
            hull = polygon.hull((x, y) for r, s in zip(A, B) for x, y in zip(r, s))
            assert within(answer.outer, hull)


@FEW
@given(bimatrix_games(3), discounts, st.randoms(use_true_random=False))
def test_points_of_the_inner_set_are_earned(game, discount, random):
    answer = solve(game, discount)
    if answer.inner:
        weights = [Fraction(random.randint(1, 9)) for _ in answer.inner]
        x, y = (sum(w * c[i] for w, c in zip(weights, answer.inner)) / sum(weights) for i in (0, 1))
        automaton = answer.strategy_for((x, y))
        assert automaton.payoffs == (x, y)
        verdict = eq.check(automaton.certificate(), game)
        assert verdict, verdict


@FEW
@given(bimatrix_games(3), st.lists(discounts, min_size=2, max_size=2, unique=True))
def test_patience_enlarges_the_set(game, pair):
    less, more = sorted(pair)
    assert within(solve(game, less).inner, solve(game, more).outer)


@FEW
@given(bimatrix_games(3), discounts)
def test_transfers_enlarge_the_set(game, discount):
    answer, transfers = solve(game, discount), eq.with_transfers(game)
    if answer.inner:
        best = transfers.at(discount)
        assert max(x + y for x, y in answer.inner) <= best.joint
        assert all(c[i] >= best.threats[i] for c in answer.inner for i in (0, 1))


@FEW
@given(bimatrix_games(3), discounts, scales, shifts, scales, shifts)
def test_units_change_nothing(game, discount, a, b, c, d):
    A, B = tables(game)
    other = eq.NormalFormGame.bimatrix(
        [[a * v + b for v in row] for row in A], [[c * v + d for v in row] for row in B]
    )
    here, there = solve(game, discount), solve(other, discount)
    if here.exact and there.exact:
        assert {(a * x + b, c * y + d) for x, y in here.inner} == set(there.inner)
    moved = [(a * x + b, c * y + d) for x, y in here.inner]
    assert within(moved, there.outer)
    assert within(there.inner, [(a * x + b, c * y + d) for x, y in here.outer])


@FEW
@given(bimatrix_games(3), discounts, st.randoms(use_true_random=False))
def test_names_and_order_change_nothing(game, discount, random):
    A, B = map(np.array, tables(game))
    rows, columns = ([*range(k)] for k in game.shape)
    random.shuffle(rows)
    random.shuffle(columns)
    mixed = eq.NormalFormGame.bimatrix(A[np.ix_(rows, columns)], B[np.ix_(rows, columns)])
    swapped = eq.NormalFormGame.bimatrix(B.T, A.T)
    here, there, other = solve(game, discount), solve(mixed, discount), solve(swapped, discount)
    assert within(here.inner, there.outer) and within(there.inner, here.outer)
    turned = [(y, x) for x, y in other.inner]
    assert within(turned, here.outer)
    assert within(here.inner, [(y, x) for x, y in other.outer][::-1])
    if here.exact and there.exact:
        assert set(here.inner) == set(there.inner)


@settings(deadline=None, max_examples=15)
@given(bimatrix_games(2), st.sampled_from([("1/2", "1/4"), ("0", "1/2"), ("1/10", "3/10")]))
def test_unequal_discounts_are_enclosed_and_proved(game, pair):
    answer = eq.payoff_set(
        eq.RepeatedGame(game, pair), budget=eq.Budget(seconds=None, steps=25), partial=True
    )
    verdict = eq.check(answer.certificate(), game)
    assert verdict or verdict.outcome is eq.Outcome.UNDECIDED, verdict
    assert within(answer.inner, answer.outer)
