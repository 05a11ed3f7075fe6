"""Ways in which a corner of a payoff set may be made, each in a box.

See `corners` for what follows from them. Between a set inside and one around, everything that is
not known of the true set is an interval: worst payoffs, what players must be promised, and the ends
of chords. Nothing here is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flint import fmpq

from ..exact.elimination import Interval
from .deviations import deviations
from .polygon import Point, clip, turn
from .scaled import exact

if TYPE_CHECKING:
    from .enclosure import PayoffSet

Box = tuple[Interval, Interval]

#: Candidates that may be at one place.
Group = list["Candidate"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """How a corner may be made.

    Attributes
    ----------
    payoffs, best : pair of fmpq
        What the profile pays, and what the best deviations from it pay.
    binds : tuple of int
        The players whose constraints bind: none, one or both.
    high : bool
        At the end of the chord that pays the other player more.
    box : Box
    """

    payoffs: Point
    best: Point
    binds: tuple[int, ...]
    high: bool
    box: Box = field(compare=False)


class Bounds:
    """The two sets, in the units of the game, and the common discount factor.

    Attributes
    ----------
    d : fmpq
    inner, outer : list of pairs of fmpq
    worst : list of two intervals
        The worst payoff of each player.
    """

    def __init__(self, answer: PayoffSet) -> None:
        common = answer.game.common
        assert common is not None
        self.d = exact(common)
        self.inner = [(exact(x), exact(y)) for x, y in answer.inner]
        self.outer = [(exact(x), exact(y)) for x, y in answer.outer]
        self.worst = [
            (min(c[i] for c in self.outer), min(c[i] for c in self.inner)) for i in (0, 1)
        ]

    def needed(self, i: int, c: Candidate) -> Interval:
        """What player i must be promised."""
        more = (1 - self.d) / self.d * (c.best[i] - c.payoffs[i])
        return self.worst[i][0] + more, self.worst[i][1] + more

    def candidates(self, answer: PayoffSet) -> list[Candidate]:
        """What all profiles can contribute that may be a corner."""
        tables = deviations(answer.game.stage)
        columns = [
            [fmpq(int(v), tables.denominator) for v in table.ravel().tolist()]
            for table in (*tables.payoffs, *tables.best)
        ]
        found: dict[Candidate, None] = {}
        for g0, g1, b0, b1 in dict.fromkeys(zip(*columns, strict=True)):
            for candidate in self._of((g0, g1), (b0, b1)):
                if not (self._inside(candidate.box) or self._outside(candidate.box)):
                    found[candidate] = None
        return list(found)

    def _of(self, g: Point, best: Point) -> list[Candidate]:
        """What one profile can contribute, and perhaps more."""
        more = [(1 - self.d) / self.d * (b - v) for b, v in zip(best, g, strict=True)]
        need = [(u[0] + m, u[1] + m) for u, m in zip(self.worst, more, strict=True)]
        found = []
        if all(v >= q[0] for v, q in zip(g, need, strict=True)):
            found.append(Candidate(g, best, (), True, ((g[0], g[0]), (g[1], g[1]))))
            if all(v >= q[1] for v, q in zip(g, need, strict=True)):
                return found
        for i in (0, 1):
            ends = self._chord(i, need[i])
            if ends is None or ends[1][1] < need[1 - i][0]:
                continue
            low, high = ends
            found.append(self._made(g, best, i, True, need[i], high))
            if low[1] >= need[1 - i][0]:
                found.append(self._made(g, best, i, False, need[i], low))
            if low[0] < need[1 - i][1]:
                x, y = (self._earned(v, q) for v, q in zip(g, need, strict=True))
                found.append(Candidate(g, best, (0, 1), False, (x, y)))
        return found

    def _made(
        self, g: Point, best: Point, i: int, high: bool, here: Interval, there: Interval
    ) -> Candidate:
        mine, other = self._earned(g[i], here), self._earned(g[1 - i], there)
        return Candidate(g, best, (i,), high, (mine, other) if i == 0 else (other, mine))

    def _earned(self, g: fmpq, w: Interval) -> Interval:
        return (1 - self.d) * g + self.d * w[0], (1 - self.d) * g + self.d * w[1]

    def _chord(self, i: int, at: Interval) -> tuple[Interval, Interval] | None:
        """Enclosures of both ends of the chord of V* where coordinate i is somewhere in `at`."""
        around = across(self.outer, i, at)
        if around is None:
            return None
        sides = [across(self.inner, i, (v, v)) for v in at]
        bottom, top = around[1], around[0]
        if None not in sides:  # the inner set's lower side is convex, its upper side concave
            bottom = max(s[0] for s in sides if s)
            top = min(s[1] for s in sides if s)
        return (around[0], bottom), (top, around[1])

    def _inside(self, box: Box) -> bool:
        """Whether a box lies in the interior of the inner set."""
        c = self.inner
        return len(c) > 2 and all(
            turn(c[k - 1], c[k], point) > 0 for point in points(box) for k in range(len(c))
        )

    def _outside(self, box: Box) -> bool:
        c = self.outer
        return len(c) > 2 and any(
            all(turn(c[k - 1], c[k], point) < 0 for point in points(box)) for k in range(len(c))
        )


# ---- boxes


def points(box: Box) -> list[Point]:
    """The four corners of a box."""
    (a, b), (c, d) = box
    return [(a, c), (b, c), (b, d), (a, d)]


def touch(one: Box, other: Box) -> bool:
    """Whether two boxes have a point in common."""
    return all(a[0] <= b[1] and b[0] <= a[1] for a, b in zip(one, other, strict=True))


def around(group: Sequence[Candidate]) -> Box:
    """The least box around those of some candidates."""
    x, y = ((min(c.box[i][0] for c in group), max(c.box[i][1] for c in group)) for i in (0, 1))
    return x, y


def middle(box: Box) -> Point:
    """A box's middle."""
    return (box[0][0] + box[0][1]) / 2, (box[1][0] + box[1][1]) / 2


def across(corners: Sequence[Point], i: int, at: Interval) -> Interval | None:
    """Range of the other coordinate in the strip where coordinate i is in `at`."""
    axis: Any = (fmpq(1), fmpq(0)) if i == 0 else (fmpq(0), fmpq(1))
    part = clip(clip(corners, (*axis, at[1])), (-axis[0], -axis[1], -at[0]))
    if not part:
        return None
    return min(c[1 - i] for c in part), max(c[1 - i] for c in part)
