"""Actions between which nobody's choice depends on which is played: merged before the search.

Two actions of a player are twins if they earn the player the same, and every other player's gains
from one action over another are the same whichever of the two is played. Then the equilibria are
those of the game with one of them, its weight shared between the two in any way. So each
equilibrium of the merged game stands for a product of polytopes: per player, the ways to share out
weights. Its vertices give each weight to one twin. The index is that of the merged game's component
(Govindan and Wilson 2005: redundant strategies do not change it).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, product
from math import prod
from typing import TypeVar

import numpy as np

from ...games.normal_form import NormalFormGame
from ...games.profile import Profile
from ...results.equilibria import Component, Equilibria
from ...results.equilibrium import Equilibrium
from ...results.region import Region

Exact = tuple[tuple[Fraction, ...], ...]
Number = TypeVar("Number", Fraction, float)

#: Vertices per equilibrium from which on nothing is merged.
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Twins:
    """What a game's actions are merged to.

    Attributes
    ----------
    game : NormalFormGame
    groups : tuple of tuple of tuple of int
        Per player, actions that are twins of each other, each kept action in one group.
    symmetric : bool
        Whether only profiles in which all players play the same are listed.
    """

    game: NormalFormGame
    groups: tuple[tuple[tuple[int, ...], ...], ...]
    symmetric: bool = False

    @property
    def kept(self) -> tuple[tuple[int, ...], ...]:
        """The first of each group, per player."""
        return tuple(tuple(group[0] for group in groups) for groups in self.groups)

    def tell_apart(self, found: Equilibria) -> Equilibria:
        """From equilibria and regions in first twins to those of the whole game."""
        shared = tuple(tuple(g for g in groups if len(g) > 1) for groups in self.groups)
        if not any(shared):
            return found
        copies = [self._equilibria(e) for e in found]
        every = sorted(chain(*copies), key=lambda e: e.profile.exact, reverse=True)
        position = {e.profile.exact: k for k, e in enumerate(every)}
        places = [[position[e.profile.exact] for e in held] for held in copies]
        components = [
            Component(
                _together(places, c.members),
                c.index,
                c.subsets and tuple(sorted(_together(places, subset) for subset in c.subsets)),
            )
            for c in found.components
        ]
        return replace(
            found,
            equilibria=tuple(every),
            components=tuple(sorted(components, key=lambda component: component.members)),
            regions=tuple(map(self._region, found.regions)),
            twins=shared,
        )

    def _equilibria(self, e: Equilibrium) -> list[Equilibrium]:
        """The vertices that an equilibrium in first twins stands for."""
        if self.symmetric:
            points = [(s,) * len(self.groups) for s in self._shared(0, e.profile.exact[0])]
        else:
            points = list(product(*(self._shared(i, s) for i, s in enumerate(e.profile.exact))))
        if len(points) == 1:
            return [e]
        # Which action is a player's first in use may change; the error of that one is a sum.
        radius = e.radius * max(1, max(map(len, e.support)) - 1)
        found = []
        for point in points:
            enclosure = e.enclosure and tuple(
                (strategy, slack) for strategy, (_, slack) in zip(point, e.enclosure, strict=True)
            )
            own = e.radius if point == e.profile.exact else radius
            found.append(Equilibrium(Profile(self.game, point), None, enclosure, own))
        return found

    def _region(self, region: Region) -> Region:
        support = tuple(
            tuple(sorted(chain(*(self._twins(i, a) for a in used))))
            for i, used in enumerate(region.support)
        )
        vertices = tuple(
            tuple(chain(*(self._shared(i, vertex) for vertex in simplex)))
            for i, simplex in enumerate(region.vertices)
        )
        return replace(region, support=support, vertices=vertices)

    def _shared(self, i: int, strategy: Sequence[Number]) -> Iterator[tuple[Number, ...]]:
        """Strategies of player i that give each weight to one of its action's twins."""
        used = [a for a, p in enumerate(strategy) if p]
        for chosen in product(*(self._twins(i, a) for a in used)):
            full = [p - p for p in strategy]
            for a, taken in zip(used, chosen, strict=True):
                full[taken] = strategy[a]
            yield tuple(full)

    def _twins(self, i: int, first: int) -> tuple[int, ...]:
        return next(group for group in self.groups[i] if group[0] == first)


def find_twins(
    game: NormalFormGame, kept: Sequence[Sequence[int]], symmetric: bool = False
) -> Twins:
    """Group actions among those that are kept; each alone if merging would list too much."""
    reduced = game.subgame(kept)
    groups: list[tuple[tuple[int, ...], ...]] = []
    gains: dict[int, np.ndarray] = {}
    for i, actions in enumerate(kept):
        held: list[list[int]] = []
        for a in range(len(actions)):
            group = next((g for g in held if _are_twins(reduced, gains, i, g[0], a)), None)
            if group is None:
                held.append([a])
            else:
                group.append(a)
        groups.append(tuple(tuple(actions[a] for a in group) for group in held))
    listed = groups[:1] if symmetric else groups
    if prod(len(group) for held in listed for group in held) > _MOST:
        groups = [tuple((a,) for a in actions) for actions in kept]
    return Twins(game, tuple(groups), symmetric)


def _are_twins(game: NormalFormGame, gains: dict[int, np.ndarray], i: int, a: int, b: int) -> bool:
    own = game.ordinal_payoffs(i)
    if not np.array_equal(own.take(a, axis=i), own.take(b, axis=i)):
        return False  # the rule: most pairs end here, before anything is converted
    for j in range(game.num_players):
        if j not in gains:
            table = game.integer_payoffs(j)[0]
            gains[j] = table - table.take([0], axis=j)
        if not np.array_equal(gains[j].take(a, axis=i), gains[j].take(b, axis=i)):
            return False
    return True


def _together(places: Sequence[Sequence[int]], members: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(chain(*(places[k] for k in members))))
