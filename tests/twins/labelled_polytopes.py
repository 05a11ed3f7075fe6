"""Simple polytopes as lists of vertices, each the set of its facets: no numbers at all.

A facet is known by its label, so vertices are sets of labels. An edge is found by looking for the
other vertex that has all labels but one.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, pairwise, product

Vertex = frozenset[int]


def dual_cyclic(d: int, labels: list[int]) -> list[Vertex]:
    """The dual cyclic polytope in even dimension d, its facets labelled in order (Gale 1963)."""
    return [
        frozenset(labels[k] for k in positions)
        for positions in combinations(range(len(labels)), d)
        if _even_gaps(positions, len(labels))
    ]


def _even_gaps(positions: tuple[int, ...], count: int) -> bool:
    """Whether between any two facets left out there is an even number of others."""
    inside = set(positions)
    outside = [k for k in range(count) if k not in inside]
    return all((b - a - 1) % 2 == 0 for a, b in pairwise(outside))


def simplices(groups: list[list[int]]) -> list[Vertex]:
    """A product of simplices, each given by its facets: a vertex misses one of every group."""
    everything = {label for group in groups for label in group}
    return [frozenset(everything - set(missing)) for missing in product(*groups)]


def path_lengths(P: list[Vertex], Q: list[Vertex], m: int, n: int) -> list[int]:
    """Pivots of the Lemke-Howson path from the artificial equilibrium for each missing label."""
    edges = [_edges(P), _edges(Q)]
    return [_walk(edges, m, n, label) for label in range(m + n)]


def _walk(edges: list[dict[Vertex, set[Vertex]]], m: int, n: int, missing: int) -> int:
    at = [frozenset(range(m)), frozenset(range(m, m + n))]
    side, drop, pivots = int(missing >= m), missing, 0
    while True:
        [other] = edges[side][at[side] - {drop}] - {at[side]}
        [picked] = other - at[side]
        at[side] = other
        pivots += 1
        if picked == missing:
            return pivots
        side, drop = 1 - side, picked


def _edges(vertices: list[Vertex]) -> dict[Vertex, set[Vertex]]:
    """The ends of every edge, which is known by the labels that they share."""
    edges = defaultdict(set)
    for vertex in vertices:
        for label in vertex:
            edges[vertex - {label}].add(vertex)
    return edges


def completely_labelled(
    P: list[Vertex], Q: list[Vertex], count: int
) -> list[tuple[Vertex, Vertex]]:
    """Pairs of vertices that have all labels between them."""
    everything, known = frozenset(range(count)), set(Q)
    return [(v, everything - v) for v in P if everything - v in known]
