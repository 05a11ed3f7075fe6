"""Mixed minmax of a player whose opponents mix independently: branch and bound, proved.

Take a cell, one simplex of mixtures for each opponent. What an action earns there is a mean of what
it earns at the tuples of vertices, so a mixture of the player's own earns at least the least that
it earns at a tuple. The best such mixture solves a zero-sum game against the tuples, and its value
bounds the cell. Cells with the least bound are cut in two, until no bound lies more than the
tolerance below what some mixtures of the opponents hold the player to. (The bound relaxes a
multilinear function by its vertices, Rikun 1997; its error falls with the square of a cell's size.)
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np

from .._budget import Meter
from ..errors import InternalError
from ..games.normal_form import NormalFormGame
from ..results.security import SecurityLevel
from ..results.status import Claim, Status

#: Weights of mixtures are rounded to this many parts.
_PARTS = 1 << 40

#: Denominators up to here are tried in place of an opponent's rounded probabilities.
_SIMPLE = 1000

#: Numbers below this are rounding, where the pivots of a small program are chosen.
_NOTHING = 1e-13

#: Rounds of replies in turn that improve a punishment, at most.
_ROUNDS = 30

#: A mixture of each opponent, as integers that stand for their shares of the sum.
Mixtures = tuple[tuple[int, ...], ...]


def enclose_minmax(
    game: NormalFormGame, i: int, correlated: SecurityLevel, tolerance: float, meter: Meter
) -> SecurityLevel:
    """The mixed minmax of player i between two proved ends, or exact where correlation is no help.

    Parameters
    ----------
    correlated : SecurityLevel
        The correlated minmax: the first lower end, and what the search starts from.
    tolerance : float
        Largest distance of the ends, as a share of the player's payoff range.
    meter : Meter
        A step is a cut of a cell.
    """
    numbers, scale = game.integer_payoffs(i)
    table = np.moveaxis(numbers, i, 0)
    least, span = int(table.min()), int(table.max() - table.min())
    search = _Search(table - least, max(span, 1), tolerance, meter)
    search.keep(_pure(search))
    search.look_near(_marginals(correlated, search.shape))
    if correlated.strategy is None:
        raise InternalError("a correlated minmax comes with a strategy")

    def payoff(share: Fraction) -> Fraction:
        return (least + max(span, 1) * share) / scale

    exact = payoff(search.upper) == correlated.value
    if exact:
        lower, tree = None, None
    else:
        search.run(correlated.strategy, Fraction(tolerance))
        lower, tree = payoff(search.lower), search.tree()
    spent = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
    return SecurityLevel(
        game=game,
        question="minmax",
        player=game.players[i],
        kind="mixed",
        value=payoff(search.upper),
        weights=_joint(search.held),
        strategy=correlated.strategy if exact else None,
        status=Status.FINISHED if search.upper - search.lower <= tolerance or exact else spent,
        claim=Claim.VALUE if exact else Claim.BRACKET,
        lower=lower,
        tree=tree,
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    """Vertices of a simplex per opponent, as rows of integers that add to ``2**bits``."""

    vertices: tuple[np.ndarray, ...]
    bits: tuple[int, ...]

    def cut(self, j: int, a: int, b: int) -> tuple[_Cell, _Cell]:
        """Cut an edge of opponent j in the middle: the half at vertex a, and the half at b."""
        rows = self.vertices[j] * 2
        middle = (rows[a] + rows[b]) // 2
        bits = (*self.bits[:j], self.bits[j] + 1, *self.bits[j + 1 :])
        halves = []
        for gone in (b, a):
            half = rows.copy()
            half[gone] = middle
            halves.append(_Cell((*self.vertices[:j], half, *self.vertices[j + 1 :]), bits))
        return halves[0], halves[1]


class _Search:
    """The search; payoffs are shares of their range, from 0 to 1, as integers over `span`."""

    def __init__(self, table: np.ndarray, span: int, tolerance: float, meter: Meter) -> None:
        self.span, self.meter = span, meter
        self.near = 1e-3 * tolerance  # improvements of a punishment below this are left
        self.flat = table.reshape(len(table), -1)
        self.floats = np.asarray(table / span, dtype=float)
        self.shape = table.shape[1:]
        self.upper, self.lower = Fraction(2), Fraction(0)
        self.held: Mixtures = ()
        self.nodes: list[tuple[int, ...]] = []
        self.children: dict[int, tuple[int, int]] = {}

    def run(self, strategy: tuple[Fraction, ...], tolerance: Fraction) -> None:
        """Cut cells until the bounds are near the best punishment, or the budget is spent."""
        whole = tuple(np.array(np.eye(n, dtype=int), dtype=object) for n in self.shape)
        root = _Cell(whole, (0,) * len(whole))
        weights = _rounded([float(p) for p in strategy])
        self.nodes.append(weights)
        heap = [(self._bound(root, weights), 0, root)]
        while heap[0][0] < self.upper - tolerance and self.meter.step():
            _, node, cell = heapq.heappop(heap)
            payoffs = self._at_vertices(cell)
            edge = _most_entangled(payoffs)
            weights, first = self.nodes[node], len(self.nodes)
            self.nodes[node], self.children[node] = edge, (first, first + 1)
            for half in cell.cut(*edge):
                self.nodes.append(weights)
                bound = self._bound(half, weights)
                if bound < self.upper - tolerance:
                    better = self._solve(half)
                    found = self._bound(half, better)
                    if found > bound:
                        bound, self.nodes[-1] = found, better
                heapq.heappush(heap, (bound, len(self.nodes) - 1, half))
        self.lower = min(bound for bound, _, _ in heap)

    def tree(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The cells, each before its halves: a cut's opponent and edge, or a leaf's weights."""
        order, waiting = [], [0]
        while waiting:
            node = waiting.pop()
            halves = self.children.get(node, ())
            order.append(("cut" if halves else "held", self.nodes[node]))
            waiting.extend(reversed(halves))
        return tuple(order)

    def _bound(self, cell: _Cell, weights: tuple[int, ...]) -> Fraction:
        """The least that a mixture of the player's own earns at a tuple of vertices."""
        earned = _at(np.array(weights, dtype=object) @ self.flat, self.shape, cell.vertices)
        return Fraction(int(earned.min()), self.span * sum(weights) << sum(cell.bits))

    def _at_vertices(self, cell: _Cell) -> np.ndarray:
        """What each action earns at each tuple of vertices, in floats."""
        exact = [_at(row, self.shape, cell.vertices) for row in self.flat]
        return np.array(np.stack(exact) / (self.span << sum(cell.bits)), dtype=float)

    def _solve(self, cell: _Cell) -> tuple[int, ...]:
        """The player's best mixture against the vertices; the opponents' is a new punishment."""
        payoffs = self._at_vertices(cell)
        mixture, against = _duel(payoffs.reshape(len(payoffs), -1))
        joint = against.reshape(payoffs.shape[1:])
        near = []
        for j, (rows, bits) in enumerate(zip(cell.vertices, cell.bits, strict=True)):
            share = joint.sum(axis=tuple(k for k in range(joint.ndim) if k != j))
            near.append(share @ np.array(rows / (1 << bits), dtype=float))
        if _most(self.floats, near) < float(self.upper) - self.near:
            self.look_near(near)
        return _rounded(mixture)

    def look_near(self, mixtures: list[np.ndarray]) -> None:
        """Let the opponents improve in turn, and keep what holds the player lower than before."""
        self.keep(mixtures)
        least = _most(self.floats, mixtures)
        for _ in range(_ROUNDS):
            before = least
            for j, count in enumerate(self.shape):
                if count > 1:
                    against = _duel(_against(self.floats, mixtures, j))[1]
                    mixtures = [*mixtures[:j], against, *mixtures[j + 1 :]]
            least = _most(self.floats, mixtures)
            if before - least < self.near:
                break
        self.keep(mixtures)

    def keep(self, mixtures: list[np.ndarray]) -> None:
        """Weigh mixtures exactly, rounded finely and to simple fractions."""
        for rounding in (_rounded, _simplified):
            exact = tuple(rounding(m) for m in mixtures)
            rows = tuple(np.array([m], dtype=object) for m in exact)
            best = max(int(_at(row, self.shape, rows).min()) for row in self.flat)
            total = self.span
            for m in exact:
                total *= sum(m)
            if Fraction(best, total) < self.upper:
                self.upper, self.held = Fraction(best, total), exact


def _at(joint: np.ndarray, shape: tuple[int, ...], rows: tuple[np.ndarray, ...]) -> np.ndarray:
    """A table over the opponents' actions, taken at each tuple of their mixtures (rows)."""
    table = joint.reshape(shape)
    for mixtures in rows:  # the first axis goes, the mixtures come last
        table = np.tensordot(table, mixtures, axes=(0, 1))
    return table


def _against(floats: np.ndarray, mixtures: list[np.ndarray], j: int) -> np.ndarray:
    """What each action earns against each of opponent j's, given the others' mixtures."""
    table = floats
    for k in reversed(range(len(mixtures))):
        if k != j:
            table = np.tensordot(table, mixtures[k], axes=(k + 1, 0))
    return table


def _most(floats: np.ndarray, mixtures: list[np.ndarray]) -> float:
    """What a best reply to mixtures earns."""
    return float((_against(floats, mixtures, 0) @ mixtures[0]).max())


def _duel(payoffs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Good mixtures in a zero-sum game, in floats: the row player's, the column player's.

    The simplex method on the column player's program, max sum(z) subject to A z <= 1, z >= 0, for
    positive A; its dual is the row player's. A guess, near the best: what it is worth is worked out
    exactly where it counts.
    """
    sure = payoffs.min(axis=1).max()
    rows = np.flatnonzero(payoffs.max(axis=1) >= sure)  # the others never help
    m, n = len(rows), payoffs.shape[1]
    least = payoffs[rows].min()
    table = np.zeros((m + 1, n + m + 1))
    table[:m, :n] = (payoffs[rows] - least) / (np.ptp(payoffs[rows]) or 1.0) + 1
    table[:m, n : n + m], table[:m, -1], table[m, :n] = np.eye(m), 1, -1
    basis = np.arange(n, n + m)
    for _ in range(20 * (m + n)):
        enters = int(table[m, :-1].argmin())
        column = table[:m, enters]
        if table[m, enters] > -_NOTHING or not (column > _NOTHING).any():
            break
        ratios = np.full(m, np.inf)
        np.divide(table[:m, -1], column, out=ratios, where=column > _NOTHING)
        leaves = int(ratios.argmin())
        line = table[leaves] / column[leaves]
        table -= np.outer(table[:, enters], line)
        table[leaves], basis[leaves] = line, enters
    mixture, against = np.zeros(len(payoffs)), np.zeros(n + m)
    mixture[rows] = np.maximum(table[m, n : n + m], 0)
    against[basis] = np.maximum(table[:m, -1], 0)
    return _normalised(mixture), _normalised(against[:n])


def _normalised(weights: np.ndarray) -> np.ndarray:
    total = weights.sum()
    return weights / total if total > 0 else np.full(len(weights), 1 / len(weights))


def _most_entangled(payoffs: np.ndarray) -> tuple[int, int, int]:
    """An opponent and an edge of its simplex, moving along which matters most by what others do.

    Where that is the same whatever they do, the bound is exact, however large the cell.
    """
    best, edge = -1.0, (0, 0, 0)
    for j, count in enumerate(payoffs.shape[1:]):
        lines = np.moveaxis(payoffs, j + 1, 0).reshape(count, len(payoffs), -1)
        for a, b in combinations(range(count), 2):
            entangled = float(np.ptp(lines[a] - lines[b], axis=1).max())
            if entangled > best:
                best, edge = entangled, (j, a, b)
    return edge


def _rounded(mixture: Any) -> tuple[int, ...]:
    return tuple(max(0, round(float(p) * _PARTS)) for p in mixture)


def _simplified(mixture: Any) -> tuple[int, ...]:
    """A mixture of simple fractions, where they add to 1 (the fine rounding otherwise)."""
    near = [Fraction(max(0.0, float(p))).limit_denominator(_SIMPLE) for p in mixture]
    if sum(near) != 1:
        return _rounded(mixture)
    common = int(np.lcm.reduce([p.denominator for p in near]))
    return tuple(int(p * common) for p in near)


def _pure(search: _Search) -> list[np.ndarray]:
    """The joint action that holds the player lowest."""
    place = np.unravel_index(int(np.argmin(search.flat.max(axis=0))), search.shape)
    return [np.eye(n)[a] for n, a in zip(search.shape, place, strict=True)]


def _marginals(level: SecurityLevel, shape: tuple[int, ...]) -> list[np.ndarray]:
    """Each opponent's share of a joint mixture."""
    found = [np.zeros(n) for n in shape]
    for place, p in level.weights:
        for mixture, a in zip(found, place, strict=True):
            mixture[a] += float(p)
    return found


def _joint(mixtures: Mixtures) -> tuple[tuple[tuple[int, ...], Fraction], ...]:
    """Joint actions with the probabilities that independent mixtures give them."""
    shares = [[Fraction(w, sum(m)) for w in m] for m in mixtures]
    joint = []
    for place in product(*(range(len(m)) for m in shares)):
        p = Fraction(1)
        for mixture, a in zip(shares, place, strict=True):
            p *= mixture[a]
        if p:
            joint.append((place, p))
    return tuple(joint)
