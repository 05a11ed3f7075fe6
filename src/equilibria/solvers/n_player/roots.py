"""Solutions of the indifference equations of a support profile: found in floats, proved exactly.

The unknowns are the probabilities of all actions in use but each player's first. Around a point x
with dyadic coordinates, with C a rounded inverse of the Jacobian M(x) and a radius r,

    q = max over rows of ( |1 - C M(x)| + n |C| beta ),   beta >= |M(y) - M(x)| for |y - x| <= r,

is at least the Lipschitz constant of ``y - C F(y)`` on the ball, in the largest coordinate. If
``q < 1`` and ``|C F(x)| <= (1 - q) r``, that map takes the ball into itself and contracts, so F has
exactly one zero in it (Krawczyk 1969, Moore 1977). Everything here is in whole numbers. As payoffs
are multi-affine with entries of at most R in size, moving player l's strategy by at most ``d_l`` in
the sum norm, from one of norm ``s_l``, changes a derivative by at most
``beta = 2 R (prod (s_l + d_l) - prod s_l)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from ...exact.determinant import determinant_sign
from .exact import IntegerPayoffs, contract, over_common

#: Bits of the approximate inverse; of a point, and of its ball's radius, the first that holds up.
_INVERSE_BITS = 40
_POINT_BITS = 112
_RADIUS_BITS = (96, 80, 60, 44)

#: Points beyond so many bits are not worth looking for fractions.
_MOST_BITS = 20_000


@dataclass(frozen=True, slots=True)
class Root:
    """A zero of the indifference equations.

    Attributes
    ----------
    point : tuple of tuple of Fraction
        Per player, the weights of the actions in use; they add to 1, and may be negative.
    radius : Fraction
        The zero is the only one whose coordinates, but each player's first, are within four times
        this of the point's, and it is within this; 0 where it is the point itself.
    sign : int
        Of the determinant of minus the Jacobian at the zero; 0 for the equations of one player.
    """

    point: tuple[tuple[Fraction, ...], ...]
    radius: Fraction
    sign: int

    def slack(self, i: int) -> Fraction:
        """How far any of player i's coordinates may be off."""
        return self.radius * max(1, len(self.point[i]) - 1)


class System:
    """The indifference equations on a support profile, of all players or of one.

    With `only`, the equations are that player's and the unknowns the other players' strategies.
    """

    def __init__(
        self, payoffs: IntegerPayoffs, supports: tuple[tuple[int, ...], ...], only: int | None
    ) -> None:
        self.payoffs, self.supports, self.only = payoffs, supports, only
        players = range(len(supports))
        self.moving = [j for j in players if j != only and len(supports[j]) > 1]
        self.judging = [i for i in players if only in (None, i) and len(supports[i]) > 1]
        self.unknowns = sum(len(supports[j]) - 1 for j in self.moving)
        self._tables: dict[int, Any] = {}

    def table(self, i: int) -> Any:
        """Player i's payoffs against actions in use."""
        if i not in self._tables:
            self._tables[i] = self.payoffs.restricted(i, self.supports)
        return self._tables[i]

    def earned(self, i: int, weights: Sequence[Sequence[int]]) -> list[int]:
        """What each of player i's actions earns, times the product of the others' totals."""
        values: list[int] = contract(self.table(i), weights, (i,)).tolist()
        return values

    def residual(self, weights: Sequence[Sequence[int]]) -> list[int]:
        """F, times the product of the other players' totals, row by row."""
        rows = []
        for i in self.judging:
            earned = self.earned(i, weights)
            first, *others = (earned[a] for a in self.supports[i])
            rows += [value - first for value in others]
        return rows

    def jacobian(self, weights: Sequence[Sequence[int]]) -> Any:
        """M, times the product of all totals but two; a matrix of whole numbers."""
        blocks = []
        for i in self.judging:
            row = []
            table = np.take(self.table(i), self.supports[i], axis=i)
            for j in self.moving:
                size = (len(self.supports[i]) - 1, len(self.supports[j]) - 1)
                if i == j:
                    row.append(np.full(size, 0, dtype=object))
                    continue
                D = contract(table, weights, (i, j))
                D = D if i < j else D.T
                D = D[1:] - D[:1]
                row.append(D[:, 1:] - D[:, :1])
            blocks.append(np.hstack(row))
        return np.vstack(blocks)

    def is_zero(self, point: Sequence[Sequence[Fraction]]) -> bool:
        """Whether F vanishes at a point, exactly."""
        weights, _ = over_common(point)
        return not any(self.residual(weights))


def find_root(system: System, start: Sequence[Sequence[float]]) -> Root | None:
    """The zero near a point, proved; None where no proof succeeds.

    With the equations of one player it is a zero of C F, for C a left inverse.
    """
    if not system.unknowns:
        point = tuple(tuple(Fraction(int(t == 0)) for t in range(len(s))) for s in start)
        return Root(point, Fraction(0), 0 if system.only is not None else 1)
    bits = _point_bits(system)
    one = 1 << bits
    weights = [
        _balanced([int(Fraction(v) * one) for v in values], one)
        if j in system.moving
        else [one] + [0] * (len(values) - 1)
        for j, values in enumerate(start)
    ]
    C = _left_inverse(system, weights, bits)
    if C is None:
        return None
    # Every step of this chord method gains some 25 bits, or the start was no good.
    for _ in range(8 + bits // 20):
        if not _step(system, C, weights, bits):
            break
    for radius_bits in (bits - 16, *_RADIUS_BITS):
        radius = Fraction(1, 1 << radius_bits)
        if _is_isolated(system, C, weights, bits, radius):
            break
    else:
        return None
    sign = 0
    if system.only is None:
        sign = determinant_sign(C.tolist()) * (-1) ** system.unknowns
        if sign == 0:
            return None
    point = tuple(tuple(Fraction(w, one) for w in values) for values in weights)
    simple = _simplest(point, bits)
    if simple is not None and _within(simple, point, radius) and system.is_zero(simple):
        return Root(simple, Fraction(0), sign)
    return Root(point, radius, sign)


def _point_bits(system: System) -> int:
    """Enough for the fractions of linear systems, whose denominators Hadamard's bound limits."""
    mixing = sum(len(s) > 1 for s in system.supports)
    if mixing > 2 or system.only is not None:
        return _POINT_BITS
    size = max(map(len, system.supports))
    needed = 2 * size * (system.payoffs.bits + 2 + size.bit_length()) + 64
    return max(_POINT_BITS, needed) if needed < _MOST_BITS else _POINT_BITS


def _balanced(values: list[int], total: int) -> list[int]:
    values[0] += total - sum(values)
    return values


def _left_inverse(system: System, weights: list[list[int]], bits: int) -> Any:
    M = system.jacobian(weights)
    scale = system.payoffs.range << bits * (len(weights) - 2)
    floats = np.array([[value / scale for value in row] for row in M.tolist()])
    try:
        inverse = np.linalg.inv(floats) if M.shape[0] == M.shape[1] else np.linalg.pinv(floats)
    except np.linalg.LinAlgError:
        return None
    if not np.isfinite(inverse).all() or np.abs(inverse).max() > 2.0**400:
        return None
    C = np.empty(inverse.shape, dtype=object)
    C[:] = [[int(v) for v in row] for row in np.rint(inverse * 2.0**_INVERSE_BITS).tolist()]
    return C


def _step(system: System, C: Any, weights: list[list[int]], bits: int) -> bool:
    """One step of the chord method; False once it moves by roundings only."""
    F = system.residual(weights)
    scale = system.payoffs.range << (bits * (len(weights) - 2) + _INVERSE_BITS)
    moved, column = 0, 0
    for j in system.moving:
        for t in range(1, len(weights[j])):
            change = sum(c * f for c, f in zip(C[column], F, strict=True))
            change = (2 * change + scale) // (2 * scale)
            weights[j][t] -= change
            weights[j][0] += change
            moved = max(moved, abs(change))
            column += 1
    return 1 < moved < 1 << bits + 3


def _is_isolated(
    system: System, C: Any, weights: list[list[int]], bits: int, radius: Fraction
) -> bool:
    """Krawczyk's test, for one zero within the radius and no other within four times it."""
    players, R = len(weights), system.payoffs.range
    one = 1 << bits
    M, F = system.jacobian(weights), system.residual(weights)
    scale = R << (bits * (players - 2) + _INVERSE_BITS)
    product = C @ M
    wide = 4 * radius
    norms = [
        Fraction(sum(map(abs, values)), one) if j in system.moving else Fraction(1)
        for j, values in enumerate(weights)
    ]
    moves = [
        norm + (2 * (len(values) - 1) * wide if j in system.moving else 0)
        for j, (norm, values) in enumerate(zip(norms, weights, strict=True))
    ]
    # As a share of R, which C has as a divisor already.
    beta = 2 * (prod(moves) - prod(norms))
    for p in range(system.unknowns):
        row = product[p].tolist()
        row[p] -= scale
        q = Fraction(sum(map(abs, row)), scale)
        q += system.unknowns * beta * Fraction(sum(map(abs, C[p])), 1 << _INVERSE_BITS)
        step = abs(sum(c * f for c, f in zip(C[p], F, strict=True)))
        if q >= 1 or Fraction(step, scale << bits) > (1 - q) * radius:
            return False
    return True


def _simplest(
    point: Sequence[Sequence[Fraction]], bits: int
) -> tuple[tuple[Fraction, ...], ...] | None:
    """Fractions with denominators of about a third of a point's bits, if they are that near it."""
    largest, near = 1 << (bits - 40) // 2, Fraction(1, 1 << bits - 20)
    simple = []
    for strategy in point:
        rest = []
        for value in strategy[1:]:
            guess = value.limit_denominator(largest)
            if abs(guess - value) > near:
                return None
            rest.append(guess)
        simple.append((1 - sum(rest, Fraction(0)), *rest))
    return tuple(simple)


def _within(
    a: Sequence[Sequence[Fraction]], b: Sequence[Sequence[Fraction]], radius: Fraction
) -> bool:
    pairs = zip(a, b, strict=True)
    return all(abs(x - y) <= radius for s, t in pairs for x, y in zip(s[1:], t[1:], strict=True))


def same_root(a: Root, b: Root) -> bool | None:
    """Whether two zeros of one system are the same; None where that is not certain."""
    distance = max(
        (
            abs(x - y)
            for s, t in zip(a.point, b.point, strict=True)
            for x, y in zip(s[1:], t[1:], strict=True)
        ),
        default=Fraction(0),
    )
    if distance > a.radius + b.radius:
        return False
    # Then b's zero is within `distance + b.radius` of a's point.
    for root, other in ((a, b), (b, a)):
        if root.radius and distance + other.radius <= 4 * root.radius:
            return True
    return True if a.point == b.point else None
