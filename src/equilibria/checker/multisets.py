"""Payoffs of players who can all change places, against multisets of what the others do."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement, product

from .multiaffine import Game
from .verdict import Refuted

Multiset = tuple[int, ...]

#: What each action earns, in whole numbers.
Table = dict[Multiset, list[int]]


def symmetric_table(game: Game) -> Table:
    """Payoffs against multisets of actions; refuted if it matters who plays what."""
    count, players = game.shape[0], len(game.shape)
    if set(game.shape) != {count} or players < 2:
        raise Refuted("the players cannot change places: their numbers of actions differ")
    table: Table = {}
    for position, place in enumerate(product(range(count), repeat=players)):
        for i, own in enumerate(place):
            row = table.setdefault(tuple(sorted((*place[:i], *place[i + 1 :]))), [-1] * count)
            if row[own] not in (-1, game.tables[i][position]):
                raise Refuted("the players cannot change places: it matters who plays what")
            row[own] = game.tables[i][position]
    return table


def against(table: Table, used: Sequence[int], vertices: Sequence[Sequence[int]]) -> Table:
    """What actions earn against multisets of vertices, given by weights of the actions in use."""
    others = len(next(iter(table)))
    found: Table = {}

    def contract(chosen: Multiset, held: Table, left: int) -> None:
        if not left:
            found[chosen] = held[()]
            return
        rest = list(combinations_with_replacement(used, left - 1))
        for v in range(chosen[-1] if chosen else 0, len(vertices)):
            weights = [(w, a) for w, a in zip(vertices[v], used, strict=True) if w]
            summed: Table = {}
            for m in rest:
                rows = [(w, held[tuple(sorted((*m, a)))]) for w, a in weights]
                summed[m] = [sum(w * r[own] for w, r in rows) for own in range(len(rows[0][1]))]
            contract((*chosen, v), summed, left - 1)

    contract((), table, others)
    return found
