"""A rational point that solves several systems of indifference equations at once."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from .indifference import System
from .roots import POINT_BITS, convergent

#: Steps of the chord method: each gains some 25 bits, or the start was no good.
_STEPS = 9


def find_common(
    systems: Sequence[System], start: Sequence[Sequence[float]]
) -> tuple[tuple[Fraction, ...], ...] | None:
    """Simple fractions near a point at which all systems vanish, exactly; None if there are none.

    The systems have the same unknowns, and together fix them. Strategies of who does not move are
    the first action in use. Floats find the left inverse, whole numbers follow it.
    """
    one = 1 << POINT_BITS
    moving = systems[0].moving
    sizes = [len(values) for values in start]
    weights = [
        _balanced([int(v * 2.0**53) << POINT_BITS - 53 for v in values[1:]], one)
        if j in moving
        else [1] + [0] * (sizes[j] - 1)
        for j, values in enumerate(start)
    ]
    for k in range(_STEPS):
        F = np.concatenate([_scaled(s.residual(weights), s, s.factors) for s in systems])
        if k == 0:
            M = np.concatenate(
                [
                    np.array([_scaled(row, s, s.factors - 1) for row in s.jacobian(weights)])
                    for s in systems
                    if s.judging
                ]
            )
            inverse = np.linalg.pinv(M.astype(float))
        steps = [
            sum((Fraction(c) * f for c, f in zip(row, F, strict=True)), Fraction(0))
            for row in inverse.tolist()
        ]
        changes = iter([round(step * one) for step in steps])
        for j in moving:
            weights[j] = _balanced([w - next(changes) for w in weights[j][1:]], one)
    point = []
    for j, values in enumerate(weights):
        rest: list[Fraction] = []
        for weight in values[1:]:
            simple = convergent(weight, one) if j in moving else Fraction(weight)
            if simple is None:
                return None
            rest.append(simple)
        point.append((1 - sum(rest, Fraction(0)), *rest))
    found = tuple(point)
    return found if all(s.is_zero(found) for s in systems) else None


def _balanced(rest: list[int], total: int) -> list[int]:
    return [total - sum(rest), *rest]


def _scaled(values: Sequence[int], system: System, factors: int) -> list[Fraction]:
    """Whole numbers as shares of the range, for a product of so many weights."""
    return [Fraction(v, system.payoffs.range << POINT_BITS * factors) for v in values]
