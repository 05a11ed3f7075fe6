"""Solutions of the indifference equations of a support profile: found in floats, proved exactly.

The unknowns are the probabilities of all actions in use but each player's first. Where two players
mix, or payoffs are sums over pairs of players, the equations are linear and are solved in
fractions. Otherwise, take a point x with dyadic
coordinates, a rounded inverse C of the Jacobian M at a point near by, and a radius r. Then

    q = max over rows of ( |1 - C M| + n |C| beta ),   beta >= |M(y) - M| for |y - x| <= r,

is at least the Lipschitz constant of ``y - C F(y)`` on the ball, in the largest coordinate. If
``q <= 1/2`` and ``|C F(x)| <= r / 2``, that map takes the ball into itself and contracts, so F has
exactly one zero in it (Krawczyk 1969, Moore 1977). F, M and their products with C are whole numbers
here; only the bound q is rounded, and compared with a margin. As payoffs are multi-affine with
entries of at most R in size, moving player l's strategy by at most ``d_l`` in the sum norm, from
one of norm ``s_l >= 1``, changes a derivative by at most ``beta = 2 R (prod (s_l + d_l) - prod
s_l)``, which is at most ``2 R sum d_l prod (s_l + d_l)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ldexp
from typing import Any

import numpy as np

from .diagonal import Diagonal
from .indifference import System

#: Bits of the approximate inverse; of a point, and of its ball's radius, the first that holds up.
_INVERSE_BITS = 40
POINT_BITS = 112
_RADIUS_BITS = (96, 80, 60, 44)

#: A point is good enough once the next step is at most this, in its last bits: within the radius.
_STILL = 1 << 14

#: Largest bound on q; below 1/2 by far more than it may be rounded.
_CONTRACTION = 0.499

#: Probabilities with denominators up to the first that are within the second of a point are tried.
_MOST_DENOMINATOR = 1 << 36
_NEAR = 1 << 20


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


def find_root(
    system: System | Diagonal, start: Sequence[Sequence[float]], within: float = 0.0
) -> Root | None:
    """The zero near a point, proved, the only one at most `within` away; None without a proof.

    With the equations of one player it is a zero of C F, for C a left inverse: every zero of F that
    is not farther away than `within` is this one.
    """
    from ...exact.basis import determinant_sign

    if not system.unknowns:
        point = tuple(tuple(Fraction(int(t == 0)) for t in range(len(s))) for s in start)
        return Root(point, Fraction(0), 0 if system.only is not None else 1)
    if isinstance(system, System) and system.only is None and len(system.moving) <= 2:
        return _linear(system)
    if system.only is None and system.is_linear:
        return _pairwise(system)
    one = 1 << POINT_BITS
    weights = dyadic(system, start)
    radius = None
    for _ in range(2):  # again from where the first attempt ends, should the start have been bad
        M = system.jacobian(weights)
        C = _left_inverse(system, M)
        if C is None:
            return None
        moved, step = _follow(system, C, weights)
        radius = _isolating_radius(system, C, M, weights, moved, step, within)
        if radius is not None:
            break
    if radius is None:
        return None
    sign = 0
    if system.only is None:
        # That of M's determinant, for |1 - C M| < 1.
        sign = determinant_sign(C.tolist()) * (-1) ** system.unknowns
    point = tuple(
        tuple(Fraction(w, one) if j in system.moving else Fraction(w) for w in values)
        for j, values in enumerate(weights)
    )
    simple = simplest(system, weights)
    if simple is not None and _within(simple, point, radius) and system.is_zero(simple):
        return Root(simple, Fraction(0), sign)
    return Root(point, radius, sign)


def _linear(system: System) -> Root | None:
    """The zero where two players mix: the strategy of each makes the other indifferent."""
    from ...exact.basis import determinant_sign, solve

    sizes = [len(system.supports[k]) for k in system.moving]
    if len(sizes) < 2 or sizes[0] != sizes[1]:
        return None
    (i, j), size = system.moving, sizes[0]
    point = [(Fraction(1),) + (Fraction(0),) * (len(s) - 1) for s in system.supports]
    sign = (-1) ** (size - 1)
    for judge, other in ((i, j), (j, i)):
        table = system.table(judge)[list(system.supports[judge])]
        matrix = [[1] * size, *(table[1:] - table[0]).tolist()]
        sign *= determinant_sign(matrix)
        solved = solve([[*row, int(r == 0)] for r, row in enumerate(matrix)], size)
        if solved is None or sign == 0:
            return None
        numerators, denominator = solved
        point[other] = tuple(Fraction(int(row[0]), denominator) for row in numerators)
    return Root(tuple(point), Fraction(0), sign)


def _pairwise(system: System | Diagonal) -> Root | None:
    """The zero where the Jacobian is constant: payoffs are sums over pairs of players."""
    from ...exact.basis import determinant_sign, solve

    first = [[1] + [0] * (len(used) - 1) for used in system.supports]
    residual = system.residual(first)
    if len(residual) != system.unknowns:
        return None
    matrix = system.jacobian(first).tolist()
    rows = zip(matrix, residual, strict=True)
    solved = solve([[*row, -value] for row, value in rows], len(matrix))
    if solved is None:
        return None
    moves = iter(Fraction(int(row[0]), solved[1]) for row in solved[0])
    point: list[tuple[Fraction, ...]] = []
    for j, weights in enumerate(first):
        rest = [next(moves) if j in system.moving else Fraction(0) for _ in weights[1:]]
        point.append((1 - sum(rest, Fraction(0)), *rest))
    return Root(tuple(point), Fraction(0), determinant_sign(matrix) * (-1) ** system.unknowns)


def dyadic(system: System | Diagonal, start: Sequence[Sequence[float]]) -> list[list[int]]:
    """A point's weights over ``2**POINT_BITS``; the first action's is 1 for who does not move."""
    weights = []
    for j, values in enumerate(start):
        if j in system.moving:
            rest = [int(ldexp(v, 64)) << POINT_BITS - 64 for v in values[1:]]
            weights.append([(1 << POINT_BITS) - sum(rest), *rest])
        else:
            weights.append([1] + [0] * (len(values) - 1))
    return weights


def _left_inverse(system: System | Diagonal, M: Any) -> Any:
    scale = system.payoffs.range << POINT_BITS * (system.factors - 1)
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


def _follow(system: System | Diagonal, C: Any, weights: list[list[int]]) -> tuple[int, int]:
    """Follow the chord method to its end.

    Returns how far it moved, in the points' last bits, and how far its next step would, times
    ``range << (bits * (factors - 1) + inverse bits)``.
    """
    scale = system.payoffs.range << (POINT_BITS * (system.factors - 1) + _INVERSE_BITS)
    moved = 0
    # Every step gains some 25 bits, or the start was no good.
    for left in range(9, -1, -1):
        steps = (C @ np.array(system.residual(weights), dtype=object)).tolist()
        largest = max(map(abs, steps))
        if largest <= _STILL * scale or not left or largest >> POINT_BITS + 3 > scale:
            break
        moved += largest // scale + 1
        column = 0
        for j in system.moving:
            for t in range(1, len(weights[j])):
                change = (2 * steps[column] + scale) // (2 * scale)
                weights[j][t] -= change
                weights[j][0] += change
                column += 1
    return moved, largest


def _isolating_radius(
    system: System | Diagonal,
    C: Any,
    M: Any,
    weights: list[list[int]],
    moved: int,
    step: int,
    within: float,
) -> Fraction | None:
    """Krawczyk's test: a radius with one zero within it, and no other within four times it.

    Nor within `within`. M is the Jacobian at a point no coordinate of which is farther than `moved`
    away.
    """
    shift = POINT_BITS * (system.factors - 1) + _INVERSE_BITS
    scale = system.payoffs.range << shift
    product, weight, gap = C @ M, [], []
    for p, row in enumerate(product.tolist()):
        row[p] -= scale
        gap.append(sum(map(abs, row)) / scale)
        weight.append(sum(map(abs, C[p].tolist())) / 2**_INVERSE_BITS)
    norms = [sum(map(abs, weights[j])) / (1 << POINT_BITS) for j in system.moving]
    most = max(len(weights[j]) for j in system.moving)
    for bits in _RADIUS_BITS:
        # The only one as well where other coordinates are known that well, and the rest follow.
        alone = 4.0 * most**2 * 0.5**bits
        reach = 2.0 * (moved / (1 << POINT_BITS) + max(alone, within))
        moves = [reach * (len(weights[j]) - 1) for j in system.moving]
        beta = system.bend(norms, moves)
        q = max(g + system.unknowns * beta * w for g, w in zip(gap, weight, strict=True))
        if q <= _CONTRACTION and step << bits + 1 <= scale << POINT_BITS:
            return Fraction(1, 1 << bits)
    return None


def simplest(
    system: System | Diagonal, weights: list[list[int]]
) -> tuple[tuple[Fraction, ...], ...] | None:
    """A point with small denominators, if one is near."""
    simple = []
    for j, values in enumerate(weights):
        if j not in system.moving:
            simple.append(tuple(map(Fraction, values)))
            continue
        rest = []
        for value in values[1:]:
            guess = _convergent(value, 1 << POINT_BITS)
            if guess is None:
                return None
            rest.append(guess)
        simple.append((1 - sum(rest, Fraction(0)), *rest))
    return tuple(simple)


def _convergent(value: int, one: int) -> Fraction | None:
    """The first convergent of ``value / one`` that is near, if its denominator is small."""
    a, b, p, q, before, below = value, one, 1, 0, 0, 1
    while b:
        whole, rest = divmod(a, b)
        p, before = whole * p + before, p
        q, below = whole * q + below, q
        if q > _MOST_DENOMINATOR:
            return None
        if abs(p * one - value * q) <= _NEAR * q:
            return Fraction(p, q)
        a, b = b, rest
    return None


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
