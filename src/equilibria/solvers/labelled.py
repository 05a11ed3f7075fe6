"""What an enumeration finds: pairs of true vertices with every label, and what surrounds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
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
    profiles = _in_order(
        [(Profile(game, (found.x[x], found.y[y])), (x, y)) for x, y in found.pairs]
    )
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


def _in_order(profiles: list[tuple[Profile, Pair]]) -> list[tuple[Profile, Pair]]:
    """Sort by exact probabilities, lexicographically, largest first.

    Rounding to the nearest float keeps the order, so floats sort first; only where two of them tie
    in some place can the exact order be another, and a look at neighbours tells.
    """
    keyed = [([p for s in held[0].exact for p in s], held) for held in profiles]
    rounded = [([p.numerator / p.denominator if p else 0.0 for p in e], e, h) for e, h in keyed]
    rounded.sort(key=lambda place: place[0], reverse=True)
    if any(_precedes(b, a) for a, b in pairwise(rounded)):
        rounded.sort(key=lambda place: place[1], reverse=True)
    return [held for _, _, held in rounded]


def _precedes(a: tuple[Any, ...], b: tuple[Any, ...]) -> bool:
    """Whether a profile belongs before another, exactly."""
    for k, (mine, its) in enumerate(zip(a[0], b[0], strict=True)):
        if mine != its:
            return bool(mine > its)
        ours, theirs = a[1][k], b[1][k]
        if ours is not theirs and ours != theirs:  # the zeros are one object
            return bool(ours > theirs)
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
