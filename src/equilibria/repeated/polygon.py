"""Exact plane geometry: points, segments and polygons are all lists of corners.

Coordinates are exact numbers of one kind (Fraction or fmpq); nothing is rounded. A convex set is
the list of its corners, counter-clockwise: none for the empty set, one for a point, two for a
segment.
A half-plane is ``(n0, n1, c)``: the points with ``n0 x + n1 y <= c``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Point = tuple[Any, Any]
HalfPlane = tuple[Any, Any, Any]


def turn(o: Point, a: Point, b: Point) -> Any:
    """Positive where o, a, b turn to the left, 0 where they lie on a line."""
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def hull(points: Iterable[Point]) -> list[Point]:
    """Corners of the convex hull, counter-clockwise from the leftmost (Andrew's chain)."""
    ordered: list[Point] = []
    for point in sorted(points):
        if not ordered or point != ordered[-1]:
            ordered.append(point)
    if len(ordered) <= 2:
        return ordered
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return lower[:-1] + upper[:-1]


def _chain(points: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for point in points:
        while len(chain) >= 2 and turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def contains(corners: Sequence[Point], point: Point) -> bool:
    """Whether a point lies in the convex hull of corners in order."""
    if len(corners) <= 2:
        if not corners:
            return False
        a, b = corners[0], corners[-1]
        return turn(a, b, point) == 0 and all(
            min(a[i], b[i]) <= point[i] <= max(a[i], b[i]) for i in (0, 1)
        )
    return all(turn(corners[k - 1], corners[k], point) >= 0 for k in range(len(corners)))


def clip(corners: Sequence[Point], plane: HalfPlane) -> list[Point]:
    """The part of a convex set in a half-plane (Sutherland and Hodgman 1974)."""
    n0, n1, c = plane
    slack = [c - n0 * x - n1 * y for x, y in corners]
    if not corners or min(slack) >= 0:
        return list(corners)
    kept: list[Point] = []
    for k, (here, s) in enumerate(zip(corners, slack, strict=True)):
        before, r = corners[k - 1], slack[k - 1]
        if (r < 0 < s) or (s < 0 < r):
            weight = r / (r - s)
            kept.append(
                (
                    before[0] + weight * (here[0] - before[0]),
                    before[1] + weight * (here[1] - before[1]),
                )
            )
        if s >= 0:
            kept.append(here)
    return _tidied(kept)


def _tidied(around: list[Point]) -> list[Point]:
    """Corners in order, from the leftmost, of points that are in order but may repeat.

    No three corners of a clipped set lie on a line: at most two of them are on the one that cut.
    """
    once = [p for k, p in enumerate(around) if p != around[k - 1]] or around[:1]
    first = once.index(min(once)) if once else 0
    return once[first:] + once[:first]


def lottery(corners: Sequence[Point], point: Point) -> dict[int, Any]:
    """Weights on at most three corners that average to a point of the set.

    Raises
    ------
    ValueError
        If the point lies outside.
    """
    for k, corner in enumerate(corners):
        if corner == point:
            return {k: 1 + 0 * point[0]}
    for k in range(1, len(corners)):  # edges first: fewer corners make a shorter lottery
        weights = _between(corners[k - 1], corners[k], point)
        if weights is not None:
            return {k - 1: weights[0], k: weights[1]}
    if corners and (weights := _between(corners[-1], corners[0], point)) is not None:
        return {len(corners) - 1: weights[0], 0: weights[1]}
    for k in range(2, len(corners)):
        a, b, c = corners[0], corners[k - 1], corners[k]
        area = turn(a, b, c)
        parts = turn(b, c, point), turn(c, a, point), turn(a, b, point)
        if area and all(part >= 0 for part in parts):
            return {0: parts[0] / area, k - 1: parts[1] / area, k: parts[2] / area}
    raise ValueError("the point lies outside")


def _between(a: Point, b: Point, point: Point) -> tuple[Any, Any] | None:
    if a == b or turn(a, b, point) != 0:
        return None
    i = 0 if a[0] != b[0] else 1
    weight = (point[i] - a[i]) / (b[i] - a[i])
    return (1 - weight, weight) if 0 <= weight <= 1 else None


def excess(outer: Sequence[Point], inner: Sequence[Point], scale: Sequence[Any]) -> Any:
    """How far the outer set reaches beyond the inner one, which lies inside it and is not empty.

    The Hausdorff distance in the norm ``max(|x| / scale[0], |y| / scale[1])``, which is reached at
    a corner of the outer set; or slightly more, for floats choose the edge to measure from.
    """
    near = [(x / scale[0], y / scale[1]) for x, y in inner]
    floats = [(_float(x), _float(y)) for x, y in near]
    held = set(near)
    far = 0 * scale[0]
    for x, y in outer:
        point = (x / scale[0], y / scale[1])
        if point not in held:
            far = max(far, _distance(near, floats, point))
    return far


def _distance(corners: Sequence[Point], floats: Sequence[tuple[float, float]], point: Point) -> Any:
    """Distance from a point to a convex set, in the max norm."""
    place = (_float(point[0]), _float(point[1]))
    lengths = [_to_segment(floats[k - 1], floats[k], place) for k in range(len(floats))]
    nearest = min(range(len(floats)), key=lengths.__getitem__)
    a, b = corners[nearest - 1], corners[nearest]
    if len(corners) > 2 and turn(a, b, point) >= 0 and contains(corners, point):
        return 0 * point[0]
    return _to_segment(a, b, point)


def _float(value: Any) -> float:
    return int(value.p) / int(value.q) if hasattr(value, "p") else float(value)


def _to_segment(a: Point, b: Point, point: Point) -> Any:
    x, y = a[0] - point[0], a[1] - point[1]
    dx, dy = b[0] - a[0], b[1] - a[1]
    places = [0 * x, 1 + 0 * x]
    # max(|x + t dx|, |y + t dy|) is convex in t and bends only where these vanish.
    for top, bottom in ((-x, dx), (-y, dy), (y - x, dx - dy), (-x - y, dx + dy)):
        if bottom and 0 < (t := top / bottom) < 1:
            places.append(t)
    return min(max(abs(x + t * dx), abs(y + t * dy)) for t in places)
