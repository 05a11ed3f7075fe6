"""By how much a Newton step contracts over a cell: at most one zero, if by anything at all."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from math import prod
from typing import NamedTuple

from .linear import solve
from .multiaffine import Cell, Game, Support

INVERSE_BITS = 40


class Contraction(NamedTuple):
    """A matrix C (over 2**40) and the factor q by which ``y - C F(y)`` contracts over a cell."""

    C: list[list[int]]
    q: Fraction


def contraction(
    game: Game,
    support: Support,
    cell: Cell,
    only: int | None,
    unit: Fraction,
    of_all: bool = False,
) -> Contraction | None:
    """How much ``y - C F(y)`` contracts over a cell, for a C of the checker's choosing.

    F are the differences between what each action in use and the first one earn, over the range:
    of all players, or of player `only` as a function of the other players' strategies; or, if
    `of_all`, of all as a function of the others' strategies, whatever `only` plays. Distance
    is the largest change of a coordinate, each player's first excepted. An edge from a simplex's
    first vertex has length `unit`. For points x and y of the cell ``F(x) - F(y) = M (x - y)``,
    where column block j of M is a derivative at a point of the cell; so q is the largest sum, over
    a row, of the largest values of ``|1 - C M|`` at vertices. If q < 1, F has at most one zero.
    """
    players = range(len(support))
    moving = [(j, b) for j in players if j != only for b in range(1, len(support[j]))]
    judging = [i for i in players if only in (None, i) or of_all]
    judged = [(i, a) for i in judging for a in support[i][1:]]
    if len(judged) < len(moving):
        return None
    sizes = [len(simplex) for simplex in cell.vertices]
    corners = list(product(*map(range, sizes)))
    F = {}
    for i in judging:
        earned = game.at_vertices(support, cell, i)
        places = list(product(*(range(1 if j == i else k) for j, k in enumerate(sizes))))
        at = dict(zip(places, earned, strict=True))
        for a in support[i][1:]:
            for v in corners:
                here = at[(*v[:i], 0, *v[i + 1 :])]
                F[i, a, v] = (here[a] - here[support[i][0]]) << cell.bits[i]
    scale = game.range * prod(1 << b for b in cell.bits) * unit
    M = {
        v: [[F[i, a, _at(v, j, b)] - F[i, a, _at(v, j, 0)] for j, b in moving] for i, a in judged]
        for v in corners
    }
    C = left_inverse(M, scale, len(judged), len(moving))
    if C is None:
        return None
    whole, q = scale * (1 << INVERSE_BITS), Fraction(0)
    for p, row in enumerate(C):
        total = Fraction(0)
        for column, (j, _) in enumerate(moving):
            delta = whole if p == column else Fraction(0)
            total += max(
                abs(delta - sum(c * M[v][r][column] for r, c in enumerate(row)))
                for v in corners
                if v[j] == 0
            )
        q = max(q, total / whole)
    return Contraction(C, q)


def _at(v: tuple[int, ...], j: int, b: int) -> tuple[int, ...]:
    return (*v[:j], b, *v[j + 1 :])


def left_inverse(
    M: Mapping[tuple[int, ...], list[list[int]]], scale: Fraction, rows: int, columns: int
) -> list[list[int]] | None:
    """Any matrix would do; a rounded (left) inverse of the mean of M serves."""
    if columns == 0:
        return []
    whole = len(M) * scale / 2**30
    near = [
        [int(Fraction(sum(m[r][k] for m in M.values())) / whole) for k in range(columns)]
        for r in range(rows)
    ]
    transposed = [list(column) for column in zip(*near, strict=True)]
    square = rows == columns
    left = near if square else _times(transposed, near)
    identity = [[int(r == k) for k in range(columns)] for r in range(columns)]
    solved = solve(left, identity if square else transposed)
    if solved is None:
        return None
    numerators, determinant = solved
    shift = 2 ** (INVERSE_BITS + 30)
    return [[round(Fraction(v * shift, determinant)) for v in row] for row in numerators]


def _times(A: list[list[int]], B: list[list[int]]) -> list[list[int]]:
    return [
        [sum(x * y for x, y in zip(r, c, strict=True)) for c in zip(*B, strict=True)] for r in A
    ]
