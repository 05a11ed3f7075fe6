"""Verifies a row that is the limit of many steps of a chain.

Let W_1 be the row before and W_0 this one, with the same normals, and W_s between them, with
offsets s of the way from W_0 to W_1. If for every s in [0, 1] the bound of one step from W_s lies
in W_{theta s}, theta < 1, and all equilibrium payoffs lie in W_1, then they lie in W_0: the least s
for which they lie in W_s cannot be positive. For each profile and normal, one corner of the dual of
the linear program "max m.w over w in W_s, w >= q" gives an upper bound that is affine in s, so it
holds throughout if it holds at both ends; or one normal shows at both ends that no w is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import product

from .plane import Point, Repeated
from .rows import Firsts, Row
from .verdict import Clock, Refuted

Ends = tuple[Fraction, Fraction]


def verify_jump(
    game: Repeated,
    normals: list[Point],
    before: Row,
    row: Row,
    continuations: Callable[[int], list[Point]],
    firsts: Firsts,
    clock: Clock,
) -> None:
    """Verify one jump."""
    theta = row.theta
    if theta is None or not 0 <= theta < 1 or set(row.offsets) != set(before.offsets):
        raise Refuted("outer: a jump does not keep the normals, or theta is not in [0, 1)")
    sides = {k: (before.offsets[k], row.offsets[k]) for k in row.offsets}
    threats = tuple(_threat(normals, sides, i) for i in (0, 1))
    for k, (high, low) in sides.items():
        goal = low + theta * (high - low), low
        n, d = normals[k], game.discounts
        m = (d[0] * n[0], d[1] * n[1])
        pairs = _least(_without_axes(normals, sides, m))
        singles = [single for single in _with_axis(normals, m) if single[0] in sides]
        for a in firsts.above(k, low):
            clock.look()
            if not continuations(a):
                continue
            stage = sum(((1 - d[i]) * n[i] * game.earned[a][i] for i in (0, 1)), Fraction(0))
            room = goal[0] - stage, goal[1] - stage
            needs = [list(_needs(game, a, i, threats[i])) for i in (0, 1)]
            bounds = _bounds(m, sides, pairs, singles, needs)
            if not any(x <= room[0] and y <= room[1] for x, y in bounds) and not _is_dead(
                normals, sides, needs
            ):
                raise Refuted(f"outer: a jump cuts off what profile {a} may earn (normal {k})")


def _threat(normals: list[Point], sides: dict[int, Ends], i: int) -> Ends:
    """Lower bounds on player i's payoff at both ends."""
    for k, (high, low) in sides.items():
        n = normals[k]
        if n[i] < 0 and n[1 - i] == 0:
            return high / n[i], low / n[i]
    raise Refuted("outer: a jump has no bound on somebody's worst payoff")


def _needs(game: Repeated, a: int, i: int, threat: Ends) -> Iterator[Ends]:
    """What w_i is at least, at both ends: for obeying, and for earning the worst payoff."""
    d, g = game.discounts[i], game.earned[a][i]
    obey = [game.required(a, i, u) for u in threat]
    if obey[0] is not None and obey[1] is not None:
        yield obey[0], obey[1]
    if d:
        yield (threat[0] - (1 - d) * g) / d, (threat[1] - (1 - d) * g) / d


def _without_axes(normals: list[Point], sides: dict[int, Ends], m: Point) -> Iterator[Ends]:
    """Bounds on m.w over the whole sets: m as a sum of two normals with weights."""
    if not any(m):
        yield Fraction(0), Fraction(0)
    for p, r in product(sides, repeat=2):
        a, b = normals[p], normals[r]
        area = a[0] * b[1] - a[1] * b[0]
        if area > 0:
            s, t = (m[0] * b[1] - m[1] * b[0]) / area, (a[0] * m[1] - a[1] * m[0]) / area
            if s >= 0 and t >= 0:
                high, low = (s * sides[p][e] + t * sides[r][e] for e in (0, 1))
                yield high, low


def _least(bounds: Iterable[Ends]) -> list[Ends]:
    """Those that no other beats at both ends."""
    kept: list[Ends] = []
    for high, low in sorted(bounds):
        if not kept or low < kept[-1][1]:
            kept.append((high, low))
    return kept


def _with_axis(normals: list[Point], m: Point) -> Iterator[tuple[int, Fraction, int, Fraction]]:
    """All ways to write m as t times a normal less `less` times an axis."""
    for p, n in enumerate(normals):
        for i in (0, 1):
            j = 1 - i
            if n[j] and (t := m[j] / n[j]) > 0 and (less := t * n[i] - m[i]) > 0:
                yield p, t, i, less


def _bounds(
    m: Point,
    sides: dict[int, Ends],
    pairs: list[Ends],
    singles: list[tuple[int, Fraction, int, Fraction]],
    needs: list[list[Ends]],
) -> Iterator[Ends]:
    yield from pairs
    for p, t, i, less in singles:
        for q in needs[i]:
            yield t * sides[p][0] - less * q[0], t * sides[p][1] - less * q[1]
    if max(m) <= 0:
        for q, r in product(*needs):
            yield m[0] * q[0] + m[1] * r[0], m[0] * q[1] + m[1] * r[1]


def _is_dead(normals: list[Point], sides: dict[int, Ends], needs: list[list[Ends]]) -> bool:
    """Whether one normal shows that nothing is left to continue with, at both ends."""
    return any(
        all(normals[k][0] * q[e] + normals[k][1] * r[e] > offsets[e] for e in (0, 1))
        for k, offsets in sides.items()
        if min(normals[k]) >= 0
        for q, r in product(*needs)
    )
