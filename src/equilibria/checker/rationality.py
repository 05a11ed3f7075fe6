"""What two players get at least, from what is feasible and what both can secure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from .bounds import least_from
from .payoffs import best_payoff, payoff
from .reading import Table
from .security import pure_minmax
from .verdict import Clock, Refuted

#: Rounds of raising one player's least payoff by the other's.
ROUNDS = 8


def critical_by_rationality(table: Table, place: tuple[int, ...], clock: Clock) -> Fraction:
    """Two players: an equilibrium payoff is feasible and gives both their pure minmax payoffs.

    What one player gets at least may then be more than that, and so may the other's in turn.
    """
    if len(table.players) != 2:
        raise Refuted("proof 'rational' is for two players")
    points = list(zip(*table.payoffs, strict=True))
    held: list[Fraction] = [pure_minmax(table, i, clock) for i in (0, 1)]
    for _ in range(ROUNDS):
        clock.look()
        raised = [_least_above(points, i, held[1 - i], held[i]) for i in (0, 1)]
        if None in raised:
            held = [max(values) + 1 for values in table.payoffs]  # no equilibrium at all
            break
        held = [value for value in raised if value is not None]
    found = []
    for i in (0, 1):
        paid = payoff(table, i, place)
        found.append(least_from(best_payoff(table, i, place) - paid, paid - held[i]))
    return max(found)


def _least_above(
    points: Sequence[tuple[Fraction, ...]], i: int, other: Fraction, own: Fraction
) -> Fraction | None:
    """The least payoff of i, from `own` up, where the other gets `other` or more; None if none."""
    least = _least([(p[1 - i], p[i]) for p in points], other)
    most = _least([(p[1 - i], -p[i]) for p in points], other)
    return None if least is None or most is None or -most < own else max(least, own)


def _least(points: list[tuple[Fraction, Fraction]], floor: Fraction) -> Fraction | None:
    """The least x over the convex hull of points (y, x), where y is at least `floor`."""
    hull: list[tuple[Fraction, Fraction]] = []  # the least x is a convex function of y
    for y, x in sorted(points):
        if hull and hull[-1][0] == y:
            continue
        while len(hull) > 1 and (hull[-1][0] - hull[-2][0]) * (x - hull[-2][1]) <= (
            y - hull[-2][0]
        ) * (hull[-1][1] - hull[-2][1]):
            hull.pop()
        hull.append((y, x))
    allowed = [x for y, x in hull if y >= floor]
    for (y, x), (z, w) in pairwise(hull):
        if y < floor <= z:
            allowed.append(x + (w - x) * (floor - y) / (z - y))
    return min(allowed, default=None)
