"""Polymatrix games: recognised, built, and solved for one equilibrium by Howson's path."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

import equilibria as eq
from equilibria.solvers.n_player import howson
from equilibria.solvers.n_player.pairwise import gains_by_opponent


def drawn(seed, shape, high=50, missing=0.0):
    """A random polymatrix game, by its pairs."""
    rng = np.random.default_rng(seed)
    pairs = {
        (i, j): tuple(rng.integers(-high, high + 1, (shape[i], shape[j])) for _ in "AB")
        for i, j in combinations(range(len(shape)), 2)
        if j == i + 1 or rng.random() >= missing
    }
    return pairs, eq.polymatrix_game(pairs)


@pytest.mark.parametrize("shape", [(2, 3), (2, 2, 2), (3, 1, 4), (2, 3, 2, 2)])
def test_everyone_earns_the_sum_over_its_games(shape):
    pairs, game = drawn(1, shape)
    earned = game.exact_payoffs()
    for place in product(*map(range, shape)):
        for i in range(len(shape)):
            parts = [
                (A if i == k else B)[place[k], place[m]] for (k, m), (A, B) in pairs.items()
                if i in (k, m)
            ]  # fmt: skip
            assert earned[i][place] == sum(parts)


def test_a_pair_may_be_given_in_either_order():
    A, B = [[1, 2, 3], [4, 5, 6]], [[0, 1, 0], [2, 0, 7]]
    turned = [list(map(list, zip(*m, strict=True))) for m in (B, A)]
    other = {(1, 2): ([[1], [2], [3]], [[0], [0], [1]])}
    one = eq.polymatrix_game({(0, 1): (A, B), **other})
    assert one == eq.polymatrix_game({(1, 0): turned, **other})


@pytest.mark.parametrize("shape", [(2, 2), (3, 3, 2), (2, 1, 3), (2, 2, 2, 3)])
def test_what_is_recognised_is_what_own_actions_gain(shape):
    _, game = drawn(2, shape)
    rng = np.random.default_rng(3)
    # What depends on the others' actions alone is nobody's concern.
    tables = [
        t + rng.integers(-9, 9, tuple(1 if j == i else k for j, k in enumerate(shape)))
        for i, t in enumerate(game.exact_payoffs())
    ]
    gains = gains_by_opponent(eq.NormalFormGame(tables))
    assert gains is not None
    for place in product(*map(range, shape)):
        for i, table in enumerate(tables):
            first = (*place[:i], 0, *place[i + 1 :])
            found = sum(gains[i][j][place[i], place[j]] for j in range(len(shape)) if j != i)
            assert found == table[place] - table[first]


@pytest.mark.parametrize("shape", [(2, 2, 2), (3, 3, 3), (4, 2, 3)])
def test_a_game_that_differs_in_one_payoff_is_not_taken_for_one(shape):
    _, game = drawn(4, shape)
    for place in product(*map(range, shape)):
        tables = [np.array(t) for t in game.exact_payoffs()]
        tables[1][place] += 1
        changed = eq.NormalFormGame(tables)
        assert gains_by_opponent(changed) is None
        with pytest.raises(eq.GameError, match="not sums over pairs"):
            eq.nash(changed, method=eq.Howson())


@pytest.mark.parametrize("shape", [(2, 3), (2, 2, 2), (3, 3, 3), (1, 4, 2), (2, 3, 2, 4), (2,) * 6])
@pytest.mark.parametrize("high", [1, 2, 50])
def test_one_equilibrium_is_found_exactly_ties_or_not(shape, high):
    for seed in range(4):
        _, game = drawn(seed, shape, high, missing=0.3)
        found = eq.nash(game, method=eq.Howson())
        assert found.status is eq.Status.FINISHED and found.claim is eq.Claim.AT_LEAST_ONE
        assert len(found) == 1 and found[0].enclosure is None and found[0].profile.is_equilibrium
        verdict = eq.check(found.certificate(), game)
        assert verdict.outcome is eq.Outcome.PROVED, verdict.reason


@pytest.mark.parametrize("shape", [(2, 2, 2), (3, 2, 3), (2, 2, 2, 2)])
def test_it_is_one_of_all_with_the_index_that_it_has_there(shape):
    signs = set()
    for seed in range(6):
        _, game = drawn(seed, shape)
        every = eq.nash(game)
        assert every.claim is eq.Claim.ALL
        assert all(e.enclosure is None for e in every)  # the equations are linear
        [found] = eq.nash(game, find="one")
        [same] = [e for e in every if e.profile == found.profile]
        assert found.index == same.index
        signs.add(found.index)
    assert signs - {None} == {1}  # where ties leave it an index: Lemke's path ends at +1


@pytest.mark.parametrize("shape", [(3, 3, 3), (4, 2, 3), (2, 2, 2, 2)])
def test_all_are_found_without_splitting_a_support(shape):
    """Payoffs at the vertices of a product of simplices span what they are inside of it."""
    for seed in range(3):
        _, game = drawn(seed, shape)
        every = eq.nash(game)
        left = [len(actions) for actions in eq.rationalizable(game).actions]
        assert every.claim is eq.Claim.ALL
        assert every.stats.steps == np.prod([2**k - 1 for k in left])


@pytest.mark.parametrize("high", [1, 3, 50, 10**6])
def test_floats_and_integers_end_at_equilibria(high):
    for seed, shape in enumerate([(2, 2), (2, 2, 2), (3, 4, 3), (3, 1, 2, 2)] * 3):
        gains = gains_by_opponent(drawn(seed, shape, high)[1])
        meters = [eq.Budget().start() for _ in range(2)]
        fast, slow = howson._in_floats(gains, meters[0]), howson._in_integers(gains, meters[1])
        assert slow is not None and howson._best(gains, slow) is not None
        assert fast is None or howson._best(gains, fast) is not None
        assert high <= 3 or fast is not None  # without ties floats suffice


def test_what_a_support_solves_counts_only_if_it_is_an_equilibrium():
    counts = {True: 0, False: 0}
    for seed in range(4):
        _, game = drawn(seed, (2, 2, 3))
        gains = gains_by_opponent(game)
        subsets = [
            [s for r in range(1, k + 1) for s in combinations(range(k), r)] for k in game.shape
        ]
        found = {howson._on(gains, support) for support in product(*subsets)} - {None}
        assert all(game.profile(point).is_equilibrium for point in found)
        assert found == {e.exact for e in eq.nash(game)}
        counts[True] += len(found)
        counts[False] += sum(howson._on(gains, support) is None for support in product(*subsets))
    assert counts[True] >= 4 and counts[False] > 100


def test_payoffs_that_overflow_machine_words_are_added_up_in_whole_numbers():
    """What is missing to a sum over pairs is 2^64, which a machine word takes for nothing."""
    half = 1 << 61
    first = np.zeros((2, 2, 2), dtype=object)
    for b, c in product(range(2), repeat=2):
        sign = 1 if b == c else -1
        first[0, b, c], first[1, b, c] = -sign * half, sign * half + 1
    game = eq.NormalFormGame([first, first * 0, first * 0])
    assert gains_by_opponent(game) is None
    assert eq.nash(game, find="one")[0].profile.is_equilibrium


def test_the_path_does_not_depend_on_units():
    for seed in range(5):
        _, game = drawn(seed, (3, 2, 3))
        scaled = eq.NormalFormGame([t * 7**i - 3 * i for i, t in enumerate(game.exact_payoffs())])
        one, other = eq.nash(game, find="one"), eq.nash(scaled, find="one")
        assert one[0].profile.exact == other[0].profile.exact
        assert one.stats.steps == other.stats.steps
        meters = [eq.Budget().start() for _ in range(2)]
        ends = {
            howson._in_integers(gains_by_opponent(units), meter)
            for units, meter in zip((game, scaled), meters, strict=True)
        }
        assert len(ends) == 1 and meters[0].steps == meters[1].steps


def test_three_players_who_are_no_sum_are_left_to_the_branch():
    game = eq.NormalFormGame(np.random.default_rng(0).integers(0, 9, (3, 2, 2, 2)))
    assert eq.nash(game, find="one").method == "LogitTracing"
    assert eq.nash(drawn(0, (2, 2, 2))[1], find="one").method == "Howson"


@pytest.mark.parametrize("shape", [(10, 10, 10), (2,) * 10, (5, 4, 5, 4)])
def test_larger_games_are_solved_exactly(shape):
    _, game = drawn(5, shape)
    [found] = eq.nash(game, find="one")
    assert found.profile.is_equilibrium and found.index == 1


def test_nobody_cares_and_nobody_has_a_choice():
    zero = eq.NormalFormGame(np.zeros((3, 2, 3, 2), int))
    found = eq.nash(zero, find="one")
    assert found.method == "Howson" and found[0].index is None
    alone = eq.NormalFormGame(np.ones((3, 1, 1, 1), int))
    assert eq.nash(alone, method=eq.Howson())[0].index == 1


def test_a_full_mixture_of_many_digits_is_exact():
    """Matching pennies of four actions on a triangle of three: denominators beyond 36 bits."""
    rng = np.random.default_rng(7)
    D = np.diag(rng.integers(10**5, 2 * 10**5, 4)) + rng.integers(0, 9, (4, 4))
    game = eq.polymatrix_game({(0, 1): (D, -D.T), (1, 2): (D + 1, -D), (2, 0): (D, -D.T)})
    [found] = eq.nash(game, find="one")
    assert max(p.denominator for s in found.profile.exact for p in s) > 1 << 36
    assert found.profile.is_equilibrium


def test_a_budget_ends_the_path():
    _, game = drawn(5, (6, 6, 6))
    left = eq.nash(game, method=eq.Howson(), budget=eq.Budget(steps=2), partial=True)
    assert left.status is eq.Status.MAX_STEPS and left.claim is eq.Claim.NONE and not len(left)
    with pytest.raises(eq.BudgetExceeded):
        eq.nash(game, method=eq.Howson(), budget=eq.Budget(steps=2))
    with pytest.raises(eq.GameError, match="two players"):
        eq.Howson().solve(eq.NormalFormGame([[1, 2]]), eq.Budget())


two = [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("pairs", "options", "message"),
    [
        ({}, {}, "pairs is empty"),
        ({(0, 0): (two, two)}, {}, r"pair \(0, 0\); give two different"),
        ({(0, -1): (two, two)}, {}, "player indices"),
        ({(0, 1): (two, two), (1, 0): (two, two)}, {}, "given twice"),
        ({(0, 1): two[0]}, {}, "player 0 of pair"),
        ({(0, 1): 3}, {}, "give two matrices"),
        ({(0, 1): (two, [[1, 0]])}, {}, "player 1 of pair"),
        ({(0, 1): (two, two), (1, 2): ([[1, 2]], [[1, 2]])}, {}, "player 1 has 1 actions"),
        ({(0, 2): (two, two)}, {}, "player 1 is in no pair"),
        ({(0, 2): (two, two)}, {"players": ["a", "b"]}, "there are 2 players"),
        ({(0, k): (two, two) for k in range(1, 26)}, {}, "67,108,864 profiles"),
    ],
)
def test_pairs_that_make_no_game_are_refused(pairs, options, message):
    with pytest.raises(eq.GameError, match=message):
        eq.polymatrix_game(pairs, **options)
