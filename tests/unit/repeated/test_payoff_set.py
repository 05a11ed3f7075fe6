"""What the verb answers, and what it refuses."""

from __future__ import annotations

import math
import pickle
from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq
from equilibria.repeated import polygon

DILEMMA = eq.NormalFormGame.bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
EXAMPLE = eq.NormalFormGame.bimatrix(
    [[16, 3, 0], [21, 10, -1], [9, 5, -5]], [[9, 13, 3], [1, 4, 0], [0, -4, -15]]
)


def solve(stage, discount, **options):
    return eq.payoff_set(eq.RepeatedGame(stage, discount), **options)


def test_membership_is_proved_both_ways():
    answer = solve(EXAMPLE, "3/10")
    assert answer.status is eq.Status.FINISHED and answer.claim is eq.Claim.SANDWICH
    assert 0 < answer.gap < 1e-9 and not answer.exact and answer.dimension == 2
    assert answer.contains((10, 4)) is True
    assert answer.contains((1, 1)) is False
    middle = [(a + b) / 2 for a, b in zip(answer.threats.inner, answer.threats.outer)]
    assert answer.threats.outer[0] < answer.threats.inner[0]
    assert answer.contains((middle[0], Fraction(14, 5))) is None
    assert answer.contains(("10", 4.0)) is True


def test_no_look_ahead_is_the_hull_of_pure_equilibria():
    stage = eq.NormalFormGame.bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    assert solve(stage, 0).inner == ((1, 2), (2, 1))
    assert (
        solve(eq.NormalFormGame.bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]), 0).dimension == -1
    )


def test_an_empty_set_is_an_answer():
    stage = eq.NormalFormGame.bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    answer = solve(stage, "9/10")
    assert (answer.dimension, answer.gap, answer.vertices) == (-1, 0, ())
    assert answer.threats.inner is None and answer.contains((0, 0)) is False
    assert eq.check(answer.certificate(), stage)
    assert "empty" in repr(answer)


def test_the_gap_is_infinite_where_only_the_inner_set_is_empty():
    # No pure equilibrium of the stage game, but payoffs above both minmax payoffs, (1, 1).
    stage = eq.NormalFormGame.bimatrix([[3, 0], [2, 1]], [[2, 3], [1, 0]])
    with pytest.raises(eq.BudgetExceeded, match="inf apart") as caught:
        solve(stage, "1/100", budget=eq.Budget(seconds=None, steps=0))
    partial = caught.value.partial
    assert partial.inner == () != partial.outer
    assert partial.gap == math.inf and partial.status is eq.Status.MAX_STEPS
    assert partial.dimension is None and not partial.exact
    assert partial.threats.inner is None and partial.threats.outer == (1, 1)
    assert partial.contains((2, 2)) is None
    assert eq.check(partial.certificate(), stage)
    whole = solve(stage, "1/100")
    assert whole.inner == whole.outer == () and whole.gap == 0


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (3, 1)])
def test_one_player_may_have_nothing_to_choose(shape):
    A = np.arange(np.prod(shape)).reshape(shape)
    answer = solve(eq.NormalFormGame.bimatrix(A, -A), "1/2")
    assert answer.dimension == 0 and answer.exact


def test_constant_payoffs():
    stage = eq.NormalFormGame.bimatrix([[1, 1], [1, 1]], [[0, 2], [1, 0]])
    answer = solve(stage, "1/2")
    assert answer.exact and answer.dimension in (0, 1)
    assert eq.check(answer.certificate(), stage)


@pytest.mark.parametrize("unit", [1e300, 1e-300, 2.0**-1060, Fraction(1, 10**30), 3])
def test_units_do_not_matter(unit):
    A, B = ([[unit * v for v in row] for row in m] for m in ([[9, 1], [10, 3]], [[9, 10], [1, 3]]))
    if isinstance(unit, float):
        A, B = (
            [[Fraction(unit) * v for v in row] for row in m]
            for m in ([[9, 1], [10, 3]], [[9, 10], [1, 3]])
        )
    answer = solve(eq.NormalFormGame.bimatrix(A, B), "1/4")
    expected = {(3, 3), (Fraction(39, 4), 3), (9, 9), (3, Fraction(39, 4))}
    assert set(answer.inner) == {(Fraction(unit) * x, Fraction(unit) * y) for x, y in expected}


def test_unequal_discounts_leave_the_hull_of_stage_payoffs():
    # Two periods of (1, 0), then (0, 1) for ever: outside the hull, and an equilibrium.
    A, B = np.zeros((3, 3), int), np.zeros((3, 3), int)
    A[0, 0], B[1, 1] = 1, 1
    stage = eq.NormalFormGame.bimatrix(A, B)
    answer = solve(stage, ["1/2", "9/10"], partial=True, budget=eq.Budget(seconds=None, steps=3))
    point = (Fraction(3, 4), Fraction(81, 100))
    assert sum(point) > 1
    assert answer.contains(point) is True and polygon.contains(answer.outer, point)
    verdict = eq.check(answer.certificate(), stage)
    assert verdict.outcome is eq.Outcome.PROVED, verdict
    automaton = answer.strategy_for(point)
    assert automaton.payoffs == point and automaton.play[automaton.start[0][0]] == (0, 0)
    assert eq.check(automaton.certificate(), stage)
    # What the path pays, summed: 1 in both of the first periods to one, from then on to the other.
    path = automaton.simulate(200, rng=0)
    assert path.payoffs[:2].tolist() == [[1, 0], [1, 0]]
    assert path.average == pytest.approx([float(v) for v in point], abs=1e-8)


def test_unequal_discounts_are_enclosed():
    answer = solve(DILEMMA, ["1/2", "1/4"])
    assert answer.claim is eq.Claim.SANDWICH
    assert answer.contains((9, 9)) is True
    assert eq.check(answer.certificate(), DILEMMA)


def test_equal_discounts_given_twice_are_common():
    assert solve(DILEMMA, ["1/4", 0.25]).inner == solve(DILEMMA, "1/4").inner


def test_without_proof_nothing_is_claimed():
    answer = solve(EXAMPLE, "3/10", proof=False)
    assert answer.claim is eq.Claim.NONE and answer.gap == math.inf
    assert answer.contains((10, 4)) is None and len(answer.vertices) == 6
    with pytest.raises(eq.GameError, match="proof=False"):
        answer.certificate()


def test_a_spent_budget_raises_with_both_sets():
    kite = {"discount": "99/400"}
    with pytest.raises(eq.BudgetExceeded, match="still .* apart") as caught:
        solve(DILEMMA, kite["discount"], budget=eq.Budget(steps=3))
    partial = caught.value.partial
    assert partial.status is eq.Status.MAX_STEPS and partial.gap > 1e-6
    assert eq.check(partial.certificate(), DILEMMA)
    same = solve(DILEMMA, kite["discount"], budget=eq.Budget(steps=3), partial=True)
    assert same.inner == partial.inner and same.outer == partial.outer


def test_answers_can_be_sent_to_another_process():
    answer = solve(DILEMMA, "1/4")
    assert pickle.loads(pickle.dumps(answer)) == answer


@pytest.mark.parametrize("gap", [0, -1.0, "small", True, None])
def test_a_gap_must_be_positive(gap):
    with pytest.raises(eq.GameError, match="gap is"):
        solve(DILEMMA, "1/2", gap=gap)


def test_what_is_no_repeated_game_of_two_is_refused():
    with pytest.raises(eq.GameError, match="not a repeated game"):
        eq.payoff_set(DILEMMA)
    three = eq.NormalFormGame([np.zeros((2, 2, 2))] * 3)
    with pytest.raises(eq.NotYetSupported, match="3 players"):
        solve(three, "1/2")


@pytest.mark.parametrize("point", [(1,), 3, (1, float("nan")), ("x", 1), (1, 2, 3)])
def test_a_point_must_be_two_numbers(point):
    with pytest.raises(eq.GameError, match="payoffs"):
        solve(DILEMMA, "1/2").contains(point)
