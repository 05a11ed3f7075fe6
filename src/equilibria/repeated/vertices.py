"""Corners found by floats, in the units of the game."""

from __future__ import annotations

import numpy as np

from .finding import Corner, Found
from .scaled import Scaled, fraction

#: Floats this near (payoff ranges are 1) are taken to be one number.
_ONE = 1e-13


def vertices(game: Scaled, found: Found) -> tuple[tuple[float, float], ...]:
    """Corners in the units of the game, without those that a rounding made."""
    kept = list(found.corners)
    for c in found.corners:
        if len(kept) > 2:
            k = kept.index(c)
            o, b = kept[k - 1], kept[(k + 1) % len(kept)]
            dx, dy = b[0] - o[0], b[1] - o[1]
            if dx * (c[1] - o[1]) - dy * (c[0] - o[0]) >= -1e-12 * (abs(dx) + abs(dy)):
                del kept[k]
    least, span = [float(v) for v in game.least], [float(v) for v in game.span]
    worst = [_exact_worst(game, found, i) for i in (0, 1)]

    def unscaled(c: Corner, i: int) -> float:
        if abs(c[i] - found.threats[i]) <= _ONE and (value := worst[i]) is not None:
            return value
        return least[i] + span[i] * c[i]

    return tuple((unscaled(c, 0), unscaled(c, 1)) for c in kept)


def _exact_worst(game: Scaled, found: Found, i: int) -> float | None:
    """A worst payoff that is what some best deviation earns: that, without the roundings."""
    near = np.flatnonzero(found.alive & (np.abs(game.best[i] - found.threats[i]) <= _ONE))
    if not len(near):
        return None
    value = game.exact_best(i, int(near[0]))
    return float(game.least[i] + game.span[i] * fraction(value))
