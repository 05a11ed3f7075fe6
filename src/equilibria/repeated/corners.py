"""Exact corners of a payoff set whose bounds are near: rational, or roots of polynomials.

With a common discount factor d, each corner of the set V* of equilibrium payoffs is a profile's own
payoffs g(a), if these are enough to keep both players from deviating; or else (1 - d) g(a) + d w
with w in V* at an end of the chord on which one player's constraint binds: w_i = u_i + (1 - d) / d
* gain_i(a), with u_i the worst payoff of player i (Abreu and Sannikov 2014, Theorem 1: were w not
there, the corner would lie between two points of V*).

A set inside V* and one around it turn this list of candidates into a proof. Each candidate is
enclosed in a box; those whose boxes lie in the interior of the inner set are no corners. If the
boxes that are left are apart, and without any one of them their hull would not hold the inner set,
then each holds exactly one corner and the corners are known by how they are made: which profile,
whose constraint binds, and on which edge, between which corners, the continuation lies. These are
polynomial equations that V* obeys; eliminating all unknowns but one leaves a polynomial with the
corner's coordinate among its roots, and Sturm's theorem shows that only one root lies in the box.

Where candidates coincide and nothing shows that they are equal, as on knife edges, the answer is
None. Nothing here is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq

from ..exact.elimination import Interval, Ratio, System, isolate
from ..results.algebraic import AlgebraicNumber
from .arrangement import Arrangement, Key, Unclear
from .candidates import Bounds, Candidate
from .scaled import fraction

if TYPE_CHECKING:
    from .enclosure import Number, PayoffSet

#: Unknowns beyond which elimination is not tried.
_MOST = 4


class _Circular(Exception):
    """A coordinate depends on itself: it must be an unknown."""

    def __init__(self, key: Key) -> None:
        super().__init__(key)
        self.key = key


def exact_corners(answer: PayoffSet) -> tuple[tuple[Number, Number], ...] | None:
    """Corners of the true set, counter-clockwise from the leftmost; None where not proved."""
    if answer.exact:
        return answer.inner
    if answer.game.common is None or not answer.game.common or not answer.inner:
        return None
    try:
        bounds = Bounds(answer)
        return _solved(Arrangement(bounds, bounds.candidates(answer)))
    except Unclear:
        return None


def _solved(made: Arrangement) -> tuple[tuple[Number, Number], ...]:
    """Every corner's coordinates."""
    keys = [(k, c) for k in range(len(made.nodes)) for c in (0, 1)]
    unknown: list[Key] = []
    while True:
        equations = _Equations(made, unknown)
        try:
            values = {key: equations.value(key) for key in keys}
            rules = [equations.rule(key) for key in unknown]
            break
        except _Circular as circle:
            unknown.append(circle.key)
            if len(unknown) > _MOST:
                raise Unclear from None
    box = [made.interval(key) for key in unknown]
    solved = {
        key: _number(equations.system, value, rules, box, made.interval(key))
        for key, value in values.items()
    }
    return tuple((solved[k, 0], solved[k, 1]) for k in range(len(made.nodes)))


class _Equations:
    """Coordinates of corners as rational functions of those that were chosen as unknowns."""

    def __init__(self, arrangement: Arrangement, unknown: Sequence[Key]) -> None:
        self.of, self.nodes, self.d = arrangement, arrangement.nodes, arrangement.bounds.d
        self.system = System(len(unknown))
        self._known = {key: self.system.unknown(k) for k, key in enumerate(unknown)}
        self._open: set[Key] = set()

    def value(self, key: Key) -> Ratio:
        """A coordinate of a corner."""
        if key not in self._known:
            if key in self._open:
                raise Unclear if len(self.nodes[key[0]]) > 1 else _Circular(key)
            self._open.add(key)
            self._known[key] = self.rule(key)
            self._open.remove(key)
        return self._known[key]

    def rule(self, key: Key) -> Ratio:
        """What makes a coordinate; where it may be made in several ways, they must agree."""
        k, c = key
        node = self.nodes[k]
        first = self._made(k, node[0], c)
        for way in node[1:]:
            if first.constant is None or self._made(k, way, c).constant != first.constant:
                raise Unclear
        return first

    def _number(self, value: fmpq) -> Ratio:
        return self.system.number(value)

    def _worst(self, i: int) -> Ratio:
        """The worst payoff of player i: known at once, or a coordinate of the lowest corner."""
        level = self.of.level[i]
        if level is not None:
            return self._number(level)
        ends = [self.of.interval((k, i)) for k in range(len(self.nodes))]
        least = min(end[1] for end in ends)
        low = [k for k, end in enumerate(ends) if end[0] <= least]
        if len(low) > 1:
            raise Unclear
        return self.value((low[0], i))

    # ---- how a corner is made

    def _made(self, k: int, way: Candidate, c: int) -> Ratio:
        if not way.binds:
            return self._number(way.payoffs[c])
        if c in way.binds:
            return self._number((1 - self.d) * way.best[c]) + self._number(self.d) * self._worst(c)
        return self._other(k, way, 1 - c)

    def _other(self, k: int, way: Candidate, i: int) -> Ratio:
        """The coordinate that is not fixed by the constraint of player i."""
        j, n = 1 - i, self._number
        gain = way.best[i] - way.payoffs[i]
        q = self.of.bounds.needed(i, way)
        edge = self.of.edge(i, way.high, q) if gain else None
        if edge is None:
            there = self._corner(i, way, q)
            if there == k:  # it is its own continuation
                return n(way.payoffs[j])
            return n((1 - self.d) * way.payoffs[j]) + n(self.d) * self.value((there, j))
        if (
            k in edge and len(self.nodes[k]) == 1
        ):  # it bounds the edge, which then points at the profile's own payoffs
            end = edge[0] if k == edge[1] else edge[1]
            x = self._made(k, way, i)
            slope = (self.value((end, j)) - n(way.payoffs[j])) / (
                self.value((end, i)) - n(way.payoffs[i])
            )
            return n(way.payoffs[j]) + (x - n(way.payoffs[i])) * slope
        p, r = edge
        here, there_ = self.value((p, j)), self.value((r, j))
        w = here
        if (rise := there_ - here).constant != 0:
            start = self.value((p, i))
            at = self._worst(i) + n((1 - self.d) / self.d * gain)
            w = here + (at - start) / (self.value((r, i)) - start) * rise
        return n((1 - self.d) * way.payoffs[j]) + n(self.d) * w

    def _corner(self, i: int, way: Candidate, q: Interval) -> int:
        """The corner that has coordinate i equal to q, where that is certain."""
        gain = way.best[i] - way.payoffs[i]
        near = [
            k
            for k in range(len(self.nodes))
            if self.of.interval((k, i))[0] <= q[1] and q[0] <= self.of.interval((k, i))[1]
        ]
        if not near:
            raise Unclear
        if gain or len(near) > 1:
            level = self.of.level[i]
            wanted = None if level is None else level + (1 - self.d) / self.d * gain
            ways = [c for k in near for c in self.nodes[k]]
            if wanted is None or any(self.of.fixed(c, i) != wanted for c in ways):
                raise Unclear
        pick = max if way.high else min
        return pick(near, key=lambda k: self.of.interval((k, 1 - i))[0])


def _number(
    system: System, value: Ratio, rules: Sequence[Ratio], box: Sequence[Interval], where: Interval
) -> Number:
    """What a coordinate is, by elimination."""
    if value.constant is not None:
        return fraction(value.constant)
    polynomial = system.annihilator(value, rules, box, where)
    factor = None if polynomial is None else isolate(polynomial, where)
    if factor is None:
        raise Unclear
    if factor.degree() == 1:
        return Fraction(-int(factor[0]), int(factor[1]))
    coefficients = tuple(int(c) for c in factor.coeffs())
    return AlgebraicNumber(coefficients, (fraction(where[0]), fraction(where[1])))
