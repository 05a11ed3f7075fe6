"""Payoffs of a game in whole numbers, and what they are at a point, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from typing import Any

import numpy as np

from ...games.normal_form import NormalFormGame
from .pairwise import by_opponent

#: Weights of one player's actions, as whole numbers; only those in use are listed.
Weights = Sequence[Sequence[int]]


class IntegerPayoffs:
    """Every player's payoffs as integers from 0 to a common `range`.

    Attributes
    ----------
    tables : list of ndarray of int (object)
        Shifted and scaled player by player, which changes no equilibrium; all zeros for a player
        who is indifferent between all profiles.
    range : int
        The largest entry, the same for all other players.
    bits : int
        Bits that any player's own payoffs take, before the common scale.
    floats : ndarray, shape (players, profiles)
        Entries over the range, each rounded once.
    """

    def __init__(self, game: NormalFormGame) -> None:
        self.shape = game.shape
        tables, ranges = [], []
        for i in range(game.num_players):
            numerators, _ = game.integer_payoffs(i)
            shifted = numerators - min(numerators.flat)
            divisor = gcd(*shifted.flat) or 1
            tables.append(shifted // divisor)
            ranges.append(int(max(tables[-1].flat)) or 1)
        self.range = lcm(*ranges)
        self.bits = max(ranges).bit_length()
        self.tables = [
            table * (self.range // most) for table, most in zip(tables, ranges, strict=True)
        ]
        # Python divides integers of any size with one rounding.
        self.floats = np.array(
            [
                [value / most for value in table.flat]
                for table, most in zip(tables, ranges, strict=True)
            ]
        )

    @cached_property
    def are_pairwise(self) -> bool:
        """Whether payoffs are sums over pairs of players: the equations are linear then."""
        return all(by_opponent(table, i) is not None for i, table in enumerate(self.tables))

    def restricted(self, i: int, supports: Sequence[Sequence[int]]) -> Any:
        """Player i's table: all own actions, and the other players' in use."""
        used = [
            range(k) if j == i else s
            for j, (k, s) in enumerate(zip(self.shape, supports, strict=True))
        ]
        return self.tables[i][np.ix_(*used)]


def contract(table: Any, weights: Weights, keep: Sequence[int]) -> Any:
    """Sum a table over all players' axes but those to keep, with their weights."""
    for j in reversed(range(len(weights))):
        if j not in keep:
            table = np.tensordot(table, np.array(weights[j], dtype=object), axes=(j, 0))
    return table


def over_common(points: Sequence[Sequence[Fraction]]) -> tuple[list[list[int]], list[int]]:
    """Each player's probabilities as whole numbers over one denominator."""
    totals = [lcm(*(p.denominator for p in strategy)) for strategy in points]
    return [
        [p.numerator * (total // p.denominator) for p in strategy]
        for strategy, total in zip(points, totals, strict=True)
    ], totals
