"""Find the limit of the set operator in floats: where to look, never what is claimed.

One step is the operator of Abreu, Pearce and Stacchetti (Econometrica 58, 1990): each profile
contributes the corners of the continuations that it allows. For a common discount factor a profile
that is sustained by its own payoffs as continuation contributes only these, as in Abreu and
Sannikov (Theoretical Economics 9, 2014). Their operator also leaves out continuations at which no
constraint binds, which is right in the limit; on the way there it would lose payoffs when the worst
payoffs are bounded from below by more than the set says, as they are here: a worst payoff is never
below the least best-deviation payoff of a profile that can still be played (see `outer`), a profile
that has no continuation left is dropped for good, and nobody is paid less than the worst payoff.
Incentive constraints are relaxed by `slack`, so that a profile on a knife edge is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._budget import Meter
from .scaled import Scaled, float_of

#: How a corner was made: the profile's own payoffs, or a continuation at the upper or lower end of
#: the line where a constraint binds (of player 0, of player 1), where both bind, or free.
OWN, HIGH_0, LOW_0, HIGH_1, LOW_1, BOTH, FREE = range(7)

Corner = tuple[float, float, int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A set of floats, and how its corners were made.

    Attributes
    ----------
    corners : list of (x, y, profile, kind), counter-clockwise
    threats : pair of float
        The worst payoffs.
    alive : ndarray of bool, shape (size,)
        The profiles that can still be played.
    steps : int
        Iterations.
    settled : bool
        Whether the last step changed nothing to speak of.
    """

    corners: list[Corner]
    threats: tuple[float, float]
    alive: np.ndarray
    steps: int
    settled: bool


def find_plain(
    game: Scaled,
    start: list[Corner],
    *,
    threats: tuple[float, float],
    slack: float,
    shrink: float,
    limit: int,
    meter: Meter | None = None,
) -> Found:
    """Iterate the operator in plain Python.

    Parameters
    ----------
    game : Scaled
    start : list of corners, counter-clockwise
        A set that contains the limit.
    threats : pair of float
        Lower bounds on the worst payoffs.
    slack : float
        By how much the incentive constraints are relaxed.
    shrink : float
        Continuations are moved into the set by this share of the chord they lie on: the limit is
        then a little smaller, and generates itself with room to spare. Threats then are just the
        worst payoffs of the set.
    limit : int
        Iterations.
    meter : Meter, optional
        Stops the search when its seconds are over; iterations are not counted as steps.
    """
    h0, h1 = game.gain.tolist()
    g0, g1 = game.payoff.tolist()
    best = game.best.tolist()
    k0, k1 = (float_of(w) for w in game.weight)
    d0, d1 = (float_of(d) for d in game.discount)
    alive = [a for a in range(game.size) if game.possible[a]]
    corners, u0, u1 = start, *threats
    settled, step = False, 0
    for step in range(1, limit + 1):
        if meter is not None and step % 16 == 0 and not meter.grant(1):
            break
        points: list[Corner] = []
        left = []
        for a in alive:
            q0, q1 = u0 + k0 * h0[a] - slack, u1 + k1 * h1[a] - slack
            if not shrink:
                q0 = max(q0, u0 + k0 * (u0 - g0[a]) - slack)
                q1 = max(q1, u1 + k1 * (u1 - g1[a]) - slack)
            ends = _allowed(corners, q0, q1, shrink, not (shrink and game.is_common))
            if not ends:
                continue
            left.append(a)
            if game.is_common and g0[a] >= q0 and g1[a] >= q1:
                points.append((g0[a], g1[a], a, OWN))
                continue
            for x, y, kind in ends:
                points.append((g0[a] + d0 * (x - g0[a]), g1[a] + d1 * (y - g1[a]), a, kind))
        alive = left
        before = corners
        corners = hull_of(points, game.flat)
        if not corners:
            settled = True
            break
        w0, w1 = u0, u1
        u0, u1 = min(c[0] for c in corners), min(c[1] for c in corners)
        if not shrink:
            u0 = max(u0, w0, min(best[0][a] for a in alive))
            u1 = max(u1, w1, min(best[1][a] for a in alive))
        if len(before) == len(corners) and abs(u0 - w0) <= game.flat and abs(u1 - w1) <= game.flat:
            moved = max(
                max(abs(p[0] - q[0]), abs(p[1] - q[1]))
                for p, q in zip(before, corners, strict=True)
            )
            if moved <= game.flat:
                settled = True
                break
    mask = np.zeros(game.size, bool)
    mask[alive] = True
    return Found(corners, (u0, u1), mask, step, settled)


def _allowed(
    corners: list[Corner], q0: float, q1: float, shrink: float, every: bool
) -> list[tuple[float, float, int]]:
    """Corners of the part of the set at or above (q0, q1), moved inwards if asked.

    Without `every`, only those at which a constraint binds.
    """
    ends: list[tuple[float, float, int]] = []
    for i, q, other in ((0, q0, q1), (1, q1, q0)):
        chord = _chord(corners, i, q)
        if chord is None or chord[1] < other:
            continue
        low, high = chord
        margin = shrink * (high - low)
        top = max(high - margin, other)
        bottom = low + margin
        kinds = (HIGH_0, LOW_0) if i == 0 else (HIGH_1, LOW_1)
        ends.append((q, top, kinds[0]) if i == 0 else (top, q, kinds[0]))
        if bottom < other:
            ends.append((q0, q1, BOTH))
        else:
            ends.append((q, bottom, kinds[1]) if i == 0 else (bottom, q, kinds[1]))
    if not every:
        return ends
    free = [c for c in corners if c[0] >= q0 and c[1] >= q1]
    if shrink and free:
        mx = sum(c[0] for c in corners) / len(corners)
        my = sum(c[1] for c in corners) / len(corners)
        ends += [
            (max(q0, x + shrink * (mx - x)), max(q1, y + shrink * (my - y)), FREE)
            for x, y, _, _ in free
        ]
    else:
        ends += [(x, y, FREE) for x, y, _, _ in free]
    return ends


def _chord(corners: list[Corner], i: int, q: float) -> tuple[float, float] | None:
    """The other coordinate's range on the line where coordinate i is q (or the nearest end)."""
    least = min(c[i] for c in corners)
    most = max(c[i] for c in corners)
    if q > most:
        return None
    q = max(q, least)
    found = []
    for k, here in enumerate(corners):
        before = corners[k - 1]
        if here[i] == q:
            found.append(here[1 - i])
        if (before[i] < q < here[i]) or (here[i] < q < before[i]):
            t = (q - before[i]) / (here[i] - before[i])
            found.append(before[1 - i] + t * (here[1 - i] - before[1 - i]))
    return min(found), max(found)


def hull_of(points: list[Corner], flat: float) -> list[Corner]:
    """Corners of the hull, counter-clockwise; corners too flat to matter are dropped.

    Of equal points the one with the simplest origin is kept.
    """
    points = sorted(points)
    x = 0.0
    level: list[Corner] = []  # a jagged side would hide the corner that sticks out along it
    for k, c in enumerate(points):
        if k == 0 or c[0] - x > flat:
            x = c[0]
        level.append((x, c[1], c[2], c[3]))
    distinct: list[Corner] = []
    for c in sorted(level, key=lambda c: (c[0], c[1], c[3])):
        if distinct and c[0] == distinct[-1][0] and c[1] - distinct[-1][1] <= flat:
            if c[3] < distinct[-1][3]:
                distinct[-1] = (distinct[-1][0], distinct[-1][1], c[2], c[3])
            continue
        distinct.append(c)
    if len(distinct) <= 2:
        return distinct
    lower, upper = _half(distinct, flat), _half(distinct[::-1], flat)
    return lower[:-1] + upper[:-1]


def _half(points: list[Corner], flat: float) -> list[Corner]:
    chain: list[Corner] = []
    for c in points:
        while len(chain) >= 2:
            o, a = chain[-2], chain[-1]
            dx, dy = c[0] - o[0], c[1] - o[1]
            if dx * (a[1] - o[1]) - dy * (a[0] - o[0]) >= -flat * (abs(dx) + abs(dy)):
                chain.pop()
            else:
                break
        chain.append(c)
    return chain
