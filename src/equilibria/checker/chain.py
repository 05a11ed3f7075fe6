"""Verifies that no equilibrium pays anything outside the last of a chain of sets.

The section "outer" of a document holds normals and rows, and the corners of the set claimed::

    {"normals": [[rational, rational], ...], "corners": [[rational, rational], ...],
     "rows": [{"normals": [position, ...], "offsets": [rational, ...],
               "jump": rational | null}, ...]}

A row is the set where n.x <= offset for each of its normals. The first holds every average of stage
payoffs (every pair of players' averages, if discount factors differ). From a row that contains all
equilibrium payoffs the next follows: their largest n.x is at most, over the profiles that some
continuation in the set makes worth obeying, the largest

    min(n.g, (1 - d) n.g + d max n.w)     over the continuations w that do so,

where n.g is left out if discount factors differ, except for n along an axis; for n = -(axis i) it
is n times the best deviation's payoff; and w_i makes good the best deviation's gain, and pays no
less than the worst. See `jump` for rows that are the limit of many steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from .jump import verify_jump
from .numbers import entries
from .plane import Point, Repeated, cut, inside, read_point, support
from .rows import Firsts, Row, read_row
from .verdict import Clock, Refuted


def verify_chain(game: Repeated, data: Mapping[str, Any], clock: Clock) -> int:
    """Verify the section "outer"; return the number of rows."""
    section = data.get("outer")
    if not isinstance(section, Mapping):
        raise Refuted("outer: it is missing, or not an object")
    normals = [read_point(n, "normals") for n in entries(section, "normals")]
    rows = [read_row(row, normals) for row in entries(section, "rows")]
    if not rows or rows[0].theta is not None:
        raise Refuted("outer: there is no first row")
    firsts = Firsts(game, normals)
    known = _Known(game, normals, rows[0], firsts)
    for before, row in pairwise(rows):
        clock.look()
        if row.theta is None:
            _verify_step(known, row, firsts, clock)
        else:
            verify_jump(game, normals, before, row, known.continuations, firsts, clock)
        known.narrow(row)
    claimed = [read_point(p, "corners") for p in entries(section, "corners")]
    if claimed:
        if not all(inside(claimed, p) for p in known.corners):
            raise Refuted("outer: the corners do not hold the last set of the chain")
    elif any(known.continuations(a) for a in sorted(known.alive)):
        raise Refuted("outer: no corners are listed, but a profile can still be played")
    return len(rows)


class _Known:
    """What is known so far: a set with all equilibrium payoffs, and who may still be played."""

    def __init__(self, game: Repeated, normals: list[Point], row: Row, firsts: Firsts) -> None:
        self.game, self.normals = game, normals
        self.alive = {
            a
            for a in range(len(game.earned))
            if all(game.required(a, i, Fraction(0)) is not None for i in (0, 1))
        }
        played = [game.earned[a] for a in self.alive] or list(game.earned)
        low, high = ([end(g[i] for g in played) for i in (0, 1)] for end in (min, max))
        box = [(low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])]
        self.corners = [p for k, p in enumerate(box) if p not in box[:k]]
        for k, offset in row.offsets.items():
            above = any(a in self.alive for a in firsts.above(k, offset))
            if above and support(self.corners, normals[k]) > offset:
                raise Refuted(f"outer: the first row cuts off stage payoffs (normal {k})")
        self.narrow(row)

    def narrow(self, row: Row) -> None:
        """Take a row that was verified."""
        for k, offset in row.offsets.items():
            self.corners = cut(self.corners, self.normals[k], offset)
        self._parts: dict[int, list[Point]] = {}

    def continuations(self, a: int) -> list[Point]:
        """Those in the set that make profile a worth obeying; without any, it is out for good."""
        if a not in self.alive:
            return []
        if a not in self._parts:
            self._parts[a] = _allowed(self.game, a, self.corners)
            if not self._parts[a]:
                self.alive.discard(a)
        return self._parts[a]


def _verify_step(known: _Known, row: Row, firsts: Firsts, clock: Clock) -> None:
    game, d = known.game, known.game.discounts
    for k, offset in row.offsets.items():
        n = known.normals[k]
        if not known.corners or support(known.corners, n) <= offset:
            continue
        for a in firsts.above(k, offset):
            clock.look()
            if part := known.continuations(a):
                stage = sum((1 - d[i]) * n[i] * game.earned[a][i] for i in (0, 1))
                if stage + support(part, (d[0] * n[0], d[1] * n[1])) > offset:
                    raise Refuted(f"outer: a row cuts off what profile {a} may earn (normal {k})")


def _allowed(game: Repeated, a: int, corners: list[Point]) -> list[Point]:
    """The continuations in a set that keep everybody from deviating from profile a."""
    left = corners
    for i in (0, 1):
        if not left:
            return []
        threat = min(p[i] for p in corners)
        least = game.required(a, i, threat)
        if least is None:
            return []
        if d := game.discounts[i]:
            least = max(least, (threat - (1 - d) * game.earned[a][i]) / d)
        axis = (Fraction(-1), Fraction(0)) if i == 0 else (Fraction(0), Fraction(-1))
        left = cut(left, axis, -least)
    return left
