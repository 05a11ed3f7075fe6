"""Players who can change places: what holds for a support profile holds for its rearrangements.

Two players can change places if that leaves every player's payoffs as they are. It is enough to
explore one arrangement of each support profile; cells, the reasons why they are excluded, zeros,
signs of Jacobians and polytopes carry over with the players' places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations_with_replacement, pairwise, product
from math import prod
from operator import mul
from typing import Any

import numpy as np

#: Per player, whose place it takes.
Places = tuple[int, ...]


class Symmetry:
    """Which players of a game can change places.

    Parameters
    ----------
    tables : sequence of ndarray
        Payoffs per player, up to positive multiples and shifts.

    Attributes
    ----------
    classes : list of list of int
        Players who can change places with each other, in order.
    """

    def __init__(self, tables: Sequence[Any]) -> None:
        self.shape: tuple[int, ...] = tables[0].shape
        self.classes: list[list[int]] = []
        for i in range(len(tables)):
            for others in self.classes:  # changing places carries over to all of a class
                if _can_change(tables, others[0], i):
                    others.append(i)
                    break
            else:
                self.classes.append([i])

    @property
    def is_trivial(self) -> bool:
        """Whether nobody can change places."""
        return len(self.classes) == len(self.shape)

    @cached_property
    def runs(self) -> list[tuple[int, int]]:
        """Numbers of the support profiles to explore, as ranges: one arrangement of each."""
        if self.is_trivial:
            return [(0, prod((1 << k) - 1 for k in self.shape))]
        sums = []  # what the masks of each class add to the number
        for members in self.classes:
            values = [int(self._values[i]) for i in members]
            masks = combinations_with_replacement(
                range((1 << self.shape[members[0]]) - 1), len(members)
            )
            sums.append([sum(map(mul, values, chosen)) for chosen in masks])
        runs: list[tuple[int, int]] = []
        for number in sorted(map(sum, product(*sums))):
            if runs and runs[-1][1] == number:
                runs[-1] = runs[-1][0], number + 1
            else:
                runs.append((number, number + 1))
        return runs

    def rearrangements(self, items: Sequence[Any]) -> Iterator[Places]:
        """Every change of places that makes something else of one item per player, each once."""
        for orders in product(*(_orders(tuple(c), items) for c in self.classes)):
            places = list(range(len(self.shape)))
            for members, order in zip(self.classes, orders, strict=True):
                for i, taken in zip(members, order, strict=True):
                    places[i] = taken
            if any(items[i] != items[taken] for i, taken in enumerate(places)):
                yield tuple(places)

    def images(self, numbers: Any) -> Iterator[tuple[Places, Any]]:
        """Changes of places, each with where in `numbers` it makes another support profile.

        The numbers are of support profiles from `runs`. Which changes make others depends only on
        which players have the same actions, so one change serves many.
        """
        digits = self._digits(numbers)
        pattern = np.zeros(len(digits), np.int64)
        for members in self.classes:
            for i, j in pairwise(members):
                pattern = 2 * pattern + (digits[:, i] == digits[:, j])
        for one in np.unique(pattern):
            chosen = np.flatnonzero(pattern == one)
            for places in self.rearrangements(digits[chosen[0]].tolist()):
                yield places, chosen

    def moved_rows(self, rows: Any, places: Places, kinds: tuple[int, int, int]) -> Any:
        """Rows of the log with the players' places changed.

        `kinds` are those of rows that exclude, split, and are settled by one player's equations.
        """
        excluded, split, line = (rows[:, 1] == kind for kind in kinds)
        starts = np.concatenate([[0], np.cumsum(self.shape)]) + 4
        columns = np.concatenate([np.arange(starts[i], starts[i + 1]) for i in places])
        whose = np.argsort(places)
        moved = rows.copy()
        moved[excluded, 4:] = rows[excluded][:, columns]
        moved[split, 4] = whose[rows[split, 4]]
        moved[line, 2] = whose[rows[line, 2]]
        moved[:, 0] = self._digits(rows[:, 0])[:, list(places)] @ self._values
        return moved

    @cached_property
    def _values(self) -> Any:
        """What a player's mask, less 1, adds to the number of a support profile per unit."""
        bases = [(1 << k) - 1 for k in self.shape]
        return np.array([prod(bases[i + 1 :]) for i in range(len(bases))], np.int64)

    def _digits(self, numbers: Any) -> Any:
        return numbers[:, None] // self._values % [(1 << k) - 1 for k in self.shape]


def moved(items: Sequence[Any], places: Places) -> tuple[Any, ...]:
    """One item per player, with the players' places changed."""
    return tuple(items[taken] for taken in places)


def _can_change(tables: Sequence[Any], i: int, j: int) -> bool:
    if tables[i].shape[i] != tables[i].shape[j]:
        return False
    if not np.array_equal(tables[j], np.swapaxes(tables[i], i, j)):
        return False
    return all(
        np.array_equal(table, np.swapaxes(table, i, j))
        for k, table in enumerate(tables)
        if k not in (i, j)
    )


def _orders(members: Places, items: Sequence[Any]) -> Iterator[Places]:
    """The orders of some players that differ in their items."""
    if not members:
        yield ()
    for k, taken in enumerate(members):
        if all(items[taken] != items[other] for other in members[:k]):
            for rest in _orders((*members[:k], *members[k + 1 :]), items):
                yield (taken, *rest)
