"""Which candidates are the corners of a payoff set, and in which order: see `corners`."""

from __future__ import annotations

from collections.abc import Sequence

from flint import fmpq

from ..exact.elimination import Interval
from .candidates import Bounds, Candidate, Group, around, middle, points, touch
from .polygon import contains, hull, turn

#: A corner's number, and which coordinate.
Key = tuple[int, int]


class Unclear(Exception):
    """The bounds do not tell how a corner is made."""


class Arrangement:
    """Corners in order, each with the ways in which it may be made.

    Attributes
    ----------
    nodes : list of Group
        Per corner its candidates, nearly always one; counter-clockwise from the leftmost.
    level : list of two fmpq or None
        The worst payoffs where they are known at once.

    Raises
    ------
    Unclear
        If it is not certain which candidates are corners.
    """

    def __init__(self, bounds: Bounds, candidates: Sequence[Candidate]) -> None:
        self.bounds = bounds
        count = len(bounds.inner)
        x, y = (sum((c[i] for c in bounds.inner), fmpq(0)) / count for i in (0, 1))
        self.middle = (x, y)
        groups = self._apart(candidates)
        self.level = [self._level(i, groups) for i in (0, 1)]
        sure, doubtful = self._sorted_out(groups)
        self.nodes = self._ordered(sure)
        left = [g for g in doubtful if not (self._is_covered(g) or self._is_on_side(g))]
        if not all(self._is_on_edge(g, left) for g in left):
            raise Unclear

    def interval(self, key: Key) -> Interval:
        """An enclosure of a coordinate."""
        return around(self.nodes[key[0]])[key[1]]

    def _apart(self, candidates: Sequence[Candidate]) -> list[Group]:
        """Candidates grouped by boxes that touch."""
        groups: list[Group] = []
        for c in candidates:
            near = [g for g in groups if any(touch(c.box, other.box) for other in g)]
            groups = [g for g in groups if all(g is not n for n in near)]
            groups.append([c, *(other for g in near for other in g)])
        return groups

    def _level(self, i: int, groups: Sequence[Group]) -> fmpq | None:
        """The worst payoff of player i, if it is known at once.

        The lowest corner pays i a profile's payoff, or its best deviation's where i's constraint
        binds: then u = (1 - d) best + d u.
        """
        least = min(around(g)[i][1] for g in groups)
        low = [c for g in groups if around(g)[i][0] <= least for c in g]
        levels = {c.payoffs[i] if not c.binds else c.best[i] if i in c.binds else None for c in low}
        return levels.pop() if len(levels) == 1 else None

    def _sorted_out(self, groups: Sequence[Group]) -> tuple[list[Group], list[Group]]:
        """The groups that must hold a corner, and those that may."""
        sure: list[Group] = []
        doubtful: list[Group] = []
        for group in groups:
            rest = hull(p for g in groups if g is not group for c in g for p in points(c.box))
            found = all(contains(rest, corner) for corner in self.bounds.inner)
            (doubtful if found else sure).append(group)
        return sure, doubtful

    # ---- groups that hold no corner

    def _is_covered(self, group: Group) -> bool:
        """Whether these are stage payoffs in the hull of others that are reached."""
        fixed = hull(g[0].payoffs for g in self.nodes if len(g) == 1 and not g[0].binds)
        return all(not c.binds and contains(fixed, c.payoffs) for c in group)

    def _is_on_side(self, group: Group) -> bool:
        """Whether these pay a player just its worst payoff, between two corners that do."""
        for i in (0, 1):
            level = self.level[i]
            if level is None or any(self.fixed(c, i) != level for c in group):
                continue
            low, high = around(group)[1 - i]
            ends = [
                around(g)[1 - i] for g in self.nodes if all(self.fixed(c, i) == level for c in g)
            ]
            if any(end[1] < low for end in ends) and any(end[0] > high for end in ends):
                return True
        return False

    def _is_on_edge(self, group: Group, left: Sequence[Group]) -> bool:
        """Whether these continue an edge at whose end the same profile is played.

        Let the corner p = (1 - d) g + d w have w beyond it on the arc to the next corner r, and L
        be the line through g, p and w. A point c = (1 - d) g + d v with v in V*, on that arc and
        farthest outside of L, would have v farther out still. So the arc follows L until w, and v
        lies on L beyond c, which is therefore no corner. This holds for all c on the arc with the
        same g.
        """
        for k in range(len(self.nodes)):
            ends = (k - 1) % len(self.nodes), k
            if not self._is_between(group, ends):
                continue
            same = {c.payoffs for g in left if not self._is_beyond(g, ends) for c in g}
            for end in ends:
                way = self.nodes[end][0]
                if len(self.nodes[end]) > 1 or len(way.binds) != 1 or same != {way.payoffs}:
                    continue
                i = way.binds[0]
                if self.edge(i, way.high, self.bounds.needed(i, way)) == ends:
                    return True
        return False

    def _is_between(self, group: Group, ends: tuple[int, int]) -> bool:
        """Whether a group is seen from the middle strictly between two neighbours."""
        first, last = (points(around(self.nodes[k])) for k in ends)
        own = points(around(group))
        return all(turn(self.middle, a, p) > 0 for a in first for p in own) and all(
            turn(self.middle, p, b) > 0 for b in last for p in own
        )

    def _is_beyond(self, group: Group, ends: tuple[int, int]) -> bool:
        """Whether it is seen outside of that angle for sure."""
        return any(
            self._is_between(group, ((k - 1) % len(self.nodes), k))
            for k in range(len(self.nodes))
            if k != ends[1]
        )

    def edge(self, i: int, high: bool, q: Interval) -> tuple[int, int] | None:
        """The neighbours between which that side of the set has coordinate i equal to q."""
        rising = high == (i == 1)  # counter-clockwise, coordinate i rises along that side
        for k in range(len(self.nodes)):
            ends = (k - 1) % len(self.nodes), k
            least, most = ends if rising else ends[::-1]
            if self.interval((least, i))[1] < q[0] and q[1] < self.interval((most, i))[0]:
                return ends
        return None

    def fixed(self, c: Candidate, i: int) -> fmpq | None:
        """Coordinate i of a candidate, where it is known without any other corner."""
        if not c.binds:
            own: fmpq = c.payoffs[i]
            return own
        level = self.level[i]
        if i not in c.binds or level is None:
            return None
        least: fmpq = (1 - self.bounds.d) * c.best[i] + self.bounds.d * level
        return least

    def _ordered(self, groups: list[Group]) -> list[Group]:
        boxes = {middle(around(g)): g for g in groups}
        order = hull(boxes)
        if len(order) < len(groups):
            raise Unclear
        if len(order) > 2:
            for k, here in enumerate(order):
                before = points(around(boxes[order[k - 1]]))
                after = points(around(boxes[here]))
                if any(turn(self.middle, p, r) <= 0 for p in before for r in after):
                    raise Unclear
        return [boxes[m] for m in order]
