"""Indices of regular equilibria of three players or more: signs of determinants.

The index is the sign of the determinant of minus the Jacobian of the indifference equations, whose
unknowns are the probabilities of all actions in use but each player's first; it is that if every
unused action earns less than those in use. At an exact equilibrium the Jacobian is computed in
fractions. Around an irrational one, a matrix C with ``|1 - C M| < 1`` for the Jacobians M at all
points of its ball (`contraction`) has a determinant with the sign of theirs.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import lcm

from .contraction import contraction
from .document import Document
from .linear import determinant
from .multiaffine import Game, Support
from .numbers import Strategy
from .verdict import Clock, Refuted
from .zeros import Zero, around, earned


def check_indices(document: Document, clock: Clock) -> int:
    """Verify the indices that are given; return how many."""
    proof = document.subdivision
    if proof is None:
        return 0
    if len(proof.indices) != len(document.equilibria):
        raise Refuted("indices: there is not one per equilibrium, or null")
    game = Game(document.shape, document.payoffs)
    for k, profile in enumerate(document.equilibria):
        if proof.indices[k] is None:
            continue
        clock.look()
        support = tuple(tuple(a for a, p in enumerate(s) if p) for s in profile)
        zero = Zero(None, tuple(tuple(p for p in s if p) for s in profile), proof.radii[k])
        _require_strict(game, support, zero, k)
        if proof.indices[k] != _index(game, support, zero):
            raise Refuted(f"profile {k}: its index is not {proof.indices[k]}")
    given = [index for index in proof.indices if index is not None]
    if document.claim == "ALL" and len(given) == len(proof.indices) and sum(given) != 1:
        raise Refuted("the indices of all equilibria do not add to 1")
    return len(given)


def _require_strict(game: Game, support: Support, zero: Zero, k: int) -> None:
    for i, used in enumerate(support):
        values, slack = earned(game, support, zero, i)
        best = max((v for a, v in enumerate(values) if a not in used), default=None)
        if best is not None and best - values[used[0]] >= -slack:
            raise Refuted(f"profile {k} has an index, but an unused action may be a best reply")


def _index(game: Game, support: Support, zero: Zero) -> int:
    unknowns = sum(len(used) - 1 for used in support)
    if zero.radius:
        unit = 2 * zero.radius * (max(map(len, support)) - 1)
        found = contraction(game, support, around(zero, unit), None, unit)
        if found is None or found.q >= 1:
            return 0
        value = determinant(found.C)
    else:
        value = determinant(_jacobian(game, support, zero))
    sign = (value > 0) - (value < 0)
    return -sign if unknowns % 2 else sign


def _jacobian(game: Game, support: Support, zero: Zero) -> list[list[int]]:
    """The Jacobian at a point, its rows times positive numbers.

    Payoffs are affine in each player's strategy: a derivative is a difference between two.
    """
    rows = []
    for i, used in enumerate(support):
        columns: list[list[Fraction]] = []
        for j, others in enumerate(support):
            if i == j:
                columns += [[Fraction(0)] * (len(used) - 1) for _ in others[1:]]
                continue
            first, *rest = (_gains(game, support, zero, i, j, b) for b in range(len(others)))
            columns += [[x - y for x, y in zip(gains, first, strict=True)] for gains in rest]
        rows += [list(row) for row in zip(*columns, strict=True)] if len(used) > 1 else []
    scales = [reduce(lcm, (v.denominator for v in row), 1) for row in rows]
    return [[int(v * s) for v in row] for row, s in zip(rows, scales, strict=True)]


def _gains(game: Game, support: Support, zero: Zero, i: int, j: int, b: int) -> list[Fraction]:
    """What player i's actions in use earn more than the first, if j plays its b-th for sure."""
    pure: Strategy = tuple(Fraction(int(t == b)) for t in range(len(support[j])))
    point = (*zero.point[:j], pure, *zero.point[j + 1 :])
    values, _ = earned(game, support, zero._replace(point=point), i)
    return [values[a] - values[support[i][0]] for a in support[i][1:]]
