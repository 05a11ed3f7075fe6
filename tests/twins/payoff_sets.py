"""The set operator by its definition, in fractions: clip, average, take the hull."""

from __future__ import annotations

from fractions import Fraction

Point = tuple[Fraction, Fraction]


def minmax(A: list, B: list) -> Point:
    """Pure minmax payoffs."""
    columns = range(len(A[0]))
    return min(max(row[j] for row in A) for j in columns), min(max(row) for row in B)


def clip(corners: list[Point], i: int, least: Fraction) -> list[Point]:
    """The part of a convex set where coordinate i is at least `least`."""
    return cut(corners, (-1, 0) if i == 0 else (0, -1), -least)


def cut(corners: list[Point], n: Point, offset: Fraction) -> list[Point]:
    """The part of a convex set where ``n.x <= offset``."""
    over = [n[0] * x + n[1] * y - offset for x, y in corners]
    kept = []
    for k, here in enumerate(corners):
        before = corners[k - 1]
        if over[k - 1] * over[k] < 0:
            t = over[k - 1] / (over[k - 1] - over[k])
            kept.append(tuple(b + t * (h - b) for b, h in zip(before, here)))
        if over[k] <= 0:
            kept.append(here)
    return kept


def hull(points: list[Point]) -> list[Point]:
    """Corners counter-clockwise."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    result = []
    for side in (ordered, ordered[::-1]):
        chain = []
        for p in side:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], p) <= 0:
                chain.pop()
            chain.append(p)
        result += chain[:-1]
    return result


def _turn(o: Point, a: Point, b: Point) -> Fraction:
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def b_step(A: list, B: list, discount: Fraction, corners: list[Point]) -> list[Point]:
    """Abreu, Pearce and Stacchetti's operator for a common discount factor."""
    threat = [min(c[i] for c in corners) for i in (0, 1)]
    d = Fraction(discount)
    points = []
    for r, row in enumerate(A):
        for c, mine in enumerate(row):
            g = Fraction(mine), Fraction(B[r][c])
            gain = max(other[c] for other in A) - g[0], max(B[r]) - g[1]
            left = corners
            for i in (0, 1):
                if d:
                    left = clip(left, i, threat[i] + (1 - d) / d * gain[i]) if left else left
                elif gain[i]:
                    left = []
            points += [tuple((1 - d) * g[i] + d * w[i] for i in (0, 1)) for w in left]
    return hull(points)


def stage_hull(A: list, B: list) -> list[Point]:
    """Corners of the stage payoffs' hull."""
    return hull([(Fraction(x), Fraction(y)) for r, s in zip(A, B) for x, y in zip(r, s)])


def limit(A: list, B: list, discount: Fraction, steps: int = 12) -> list[Point] | None:
    """The set of all equilibrium payoffs, where iterating the operator from above comes to rest."""
    corners = stage_hull(A, B)
    for _ in range(steps):
        image = b_step(A, B, discount, corners) if corners else corners
        if image == corners:
            return corners
        corners = image
    return None


def distance(corners: list[Point], point: Point) -> Fraction:
    """From a point to a convex set in the max norm: how far some half-plane around it is passed.

    The largest ``n.p - max n.x`` over the directions n with ``|n0| + |n1| = 1``. Between the axes
    and the normals of the edges it changes linearly in n, so these are enough.
    """
    directions = [(1, 0), (-1, 0), (0, 1), (0, -1)]
    for k, b in enumerate(corners):
        a = corners[k - 1]
        if a != b:
            x, y = b[1] - a[1], a[0] - b[0]
            directions += [(x, y), (-x, -y)]
    return max(
        Fraction(0),
        *(
            (x * point[0] + y * point[1] - max(x * c[0] + y * c[1] for c in corners))
            / (abs(x) + abs(y))
            for x, y in directions
        ),
    )
