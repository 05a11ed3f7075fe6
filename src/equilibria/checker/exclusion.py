"""Combinations of payoffs that no equilibrium with a given support allows in a cell."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from .multiaffine import Cell, Game, Support
from .verdict import Refuted


def require_excluded(game: Game, support: Support, cell: Cell, c: Sequence[int]) -> None:
    """Verify that a combination of payoffs is positive all over a cell, which equilibria forbid."""
    if len(c) != sum(game.shape):
        raise Refuted("a combination does not have one number per action")
    sums: list[dict[tuple[int, ...], int]] = []
    start = 0
    for i, count in enumerate(game.shape):
        mine = c[start : start + count]
        start += count
        if sum(mine) or any(v < 0 for a, v in enumerate(mine) if a not in support[i]):
            raise Refuted("a combination is not one that equilibria rule out")
        if not any(mine):
            sums.append({})
            continue
        values = game.at_vertices(support, cell, i)
        others = product(*(range(1 if j == i else len(s)) for j, s in enumerate(support)))
        sums.append(
            {
                v: sum([w * row[a] for a, w in enumerate(mine) if w]) << cell.bits[i]
                for v, row in zip(others, values, strict=True)
            }
        )
    for v in product(*map(range, map(len, support))):
        if sum(s[(*v[:i], 0, *v[i + 1 :])] for i, s in enumerate(sums) if s) <= 0:
            raise Refuted("a combination does not exclude its cell")
