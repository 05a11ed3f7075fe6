"""Proofs over boxes of two parameters: where a regime, or the truth of a statement, is constant.

A box is proved where the sign of every comparison that matters is the same over all of it: because
balls that hold every payoff over the box say so, or because payoffs are affine in each of the two
parameters over the box and the signs agree at its corners (a function that is affine in each of two
variables takes its extremes there). Where dominance leaves more than two actions a player, signs
of comparisons do not decide, and `supports` excludes or proves every pair of supports instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from ..errors import GameError
from .balls import Balls
from .faces import PayoffBatch, batch, boxes, multiaffine
from .family import Family
from .regimes import compare, eliminate, signs_decide
from .statements import Statement
from .supports import MOST_PAIRS, Memory, settled


class Proofs:
    """What can be proved over boxes of two parameters, the others held."""

    def __init__(
        self,
        family: Family,
        names: tuple[str, str],
        statement: Statement | None,
        values: Mapping[str, Fraction],
        held: Mapping[str, Any],
    ) -> None:
        self.family, self.names, self.statement = family, names, statement
        self.values, self.held = values, held
        self.memory: Memory = defaultdict(list)

    def prove(
        self, piece: Sequence[tuple[Any, ...]]
    ) -> tuple[np.ndarray, tuple[np.ndarray, ...], np.ndarray]:
        """Which boxes are proved, payoffs of one game in each, and where cutting cannot help.

        It cannot where the model refuses every corner.
        """
        columns = {
            name: ([box[2 * k] for box in piece], [box[2 * k + 1] for box in piece])
            for k, name in enumerate(self.names)
        }
        corners = [
            batch(self.family, {n: columns[n][s] for n, s in zip(self.names, sides, strict=True)},
                  **self.held)
            for sides in ((0, 0), (0, 1), (1, 0), (1, 1))
        ]  # fmt: skip
        refused = ~np.logical_or.reduce([corner.is_known for corner in corners])
        if not self.family.is_exact or any(corner.errors is None for corner in corners):
            return np.zeros(len(piece), bool), corners[0].payoffs, refused
        within = boxes(self.family, columns, **self.held)
        bilinear = multiaffine(self.family, columns, **self.held)
        with np.errstate(all="ignore"):
            sure, payoffs, stuck = self.signs(corners, within, bilinear)
        return sure, payoffs, refused | stuck

    def signs(
        self, corners: list[PayoffBatch], within: PayoffBatch | None, bilinear: np.ndarray
    ) -> tuple[np.ndarray, tuple[np.ndarray, ...], np.ndarray]:
        """Which boxes are proved, payoffs of one game in each, and where cutting cannot help.

        That is where every sign is known and still does not decide the regime.
        """
        bilinear = bilinear & np.logical_and.reduce([corner.is_known for corner in corners])
        prove = self.regimes if self.statement is None else self.truths
        # Two proofs, never mixed: each has payoffs that it is about, a corner's or the midpoints.
        sure, stuck = prove(corners, bilinear)
        payoffs = corners[0].payoffs
        if within is not None:
            also, without = prove([within], within.is_known)
            payoffs = tuple(
                np.where(sure.reshape(-1, *[1] * (a.ndim - 1)), a, b)
                for a, b in zip(payoffs, within.payoffs, strict=True)
            )
            sure, stuck = sure | also, stuck | without
        return sure, payoffs, stuck & ~sure

    def regimes(
        self, given: list[PayoffBatch], allowed: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Which boxes have one regime, by signs that hold in all given; and which never will."""
        if len(self.family.players) != 2:
            raise GameError(
                "phase_map: regimes are proved for two players; give a statement for more."
            )
        better, tied = [], []
        for i in (0, 1):
            found = [compare(g.payoffs[i], _errors(g)[i], i) for g in given]
            better.append(np.logical_and.reduce([above for above, _ in found]) & allowed)
            tied.append(np.logical_and.reduce([same for _, same in found]) & allowed)
        alive = eliminate(better)
        sure = signs_decide(better, tied, alive)
        left = [held.sum(axis=0) for held in alive]
        large = allowed & (np.minimum(*left) > 1) & (np.maximum(*left) > 2)
        tables = [tuple(zip(g.payoffs, _errors(g), strict=True)) for g in given]
        sure |= settled(tables, alive, large & ~sure, self.memory)
        # Best replies that tie all over a box leave it degenerate, however small it is cut, unless
        # one game in it is settled in spite of them.
        known, tie = np.ones_like(allowed), np.zeros_like(allowed)
        for held, others, above, same in zip(alive, reversed(alive), better, tied, strict=True):
            beaten = above.any(axis=0)
            for a, b in combinations(range(len(above)), 2):
                both = held[a] & held[b]
                known &= (above[a, b] | above[b, a] | same[a, b]).all(axis=0) | ~both
                tie |= (same[a, b] & ~beaten[a] & others).any(axis=0) & both
        degenerate = known & tie & ~sure
        one = tuple((mid, np.zeros_like(rad)) for mid, rad in tables[0])
        degenerate &= ~settled([one], alive, large & degenerate, self.memory)
        pairs = (2 ** len(better[0]) - 1) * (2 ** len(better[1]) - 1)
        return sure, degenerate | (known & (pairs > MOST_PAIRS))

    def truths(
        self, given: list[PayoffBatch], allowed: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """The same for a statement."""
        assert self.statement is not None
        sure = allowed.copy()
        for i, here, there in self.statement.comparisons(self.family.game_at(self.values)):
            signs = [_sign(g, i, here, there) for g in given]
            sure &= np.logical_and.reduce([sign == signs[0] for sign in signs]) & (signs[0] != 2)
        return sure, np.zeros_like(sure)


def _sign(found: PayoffBatch, i: int, here: tuple[int, ...], there: tuple[int, ...]) -> np.ndarray:
    """Sign of one comparison in many games; 2 where it is not proved."""
    every: tuple[Any, ...] = (slice(None),)
    one, other = (
        Balls(found.payoffs[i][every + place], _errors(found)[i][every + place])
        for place in (here, there)
    )
    return (one - other).signs()


def _errors(found: PayoffBatch) -> tuple[np.ndarray, ...]:
    assert found.errors is not None
    return found.errors
