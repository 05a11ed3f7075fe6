"""Proofs over boxes of two parameters: where a regime, or the truth of a statement, is constant.

A box is proved where the sign of every comparison that matters is the same over all of it: because
balls that hold every payoff over the box say so, or because payoffs are affine in each of the two
parameters over the box and the signs agree at its corners (a function that is affine in each of two
variables takes its extremes there). Where dominance leaves more than two actions a player, signs
of comparisons do not decide, and `supports` excludes or proves every pair of supports instead. A
statement that is a formula over comparisons (`ordinal`) needs only those that decide it there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import combinations, product
from typing import Any, NamedTuple

import numpy as np

from ..errors import GameError
from ..games.normal_form import NormalFormGame
from .faces import PayoffBatch, batch, bounded, boxes, multiaffine
from .family import Family
from .kleene import UNKNOWN, YES
from .ordinal import Comparison, Ordinal, Place, Signs
from .regimes import compare, eliminate, signs_decide
from .statements import Statement
from .supports import MOST_PAIRS, Memory, settled

#: Lower and upper end of the first parameter, then of the second.
Box = tuple[Fraction, Fraction, Fraction, Fraction]


class Proved(NamedTuple):
    """What is proved of each of many boxes.

    `sure`: the regime, or the truth, is the same all over it. `hopeless`: cutting it cannot help.
    `payoffs`: of one game in each box, for those that are sure. `truth`: of an ordinal statement,
    where sure.
    """

    sure: np.ndarray
    hopeless: np.ndarray
    payoffs: tuple[np.ndarray, ...]
    truth: np.ndarray | None = None


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

    def prove(self, piece: Sequence[Box]) -> Proved:
        """What is proved of each box."""
        corners = self.corners(piece)
        refused = ~np.logical_or.reduce([corner.is_known for corner in corners])
        if not self.family.is_exact or any(corner.errors is None for corner in corners):
            return Proved(np.zeros(len(piece), bool), refused, corners[0].payoffs)
        columns = {
            name: ([box[2 * k] for box in piece], [box[2 * k + 1] for box in piece])
            for k, name in enumerate(self.names)
        }
        within = boxes(self.family, columns, **self.held)
        bilinear = multiaffine(self.family, columns, **self.held)
        bilinear = bilinear & np.logical_and.reduce([corner.is_known for corner in corners])
        with np.errstate(all="ignore"):
            if isinstance(self.statement, Ordinal):
                sign = _signs_over(corners, within, bilinear)
                truth = np.broadcast_to(self.statement.truth(self.like, sign), refused.shape)
                # A statement that needs no comparison still needs a game all over the box.
                there = bilinear if within is None else bilinear | within.is_known
                return Proved(there & (truth != UNKNOWN), refused, corners[0].payoffs, truth == YES)
            sure, payoffs, stuck = self.signs(corners, within, bilinear)
        return Proved(sure, refused | stuck, payoffs)

    def corners(self, piece: Sequence[Box]) -> list[PayoffBatch]:
        """The games at the four corners of every box; those of neighbours are worked out once."""
        places: dict[Any, int] = {}  # by numerators and denominators, which are quick to hash
        points: list[tuple[Fraction, Fraction]] = []
        at = np.empty((4, len(piece)), np.int64)
        for k, box in enumerate(piece):
            for corner, point in enumerate(product(box[:2], box[2:])):
                key = tuple(v.as_integer_ratio() for v in point)
                at[corner, k] = places.setdefault(key, len(places))
                if len(places) > len(points):
                    points.append(point)
        columns = dict(zip(self.names, map(list, zip(*points, strict=True)), strict=True))
        found = bounded(self.family, columns, **self.held)
        return [
            PayoffBatch(
                tuple(table[rows] for table in found.payoffs),
                None if found.errors is None else tuple(table[rows] for table in found.errors),
            )
            for rows in at
        ]

    @cached_property
    def like(self) -> NormalFormGame:
        """A game of the family, for its names and shape."""
        return self.family.game_at(self.values)

    def signs(
        self, corners: list[PayoffBatch], within: PayoffBatch | None, bilinear: np.ndarray
    ) -> tuple[np.ndarray, tuple[np.ndarray, ...], np.ndarray]:
        """Which boxes are proved, payoffs of one game in each, and where cutting cannot help.

        That is where every sign is known and still does not decide the regime.
        """
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
        """The same for a statement that takes a value: no comparison may change its sign."""
        assert self.statement is not None
        sure = allowed.copy()
        for i, here, there in self.statement.comparisons(self.like):
            signs = [g.signs(i, here, there) for g in given]
            sure &= np.logical_and.reduce([sign == signs[0] for sign in signs]) & (signs[0] != 2)
        return sure, np.zeros_like(sure)


def truths_at(
    family: Family, statement: Statement, columns: Mapping[str, Any], **held: Any
) -> list[bool | None]:
    """The truth at many points at once, where payoff balls prove it; None elsewhere."""
    nothing: list[bool | None] = [None] * len(next(iter(columns.values())))
    if not (isinstance(statement, Ordinal) and hasattr(family.builder, "balls")):
        return nothing
    found = batch(family, columns, **held)
    if found.errors is None:
        return nothing
    truth = np.broadcast_to(statement.truth(family.game(**held), found.signs), found.is_known.shape)
    known = found.is_known & (truth != UNKNOWN)
    return [
        yes if sure else None
        for yes, sure in zip((truth == YES).tolist(), known.tolist(), strict=True)
    ]


def _signs_over(
    corners: list[PayoffBatch], within: PayoffBatch | None, bilinear: np.ndarray
) -> Signs:
    """The signs of comparisons over boxes, by whichever proof knows them."""
    known: dict[Comparison, np.ndarray] = {}
    errors = [_errors(corner) for corner in corners]
    every = PayoffBatch(
        tuple(map(np.concatenate, zip(*(corner.payoffs for corner in corners), strict=True))),
        tuple(map(np.concatenate, zip(*errors, strict=True))),
    )

    def sign(i: int, here: Place, there: Place) -> np.ndarray:
        if (i, here, there) not in known:
            found = every.signs(i, here, there).reshape(len(corners), -1)
            same = bilinear & (found == found[0]).all(axis=0)
            signs = np.where(same, found[0], 2)
            if within is not None:
                unsure = (signs == 2) & within.is_known
                signs = np.where(unsure, within.signs(i, here, there), signs)
            known[i, here, there] = signs
        return known[i, here, there]

    return sign


def _errors(found: PayoffBatch) -> tuple[np.ndarray, ...]:
    assert found.errors is not None
    return found.errors
