"""Verifies that points are equilibrium payoffs because they generate themselves.

The section "inner" of a document lists points, each with a profile and a lottery over the points::

    {"point": [rational, rational], "profile": [action, action],
     "next": [[position, rational], ...]}

If each point is (1 - d) times what the profile earns plus d times what the lottery promises, and
the promise is no less than the worst point listed for that player plus (1 - d) / d times what the
best deviation gains, then each is the payoff of a pure-action subgame-perfect equilibrium with
public lotteries (Abreu, Pearce and Stacchetti 1990), and so is every average of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .numbers import entries, integer, items, rational
from .plane import Point, Repeated, read_point
from .verdict import Clock, Refuted


def verify_generation(game: Repeated, data: Mapping[str, Any], clock: Clock) -> list[Point]:
    """Verify the section "inner"; return its points."""
    listed = entries(data, "inner")
    points, made = [], []
    for entry in listed:
        if not isinstance(entry, Mapping):
            raise Refuted("inner: an entry is not an object")
        points.append(read_point(entry.get("point"), "inner"))
        made.append((read_profile(game, entry.get("profile")), entry.get("next")))
    worst = [min((p[i] for p in points), default=Fraction(0)) for i in (0, 1)]
    for k, (point, (a, following)) in enumerate(zip(points, made, strict=True)):
        clock.look()
        promised = _average(points, read_lottery(following, len(points)))
        for i in (0, 1):
            d, name = game.discounts[i], game.table.players[i]
            if (1 - d) * game.earned[a][i] + d * promised[i] != point[i]:
                raise Refuted(f"inner point {k}: the promise to {name} is not kept")
            least = game.required(a, i, worst[i])
            if least is None or promised[i] < least:
                raise Refuted(f"inner point {k}: {name} gains by deviating")
    return points


def read_profile(game: Repeated, value: Any) -> int:
    """Read a profile; return its number."""
    shape = game.table.shape
    place = [integer(a, "profile") for a in items(value, "profile")]
    if len(place) != len(shape) or not all(0 <= a < k for a, k in zip(place, shape, strict=True)):
        raise Refuted("profile: there is no such one")
    return place[0] * shape[1] + place[1]


def read_lottery(value: Any, count: int) -> list[tuple[int, Fraction]]:
    """Read a lottery over positions below a count."""
    lottery = []
    for entry in items(value, "lottery"):
        if len(items(entry, "lottery")) != 2:
            raise Refuted("lottery: an entry is not a position and a probability")
        lottery.append((integer(entry[0], "lottery"), rational(entry[1], "lottery")))
    if not all(0 <= k < count and p >= 0 for k, p in lottery):
        raise Refuted("lottery: a position is not there, or a probability negative")
    if sum(p for _, p in lottery) != 1:
        raise Refuted("lottery: the probabilities do not add to 1")
    return lottery


def _average(points: list[Point], lottery: list[tuple[int, Fraction]]) -> Point:
    x, y = (sum((p * points[k][i] for k, p in lottery), Fraction(0)) for i in (0, 1))
    return x, y
