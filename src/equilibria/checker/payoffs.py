"""What profiles pay, and what the best reply to them would."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from .numbers import items, rational
from .reading import Table
from .verdict import Refuted

Profile = tuple[tuple[Fraction, ...], ...]


def read_profile(table: Table, value: Any, where: str) -> Profile:
    """Read a mixed profile."""
    profile = tuple(
        tuple(rational(p, where) for p in items(strategy, where))
        for strategy in items(value, where)
    )
    if tuple(map(len, profile)) != table.shape or any(min(s) < 0 or sum(s) != 1 for s in profile):
        raise Refuted(f"{where}: not one distribution over actions per player")
    return profile


def payoff(table: Table, i: int, place: tuple[int, ...]) -> Fraction:
    """What a profile of actions pays player i."""
    position = 0
    for count, a in zip(table.shape, place, strict=True):
        position = position * count + a
    return table.payoffs[i][position]


def best_payoff(table: Table, i: int, place: tuple[int, ...]) -> Fraction:
    """What player i's best reply to the others' actions pays."""
    return max(payoff(table, i, (*place[:i], a, *place[i + 1 :])) for a in range(table.shape[i]))


def mixed_payoffs(table: Table, i: int, profile: Profile) -> tuple[Fraction, Fraction]:
    """What a mixed profile pays player i, and what its best reply would."""
    earned = [Fraction(0)] * table.shape[i]
    for place in product(*(range(k) for k in table.shape)):
        weight = prod((profile[j][a] for j, a in enumerate(place) if j != i), start=Fraction(1))
        if weight:
            earned[place[i]] += weight * payoff(table, i, place)
    paid = sum((p * v for p, v in zip(profile[i], earned, strict=True)), Fraction(0))
    return paid, max(earned)
