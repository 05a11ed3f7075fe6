"""What a cell with at most one solution holds: an equilibrium, a polytope of them, or none.

Every decision is exact. Where a sign is not certain the cell stays open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import Any

from ...errors import InternalError
from .common import find_common
from .diagonal import Diagonal
from .exact import IntegerPayoffs, over_common
from .indifference import System
from .polytopes import Strategy, polytope
from .roots import Root, find_root, same_root

#: Cells are enlarged by this before at most one solution is proved, in weights of their vertices.
_MARGIN = Fraction(1, 16)

#: Coordinates of cells are multiples of one over this.
_FINEST = 1 << 40

_ONE = Fraction(1)

Support = tuple[tuple[int, ...], ...]


@dataclass
class Found:
    """What closed cells held, so far.

    Attributes
    ----------
    payoffs : IntegerPayoffs
    roots : dict
        Per support profile its equilibria: the zero, and whether it is regular (no unused action
        is a best reply).
    polytopes : dict
        Per player and the other players' strategies, the vertices of the player's strategies.
    closings : list
        What settled each cell: whose equations, or None for all, and their zero.
    systems : dict
        The equations that were looked at last, and those of their zeros that settled cells.
    """

    payoffs: IntegerPayoffs
    roots: dict[Support, list[tuple[Root, bool]]] = field(default_factory=dict)
    polytopes: dict[tuple[int, tuple[Strategy, ...]], list[Strategy]] = field(default_factory=dict)
    closings: list[tuple[int | None, Root]] = field(default_factory=list)
    systems: dict[tuple[Support, int | None], tuple[System, list[Root]]] = field(
        default_factory=dict
    )

    def close(
        self, support: Support, only: int | None, start: Sequence[Sequence[float]], cell: Any
    ) -> bool:
        """Settle a cell; False if it stays open."""
        if only is None and all(len(used) == 1 for used in support):
            settled = self._add_pure(support)
        else:
            system, zeros = self._known(support, only)
            for known in zeros:
                if _is_near(known, start, system.moving) and is_inside(system, known, cell):
                    self.closings.append((only, known))
                    return True
            root = find_root(system, start, _reach(system, cell) if only is not None else 0.0)
            if root is None or not is_inside(system, root, cell):
                return False
            settled = self._settle(system, root)
            # What is a zero of C F only depends on C, and is no news about another cell.
            if settled is not None and (only is None or not settled.radius):
                zeros.append(settled)
        if settled is None:
            return False
        self.closings.append((only, settled))
        return True

    def close_whatever(
        self, support: Support, only: int, start: Sequence[Sequence[float]], cell: Any
    ) -> bool:
        """Settle a cell in which all equations fix the others, whatever player `only` plays.

        They do if one point solves them against every action of the player: it is exact then, for
        all that a cell may hold is a polytope of that player's strategies.
        """
        own = System(self.payoffs, support, only)
        against = [
            System(self.payoffs, (*support[:only], (a,), *support[only + 1 :]), None)
            for a in support[only]
        ]
        point = find_common([own, *against], start)
        if point is None or not is_inside(own, Root(point, Fraction(0), 0), cell):
            return False
        settled = self._settle(own, Root(point, Fraction(0), 0))
        if settled is None:
            return False
        self.closings.append((only, settled))
        return True

    def _known(self, support: Support, only: int | None) -> tuple[System, list[Root]]:
        """The equations, and those of their zeros that settled cells."""
        if (support, only) not in self.systems:
            self.systems = {(support, only): (System(self.payoffs, support, only), [])}
        return self.systems[support, only]

    def _settle(self, system: System, root: Root) -> Root | None:
        """Decide what a zero is worth; return it, or its like that was met before."""
        support, only = system.supports, system.only
        signs = [
            sign(p, root.slack(j)) for j in range(len(support)) if j != only
            for p in root.point[j]
        ]  # fmt: skip
        if -1 in signs or (0 in signs and root.radius == 0):
            return root  # outside, or of a smaller support
        if only is not None and root.radius:
            return root if _never_zero(system, root) else None
        if only is not None and not system.is_zero(root.point):
            return root
        slacks = _slacks(system, root)
        if 1 in slacks:
            return root  # some unused action earns more
        if None in signs or None in slacks:
            return None
        if only is not None:
            return self._add_polytope(support, only, root)
        return self._add_root(support, root, 0 not in slacks)

    def _add_pure(self, support: Support) -> Root | None:
        root = Root(tuple((_ONE,) for _ in support), Fraction(0), 1)
        place = tuple(used[0] for used in support)
        best = []
        for i, table in enumerate(self.payoffs.tables):
            line = table[(*place[:i], slice(None), *place[i + 1 :])].tolist()
            if line[place[i]] < max(line):
                return root
            best.append(line.count(line[place[i]]))
        return self._add_root(support, root, max(best) == 1)

    def _add_root(self, support: Support, root: Root, regular: bool) -> Root | None:
        held = self.roots.setdefault(support, [])
        same = [same_root(root, other) for other, _ in held]
        if None in same:
            return None
        if True in same:
            return held[same.index(True)][0]
        held.append((root, regular))
        return root

    def _add_polytope(self, support: Support, only: int, root: Root) -> Root | None:
        profile = []
        for j, (count, used) in enumerate(zip(self.payoffs.shape, support, strict=True)):
            strategy = [Fraction(0)] * count
            for a, p in zip(used, root.point[j], strict=True):
                strategy[a] = p
            profile.append(tuple(strategy))
        profile[only] = tuple(Fraction(int(a == 0)) for a in range(len(profile[only])))
        key = only, tuple(profile)
        if key not in self.polytopes:
            vertices = polytope(self.payoffs, only, profile)
            if vertices is None:
                return None
            self.polytopes[key] = vertices
        return root


def sign(value: Fraction | int, slack: Fraction) -> int | None:
    """The sign of something known up to a slack; None if that is not certain."""
    if value > slack:
        return 1
    if value < -slack:
        return -1
    return 0 if slack == 0 else None


def _slacks(system: System, root: Root) -> list[int | None]:
    """Signs of what unused actions earn more than used ones (player `only`'s alone, if given)."""
    weights, totals = over_common(root.point)
    change = _change(system, root)
    signs: list[int | None] = []
    for i, used in enumerate(system.supports):
        if system.only not in (None, i) or len(used) == system.payoffs.shape[i]:
            continue
        earned = system.earned(i, weights)
        slack = change * prod(total for j, total in enumerate(totals) if j != i)
        signs += [
            sign(value - earned[used[0]], slack) for a, value in enumerate(earned) if a not in used
        ]
    return signs


def _change(system: System, root: Root) -> Fraction:
    """How much differences between two actions' payoffs may change within a zero's ball."""
    if not root.radius:
        return Fraction(0)
    norms = [sum(map(abs, s), Fraction(0)) for s in root.point]
    moves = [n + 2 * (len(s) - 1) * root.radius for n, s in zip(norms, root.point, strict=True)]
    return (prod(moves, start=_ONE) - prod(norms, start=_ONE)) * system.payoffs.range


def _never_zero(system: System, root: Root) -> bool:
    """Whether the equations do not all vanish within a zero's ball (one player's equations)."""
    weights, totals = over_common(root.point)
    i = system.only
    change = _change(system, root)
    scale = prod(total for j, total in enumerate(totals) if j != i)
    return any(abs(Fraction(value, scale)) > change for value in system.residual(weights))


def _is_near(root: Root, start: Sequence[Sequence[float]], moving: Sequence[int]) -> bool:
    """Whether a zero may be the one near a point; only to save time."""
    return all(
        abs(float(p) - v) < 1e-6
        for j in moving
        for p, v in zip(root.point[j], start[j], strict=True)
    )


def _reach(system: System, cell: Any) -> float:
    """How far, in any coordinate, a zero in the enlarged cell may be from any point of it."""
    widths = [0.0]
    for j in system.moving:
        size = len(system.supports[j])
        simplex = cell[j, :size, :size]
        widths.append(float((1 + size / 16) * (simplex.max(axis=0) - simplex.min(axis=0)).max()))
    return max(widths)


def is_inside(system: System | Diagonal, root: Root, cell: Any) -> bool:
    """Whether a zero lies in the enlarged cell, over which it is known to be the only one."""
    for j in system.moving:
        size = len(root.point[j])
        vertices = cell[j, :size, :size].tolist()
        if all(vertices[b][b] == 1 for b in range(size)):  # a whole face
            least, spread = min(root.point[j]), Fraction(1)
        else:
            least, spread = _barycentric(vertices, root.point[j])
        if least - spread * root.slack(j) < -_MARGIN:
            return False
    return True


def _barycentric(vertices: list[list[float]], point: Strategy) -> tuple[Fraction, Fraction]:
    """Least weight of a simplex's vertices at a point, and by how much it may change per unit."""
    from ...exact.basis import solve

    size = len(point)
    # Columns are vertices; next to them, unit vectors give the inverse.
    solved = solve(
        [
            [*(int(v[t] * _FINEST) for v in vertices), *(int(t == s) for s in range(size))]
            for t in range(size)
        ],
        size,
    )
    if solved is None:
        raise InternalError("a cell is flat")
    inverse, denominator = solved
    (weights,), (total,) = over_common([point])
    rows = [[int(v) for v in row] for row in inverse]
    least = min(sum([v * p for v, p in zip(row, weights, strict=True)]) for row in rows)
    spread = max(sum(map(abs, row)) for row in rows)
    return (
        Fraction(least * _FINEST, denominator * total),
        Fraction(spread * _FINEST, denominator),
    )
