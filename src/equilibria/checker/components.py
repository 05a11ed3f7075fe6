"""Verifies the components of equilibria and their indices.

Extreme equilibria that share a strategy are joined by a segment of equilibria, so components are
the connected components of that relation. The index of a component is the sum, over the pairs of
bases that together have every label exactly once and whose limits lie in it, of

    (-1)**(k+1) * sign(det A[I, J] * det B[I, J]),   I, J the supports, k = |I| = |J|

(Shapley 1974, with positive payoffs). All indices add to +1; that is a theorem, not checked again.
"""

from __future__ import annotations

from collections.abc import Mapping

from .document import Document
from .linear import determinant
from .verdict import Clock, Refuted

Matrix = list[list[int]]
Pair = tuple[int, int]


def check_components(
    document: Document,
    A: Matrix,
    B: Matrix,
    positions: Mapping[Pair, int],
    P: Mapping[int, int],
    Q: Mapping[int, int],
    clock: Clock,
) -> None:
    """Verify the listed components.

    Parameters
    ----------
    positions : mapping
        From the tight labels of a pair of vertices to the position of their equilibrium.
    P, Q : mapping
        From each basis to the tight labels of its true vertex.
    """
    component = _components(positions)
    index: dict[int, int] = dict.fromkeys(component.values(), 0)
    every = (1 << sum(document.shape)) - 1
    artificial = (1 << document.shape[0]) - 1
    for basis, x in P.items():
        clock.look()
        other = every ^ basis
        if basis != artificial and other in Q:
            index[component[positions[x, Q[other]]]] += _sign(document.shape, A, B, basis)
    members: dict[int, list[int]] = {}
    for position, name in component.items():
        members.setdefault(name, []).append(position)
    found = {(frozenset(held), index[name]) for name, held in members.items()}
    listed = [(frozenset(held), value) for held, value in document.components]
    if len(listed) != len(found) or set(listed) != found:
        wrong = next((held for held, value in listed if (held, value) not in found), frozenset())
        raise Refuted(f"the component of profiles {sorted(wrong)} or its index is wrong or missing")


def _components(positions: Mapping[Pair, int]) -> dict[int, int]:
    """Name each equilibrium's component by the least position in it."""
    sharing: dict[tuple[str, int], list[int]] = {}
    for (x, y), position in positions.items():
        sharing.setdefault(("x", x), []).append(position)
        sharing.setdefault(("y", y), []).append(position)
    neighbours: dict[int, set[int]] = {position: set() for position in positions.values()}
    for group in sharing.values():
        for position in group:
            neighbours[position].update(group)
    name: dict[int, int] = {}
    for start in sorted(neighbours):
        reached = [] if start in name else [start]
        while reached:
            position = reached.pop()
            if position not in name:
                name[position] = start
                reached += neighbours[position]
    return name


def _sign(shape: tuple[int, ...], A: Matrix, B: Matrix, basis: int) -> int:
    m, n = shape
    rows = [i for i in range(m) if not basis >> i & 1]
    columns = [j for j in range(n) if basis >> (m + j) & 1]
    product = 1
    for payoffs in (A, B):
        product *= determinant([[payoffs[i][j] for j in columns] for i in rows])
    sign = 1 if product > 0 else -1
    return sign if len(rows) % 2 else -sign
