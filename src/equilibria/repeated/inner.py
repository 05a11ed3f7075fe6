"""Sets of equilibrium payoffs, proved: rational points that generate themselves.

A set V is self-generating if each of its corners is (1 - d) g(a) + d w for a profile a and a
continuation w in V that pays each player at least the worst point of V and what the best deviation
gains: then V consists of equilibrium payoffs (Abreu, Pearce and Stacchetti 1990). Corners that fail
are taken out until none does, so that what is left is proved whatever was guessed (`guesses`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from flint import fmpq

from .polygon import Point, clip, contains, hull
from .scaled import SAME, Scaled, float_of


@dataclass(frozen=True, slots=True)
class Generated:
    """A corner of the inner set: played how, and continued with what."""

    point: Point
    profile: int
    continuation: Point


def self_generating(
    game: Scaled, guesses: Iterable[tuple[Point, int]], alive: np.ndarray
) -> list[Generated]:
    """The largest self-generating hull of some of the points given; empty if there is none.

    Parameters
    ----------
    guesses : iterable of (point, profile)
        The profile is tried first; a negative one stands for none in particular.
    alive : ndarray of bool
        The profiles to be tried.
    """
    known: dict[Point, int] = {}
    for point, a in guesses:
        known.setdefault(point, a)
    while known:
        corners = hull(known)
        threats = tuple(min(c[i] for c in corners) for i in (0, 1))
        made, failed = [], []
        for point in corners:
            found = _generate(game, corners, threats, point, known[point], alive)
            if found is None:
                failed.append(point)
            else:
                made.append(found)
                known[point] = found.profile
        if not failed:
            return made
        for point in failed:
            del known[point]
    return []


def _generate(
    game: Scaled,
    corners: Sequence[Point],
    threats: Sequence[fmpq],
    point: Point,
    first: int,
    alive: np.ndarray,
) -> Generated | None:
    if first >= 0:
        w = _continuation(game, corners, threats, point, first)
        if w is not None:
            return Generated(point, first, w)
    x = [float_of(c) for c in point]
    d = [float_of(v) for v in game.discount]
    fits = alive.copy()
    for i in (0, 1):
        g = game.payoff[i]
        if d[i] == 0:
            fits &= np.abs(g - x[i]) < SAME
        else:
            w = (x[i] - (1 - d[i]) * g) / d[i]
            least = float_of(threats[i]) + float_of(game.weight[i]) * game.gain[i]
            most = max(float_of(c[i]) for c in corners)
            fits &= (w >= least - SAME) & (w <= most + SAME)
    for a in np.flatnonzero(fits).tolist():
        w = _continuation(game, corners, threats, point, a)
        if w is not None:
            return Generated(point, a, w)
    return None


def _continuation(
    game: Scaled, corners: Sequence[Point], threats: Sequence[fmpq], point: Point, a: int
) -> Point | None:
    """A continuation in the set that makes profile a earn the point and be obeyed, if any."""
    if not game.possible[a]:
        return None
    wanted: list[fmpq | None] = []
    for i in (0, 1):
        d = game.discount[i]
        g = game.exact_payoff(i, a)
        if d:
            w = (point[i] - (1 - d) * g) / d
            if w < game.required(i, a, threats[i]):
                return None
            wanted.append(w)
        else:
            if g != point[i]:
                return None
            wanted.append(None)
    x, y = wanted
    if x is not None and y is not None:
        return (x, y) if contains(corners, (x, y)) else None
    left = list(corners)
    for i, w in enumerate(wanted):
        if w is not None:  # the other player does not look ahead: any point on this line will do
            axis = (fmpq(1), fmpq(0)) if i == 0 else (fmpq(0), fmpq(1))
            left = clip(clip(left, (*axis, w)), (-axis[0], -axis[1], -w))
    return left[0] if left else None
