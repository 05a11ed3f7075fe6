"""Are the listed bases feasible, and are they all? `completeness` says why pairing decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from .linear import solve
from .verdict import Clock, Refuted

Matrix = list[list[int]]


class Vertex(NamedTuple):
    """A true vertex: its tight labels, and its point times some positive number."""

    tight: int
    weights: tuple[int, ...]


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
    solution = solve([[C[i][j] for i in free] for j in tight], [[1] for _ in tight])
    if solution is None:
        raise Refuted(f"bases of {player}: {basis:#x} is singular")
    numerators, determinant = solution
    sign = 1 if determinant > 0 else -1
    weights = [0] * len(variables)
    for i, [numerator] in zip(free, numerators, strict=True):
        weights[i] = sign * numerator
    values = {variables[i]: weights[i] for i in free}
    for j in slack:
        values[constraints[j]] = sign * determinant - sum(weights[i] * C[i][j] for i in free)
    zeros = sum(1 << label for label, value in values.items() if value == 0)
    if any(value < 0 for value in values.values()) or not is_perturbed_feasible(
        C, variables, constraints, basis, zeros
    ):
        raise Refuted(f"bases of {player}: {basis:#x} is not feasible")
    return Vertex(basis | zeros, tuple(weights))


def is_perturbed_feasible(
    C: Matrix, variables: list[int], constraints: list[int], basis: int, zeros: int
) -> bool:
    """Whether the labels that are zero at a basis's vertex become positive when perturbed."""
    if not zeros:
        return True
    free = [i for i, label in enumerate(variables) if not basis >> label & 1]
    tight = [j for j, label in enumerate(constraints) if basis >> label & 1]
    held = [label for label in (*variables, *constraints) if zeros >> label & 1]
    return _perturbed(C, variables, constraints, free, tight, held)


def _perturbed(
    C: Matrix,
    variables: list[int],
    constraints: list[int],
    free: list[int],
    tight: list[int],
    zeros: list[int],
) -> bool:
    """Whether what is zero at a vertex becomes positive under the perturbation."""
    identity = [[int(j == k) for k in tight] for j in tight]
    solution = solve([[C[i][j] for i in free] for j in tight], identity)
    assert solution is not None  # it was solved before, with another right-hand side
    moves, determinant = solution
    sign = 1 if determinant > 0 else -1
    for label in zeros:
        if label in variables:
            row = moves[free.index(variables.index(label))]
        else:
            j = constraints.index(label)
            moved = [
                -sum(C[i][j] * m[c] for i, m in zip(free, moves, strict=True))
                for c in range(len(tight))
            ]
            # The constraint's own perturbation comes between those of the tight ones around it.
            row = [move for _, move in sorted([*zip(tight, moved, strict=True), (j, determinant)])]
        if next((move for move in row if move), 0) * sign <= 0:
            return False
    return True
