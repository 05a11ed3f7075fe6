"""Drive the chain of outer sets to the limit that floats found."""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2

import numpy as np
from flint import fmpq

from .._budget import Meter
from .finding import FREE, OWN, Corner, Found, hull_of
from .jumping import jump
from .outer import Chain
from .polygon import Point
from .scaled import Scaled, float_of
from .searching import find

#: Distance of the outer set from the limit at which the chain stops (payoff ranges are 1).
_CLOSE = 1e-10

#: Floats stand this far below the support of what they found, for their own rounding.
_BELOW = 1e-13

#: Normals of the first hull that are kept, by the length of their edges.
_COARSE = 12

#: Profiles beyond which the hull is first taken of those farthest in this many directions.
_FEW, _SIDES = 64, 16

#: A step that leaves more than this share of the excess calls for new normals.
_SLOW = 0.98


def normals_of(corners: Sequence[Point]) -> list[Point]:
    """Outward normals of the edges of an exact set, of unit size; both sides of a segment."""
    normals = []
    for k, here in enumerate(corners):
        x, y = here[1] - corners[k - 1][1], corners[k - 1][0] - here[0]
        size = max(abs(x), abs(y))
        if size:
            normals.append((x / size, y / size))
    return normals


def near_normals(corners: Sequence[Corner], most: int | None = None) -> list[Point]:
    """The same for floats, rounded to 40 bits; of the longest edges where there are many."""
    found = []
    if len(corners) > 1:
        for a, b in zip((corners[-1], *corners[:-1]), corners, strict=True):
            x, y = float(b[1]) - float(a[1]), float(a[0]) - float(b[0])
            size = max(abs(x), abs(y))
            if size > 0:
                found.append((size, round(x / size * 2**40), round(y / size * 2**40)))
    found.sort(reverse=True)
    return [(fmpq(x, 1 << 40), fmpq(y, 1 << 40)) for _, x, y in found[:most]]


def first_set(game: Scaled) -> list[Corner]:
    """Hull of the stage payoffs; the box around them if discount factors differ."""
    if not game.is_common:
        low, high = game.payoff.min(axis=1).tolist(), game.payoff.max(axis=1).tolist()
        box = ((low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1]))
        return [(x, y, 0, FREE) for x, y in box]
    which = np.arange(game.size)
    if game.size > _FEW:  # most profiles lie inside what those at the far ends span
        angles = np.arange(_SIDES) * (2 * np.pi / _SIDES)
        ends = np.unique(
            (np.stack([np.cos(angles), np.sin(angles)], axis=1) @ game.payoff).argmax(1)
        )
        around = np.array(_corners_at(game, ends))[:, :2]
        if len(around) > 2:
            edges = around - np.roll(around, 1, axis=0)
            past = game.payoff.T[:, None, :] - around[None, :, :]
            left = edges[:, 0] * past[:, :, 1] - edges[:, 1] * past[:, :, 0]
            which = np.union1d(ends, np.flatnonzero(left.min(axis=1) < 1e-12))
    return _corners_at(game, which)


def _corners_at(game: Scaled, which: np.ndarray) -> list[Corner]:
    pairs = zip(which.tolist(), game.payoff[:, which].T.tolist(), strict=True)
    return hull_of([(x, y, a, OWN) for a, (x, y) in pairs], game.flat)


def bound(game: Scaled, found: Found, proved: Sequence[Point] | None, meter: Meter) -> Chain:
    """Prove an outer set near what was found.

    Parameters
    ----------
    game : Scaled
    found : Found
        The limit by floats: where to stop.
    proved : sequence of points or None
        Exact corners of the limit, if they are known and generate themselves: the chain then goes
        on until it meets them exactly.
    meter : Meter
        Counts the steps of the chain.
    """
    exact = proved is not None
    corners = [(float_of(x), float_of(y)) for x, y in proved or ()] or [
        (c[0], c[1]) for c in found.corners
    ]

    def floor(n: Point) -> fmpq:
        if proved:
            support: fmpq = max(n[0] * x + n[1] * y for x, y in proved)
            return support
        if not corners:
            return fmpq(-8)
        x, y = float_of(n[0]), float_of(n[1])
        value = max(x * c[0] + y * c[1] for c in corners) - _BELOW
        return fmpq(int(value * 2.0**60) - 1, 1 << 60)

    normals = normals_of(proved) if proved else near_normals(found.corners)
    chain = Chain(game, normals, near_normals(first_set(game), _COARSE), floor)
    near = _CLOSE if game.is_common else 10 * game.flat
    close = 0.0 if exact else near
    attempt, turning = 1, False
    before = chain.excess()
    while before > close and meter.step():
        moved = chain.step(_turned(game, chain) if turning else ())
        if not chain.alive.any():
            break
        after = chain.excess()
        if after > close and chain.steps >= attempt:
            attempt = chain.steps + max(1, chain.steps // 2)
            share = fmpq(0) if exact else fmpq(int(near * 2**80), int(after * 2**81) + 1)
            if jump(chain, share):
                after, moved = chain.excess(), True
        if not moved and turning:
            break
        turning = not moved or after > _SLOW * before
        before = after
    return chain


def _turned(game: Scaled, chain: Chain) -> list[Point]:
    """Normals of the next set, where those in use do not fit it."""
    corners = [(float_of(x), float_of(y), 0, FREE) for x, y in chain.corners()]
    if not corners:
        return []
    threats = -float_of(chain.offsets[0]), -float_of(chain.offsets[1])
    step = find(game, corners, threats=threats, slack=0.0, shrink=0.0, limit=1)
    used = sorted(atan2(*map(float_of, chain.normals[k])) for k in chain.active)
    return [
        n
        for n in near_normals(step.corners)
        if all(abs(atan2(float_of(n[0]), float_of(n[1])) - angle) > 1e-9 for angle in used)
    ]
