"""Automata earn what they promise, can be played, and resist deviations."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq

DILEMMA = eq.NormalFormGame.bimatrix(
    [[9, 1], [10, 3]],
    [[9, 10], [1, 3]],
    players=["Ann", "Bob"],
    actions=[["c", "d"], ["c", "d"]],
)
EXAMPLE = eq.NormalFormGame.bimatrix(
    [[16, 3, 0], [21, 10, -1], [9, 5, -5]], [[9, 13, 3], [1, 4, 0], [0, -4, -15]]
)


def solve(stage, discount):
    return eq.payoff_set(eq.RepeatedGame(stage, discount))


def test_cooperation_is_grim_trigger():
    automaton = solve(DILEMMA, "1/4").strategy_for((9, 9))
    assert automaton.payoffs == (9, 9)
    assert automaton.states == ("s0", "s1")
    assert automaton.play == ((0, 0), (1, 1))
    assert automaton.transition(0, ("c", "c")) == ((0, 1),)
    assert automaton.transition(0, ("d", "c")) == ((1, 1),)
    assert automaton.transition(0, (1, 1)) == ((0, 1),)  # two deviators at once go unpunished
    assert repr(automaton).splitlines() == [
        "Automaton of 2 states, earning Ann 9, Bob 9; starts in s0",
        "  state  play  then  if Ann deviates  if Bob deviates   worth",
        "  s0     c, c    s0               s1               s1  (9, 9)",
        "  s1     d, d    s1               s1               s1  (3, 3)",
    ]


@pytest.mark.parametrize(("stage", "discount"), [(DILEMMA, "99/400"), (EXAMPLE, "3/10")])
def test_points_of_the_inner_set_are_earned_exactly(stage, discount):
    answer = solve(stage, discount)
    rng = np.random.default_rng(5)
    for _ in range(5):
        weights = [Fraction(int(w)) for w in rng.integers(0, 100, len(answer.inner))]
        point = tuple(
            sum(w * v[i] for w, v in zip(weights, answer.inner)) / sum(weights) for i in (0, 1)
        )
        automaton = answer.strategy_for(point)
        assert automaton.payoffs == point
        verdict = eq.check(automaton.certificate(), stage)
        assert verdict, verdict
        assert len(automaton.play) <= len(answer.inner)


def test_simulated_averages_come_near_the_exact_payoffs():
    automaton = solve(EXAMPLE, "3/10").strategy_for((10, 4))
    averages = [automaton.simulate(60, rng=seed).average for seed in range(400)]
    mean, error = np.mean(averages, axis=0), np.std(averages, axis=0) / 20
    assert np.all(np.abs(mean - [10, 4]) <= 5 * error + 1e-9)


def test_a_deviation_is_punished_and_does_not_pay():
    automaton = solve(DILEMMA, "1/4").strategy_for((9, 9))
    path = automaton.simulate(6, rng=0, deviations={2: {"Ann": "d"}})
    assert path.profiles.tolist() == [[0, 0], [0, 0], [1, 0], [1, 1], [1, 1], [1, 1]]
    assert path.states == ((0, 0),) * 3 + ((1, 1),) * 3
    assert path.average[0] < automaton.simulate(6, rng=0).average[0]


def test_automata_meet_each_other():
    answer = solve(DILEMMA, "1/4")
    nice, hard = answer.strategy_for((9, 9)), answer.strategy_for((3, 3))
    path = nice.versus(hard, periods=3, rng=1)
    assert path.profiles.tolist() == [[0, 1], [1, 1], [1, 1]]
    assert path.states == ((0, 0), (1, 0), (1, 0))
    with pytest.raises(eq.GameError, match="0 automata for 1"):
        nice.versus(periods=3, rng=1)
    with pytest.raises(eq.GameError, match="different shapes"):
        nice.versus(solve(EXAMPLE, "3/10").strategy_for((10, 4)), periods=3, rng=1)


def test_targets_that_cannot_be_earned_are_refused():
    answer = solve(EXAMPLE, "3/10")
    with pytest.raises(eq.GameError, match=r"no equilibrium pays \(1, 1\)"):
        answer.strategy_for((1, 1))
    middle = sum(c[0] for c in (answer.threats.inner, answer.threats.outer)) / 2
    with pytest.raises(eq.GameError, match="not in the inner set"):
        answer.strategy_for((middle, Fraction(14, 5)))


def test_cooperation_is_earned_where_discount_factors_differ():
    answer = solve(DILEMMA, ["1/2", "1/4"])
    for point in ((9, 9), (3, 3), (6, 6), *answer.inner[:4]):
        automaton = answer.strategy_for(point)
        assert automaton.payoffs == point
        assert automaton.game.discounts == (Fraction(1, 2), Fraction(1, 4))
        verdict = eq.check(automaton.certificate(), DILEMMA)
        assert verdict, verdict
    # The other way round the promises are not kept by the same strategies, or do not deter.
    data = dict(answer.strategy_for((9, 9)).certificate().data)
    assert eq.check({**data, "discounts": [[1, 2], [1, 8]]}, DILEMMA).outcome is eq.Outcome.REFUTED


def test_an_empty_set_has_no_strategies():
    stage = eq.NormalFormGame.bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    for discount in ("1/2", ["1/2", "1/4"]):
        with pytest.raises(eq.GameError, match=r"no equilibrium pays \(0, 0\)"):
            solve(stage, discount).strategy_for((0, 0))


@pytest.mark.parametrize("periods", [-1, 2.5, True])
def test_periods_must_be_a_number(periods):
    automaton = solve(DILEMMA, "1/4").strategy_for((9, 9))
    with pytest.raises(eq.GameError, match="periods is"):
        automaton.simulate(periods, rng=0)


def test_states_and_profiles_must_exist():
    automaton = solve(DILEMMA, "1/4").strategy_for((9, 9))
    with pytest.raises(eq.GameError, match="states 0 to 1"):
        automaton.transition(2, ("c", "c"))
    with pytest.raises(eq.GameError, match="one action per player"):
        automaton.transition(0, ("c",))
    assert automaton.simulate(0, rng=0).average == (0.0, 0.0)
