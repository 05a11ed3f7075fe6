"""What stays open is returned: regions hold their continuum, and bound size and regret inside."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest

import equilibria as eq
from twins.definitions import expected_payoffs
from twins.subdivision import holds, open_cells

F = Fraction


def mixed(*weights):
    """A strategy with given weights."""
    return tuple(F(w) / sum(weights) for w in weights)


def bet():
    """The third player bets that the others both play their first action, who care for nothing.

    Equilibria: with p and q for these first actions, bet if p q > 1/3, else pass, or mix on the
    curve p q = 1/3.
    """
    nothing = np.zeros((2, 2, 2), dtype=int)
    third = np.zeros((2, 2, 2), dtype=int)
    third[0, 0, 0], third[..., 1] = 3, 1
    points = []
    for p, q in [(F(2, 3), F(1, 2)), (F(5, 6), F(2, 5)), (F(9, 10), F(10, 27)), (F(1), F(1, 3))]:
        points += [(mixed(p, 1 - p), mixed(q, 1 - q), r) for r in (mixed(1, 0), mixed(2, 5))]
    for p, q, r in [(F(7, 8), F(8, 9), (1, 0)), (F(1, 3), F(2, 3), (0, 1)), (F(1), F(1), (1, 0))]:
        points.append((mixed(p, 1 - p), mixed(q, 1 - q), mixed(*r)))
    return eq.NormalFormGame([nothing, nothing, third]), points


def bet_on_three():
    """The same, on three players, who can change places: each may be the one who is sure."""
    nothing = np.zeros((2, 2, 2, 2), dtype=int)
    last = nothing.copy()
    last[0, 0, 0, 0], last[..., 1] = 2, 1
    points = [
        (*(mixed(p, 1 - p) for p in order), mixed(3, 4))
        for order in [*permutations((F(1), F(3, 4), F(2, 3))), (F(5, 6), F(3, 4), F(4, 5))]
    ]
    return eq.NormalFormGame([nothing, nothing, nothing, last]), points


def bet_with_dominated():
    """The same with an action more for everyone, in the middle, that is never any good."""
    game, points = bet()
    tables = list(game.exact_payoffs())
    for i in range(3):
        for axis in range(3):
            gone = np.take(tables[i], [0], axis=axis) - (9 if axis == i else 0)
            tables[i] = np.insert(tables[i], [1], gone, axis=axis)
    spread = [tuple((s[0], F(0), s[1]) for s in point) for point in points]
    return eq.NormalFormGame(tables), spread


def doubled_pennies():
    """Matching pennies of two players, every action twice, and a third with one action."""
    pennies = np.kron(np.array([[1, -1], [-1, 1]]), np.ones((2, 2), dtype=int))[:, :, None]
    ways = [(1, 0), (0, 1), (1, 2), (5, 2)]
    points = [
        (mixed(*mixed(*a), *mixed(*b)), mixed(*mixed(*c), *mixed(*d)), (F(1),))
        for a, b, c, d in zip(ways, ways[1:] + ways[:1], ways[::-1], ways, strict=True)
    ]
    return eq.NormalFormGame([pennies, -pennies, 0 * pennies]), points


def nothing_matters():
    """Every profile is an equilibrium."""
    points = [
        (mixed(1, 0), mixed(3, 4), mixed(0, 1)),
        (mixed(1, 6), mixed(3, 4), mixed(5, 1)),
        (mixed(1, 1), mixed(1, 1), mixed(1, 1)),
        (mixed(1, 99), mixed(99, 1), mixed(0, 1)),
    ]
    return eq.NormalFormGame(np.zeros((3, 2, 2, 2), dtype=int)), points


GAMES = [bet, bet_on_three, bet_with_dominated]
every_game = pytest.mark.parametrize("make", GAMES, ids=lambda f: f.__name__)


def solved(game, cells=60):
    return eq.nash(game, method=eq.SupportSubdivision(cells=cells))


def largest_regret(game, profile):
    """The largest gain from deviating, as a share of the player's payoffs, by definition."""
    expected, worst = expected_payoffs(game, profile), F(0)
    for i, table in enumerate(game.exact_payoffs()):
        span = max(table.flat) - min(table.flat)
        for a in range(game.shape[i]):
            pure = tuple(F(int(a == b)) for b in range(game.shape[i]))
            gain = expected_payoffs(game, (*profile[:i], pure, *profile[i + 1 :]))[i] - expected[i]
            worst = max(worst, gain / (span or 1))
    return worst


def inside(region, rng):
    """A profile in a region; one of the vertices' weights is often nearly all."""
    profile = []
    for simplex in region.vertices:
        weights = [int(w) for w in rng.integers(1, 4, len(simplex))]
        weights[int(rng.integers(len(simplex)))] *= int(rng.choice([1, 10**6]))
        profile.append(
            tuple(
                sum(F(w, sum(weights)) * F(v[a]) for w, v in zip(weights, simplex, strict=True))
                for a in range(len(simplex[0]))
            )
        )
    return tuple(profile)


@every_game
def test_points_of_a_known_continuum_are_held(make):
    game, points = make()
    for cells in (20, 200):
        result = solved(game, cells)
        assert result.claim is eq.Claim.COVER and len(result.regions) > 3
        for point in points:
            assert largest_regret(game, point) == 0  # else the test is wrong
            assert holds(result, point), point


@pytest.mark.parametrize("make", [doubled_pennies, nothing_matters], ids=lambda f: f.__name__)
def test_points_of_a_continuum_among_actions_without_a_difference_are_held(make):
    game, points = make()
    result = solved(game)
    for point in points:
        assert largest_regret(game, point) == 0
        assert holds(result, point), point
    other = [mixed(2, 1, *[0] * (k - 2)) if k > 1 else (F(1),) for k in game.shape]
    assert holds(result, tuple(other)) == (largest_regret(game, other) == 0)
    assert eq.check(result.certificate(), game).outcome is eq.Outcome.PROVED


@every_game
def test_regions_are_the_cells_that_the_certificate_leaves_open(make):
    game, _ = make()
    result = solved(game)
    data = json.loads(result.certificate().to_json())
    listed = [
        (r.support, tuple(tuple(tuple(map(F, v)) for v in s) for s in r.vertices))
        for r in result.regions
    ]
    assert len(set(listed)) == len(listed) and set(listed) == open_cells(data)
    verdict = eq.check(data, game)
    assert verdict.outcome is eq.Outcome.PROVED and f" {len(listed)} open" in verdict.reason


@every_game
def test_a_region_bounds_size_and_regret_of_what_is_inside(make):
    game, _ = make()
    regions, rng = solved(game).regions, np.random.default_rng(1)
    for k in rng.permutation(len(regions))[:12]:
        region = regions[k]
        assert 0 <= region.regret <= 1 and 0 < region.size <= 1
        profiles = [inside(region, rng) for _ in range(5)]
        for profile in profiles:
            assert all(sum(s) == 1 and min(s) >= 0 for s in profile)
            used = tuple(tuple(a for a, p in enumerate(s) if p) for s in profile)
            assert used == region.support
            assert largest_regret(game, profile) <= F(region.regret)
            for other in profiles:
                pairs = (pq for s, t in zip(profile, other) for pq in zip(s, t))
                assert max(abs(p - q) for p, q in pairs) <= F(region.size)
        # Nor do its corners, which no rounding of the bound may leave out.
        corners = [tuple(tuple(map(F, v)) for v in corner) for corner in product(*region.vertices)]
        assert all(largest_regret(game, corner) <= F(region.regret) for corner in corners[:16])


def test_random_ties_are_covered_and_regrets_hold():
    """Payoffs of 0 and 1: many continua, some eliminated actions, and shares of payoffs differ."""
    covered, sampled, rng = 0, 0, np.random.default_rng(6)
    for _ in range(30):
        shape = tuple(int(k) for k in rng.permutation([2, 2, 3]))
        game = eq.NormalFormGame(
            [rng.integers(0, 2, shape) * int(rng.integers(1, 9)) for _ in "abc"]
        )
        result = solved(game, 30)
        if result.claim is eq.Claim.ALL:
            continue
        covered += 1
        data = json.loads(result.certificate().to_json())
        assert len(open_cells(data)) == len(result.regions) > 0
        for place in eq.pure_equilibria(game):
            assert place.exact in {e.exact for e in result}
        for region in result.regions[:: 1 + len(result.regions) // 3]:
            for _ in range(2):
                assert largest_regret(game, inside(region, rng)) <= F(region.regret)
                sampled += 1
    assert covered > 8 and sampled > 40


def test_smaller_cells_make_smaller_regions():
    game, _ = bet()
    widths, regrets = [], []
    for cells in (8, 64, 512):
        curve = [r for r in solved(game, cells).regions if r.support == ((0, 1),) * 3]
        # Around p q = 1/3; what the third player does changes nothing there, and stays whole.
        widths.append(max(abs(v[0][0] - v[1][0]) for r in curve for v in r.vertices[:2]))
        regrets.append(max(r.regret for r in curve))
        assert all(r.size == 1 for r in curve)
    assert widths[0] >= 4 * widths[1] >= 16 * widths[2] > 0
    assert regrets[0] >= 2 * regrets[1] >= 4 * regrets[2] > 0
