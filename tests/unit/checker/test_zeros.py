"""Zeros in balls and cells: what is accepted holds, and what may not hold is refused."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import equilibria as eq
from equilibria.checker.contraction import contraction
from equilibria.checker.lines import require_fixed
from equilibria.checker.multiaffine import Cell, Game
from equilibria.checker.verdict import Refuted
from equilibria.checker.zeros import (
    Zero,
    around,
    earned,
    require_none,
    require_only_one,
    require_zero,
)
from reference.n_player import CASES

F = Fraction
FULL = ((0, 1),) * 3


def published(name):
    """A published 2 x 2 x 2 game, and its totally mixed equilibria."""
    case = next(c for c in CASES if c["name"] == name)
    game = eq.NormalFormGame(case["payoffs"])
    mixed = [[[F(p) for p in s] for s in e] for e in case["equilibria"]]
    zeros = [tuple(map(tuple, e)) for e in mixed if all(min(s) > 0 for s in e)]
    return Game(game.shape, [list(t.flat) for t in game.exact_payoffs()]), zeros


def cell(*ends, bits=20):
    """A cell of two actions each: ends of the first one's probability."""
    scaled = [[int(v * 2**bits) for v in e] for e in ends]
    simplices = tuple(((high, 2**bits - high), (low, 2**bits - low)) for low, high in scaled)
    return Cell(simplices, (bits,) * len(ends))


def test_a_zero_has_to_be_the_only_one_of_a_cell_and_in_it():
    game, zeros = published("nine equilibria")
    [one, other] = zeros  # 1/4, 1/2, 1/3 and 1/2, 1/3, 1/4
    near = [(p[0] - F(1, 64), p[0] + F(1, 64)) for p in one]
    zero = Zero(None, one, F(0))
    require_only_one(game, FULL, cell(*near), zero)
    with pytest.raises(Refuted, match="several"):
        require_only_one(
            game, FULL, cell((F(1, 5), F(5, 9)), (F(1, 5), F(3, 5)), (0, F(2, 5))), zero
        )
    with pytest.raises(Refuted, match="not in the cell"):
        require_only_one(game, FULL, cell(*near), Zero(None, other, F(0)))
    width = F(1, 32)
    for past, fine in ((F(1, 32), True), (F(1, 12), False), (F(1, 4), False)):
        moved = cell((one[0][0] + past * width, one[0][0] + past * width + width), *near[1:])
        if fine:
            require_only_one(game, FULL, moved, zero)
            continue
        with pytest.raises(Refuted, match="not in the cell"):
            require_only_one(game, FULL, moved, zero)
    # Its ball too: the weights of the vertices change by the radius over the width.
    require_only_one(game, FULL, cell(*near), Zero(None, one, F(1, 128)))
    with pytest.raises(Refuted, match="not in the cell"):
        require_only_one(game, FULL, cell(*near), Zero(None, one, F(1, 32)))


def test_a_ball_beside_a_zero_is_refused_and_around_it_accepted():
    game, zeros = published("one rational equilibrium, totally mixed")
    [point], accepted = zeros, 0
    for bits, by in product((2, 3, 4, 5, 8, 20), (F(0), F(1, 8), F(101, 100), F(5, 4), F(2))):
        for signs in product((-1, 1), repeat=3):
            radius = F(1, 2**bits)
            moved = [round((s[1] + sign * by * radius) * 2**60) for s, sign in zip(point, signs)]
            centre = tuple((1 - F(v, 2**60), F(v, 2**60)) for v in moved)
            try:
                require_zero(game, FULL, Zero(None, centre, radius))
            except Refuted:
                continue
            assert by < 1, (bits, by, signs)
            accepted += 1
    assert accepted > 20


def random_cells(count):
    """Random games, supports and dyadic cells, with a player whose equations are alone, or none."""
    rng = np.random.default_rng(3)
    for _ in range(count):
        shape = [(2, 2, 2), (3, 2, 2), (3, 3, 2)][int(rng.integers(3))]
        tables = [[F(int(v)) for v in rng.integers(-9, 10, shape).flat] for _ in shape]
        support = tuple(tuple(range(k)) for k in shape)
        simplices = []
        for k in shape:
            centre = rng.dirichlet(np.ones(k))
            near = [0.6 * centre + 0.4 * np.eye(k)[b] for b in range(k)]
            rounded = [[int(v * 1024) for v in vertex[1:]] for vertex in near]
            simplices.append(tuple((1024 - sum(v), *v) for v in rounded))
        yield rng, Game(shape, tables), support, Cell(tuple(simplices), (10,) * 3)


def point_of(rng, simplices):
    """A point of a cell."""
    point = []
    for simplex in simplices:
        shares = [int(v) for v in rng.integers(0, 4, len(simplex))]
        shares[int(rng.integers(len(simplex)))] += 1
        point.append(placed(simplex, [F(w, sum(shares)) for w in shares]))
    return tuple(point)


def differences(game, support, point, only):
    rows = []
    for i, used in enumerate(support):
        if only in (None, i):
            values, _ = earned(game, support, Zero(only, point, F(0)), i)
            rows += [values[a] - values[used[0]] for a in used[1:]]
    return rows


def test_a_step_contracts_by_the_factor_stated():
    """For pairs of points: ``x - y - C (F(x) - F(y))`` is at most q times as long as ``x - y``."""
    near_q = 0
    for rng, game, support, where in random_cells(60):
        found = contraction(game, support, where, None, F(1))
        if found is None:
            continue
        for _ in range(6):
            # Two points side by side, near some corner: there the equations are least alike.
            y = []
            for simplex in where.vertices:
                shares = [F(1, 50)] * len(simplex)
                shares[int(rng.integers(len(simplex)))] += 1 - F(len(simplex), 50)
                y.append(shares)
            step = [[F(int(v), 100) for v in rng.choice([-1, 1], len(s) - 1)] for s in y]
            x = [[s[0] - sum(d), *map(sum, zip(s[1:], d))] for s, d in zip(y, step, strict=True)]
            at = [tuple(map(placed, where.vertices, p)) for p in (x, y)]
            sides = (differences(game, support, p, None) for p in at)
            change = [p - q for p, q in zip(*sides, strict=True)]
            for row, d in zip(found.C, [v for own in step for v in own], strict=True):
                moved = sum(c * f for c, f in zip(row, change, strict=True)) / F(2**40)
                assert abs(d - moved) <= found.q / 100
                near_q += abs(d - moved) > found.q / 200
    assert near_q > 10


def placed(simplex, weights):
    """The point with some weights of a simplex's vertices."""
    columns = zip(*simplex, strict=True)
    return tuple(sum(w * v for w, v in zip(weights, c, strict=True)) / 1024 for c in columns)


def test_an_enlarged_cell_reaches_a_sixteenth_beyond_each_face():
    """In weights of its vertices, from -1/16 on: that is where zeros are looked for."""
    for _, _, _, where in random_cells(6):
        for old, new in zip(where.vertices, where.enlarged().vertices, strict=True):
            for b, vertex in enumerate(new):
                weights = [F(-1, 16) + (1 + F(len(old), 16)) * (a == b) for a in range(len(old))]
                for t, value in enumerate(vertex):
                    assert sum(w * v[t] for w, v in zip(weights, old)) == F(value, 16)


@pytest.mark.parametrize(
    ("gain", "scale", "proved"),
    # Of an action that earns exactly as much as another, the gain is 0 wherever the zero is.
    [(-1, 1, True), (1, 1, False), (0, 1, True), (-1, 10**40, False), (1, 10**40, False)],
)
def test_a_ball_counts_only_where_unused_actions_earn_less_all_over_it(gain, scale, proved):
    """One irrational equilibrium, and an action that earns as another does, and a little more."""
    case = next(c for c in CASES if c["name"] == "one irrational equilibrium")
    tables = [np.array(t, dtype=int).astype(object) * scale for t in case["payoffs"]]
    small = eq.NormalFormGame(tables)
    added = [np.take(t, [0], axis=0) + gain * (i == 0) for i, t in enumerate(tables)]
    game = eq.NormalFormGame([np.concatenate(pair, axis=0) for pair in zip(tables, added)])
    data = json.loads(eq.nash(small, find="one").certificate().to_json())
    [profile] = data["equilibria"]
    profile[0].append(0)
    whole = eq.nash(game, find="one").certificate().data
    data |= {key: whole[key] for key in ("payoffs", "actions")} | {"indices": [None]}
    verdict = eq.check(data, game)
    assert verdict.outcome is (eq.Outcome.PROVED if proved else eq.Outcome.REFUTED), verdict.reason


def test_payoffs_in_a_ball_change_by_the_slack_at_most():
    doubtful = 0
    for rng, game, support, where in random_cells(40):
        point = point_of(rng, where.vertices)
        radius, i = F(1, int(rng.choice([4, 64, 2**20]))), int(rng.integers(3))
        values, slack = earned(game, support, Zero(None, point, radius), i)
        for signs in product((-1, 1), repeat=3):
            moved = tuple(
                (s[0] - sign * (len(s) - 1) * radius, *(p + sign * radius for p in s[1:]))
                for s, sign in zip(point, signs)
            )
            others, _ = earned(game, support, Zero(None, moved, F(0)), i)
            changes = [abs(v - w) for v, w in zip(values, others, strict=True)]
            changes += [abs((v - values[0]) - (w - others[0])) for v, w in zip(values, others)]
            assert max(changes) <= slack
            doubtful += max(changes) > slack / 8
    assert doubtful > 10


def test_equations_of_one_player_that_have_a_zero_are_not_said_to_have_none():
    """2 q r = 1 and q = r: the zero is irrational, and points near it do not solve them."""
    tables = [[2, 0, 0, 0], [1, 1, 1, 1], [1, 2, 0, 1]]
    flat = [F(v) for row in tables for v in row]
    game, support = Game((3, 2, 2), [flat, [F(0)] * 12, [F(0)] * 12]), ((0, 1, 2), (0, 1), (0, 1))
    pure = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    where = cell((F(11, 16), F(3, 4)), (F(11, 16), F(3, 4)), bits=10)
    around = Cell((tuple(tuple(1024 * v for v in s) for s in pure), *where.vertices), (10,) * 3)
    first = (F(1), F(0), F(0))
    for q, r in product([F(45, 64), F(181, 256), F(724, 1024), F(47, 64)], repeat=2):
        zero = Zero(0, (first, (q, 1 - q), (r, 1 - r)), F(1, 2**80))
        with pytest.raises(Refuted, match="may hold a zero"):
            require_none(game, support, around, zero)
        with pytest.raises(Refuted, match="not exact"):
            require_zero(game, support, zero)
    # The same with a fourth action, which earns 1 more than the first whatever the others do.
    more = [*flat, *map(F, (3, 1, 1, 1))]
    wide = Game((4, 2, 2), [more, [F(0)] * 16, [F(0)] * 16])
    larger = tuple(tuple(1024 * int(a == b) for b in range(4)) for a in range(4))
    zero = Zero(0, ((*first, F(0)), (F(181, 256), F(75, 256)), (F(181, 256), F(75, 256))), F(1))
    require_none(
        wide, ((0, 1, 2, 3), *support[1:]), Cell((larger, *where.vertices), (10,) * 3), zero
    )


def test_a_zero_of_one_player_does_not_stand_for_all():
    """A segment with mixed ends, of which a forger lists a point inside."""
    first, second = np.zeros((2, 2, 2), dtype=int), np.zeros((2, 2, 2), dtype=int)
    third = np.zeros((2, 2, 2), dtype=int)
    second[:, 0, :], third[:, :, 0] = 2, 2
    second[1, 1, 0], third[0, 0, 1] = 3, 3
    first[0, 1, 0] = first[1, 0, 1] = 1
    game = eq.NormalFormGame([first, second, third])
    data = json.loads(eq.nash(game).certificate().to_json())
    [k] = [k for k, zero in enumerate(data["zeros"]) if zero[0] == 0 and len(zero[1][0]) == 2]
    data["zeros"][k][1][0] = [[1, 2], [1, 2]]
    on_it = [n for n, e in enumerate(data["equilibria"]) if e[1:] == [[1, 0], [1, 0]]]
    assert len(on_it) == 2
    data["equilibria"][on_it[0]][0] = [[1, 2], [1, 2]]
    for key in ("equilibria", "radii", "indices"):
        del data[key][on_it[1]]
    missing = eq.check(data, game)
    assert missing.outcome is eq.Outcome.REFUTED and "vertex of a polytope" in missing.reason
    for records in data["supports"]:
        for record in records:
            if record[0] == 2 and record[2] == k:
                record[1] = -1
    verdict = eq.check(data, game)
    assert verdict.outcome is eq.Outcome.REFUTED and "another kind" in verdict.reason


@pytest.mark.parametrize(("radius", "proved"), [([1, 4096], True), ([1, 128], False)])
def test_a_ball_that_sticks_out_of_the_simplex_proves_nothing(radius, proved):
    """The first player mixes with 1/1024 and 1023/1024; the equations are linear."""
    tables = np.zeros((3, 2, 2, 2), dtype=int)
    for a, b, c in np.ndindex(2, 2, 2):
        tables[:, a, b, c] = (
            (a == 0) * (1 - 2 * c), (b == 0) * (1023 - 1024 * a), (c == 0) * (2 * b - 1)
        )  # fmt: skip
    game = eq.NormalFormGame(list(tables))
    data = json.loads(eq.nash(game).certificate().to_json())
    point = [[[1, 1024], [1023, 1024]], [[1, 2], [1, 2]], [[1, 2], [1, 2]]]
    [z] = [z for z in data["zeros"] if z[:2] == [None, point]]
    k = data["equilibria"].index(point)
    assert z[2] == data["radii"][k] == 0
    z[2] = data["radii"][k] = radius
    verdict = eq.check(data, game)
    assert verdict.outcome is (eq.Outcome.PROVED if proved else eq.Outcome.REFUTED), verdict.reason
    # Nor does it prove that there is no equilibrium in it.
    for key in ("equilibria", "radii", "indices"):
        del data[key][k]
    if not data["equilibria"]:  # else a list without any is refused for that
        data["claim"] = "COVER"
    verdict = eq.check(data, game)
    assert verdict.outcome is eq.Outcome.REFUTED and "is missing" in verdict.reason


def test_others_are_fixed_whatever_a_player_does_or_not():
    """Pennies of two, whose stakes a third sets; or whose mixture the third moves a little."""
    half, pennies = F(1, 2), np.array([[1, -1], [-1, 1]])
    small = cell((F(3, 8), F(5, 8)), (F(3, 8), F(5, 8)), (F(3, 8), F(5, 8)))
    zero = Zero(2, ((half, half), (half, half), (F(1), F(0))), F(0))
    bet = np.stack([[[2, 0], [0, 2]], [[1, 1], [1, 1]]], 2)
    for moved, fine in ((0, True), (F(1, 100), False)):
        other = 2 * pennies + np.array([[moved, 0], [0, 0]])
        own = [np.stack([pennies, other], 2), np.stack([-pennies, -other], 2), bet]
        exact = eq.NormalFormGame(own)
        game = Game(exact.shape, [list(t.flat) for t in exact.exact_payoffs()])
        if fine:
            require_fixed(game, FULL, small, zero)
            apart = cell((F(3, 4), F(7, 8)), (F(3, 8), F(5, 8)), (F(3, 8), F(5, 8)))
            with pytest.raises(Refuted, match="not in the cell"):
                require_fixed(game, FULL, apart, zero)
            continue
        with pytest.raises(Refuted, match="not indifferent"):
            require_fixed(game, FULL, small, zero)
    # Where one of them does not care, the other's strategy is anything.
    flat = eq.NormalFormGame([np.zeros((2, 2, 2), int), np.stack([pennies] * 2, 2), bet])
    game = Game(flat.shape, [list(t.flat) for t in flat.exact_payoffs()])
    with pytest.raises(Refuted, match="several"):
        require_fixed(game, FULL, small, zero)


def test_a_ball_is_looked_at_as_a_whole():
    """Where Newton's step contracts over half of a ball only, nothing is proved."""
    game, [one, _] = published("nine equilibria")
    near = [F(round(p[0] * 2**30), 2**30) for p in one]
    point = tuple((p, 1 - p) for p in near)
    refused = 0
    for k in range(1, 33):
        zero = Zero(None, point, F(k, 64))
        half, whole = (
            contraction(game, FULL, around(zero, unit), None, unit)
            for unit in (zero.radius, 2 * zero.radius)
        )
        if half is not None and half.q < 1 and (whole is None or whole.q >= 1):
            refused += 1
            with pytest.raises(Refuted, match="or several"):
                require_zero(game, FULL, zero)
    assert refused > 1
