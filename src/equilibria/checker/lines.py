"""Polytopes of equilibria that differ in one strategy, all of whose vertices must be listed.

Fix the other players' strategies. Player i may mix its best replies so that every action that
another player uses stays a best reply: linear equations ``e x = 0`` and inequalities ``g x <= 0``
on a simplex. Its vertices are found by brute force: a vertex is the only point at which certain of
these, and certain probabilities, are zero.
"""

from __future__ import annotations

from collections.abc import Container
from fractions import Fraction
from itertools import combinations
from math import comb, lcm

from .contraction import contraction
from .linear import solve
from .multiaffine import Cell, Game, Support
from .verdict import OutOfLimits, Refuted
from .zeros import Zero, differences, require_inside

Profile = tuple[tuple[Fraction, ...], ...]

_MOST = 100_000


def check_line(
    game: Game,
    support: Support,
    zero: Zero,
    profile: Profile,
    names: list[list[int]],
    listed: Container[Profile],
) -> None:
    """Verify that every vertex of the set of player `zero.only`'s strategies is listed."""
    i = zero.only
    assert i is not None
    common = [lcm(*(p.denominator for p in s)) for s in zero.point]
    fixed = tuple((tuple(int(p * c) for p in s),) for s, c in zip(zero.point, common, strict=True))
    earned = game.at_vertices(support, Cell(fixed, (0,) * len(fixed)), i)[0]
    replies = [a for a, value in enumerate(earned) if value == max(earned)]
    varied = (*support[:i], tuple(replies), *support[i + 1 :])
    pure = tuple(tuple(int(a == b) for b in replies) for a in replies)
    cell = Cell((*fixed[:i], pure, *fixed[i + 1 :]), (0,) * len(fixed))
    equations: list[list[int]] = []
    inequalities: list[list[int]] = []
    for j, actions in enumerate(support):
        if j == i:
            continue
        rows = game.at_vertices(varied, cell, j)
        for a in range(game.shape[j]):
            gain = [row[a] - row[actions[0]] for row in rows]
            (equations if a in actions else inequalities).append(gain)
    for vertex in _vertices(len(replies), equations, inequalities):
        full = [Fraction(0)] * len(profile[i])
        for a, p in zip(replies, vertex, strict=True):
            full[names[i][a]] = p
        if (*profile[:i], tuple(full), *profile[i + 1 :]) not in listed:
            raise Refuted("an equilibrium is missing: a vertex of a polytope of equilibria")


def _vertices(
    size: int, equations: list[list[int]], inequalities: list[list[int]]
) -> set[tuple[Fraction, ...]]:
    rows = [row for row in (*equations, *inequalities) if any(row)]
    rows += [[int(a == b) for b in range(size)] for a in range(size)]
    if comb(len(rows), size - 1) > _MOST:
        raise OutOfLimits("a polytope of equilibria has too many faces to look at each")
    found = set()
    for tight in combinations(rows, size - 1):
        solved = solve([*tight, [1] * size], [*([0] for _ in tight), [1]])
        if solved is None:
            continue
        x = tuple(Fraction(row[0], solved[1]) for row in solved[0])
        if (
            min(x) >= 0
            and all(_dot(row, x) == 0 for row in equations)
            and all(_dot(row, x) <= 0 for row in inequalities)
        ):
            found.add(x)
    return found


def _dot(row: list[int], x: tuple[Fraction, ...]) -> Fraction:
    return sum((r * p for r, p in zip(row, x, strict=True)), Fraction(0))


def require_fixed(game: Game, support: Support, cell: Cell, zero: Zero) -> None:
    """Verify that the others' strategies can only be an exact zero's, whatever `only` plays.

    By that player's equations; or by everybody's, which then have that zero against each of the
    player's actions, and no second one against any of its strategies in the cell.
    """
    own = contraction(game, support, cell.enlarged(), zero.only, Fraction(1))
    if own is None or own.q >= 1:
        found = contraction(game, support, cell.enlarged(), zero.only, Fraction(1), True)
        if found is None or found.q >= 1:
            raise Refuted("a cell may hold several zeros of the indifference equations")
        for a in support[zero.only or 0]:
            against = tuple((a,) if j == zero.only else used for j, used in enumerate(support))
            point = tuple((Fraction(1),) if j == zero.only else s for j, s in enumerate(zero.point))
            if any(map(any, differences(game, against, Zero(None, point, Fraction(0))))):
                raise Refuted("the others are not indifferent, whatever a player does")
    require_inside(cell, zero)
