"""A certificate's cells, followed by hand: which there are, and what each is said to hold."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import equilibria as eq
from twins.definitions import expected_payoffs

Simplices = tuple[tuple[tuple[Fraction, ...], ...], ...]


def _unit(a: int, count: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(int(a == b)) for b in range(count))


def supports(data: Any) -> list[tuple[tuple[int, ...], ...]]:
    """Every support profile of the actions that are left, the last player's fastest."""
    gone = {(i, a) for i, a, _ in data["eliminations"]}
    choices = []
    for i, names in enumerate(data["actions"]):
        kept = [a for a in range(len(names)) if (i, a) not in gone]
        masks = range(1, 1 << len(kept))
        choices.append([tuple(a for k, a in enumerate(kept) if mask >> k & 1) for mask in masks])
    return list(product(*choices))


def cells(data: Any) -> Iterator[tuple[int, int, tuple[tuple[int, ...], ...], Simplices]]:
    """Support number, position, support, and the simplices' vertices over all actions."""
    counts = [len(names) for names in data["actions"]]
    for number, support in enumerate(supports(data)):
        queue: list[Simplices] = [
            tuple(tuple(_unit(a, k) for a in used) for used, k in zip(support, counts, strict=True))
        ]
        for n, (kind, *rest) in enumerate(data["supports"][number]):
            cell = queue[n]
            yield number, n, support, cell
            if kind == 1:
                j, b, d = rest
                ends = zip(cell[j][b], cell[j][d], strict=True)
                middle = tuple((v + w) / 2 for v, w in ends)
                for gone in (b, d):
                    half = tuple(middle if k == gone else v for k, v in enumerate(cell[j]))
                    queue.append((*cell[:j], half, *cell[j + 1 :]))


def open_cells(data: Any) -> set[tuple[tuple[tuple[int, ...], ...], Simplices]]:
    """Those about which a certificate says nothing."""
    return {
        (support, cell)
        for number, n, support, cell in cells(data)
        if data["supports"][number][n][0] == 3
    }


def is_excluded(game: eq.NormalFormGame, data: Any, number: int, n: int) -> bool:
    """Whether the combination given for a cell is one that equilibria rule out, by definition."""
    _, *c = data["supports"][number][n]
    gone = {(i, a) for i, a, _ in data["eliminations"]}
    names = [(i, a) for i, k in enumerate(game.shape) for a in range(k) if (i, a) not in gone]
    support, cell = next((s, v) for k, m, s, v in cells(data) if (k, m) == (number, n))
    if len(c) != len(names):
        return False
    kept = [[a for j, a in names if j == i] for i in range(game.num_players)]
    sizes = []
    for i, own in enumerate(kept):
        mine = [(a, w) for (j, a), w in zip(names, c, strict=True) if j == i]
        if sum(w for _, w in mine) or any(w < 0 and a not in support[i] for a, w in mine):
            return False
        others = product(*(k if j != i else own for j, k in enumerate(kept)))
        entries = [game.exact_payoffs()[i][place] for place in others]
        sizes.append((max(entries) - min(entries)) or 1)
    for corner in product(*cell):
        total = Fraction(0)
        for (i, a), w in zip(names, c, strict=True):
            deviating = (*corner[:i], _unit(a, game.shape[i]), *corner[i + 1 :])
            total += w * expected_payoffs(game, deviating)[i] / sizes[i]
        if total <= 0:
            return False
    return True


def shares(simplex: tuple[tuple[Fraction, ...], ...], point: Any) -> list[Fraction] | None:
    """Weights of a simplex's vertices that make a point; None if there are none, or several."""
    size = len(simplex)
    rows = [[Fraction(v[a]) for v in simplex] + [Fraction(p)] for a, p in enumerate(point)]
    for k in range(size):
        pivot = next((r for r in range(k, len(rows)) if rows[r][k]), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [v / rows[k][k] for v in rows[k]]
        for r in range(len(rows)):
            if r != k and rows[r][k]:
                rows[r] = [v - rows[r][k] * w for v, w in zip(rows[r], rows[k], strict=True)]
    return None if any(row[-1] for row in rows[size:]) else [row[-1] for row in rows[:size]]


def holds(answer: eq.Equilibria, profile: Any) -> bool:
    """Whether an exact profile lies in a subset of a component of an answer, or in a region.

    A subset is the product of the convex hulls of its members' strategies. Where the claim is COVER
    and no components are given, equilibria that differ in one strategy may stand for their hull.
    """
    listed = [e.profile.exact for e in answer]
    players = range(answer.game.num_players)
    for subset in (subset for c in answer.components for subset in c.subsets or ()):
        if all(_in_hull({listed[k][i] for k in subset}, profile[i]) for i in players):
            return True
    for i in players if answer.claim is eq.Claim.COVER else ():
        rest = (*profile[:i], *profile[i + 1 :])
        if _in_hull({m[i] for m in listed if (*m[:i], *m[i + 1 :]) == rest}, profile[i]):
            return True
    used = tuple(tuple(a for a, p in enumerate(s) if p) for s in profile)
    for region in answer.regions:
        if region.support == used:
            inside = (shares(s, p) for s, p in zip(region.vertices, profile, strict=True))
            if all(weights is not None and min(weights) >= 0 for weights in inside):
                return True
    return False


def _in_hull(corners: set[Any], point: Any) -> bool:
    """By Caratheodory's theorem: in some simplex of corners."""
    if point in corners:
        return True
    for size in range(2, len(point) + 1):
        for some in combinations(sorted(corners), size):
            weights = shares(some, point)
            if weights is not None and min(weights) >= 0:
                return True
    return False
