"""Pure equilibria and iterated dominance on games with known answers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import equilibria as eq
from equilibria.solvers import pure
from support.strategies import games


def test_the_trace_of_elimination():
    game = eq.NormalFormGame.bimatrix(
        [[1, 1, 0], [0, 0, 2]],
        [[0, 2, 1], [3, 1, 0]],
        players=["Row", "Column"],
        actions=[["U", "D"], ["L", "M", "R"]],
    )
    result = eq.rationalizable(game)
    assert [[(e.player, e.action, e.dominator, e.margin) for e in r] for r in result.rounds] == [
        [("Column", "R", "M", 1)],
        [("Row", "D", "U", 1)],
        [("Column", "L", "M", 2)],
    ]
    assert result.survivors == {"Row": ("U",), "Column": ("M",)}
    assert result.is_solved and result.reduced.shape == (1, 1)
    assert result.claim is eq.Claim.COVER and result.status is eq.Status.FINISHED


def test_weak_dominance_eliminates_nothing():
    result = eq.rationalizable(eq.NormalFormGame.bimatrix([[1, 1], [1, 0]], [[1, 1], [1, 0]]))
    assert result.rounds == () and result.actions == ((0, 1), (0, 1))


def test_margins_are_exact():
    result = eq.rationalizable(eq.NormalFormGame([["1/3", "1/2"]]))
    assert result.rounds[0][0].margin == Fraction(1, 6)


def test_the_dominator_named_is_itself_undominated():
    result = eq.rationalizable(eq.NormalFormGame([[0, 1, 2, 3]]))
    assert {e.dominator for e in result.rounds[0]} == {"a4"}


def test_pure_equilibria_may_be_none_and_says_so():
    pennies = eq.NormalFormGame.bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    result = eq.pure_equilibria(pennies)
    assert len(result) == 0 and result.claim is eq.Claim.ALL_PURE
    assert repr(result).startswith("0 equilibria, claim ALL_PURE")
    assert eq.check(result.certificate(), pennies)


def test_a_million_pure_equilibria_are_counted_without_building_each():
    game = eq.NormalFormGame([np.zeros((100, 100, 100)) for _ in range(3)])
    result = eq.pure_equilibria(game)
    assert len(result) == 10**6
    assert result[-1].support == ((99,), (99,), (99,))
    assert [e.support for e in result[2:4]] == [((0,), (0,), (2,)), ((0,), (0,), (3,))]


def test_payoffs_that_differ_beyond_float_precision_are_told_apart():
    A = np.array([[2**62 + 1], [2**62]])
    result = eq.pure_equilibria(eq.NormalFormGame.bimatrix(A, A))
    assert [e.support for e in result] == [((0,), (0,))]
    exact = eq.NormalFormGame([[Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**40)]])
    assert [e.support for e in eq.pure_equilibria(exact)] == [((1,),)]


def test_cournot_of_three_firms():
    # Gintis-style Cournot with quantities {10, 15}, price 80 - total, cost 20: all choose 15.
    quantities = [10, 15]
    shape = (2, 2, 2)
    payoffs = [np.zeros(shape, dtype=int) for _ in range(3)]
    for place in np.ndindex(*shape):
        price = 80 - sum(quantities[a] for a in place)
        for i, a in enumerate(place):
            payoffs[i][place] = quantities[a] * (price - 20)
    [e] = eq.pure_equilibria(eq.NormalFormGame(payoffs))
    assert e.support == ((1,), (1,), (1,))


def test_a_mixture_dominates_what_no_action_does():
    game = eq.NormalFormGame.bimatrix(
        [[4, 0], [0, 4], [1, 1]], [[0, 1], [1, 0], [5, 0]], actions=[["U", "M", "D"], ["L", "R"]]
    )
    [[out]] = eq.rationalizable(game).rounds
    assert (out.player, out.action, out.dominator, out.margin) == (
        "Player 1",
        "D",
        "1/2 U + 1/2 M",
        1,
    )
    assert out.mixture == {"U": Fraction(1, 2), "M": Fraction(1, 2)}
    assert eq.rationalizable(game, mixed=False).rounds == ()


def test_a_mixture_that_only_ties_does_not_dominate():
    game = eq.NormalFormGame.bimatrix([[4, 0], [0, 4], [2, 2]], [[0, 1], [1, 0], [5, 0]])
    assert eq.rationalizable(game).rounds == ()
    just = eq.NormalFormGame.bimatrix([[4, 0], [0, 4], [2, "1.9999999999999999999"]], [[1, 1]] * 3)
    assert [e.action for r in eq.rationalizable(just).rounds for e in r] == ["a3"]


def test_three_players_and_many_profiles():
    rng = np.random.default_rng(31)
    shape = (3, 9, 9)  # 81 profiles of the others: HiGHS finds the mixture
    table = rng.integers(0, 5, shape)
    table[2] = np.minimum(table[0], table[1])  # at most what either earns, so at most a mixture
    table[2] -= 1
    mine = eq.NormalFormGame([table, np.zeros(shape, int), np.zeros(shape, int)])
    [[out]] = eq.rationalizable(mine).rounds
    assert out.action == "a3" and out.margin >= 1


def test_a_short_budget_tells_what_was_eliminated():
    game = eq.NormalFormGame.bimatrix([[4, 0], [0, 4], [1, 1]], [[0, 1], [1, 0], [5, 0]])
    result = eq.rationalizable(game, budget=eq.Budget(steps=0), partial=True)
    assert result.status is eq.Status.MAX_STEPS and result.claim is eq.Claim.COVER
    assert result.actions == ((0, 1, 2), (0, 1))
    with pytest.raises(eq.BudgetExceeded, match="after 0 rounds"):
        eq.rationalizable(game, budget=eq.Budget(steps=0))


def _by_definition(game: eq.NormalFormGame) -> list[tuple[tuple[int, ...], ...]]:
    places = np.ndindex(*game.shape)
    profiles = (game.profile([int(a) for a in place]) for place in places)
    return [profile.support for profile in profiles if profile.is_equilibrium]


@given(games(), st.integers(1, 20), st.integers(1, 4))
def test_pieces_of_any_size_find_all_pure_equilibria_in_order(game, piece, strip):
    before = pure._PIECE, pure._STRIP
    pure._PIECE, pure._STRIP = piece, strip
    try:
        result = eq.pure_equilibria(game)
        expected = _by_definition(game)
        assert [e.support for e in result] == expected
        assert eq.pure_equilibria(game, budget=eq.Budget(steps=result.stats.steps)).claim is (
            eq.Claim.ALL_PURE
        )
        for steps in range(result.stats.steps):
            cut = eq.pure_equilibria(game, budget=eq.Budget(steps=steps), partial=True)
            assert cut.status is eq.Status.MAX_STEPS
            assert [e.support for e in cut] == expected[: len(cut)]
            assert cut.claim is (eq.Claim.AT_LEAST_ONE if len(cut) else eq.Claim.NONE)
    finally:
        pure._PIECE, pure._STRIP = before


def test_a_spent_budget_for_pure_equilibria_is_told():
    game = eq.NormalFormGame([np.zeros((50, 60, 70)) for _ in range(3)])
    with pytest.raises(eq.BudgetExceeded, match=r"pure_equilibria: .*steps") as caught:
        eq.pure_equilibria(game, budget=eq.Budget(steps=5))
    assert 0 < len(caught.value.partial) < 50 * 60 * 70
    alone = eq.NormalFormGame([[1, 2, 2]])
    with pytest.raises(eq.BudgetExceeded):
        eq.nash(alone, budget=eq.Budget(steps=0))
    assert eq.nash(alone, budget=eq.Budget(steps=0), partial=True).claim is eq.Claim.NONE
