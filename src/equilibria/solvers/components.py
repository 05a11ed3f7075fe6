"""How extreme equilibria hang together: connected components and maximal Nash subsets.

Extreme equilibria are the edges of a bipartite graph between the strategies of the two players. Its
connected components are those of the set of equilibria, and its maximal bicliques are the maximal
Nash subsets (Winkels 1979; Avis, Rosenberg, Savani and von Stengel 2010, section 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .._budget import Meter

Pair = tuple[int, int]


def connected(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """Group the edges of a bipartite graph by connected component."""
    pairs = list(pairs)
    if len({x for x, _ in pairs}) == len({y for _, y in pairs}) == len(pairs):
        return [[pair] for pair in pairs]
    edges: dict[tuple[int, int], list[Pair]] = {}
    for pair in pairs:
        for side, end in enumerate(pair):
            edges.setdefault((side, end), []).append(pair)
    seen: set[tuple[int, int]] = set()
    groups = []
    for start in edges:
        reached, group = [start], set()
        while reached:
            node = reached.pop()
            if node in seen:
                continue
            seen.add(node)
            group.update(edges[node])
            reached += [(side, end) for pair in edges[node] for side, end in enumerate(pair)]
        if group:
            groups.append(sorted(group))
    return groups


def maximal_bicliques(pairs: Sequence[Pair], meter: Meter) -> list[list[Pair]] | None:
    """List the maximal bicliques of a bipartite graph, or None if the budget does not suffice.

    The right sides of maximal bicliques are the intersections of neighbourhoods of left nodes;
    there can be exponentially many. A step of the budget is one intersection.
    """
    if len(pairs) == 1:
        return [list(pairs)]
    neighbours: dict[int, set[int]] = {}
    for x, y in pairs:
        neighbours.setdefault(x, set()).add(y)
    closed: set[frozenset[int]] = set()
    for ys in neighbours.values():
        for other in [frozenset(ys), *(frozenset(ys & c) for c in closed)]:
            if not meter.step():
                return None
            if other:
                closed.add(other)
    return [
        [(x, y) for x, ys in neighbours.items() if ys >= right for y in right] for right in closed
    ]
