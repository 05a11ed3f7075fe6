"""What an enumeration finds: pairs of true vertices with every label, and what surrounds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .._budget import Meter
from ..games.normal_form import NormalFormGame
from ..games.profile import Profile
from ..results.equilibria import Component, Equilibria, Stats
from ..results.equilibrium import Equilibrium
from ..results.status import Claim, Status
from .components import connected, maximal_bicliques

Pair = tuple[int, int]  # tight labels of a vertex of P and of a vertex of Q


@dataclass
class Labelled:
    """The extreme equilibria of a game as pairs of tight label sets.

    Attributes
    ----------
    pairs : list of pairs
    x, y : dict
        The players' strategies by the tight labels of their vertex.
    signs : dict
        Per pair, the sum of the signs of the perturbed equilibria that tend to it. The perturbed
        polytopes are those of a nearby nondegenerate game.
    bases : pair of sequences of int
        All bases of P and of Q; None for Q where every complement was examined instead.
    vertices : int
        True vertices met.
    """

    pairs: list[Pair]
    x: dict[int, tuple[Fraction, ...]]
    y: dict[int, tuple[Fraction, ...]]
    signs: dict[Pair, int] = field(default_factory=dict)
    bases: tuple[Any, Any] = ((), ())
    vertices: int = 0


def answer(game: NormalFormGame, found: Labelled, meter: Meter) -> Equilibria:
    """Turn the pairs into equilibria in canonical order, with components and indices."""
    profiles = [(Profile(game, (found.x[p[0]], found.y[p[1]])), p) for p in found.pairs]
    profiles.sort(key=lambda held: _Place(held[0].exact), reverse=True)
    stats = Stats(
        steps=meter.steps,
        bases=sum(len(side) for side in found.bases if side is not None),
        vertices=found.vertices,
        seconds=meter.seconds,
    )
    if meter.spent_by is not None:
        return Equilibria(
            game=game,
            equilibria=tuple(Equilibrium(profile) for profile, _ in profiles),
            status=Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME,
            claim=Claim.AT_LEAST_ONE if profiles else Claim.NONE,
            method="VertexEnumeration",
            stats=stats,
        )
    components, index = _components(game.shape, found, [pair for _, pair in profiles], meter)
    return Equilibria(
        game=game,
        equilibria=tuple(Equilibrium(p, k) for (p, _), k in zip(profiles, index, strict=True)),
        status=Status.FINISHED,
        claim=Claim.ALL,
        method="VertexEnumeration",
        components=components,
        stats=stats,
        bases=found.bases,
    )


class _Place:
    """A profile's place in the exact lexicographic order; floats decide where they can.

    Rounding to the nearest float keeps the order, so different floats compare as the fractions do.
    """

    __slots__ = ("exact", "floats")

    def __init__(self, profile: Sequence[Sequence[Fraction]]) -> None:
        self.exact = [p for strategy in profile for p in strategy]
        self.floats = [p.numerator / p.denominator for p in self.exact]

    def __lt__(self, other: _Place) -> bool:
        for k, (mine, its) in enumerate(zip(self.floats, other.floats, strict=True)):
            if mine != its or self.exact[k] != other.exact[k]:
                return self.exact[k] < other.exact[k] if mine == its else mine < its
        return False


def _components(
    shape: tuple[int, ...], found: Labelled, ordered: Sequence[Pair], meter: Meter
) -> tuple[tuple[Component, ...], list[int | None]]:
    m, n = shape
    position = {pair: k for k, pair in enumerate(ordered)}
    components = []
    index: list[int | None] = [None] * len(ordered)
    for group in connected(ordered):
        members = tuple(sorted(position[pair] for pair in group))
        total = sum(found.signs.get(pair, 0) for pair in group)
        bicliques = maximal_bicliques(group, meter)
        subsets = None
        if bicliques is not None:
            cliques = ([position[pair] for pair in clique] for clique in bicliques)
            subsets = tuple(sorted(tuple(sorted(clique)) for clique in cliques))
        components.append(Component(members, total, subsets))
        x, y = group[0]
        if len(group) == 1 and x.bit_count() == m and y.bit_count() == n:
            index[members[0]] = total
    return tuple(sorted(components, key=lambda component: component.members)), index
