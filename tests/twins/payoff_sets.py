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
    kept = []
    for k, here in enumerate(corners):
        before = corners[k - 1]
        if (before[i] - least) * (here[i] - least) < 0:
            t = (least - before[i]) / (here[i] - before[i])
            kept.append(tuple(b + t * (h - b) for b, h in zip(before, here)))
        if here[i] >= least:
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
