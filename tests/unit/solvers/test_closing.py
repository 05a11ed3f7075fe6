"""Settling cells: a zero counts only where it is certain, and only for the cell that has it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import equilibria as eq
from equilibria.checker.lines import _vertices as by_brute_force
from equilibria.solvers.n_player.closing import Found, _never_zero, _reach, _slacks, is_inside
from equilibria.solvers.n_player.exact import IntegerPayoffs
from equilibria.solvers.n_player.indifference import System
from equilibria.solvers.n_player.polytopes import _vertices
from equilibria.solvers.n_player.roots import Root
from reference.n_player import CASES
from twins.definitions import expected_payoffs
from twins.subdivision import holds, shares

F = Fraction

#: One equilibrium, irrational: 12 q^2 + 13 q = 9 for the second player's first action.
IRRATIONAL = [np.array(t, dtype=int).astype(object) for t in CASES[4]["payoffs"]]
MIXED = ((0, 1), (0, 1), (0, 1))
NEAR = [[0.6236, 0.3764], [0.4798, 0.5202], [0.3785, 0.6215]]
WHOLE = np.array([np.eye(2)] * 3)


def start():
    """The equilibrium in floats."""
    [e] = eq.nash(eq.NormalFormGame(IRRATIONAL))
    return [[float(p) for p in s] for s in e.profile.exact]


def with_third_action(gain, scale=1):
    """The first player has one action more, which earns as the first one, and so much more."""
    tables = [t * scale for t in IRRATIONAL]
    added = [np.take(t, [0], axis=0) for t in tables]
    added[0] = added[0] + gain
    return eq.NormalFormGame([np.concatenate(pair, axis=0) for pair in zip(tables, added)])


def segment(low, high):
    """The vertices of a cell of two actions: the first one's probability from `low` to `high`."""
    return [[high, 1 - high], [low, 1 - low]]


@pytest.mark.parametrize(
    ("low", "high", "holds"),
    [(0.5, 1, True), (0, 0.5, False), (0.75, 1, False), (0, 0.609375, True), (0.625, 0.75, True)],
)
def test_a_zero_settles_only_a_cell_that_has_it_within_the_margin(low, high, holds):
    cell = WHOLE.copy()
    cell[0] = segment(low, high)
    fresh = Found(IntegerPayoffs(eq.NormalFormGame(IRRATIONAL)))
    assert fresh.close(MIXED, None, start(), cell) is holds
    assert len(fresh.closings) == holds == bool(fresh.roots.get(MIXED))
    known = Found(fresh.payoffs)
    assert known.close(MIXED, None, start(), WHOLE)
    assert known.close(MIXED, None, start(), cell) is holds
    assert len(known.closings) == 1 + holds and len(known.roots[MIXED]) == 1


def test_a_zero_that_is_met_again_is_the_same_one():
    found = Found(IntegerPayoffs(eq.NormalFormGame(IRRATIONAL)))
    worse = [[p + d, q - d] for (p, q), d in zip(start(), (1e-4, -2e-4, 1e-4))]
    assert found.close(MIXED, None, start(), WHOLE) and found.close(MIXED, None, worse, WHOLE)
    assert len(found.roots[MIXED]) == 1
    assert found.closings[0] == found.closings[1] == (None, found.roots[MIXED][0][0])


@pytest.mark.parametrize(
    ("gain", "scale", "closed", "listed"),
    [
        (-1, 1, True, True),
        (1, 1, True, False),
        (0, 1, False, False),
        (-1, 10**40, False, False),  # its ball is too large to tell
        (1, 10**40, False, False),
    ],
)
def test_an_unused_action_decides_only_where_its_gain_is_certain(gain, scale, closed, listed):
    found = Found(IntegerPayoffs(with_third_action(gain, scale)))
    cell = np.zeros((3, 3, 3))
    cell[:, :2, :2] = WHOLE
    assert found.close(MIXED, None, start(), cell) is closed
    assert [regular for _, regular in found.roots.get(MIXED, [])] == [True] * listed
    assert len(found.closings) == closed


def test_a_probability_decides_only_where_its_sign_is_certain():
    found = Found(IntegerPayoffs(eq.NormalFormGame(IRRATIONAL)))
    assert found.close(MIXED, None, start(), WHOLE)
    [(root, _)] = found.roots.pop(MIXED)
    system = System(found.payoffs, MIXED, None)
    for radius, certain in ((F(1, 4), True), (F(3, 8), True), (F(2, 5), False), (F(1), False)):
        found.roots.clear()
        settled = found._settle(system, replace(root, radius=radius))
        assert (settled is not None) == certain == bool(found.roots)


def random_balls(count):
    """Systems of random games, with a point and a radius; entries of 0 and 1 make bounds tight."""
    rng = np.random.default_rng(8)
    for _ in range(count):
        shape = [(3, 2, 2), (3, 2, 1), (2, 2, 3)][int(rng.integers(3))]
        span = int(rng.choice([1, 1, 4]))
        game = eq.NormalFormGame([rng.integers(0, span + 1, shape) for _ in shape])
        support = tuple(tuple(range(min(k, 2))) for k in shape)
        point = []
        for used in support:
            weight = F(int(rng.integers(0, 17)), 16)
            point.append((weight, 1 - weight) if len(used) == 2 else (F(1),))
        radius = F(1, int(rng.choice([4, 8, 16, 32, 256])))
        yield game, support, Root(tuple(point), radius, 1), rng


def corners(root):
    """The ends of a ball, and its middle."""
    moves = [(-1, 0, 1) if len(s) > 1 else (0,) for s in root.point]
    for by in product(*moves):
        yield tuple(
            (s[0] - m * root.radius, s[1] + m * root.radius) if len(s) > 1 else s
            for s, m in zip(root.point, by)
        )


def gains(game, support, point, i):
    """What actions of player i earn more than its first one in use, in shares of its range."""
    full = []
    for k, used, values in zip(game.shape, support, point):
        strategy = [F(0)] * k
        for a, p in zip(used, values):
            strategy[a] = p
        full.append(tuple(strategy))
    earned = []
    for a in range(game.shape[i]):
        pure = tuple(F(int(a == b)) for b in range(game.shape[i]))
        earned.append(expected_payoffs(game, (*full[:i], pure, *full[i + 1 :]))[i])
    return [v - earned[support[i][0]] for v in earned]


def test_signs_of_unused_actions_hold_all_over_the_ball():
    decided, doubtful = {1: 0, -1: 0, 0: 0}, 0
    for game, support, root, _ in random_balls(120):
        signs = iter(_slacks(System(IntegerPayoffs(game), support, None), root))
        for i, used in enumerate(support):
            for a in range(game.shape[i]):
                if a in used:
                    continue
                sign = next(signs)
                if sign is None:
                    doubtful += 1
                    continue
                decided[sign] += 1
                for point in corners(root):
                    value = gains(game, support, point, i)[a]
                    assert (value > 0) - (value < 0) == sign, (game, root)
    assert min(decided[1], decided[-1], doubtful) > 20 and not decided[0]


def test_equations_that_vanish_in_a_ball_are_never_said_not_to():
    """One player's equations, linear: their zero is known, and the ball's middle is beside it."""
    said = 0
    for game, support, root, _ in random_balls(250):
        if game.shape != (3, 2, 1):
            continue
        system = System(IntegerPayoffs(game), support, 0)
        ends = [gains(game, support, (root.point[0], s, (F(1),)), 0)[1] for s in ((1, 0), (0, 1))]
        if ends[0] == ends[1]:
            continue
        weight = F(ends[1], ends[1] - ends[0])
        for by in (F(9, 10), F(-9, 10), F(2), F(-6)):
            middle = weight + by * root.radius
            near = replace(root, point=(root.point[0], (middle, 1 - middle), (F(1),)))
            said += _never_zero(system, near)
            assert abs(by) > 1 or not _never_zero(system, near)
    assert said > 20


def test_a_ball_inside_a_cell_is_inside_wherever_its_zero_is():
    rng, inside, outside = np.random.default_rng(9), 0, 0
    flat = eq.NormalFormGame(np.zeros((3, 2, 2, 1), dtype=int))
    system = System(IntegerPayoffs(flat), ((0, 1), (0, 1), (0,)), None)
    for _ in range(300):
        cell, point = np.zeros((3, 2, 2)), []
        for j in range(2):
            ends = sorted(int(v) for v in rng.choice(9, 2, replace=False))
            if rng.random() < 0.3:
                ends = [0, 8]
            cell[j] = segment(ends[0] / 8, ends[1] / 8)
            weight = F(int(rng.integers(0, 33)), 32)
            point.append((weight, 1 - weight))
        cell[2, 0, 0] = 1
        root = Root((*point, (F(1),)), F(1, int(rng.choice([4, 8, 32, 10**6]))), 1)
        expected = all(
            min(shares([[F(w) for w in v] for v in cell[j].tolist()], p[j])) >= F(-1, 16)
            for p in corners(root)
            for j in range(2)
        )
        assert is_inside(system, root, cell) == expected
        inside, outside = inside + expected, outside + (not expected)
    assert inside > 30 and outside > 30


def test_reach_is_the_width_of_the_enlarged_cell():
    rng = np.random.default_rng(10)
    flat = eq.NormalFormGame(np.zeros((3, 3, 3, 2), dtype=int))
    system = System(IntegerPayoffs(flat), ((0, 1, 2), (0, 1, 2), (0, 1)), 2)
    for _ in range(50):
        cell = rng.dirichlet([1, 1, 1], size=(3, 3))
        farthest = 0.0
        for simplex in cell[:2]:
            enlarged = (1 + 3 / 16) * simplex - simplex.sum(axis=0) / 16
            farthest = max(farthest, (enlarged.max(axis=0) - enlarged.min(axis=0)).max())
        assert farthest <= _reach(system, cell) * (1 + 1e-12)


def test_strategies_that_must_be_irrational_leave_a_polytope_open():
    """The first player mixes three actions at will, if both others play 1 with 1 / sqrt(2)."""
    first = np.array([[[2, 0], [0, 0]], [[1, 1], [1, 1]], [[1, 2], [0, 1]]])
    game = eq.NormalFormGame([first, 0 * first, 0 * first])
    result = eq.nash(game, method=eq.SupportSubdivision(cells=400))
    assert result.claim is eq.Claim.COVER
    root = 0.5**0.5
    assert any(
        region.support == ((0, 1, 2), (0, 1), (0, 1))
        and all(min(s[0][0], s[1][0]) < root < max(s[0][0], s[1][0]) for s in region.vertices[1:])
        for region in result.regions
    )
    verdict = eq.check(result.certificate(), game)
    assert verdict.outcome is eq.Outcome.PROVED, verdict.reason


@pytest.mark.parametrize(("gain", "ends"), [(3, [F(1, 3), F(2, 3)]), (4, [F(1, 2)]), (5, [])])
def test_a_segment_with_mixed_ends_or_one_point_or_none(gain, ends):
    """The others keep to their first actions while each of the first player's has a share."""
    first, second = np.zeros((2, 2, 2), dtype=int), np.zeros((2, 2, 2), dtype=int)
    third = np.zeros((2, 2, 2), dtype=int)
    second[:, 0, :], third[:, :, 0] = 2, 2
    second[1, 1, 0], third[0, 0, 1] = gain, gain
    first[0, 1, 0] = first[1, 0, 1] = 1
    game = eq.NormalFormGame([first, second, third])
    result, sure = eq.nash(game), ((F(1), F(0)),) * 2
    found = sorted(e.exact[0][0] for e in result if e.exact and e.exact[1:] == sure)
    assert result.claim is eq.Claim.ALL and found == ends
    for weight in (F(3, 10), F(2, 5), F(1, 2), F(5, 8), F(1)):
        inside = bool(ends) and ends[0] <= weight <= ends[-1]
        assert holds(result, ((weight, 1 - weight), *sure)) is inside
    assert eq.check(result.certificate(), game).outcome is eq.Outcome.PROVED


def test_vertices_of_polytopes_are_those_by_brute_force():
    rng, met = np.random.default_rng(12), 0
    for _ in range(150):
        size = int(rng.integers(1, 5))
        rows = rng.integers(-2, 3, (int(rng.integers(0, 4)), size)).tolist()
        equations = rows[: int(rng.integers(0, 2))]
        inequalities = rows[len(equations) :]
        found = _vertices(size, *([tuple(map(F, r)) for r in e] for e in (equations, inequalities)))
        assert len(set(found)) == len(found)
        assert set(found) == by_brute_force(size, equations, inequalities)
        met += len(found) > 1 and len(rows) > 1
    assert met > 20
