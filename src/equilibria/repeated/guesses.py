"""Rational guesses at the corners of a payoff set, from the limit that was found by floats.

How each corner was made says which coordinates are known exactly: a profile's own payoffs; where
player i's constraint binds, (1 - d) best_i + d u_i; and a worst payoff u_i that is reached where
i's constraint binds is best_i. The other coordinate comes from the edge that the continuation lies
on, exactly if the ends of that edge are known. Where corners depend on each other in a circle they
are roots of polynomials in general; then a slightly smaller set, whose continuations keep a
distance from the boundary, is rounded to multiples of 2**-60. Nothing here is proved; see `inner`.
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import fmpq

from .finding import BOTH, FREE, HIGH_0, HIGH_1, LOW_0, LOW_1, OWN, Corner
from .polygon import Point
from .scaled import SAME, Scaled, float_of

_BITS = 60

_BINDS = {HIGH_0: 0, LOW_0: 0, HIGH_1: 1, LOW_1: 1}


def rounded(value: float) -> fmpq:
    """The multiple of 2**-60 nearest to a float in the unit range."""
    return fmpq(round(float(value) * 2.0**_BITS), 1 << _BITS)


def exact_points(game: Scaled, corners: Sequence[Corner]) -> list[Point | None]:
    """Corners as they would be exactly, None where that is not known."""
    return _Resolver(game, corners).points()


def rounded_points(game: Scaled, corners: Sequence[Corner]) -> list[tuple[Point, int]]:
    """Corners with the coordinates that are known exactly, and the others rounded."""
    resolver = _Resolver(game, corners)
    exact = resolver.points()
    guesses = []
    for k, (x, y, a, kind) in enumerate(corners):
        point = exact[k]
        if point is not None and not game.is_common and point != game.exact_point(a):
            point = None  # its continuation was moved inwards
        if point is None:
            free = [rounded(x), rounded(y)]
            if kind in _BINDS:
                i = _BINDS[kind]
                free[i] = resolver.bound(i, a)
            elif kind == BOTH:
                free = [resolver.bound(0, a), resolver.bound(1, a)]
            point = free[0], free[1]
        guesses.append((point, a))
    return guesses


class _Resolver:
    """Works out corners from how they were made, each once."""

    def __init__(self, game: Scaled, corners: Sequence[Corner]) -> None:
        self.game, self.corners = game, corners
        self.known: dict[int, Point | None] = {}
        self.threats: list[fmpq] = []
        self.certain: list[bool] = []
        for i in (0, 1):
            self._set_threat(i)
        for i in (0, 1):
            if not self.certain[i]:
                self._settle_threat(i)

    def _set_threat(self, i: int) -> None:
        least = min((c[i] for c in self.corners), default=0.0)
        lowest = [c for c in self.corners if c[i] <= least + SAME]
        for x, y, a, kind in sorted(lowest, key=lambda c: c[3]):
            if kind == OWN or abs((x, y)[i] - self.game.payoff[i, a]) < SAME**2:
                value = self.game.exact_payoff(i, a)
            elif _BINDS.get(kind) == i or kind == BOTH:
                value = self.game.exact_best(i, a)
            else:
                continue
            if abs(float_of(value) - least) < SAME:
                self.threats.append(value)
                self.certain.append(True)
                return
        self.threats.append(rounded(least))
        self.certain.append(False)

    def _settle_threat(self, i: int) -> None:
        """Take the worst payoff from its corner, if that is known without it."""
        least = min((c[i] for c in self.corners), default=0.0)
        for k, c in enumerate(self.corners):
            if c[i] <= least + SAME and (point := self._point(k, ())) is not None:
                self.threats[i], self.certain[i] = point[i], True
                self.known = {j: p for j, p in self.known.items() if p is not None}
                return

    def bound(self, i: int, a: int) -> fmpq:
        """What player i earns at profile a when the constraint binds."""
        d, threat = self.game.discount[i], self.threats[i]
        return (1 - d) * max(self.game.exact_best(i, a), threat) + d * threat

    def points(self) -> list[Point | None]:
        return [self._point(k, ()) for k in range(len(self.corners))]

    def _point(self, k: int, waiting: tuple[int, ...]) -> Point | None:
        if k in self.known:
            return self.known[k]
        if k in waiting:
            return None
        point = self._made(k, (*waiting, k))
        if point is not None or not waiting:
            self.known[k] = point
        return point

    def _made(self, k: int, waiting: tuple[int, ...]) -> Point | None:
        x, y, a, kind = self.corners[k]
        game = self.game
        if kind == OWN or (
            abs(x - game.payoff[0, a]) < SAME**2 and abs(y - game.payoff[1, a]) < SAME**2
        ):
            return game.exact_point(a)
        if kind == BOTH:
            return (self.bound(0, a), self.bound(1, a)) if all(self.certain) else None
        i = _BINDS.get(kind, -1)
        d = game.discount
        if not all(d) or (i >= 0 and not self.certain[i]) or (game.is_common and kind == FREE):
            return None
        w = [
            (v - (1 - e) * g) / e
            for v, g, e in zip((x, y), game.payoff[:, a], map(float_of, d), strict=True)
        ]
        same = SAME if game.is_common else 10 * game.flat
        for j, c in enumerate(self.corners):
            if abs(c[0] - w[0]) < same and abs(c[1] - w[1]) < same:
                if j == k:
                    return game.exact_point(a)
                end = self._point(j, waiting)
                if end is None:
                    return None
                gx, gy = game.exact_point(a)
                return (1 - d[0]) * gx + d[0] * end[0], (1 - d[1]) * gy + d[1] * end[1]
        return self._on_edge(k, i, a, w, waiting) if i >= 0 else None

    def _on_edge(
        self, k: int, i: int, a: int, w: list[float], waiting: tuple[int, ...]
    ) -> Point | None:
        """The continuation lies inside an edge: cut the edge where the constraint binds."""
        game = self.game
        best, edge = SAME, None
        for j, there in enumerate(self.corners):
            here = self.corners[j - 1]
            dx, dy = there[0] - here[0], there[1] - here[1]
            size = abs(dx) + abs(dy)
            if not min(here[i], there[i]) < w[i] < max(here[i], there[i]):
                continue
            off = abs(dx * (w[1] - here[1]) - dy * (w[0] - here[0])) / size
            if off < best:
                best, edge = off, j
        if edge is None:
            return None
        line = self._line(((edge - 1) % len(self.corners), edge), (k, edge), waiting)
        if line is None:
            return None
        p, r = line
        if p[i] == r[i]:
            return None
        d, e = game.discount[i], game.discount[1 - i]
        x = self.bound(i, a)
        q = (x - (1 - d) * game.exact_payoff(i, a)) / d
        t = (q - p[i]) / (r[i] - p[i])
        other = p[1 - i] + t * (r[1 - i] - p[1 - i])
        y = (1 - e) * game.exact_payoff(1 - i, a) + e * other
        return (x, y) if i == 0 else (y, x)

    def _line(
        self, ends: tuple[int, int], users: tuple[int, int], waiting: tuple[int, ...]
    ) -> tuple[Point, Point] | None:
        """Two exact points on the line through two corners.

        A corner whose continuation lies on an edge that it bounds itself has its profile's own
        payoffs on the same line.
        """
        points: list[Point] = []
        here, there = (self.corners[e] for e in ends)
        dx, dy = there[0] - here[0], there[1] - here[1]
        size = abs(dx) + abs(dy)
        for e in (*ends, *users) if self.game.is_common else ():
            a = self.corners[e][2]
            gx, gy = self.game.payoff[:, a]
            if abs(dx * (gy - here[1]) - dy * (gx - here[0])) < SAME * size:
                points.append(self.game.exact_point(a))
        for e in ends:
            point = self._point(e, waiting)
            if point is not None:
                points.append(point)
        for p in points[1:]:
            if p != points[0]:
                return points[0], p
        return None
