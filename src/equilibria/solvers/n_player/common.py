"""A rational point that solves several systems of indifference equations at once."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from .indifference import System
from .roots import POINT_BITS, dyadic, simplest

#: Steps of the chord method: each gains some 25 bits, or the start was no good.
_STEPS = 9


def find_common(
    systems: Sequence[System], start: Sequence[Sequence[float]]
) -> tuple[tuple[Fraction, ...], ...] | None:
    """Simple fractions near a point at which all systems vanish, exactly; None if there are none.

    The systems have the same unknowns, and together fix them. Strategies of who does not move are
    the first action in use. Floats find the left inverse, whole numbers follow it.
    """
    one, moving = 1 << POINT_BITS, systems[0].moving
    weights = dyadic(systems[0], start)
    M = np.concatenate(
        [
            np.array([_scaled(row, s, s.factors - 1) for row in s.jacobian(weights)])
            for s in systems
            if s.judging
        ]
    )
    inverse = np.linalg.pinv(M.astype(float)).tolist()
    for _ in range(_STEPS):
        F = [value for s in systems for value in _scaled(s.residual(weights), s, s.factors)]
        steps = [
            round(one * sum((Fraction(c) * f for c, f in zip(row, F, strict=True)), Fraction(0)))
            for row in inverse
        ]
        if not any(steps):
            break
        changes = iter(steps)
        for j in moving:
            rest = [w - next(changes) for w in weights[j][1:]]
            weights[j] = [one - sum(rest), *rest]
    found = simplest(systems[0], weights)
    return found if found is not None and all(s.is_zero(found) for s in systems) else None


def _scaled(values: Sequence[int], system: System, factors: int) -> list[Fraction]:
    """Whole numbers as shares of the range, for a product of so many weights."""
    return [Fraction(v, system.payoffs.range << POINT_BITS * factors) for v in values]
