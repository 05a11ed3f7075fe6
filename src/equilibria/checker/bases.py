"""Are the listed bases feasible, and are they all? `completeness` says why pairing decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from .linear import solve
from .verdict import Clock, Refuted

Matrix = list[list[int]]


class Vertex(NamedTuple):
    """A true vertex: its tight labels and its point."""

    tight: int
    point: tuple[Fraction, ...]


def check_bases(
    C: Matrix,
    variables: list[int],
    constraints: list[int],
    bases: Sequence[int],
    player: str,
    clock: Clock,
) -> dict[int, Vertex]:
    """Verify the list of bases of {z >= 0 : z C <= 1} and return their true vertices."""
    ridges: Counter[int] = Counter()
    vertices = {}
    every = sum(1 << label for label in (*variables, *constraints))
    for basis in bases:
        clock.look()
        if basis & ~every or basis < 0 or basis.bit_count() != len(variables):
            raise Refuted(f"bases of {player}: {basis:#x} does not have one label per action")
        if basis in vertices:
            raise Refuted(f"bases of {player}: {basis:#x} is listed twice")
        vertices[basis] = _feasible(C, variables, constraints, basis, player)
        ridges.update(
            basis ^ 1 << label for label in (*variables, *constraints) if basis >> label & 1
        )
    if not vertices:
        raise Refuted(f"bases of {player}: none is listed")
    for ridge, count in ridges.items():
        if count != 2:
            raise Refuted(
                f"bases of {player}: a basis is missing, the ridge {ridge:#x} has {count} end"
            )
    return vertices


def _feasible(
    C: Matrix, variables: list[int], constraints: list[int], basis: int, player: str
) -> Vertex:
    """Solve one basis exactly and verify that it is lexicographically feasible."""
    free = [i for i, label in enumerate(variables) if not basis >> label & 1]
    tight = [j for j, label in enumerate(constraints) if basis >> label & 1]
    slack = [j for j, label in enumerate(constraints) if not basis >> label & 1]
    # Column 0 of the solution is the vertex; column 1 + k its move with the k-th perturbation.
    system = [[C[i][j] for i in free] for j in tight]
    identity = [[int(j == k) for k in tight] for j in tight]
    solution = solve(system, [[1, *row] for row in identity])
    if solution is None:
        raise Refuted(f"bases of {player}: {basis:#x} is singular")
    numerators, determinant = solution
    sign = 1 if determinant > 0 else -1
    point = [Fraction(0)] * len(variables)
    zeros = 0
    for i, row in zip(free, numerators, strict=True):
        point[i] = Fraction(row[0], determinant)
        if _leading(row) * sign <= 0:
            raise Refuted(f"bases of {player}: {basis:#x} is not feasible")
        zeros |= 0 if row[0] else 1 << variables[i]
    for j in slack:
        row = [
            -sum(C[i][j] * r[c] for i, r in zip(free, numerators, strict=True))
            for c in range(len(tight) + 1)
        ]
        row[0] += determinant
        # The constraint's own perturbation comes between those of the tight ones around it.
        moves = [*zip(tight, row[1:], strict=True), (j, determinant)]
        if _leading([row[0], *(move for _, move in sorted(moves))]) * sign <= 0:
            raise Refuted(f"bases of {player}: {basis:#x} is not feasible")
        zeros |= 0 if row[0] else 1 << constraints[j]
    return Vertex(basis | zeros, tuple(point))


def _leading(row: Sequence[int]) -> int:
    return next((value for value in row if value), 0)
