"""The face of Q that a vertex of P asks for: all its vertices, without a list of Q's bases.

A vertex x of P that lacks the labels R needs a vertex y of Q at which all of R is tight. R is m+n
labels less those of x, so at most as many as Q has variables. If R is independent, every such y is
the solution of some n independent labels that include R: each way to complete R with labels of x is
solved. If R is dependent but without any solution, the face is empty. A dependent R with solutions
is not decided here: such a certificate has to list the bases of Q.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from math import comb

from .bases import Vertex, is_perturbed_feasible
from .linear import rank, solve
from .verdict import Clock, OutOfLimits

Matrix = list[list[int]]

#: Completions of one face beyond which the search is refused.
MAX_COMPLETIONS = 100_000


def search_faces(
    A: Matrix, P: Mapping[int, Vertex], clock: Clock
) -> tuple[set[tuple[Vertex, Vertex]], dict[int, Vertex]]:
    """Find every pair of true vertices with all labels, except the pair of zeros.

    Returns
    -------
    pairs
    bases
        The bases of Q, feasible under the perturbation, that complete a basis of P.
    """
    m, n = len(A), len(A[0])
    every = (1 << m + n) - 1
    pairs: set[tuple[Vertex, Vertex]] = set()
    found: dict[int, Vertex] = {}
    for x in {v.tight: v for v in P.values()}.values():
        if any(x.weights):
            for candidate in _completions(A, every ^ x.tight, x.tight, n):
                clock.look()
                solution = _solution(A, candidate)
                if solution is None and candidate == every ^ x.tight:
                    _require_empty(_equations(A, candidate))
                y = None if solution is None else _vertex(A, candidate, *solution)
                if y is not None:
                    pairs.add((x, y))
                    if every ^ candidate in P and _is_basis(A, candidate, y):
                        found[candidate] = y
    return pairs, found


def face_vertices(A: Matrix, lacking: int, clock: Clock) -> list[Vertex]:
    """List the vertices of the face of Q at which some labels are tight."""
    m, n = len(A), len(A[0])
    found: dict[int, Vertex] = {}
    for candidate in _completions(A, lacking, ((1 << m + n) - 1) ^ lacking, n):
        clock.look()
        solution = _solution(A, candidate)
        vertex = None if solution is None else _vertex(A, candidate, *solution)
        if vertex is not None:
            found[vertex.tight] = vertex
    return list(found.values())


def _completions(A: Matrix, lacking: int, held: int, n: int) -> Iterator[int]:
    missing = n - lacking.bit_count()
    if missing == 0:
        yield lacking
        return
    equations = _equations(A, lacking)
    if rank(equations) < len(equations):
        _require_empty(equations)
        return
    labels = [1 << k for k in range(len(A) + n) if held >> k & 1]
    if comb(len(labels), missing) > MAX_COMPLETIONS:
        raise OutOfLimits("a face is too large to be searched without the bases of its polytope")
    for chosen in combinations(labels, missing):
        yield lacking | sum(chosen)


def _require_empty(equations: Matrix) -> None:
    if rank([[*row, 1] for row in equations]) == rank(equations):
        raise OutOfLimits("a face's labels depend on each other: list the bases of both polytopes")


def _split(A: Matrix, labels: int) -> tuple[list[int], list[int]]:
    """Rows that are tight, and columns that are not."""
    m, n = len(A), len(A[0])
    rows = [i for i in range(m) if labels >> i & 1]
    return rows, [j for j in range(n) if not labels >> m + j & 1]


def _equations(A: Matrix, labels: int) -> Matrix:
    rows, columns = _split(A, labels)
    return [[A[i][j] for j in columns] for i in rows]


def _solution(A: Matrix, labels: int) -> tuple[list[list[int]], int] | None:
    equations = _equations(A, labels)
    return solve(equations, [[1] for _ in equations])


def _vertex(
    A: Matrix, candidate: int, numerators: list[list[int]], determinant: int
) -> Vertex | None:
    """The point with n independent labels tight, if it lies in Q."""
    m, n = len(A), len(A[0])
    sign = 1 if determinant > 0 else -1
    if any(sign * value < 0 for [value] in numerators):
        return None
    weights = [0] * n
    for j, [value] in zip(_split(A, candidate)[1], numerators, strict=True):
        weights[j] = sign * value
    tight = sum(1 << m + j for j, weight in enumerate(weights) if not weight)
    for i in range(m):
        slack = sign * determinant - sum(a * w for a, w in zip(A[i], weights, strict=True))
        if slack < 0:
            return None
        tight |= (slack == 0) << i
    return Vertex(tight, tuple(weights))


def _is_basis(A: Matrix, candidate: int, y: Vertex) -> bool:
    """Whether the candidate is feasible under the perturbation too."""
    m, n = len(A), len(A[0])
    transposed = [[A[i][j] for i in range(m)] for j in range(n)]
    zeros = y.tight & ~candidate
    return is_perturbed_feasible(
        transposed, list(range(m, m + n)), list(range(m)), candidate, zeros
    )
