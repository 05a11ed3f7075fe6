"""What must hold of every payoff set: proofs, bounds, monotonicity, units and labels."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import hypothesis.strategies as st
import numpy as np
from hypothesis import assume, given, settings

import equilibria as eq
from equilibria.repeated import polygon
from support.strategies import bimatrix_games
from twins.payoff_sets import b_step, distance, limit, minmax, stage_hull

DISCOUNTS = [Fraction(n, 100) for n in (0, 10, 25, 30, 50, 70, 90, 99)]
GAP, STEPS = 1e-6, 400
discounts = st.sampled_from(DISCOUNTS)
scales = st.fractions(Fraction(1, 1000), 1000, max_denominator=1000)
shifts = st.fractions(-1000, 1000, max_denominator=12)
FEW = settings(deadline=None, max_examples=40)


def solve(game, discount):
    return eq.payoff_set(
        eq.RepeatedGame(game, discount),
        gap=GAP,
        budget=eq.Budget(seconds=None, steps=STEPS),
        partial=True,
    )


def tables(game):
    return [payoffs.tolist() for payoffs in game.exact_payoffs()]


def spans(game):
    """Each player's range of stage payoffs; 1 where they are constant."""
    return [max(map(max, table)) - min(map(min, table)) or Fraction(1) for table in tables(game)]


def within(corners, others):
    """Whether one convex set lies in another, exactly."""
    return all(polygon.contains(others, c) for c in corners)


def room(answer):
    """How far a finished set may be from the true one, per player."""
    return [Fraction(0) if answer.exact else Fraction(GAP) * s for s in spans(answer.game.stage)]


def apart(answer):
    """How far the outer set reaches beyond the inner one, by another method than the answer's."""
    x, y = spans(answer.game.stage)
    inner, outer = ([(a / x, b / y) for a, b in s] for s in (answer.inner, answer.outer))
    if not inner:
        return math.inf if outer else 0
    return max(distance(inner, point) for point in outer)


def ties_nearly(game):
    """Whether payoffs of a player differ by a few roundings: the only ones that stay undecided."""
    for table, span in zip(tables(game), spans(game)):
        values = sorted({v for row in table for v in row})
        if any(b - a < span / 10**9 for a, b in pairwise(values)):
            return True
    return False


def assert_closed(answer):
    """A set that is called finished is within the gap; one that is not says why."""
    far = apart(answer)
    assert (answer.gap == 0) == (far == 0) == answer.exact
    assert far <= answer.gap <= float(far) + 1e-12  # floats chose the edge to measure from
    if answer.status is eq.Status.FINISHED:
        assert far <= GAP
        return
    assert far > GAP
    if answer.status is eq.Status.UNDECIDED:
        assert ties_nearly(answer.game.stage)
    else:
        assert answer.status is eq.Status.MAX_STEPS and answer.stats.steps == STEPS


@FEW
@given(bimatrix_games(3), discounts)
def test_the_sandwich_is_proved_and_closed(game, discount):
    answer = solve(game, discount)
    verdict = eq.check(answer.certificate(), game)
    assert verdict.outcome is eq.Outcome.PROVED, verdict
    assert within(answer.inner, answer.outer)
    for corner in answer.inner:
        assert answer.contains(corner) is True
    assert_closed(answer)


@FEW
@given(bimatrix_games(3), discounts)
def test_a_set_that_the_definition_reaches_is_found_exactly(game, discount):
    known = limit(*tables(game), discount)
    assume(known is not None)
    answer = solve(game, discount)
    assert answer.status is eq.Status.FINISHED or ties_nearly(game)
    assert within(answer.inner, known) and within(known, answer.outer)
    if answer.exact:
        assert set(answer.inner) == set(known)


@FEW
@given(bimatrix_games(3), discounts)
def test_equilibria_of_the_stage_game_are_held(game, discount):
    answer = solve(game, discount)
    for equilibrium in eq.pure_equilibria(game):
        point = equilibrium.profile.exact_payoffs
        assert answer.contains(point) is not False
        if answer.exact:
            assert answer.contains(point) is True


@FEW
@given(bimatrix_games(3), discounts)
def test_no_operator_step_leaves_it(game, discount):
    """The inner set lies in its own image; the image of the outer one holds the inner one."""
    answer = solve(game, discount)
    A, B = tables(game)
    if answer.inner:
        image = b_step(A, B, discount, list(answer.inner))
        assert within(answer.inner, image)
        if answer.exact:
            assert set(answer.inner) == set(image)
    if answer.outer:
        floor = minmax(A, B)
        assert within(answer.inner, b_step(A, B, discount, list(answer.outer)))
        assert all(c[i] >= floor[i] for c in answer.outer for i in (0, 1))
        if answer.exact:  # otherwise the slopes of its sides are rounded
            assert within(answer.outer, stage_hull(A, B))


@FEW
@given(bimatrix_games(3), discounts, st.randoms(use_true_random=False))
def test_points_of_the_inner_set_are_earned(game, discount, random):
    answer = solve(game, discount)
    assume(answer.inner)
    weights = [Fraction(random.randint(1, 9)) for _ in answer.inner]
    x, y = (sum(w * c[i] for w, c in zip(weights, answer.inner)) / sum(weights) for i in (0, 1))
    automaton = answer.strategy_for((x, y))
    assert automaton.payoffs == (x, y)
    verdict = eq.check(automaton.certificate(), game)
    assert verdict, verdict


@FEW
@given(bimatrix_games(4), st.lists(discounts, min_size=2, max_size=2, unique=True))
def test_patience_enlarges_the_set(game, pair):
    less, more = (solve(game, d) for d in sorted(pair))
    assert_closed(less)
    assert_closed(more)
    assert within(less.inner, more.outer)
    if more.exact:
        assert within(less.inner, more.inner)
    if less.exact:
        assert within(less.outer, more.outer)


@FEW
@given(bimatrix_games(4), discounts)
def test_transfers_enlarge_the_set(game, discount):
    answer, best = solve(game, discount), eq.with_transfers(game).at(discount)
    if best is None:  # not even paying one another sustains anything
        assert not answer.inner
        assert not answer.outer or answer.status is not eq.Status.FINISHED
        return
    for corners, rounded in ((answer.inner, (0, 0)), (answer.outer, room(answer))):
        if corners is answer.outer and answer.status is not eq.Status.FINISHED:
            continue
        assert all(x + y <= best.joint + sum(rounded) for x, y in corners)
        assert all(c[i] >= best.threats[i] - rounded[i] for c in corners for i in (0, 1))


@FEW
@given(bimatrix_games(3), discounts, scales, shifts, scales, shifts)
def test_units_change_nothing(game, discount, a, b, c, d):
    A, B = tables(game)
    other = eq.NormalFormGame.bimatrix(
        [[a * v + b for v in row] for row in A], [[c * v + d for v in row] for row in B]
    )
    here, there = solve(game, discount), solve(other, discount)
    assert_closed(here)
    assert (here.status, here.exact, here.gap) == (there.status, there.exact, there.gap)
    for ours, theirs in ((here.inner, there.inner), (here.outer, there.outer)):
        assert tuple((a * x + b, c * y + d) for x, y in ours) == theirs


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
    assert_closed(here)
    turned = [[(y, x) for x, y in s][::-1] for s in (other.inner, other.outer)]
    for status, exact, inner, outer in (
        (there.status, there.exact, there.inner, there.outer),
        (other.status, other.exact, *turned),
    ):
        assert (status, exact) == (here.status, here.exact) or ties_nearly(game)
        assert within(here.inner, outer) and within(inner, here.outer)
        if exact and here.exact:
            assert set(here.inner) == set(inner)


@settings(deadline=None, max_examples=15)
@given(bimatrix_games(2), st.sampled_from([("1/2", "1/4"), ("0", "1/2"), ("1/10", "3/10")]))
def test_unequal_discounts_are_enclosed_and_proved(game, pair):
    answer = eq.payoff_set(
        eq.RepeatedGame(game, pair), budget=eq.Budget(seconds=None, steps=25), partial=True
    )
    verdict = eq.check(answer.certificate(), game)
    assert verdict or verdict.outcome is eq.Outcome.UNDECIDED, verdict
    assert within(answer.inner, answer.outer)
    for equilibrium in eq.pure_equilibria(game):
        assert answer.contains(equilibrium.profile.exact_payoffs) is not False
