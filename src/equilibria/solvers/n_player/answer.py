"""From what a search settled to an answer: equilibria in order, components, regions, a claim."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from ..._budget import Meter
from ...errors import InternalError
from ...games.normal_form import NormalFormGame
from ...games.profile import Profile
from ...results.dominance import Elimination
from ...results.equilibria import Component, Equilibria, Stats
from ...results.equilibrium import Equilibrium
from ...results.region import Region
from ...results.status import Claim, Status
from ...results.subdivision import Subdivision
from .polytopes import Strategy
from .twins import Exact, Twins

if TYPE_CHECKING:
    from .support_subdivision import Search

#: Regret is rounded up by this, which covers the floats' rounding.
_ROUNDING = 1e-12


def assemble(
    game: NormalFormGame,
    rounds: tuple[tuple[Elimination, ...], ...],
    twins: Twins,
    search: Search,
    meter: Meter,
) -> Equilibria:
    """Put an answer together; equilibria are those of the whole game."""
    return twins.tell_apart(_assemble(game, rounds, twins.kept, search, meter))


def _assemble(
    game: NormalFormGame,
    rounds: tuple[tuple[Elimination, ...], ...],
    kept: Sequence[Sequence[int]],
    search: Search,
    meter: Meter,
) -> Equilibria:
    equilibria = []
    for support, roots in search.found.roots.items():
        for root, regular in roots:
            point = _spread(game, kept, support, root.point)
            enclosure = None
            if root.radius:
                enclosure = tuple(
                    (strategy, root.slack(j) if len(support[j]) > 1 else Fraction(0))
                    for j, strategy in enumerate(point)
                )
            index = root.sign if regular else None
            equilibria.append(Equilibrium(Profile(game, point), index, enclosure, root.radius))
    lines: list[list[Exact]] = []
    known = set()
    if search.found.polytopes:
        known = {e.profile.exact for e in equilibria if e.enclosure is None}
    for (i, profile), strategies in search.found.polytopes.items():
        members = [(*profile[:i], strategy, *profile[i + 1 :]) for strategy in strategies]
        every = [tuple(range(k)) for k in search.payoffs.shape]
        whole = [_spread(game, kept, every, member) for member in members]
        if len(whole) > 1:
            lines.append(whole)
        for exact in whole:
            if exact not in known:
                known.add(exact)
                equilibria.append(Equilibrium(Profile(game, exact)))
    if lines:
        on_line = {exact for line in lines for exact in line}
        equilibria = [
            Equilibrium(e.profile) if e.profile.exact in on_line else e for e in equilibria
        ]
    equilibria.sort(key=lambda e: e.profile.exact, reverse=True)
    stats = Stats(steps=meter.steps, seconds=meter.seconds)
    if not search.finished:
        return Equilibria(
            game=game,
            equilibria=tuple(equilibria),
            status=Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME,
            claim=Claim.AT_LEAST_ONE if equilibria else Claim.NONE,
            method="SupportSubdivision",
            stats=stats,
            cells=Subdivision((), ()),  # proves nothing about what is not listed
        )
    zeros = tuple((only, root.point, root.radius) for only, root in search.found.closings)
    regions = tuple(_region(game, kept, search, *left) for left in search.open)
    return Equilibria(
        game=game,
        equilibria=tuple(equilibria),
        status=Status.FINISHED,
        claim=Claim.COVER if regions else Claim.ALL,
        method="SupportSubdivision",
        components=() if regions else _components(game, equilibria, lines),
        stats=stats,
        regions=regions,
        eliminations=rounds,
        cells=Subdivision(search.log, zeros),
    )


def _spread(
    game: NormalFormGame,
    kept: Sequence[Sequence[int]],
    support: Sequence[Sequence[int]],
    point: Sequence[Strategy],
) -> Exact:
    """Probabilities of all actions of the game, from those of a support in what is left of it."""
    strategies = []
    for count, actions, used, values in zip(game.shape, kept, support, point, strict=True):
        strategy = [Fraction(0)] * count
        for a, p in zip(used, values, strict=True):
            strategy[actions[a]] = p
        strategies.append(tuple(strategy))
    return tuple(strategies)


def _region(
    game: NormalFormGame,
    kept: Sequence[Sequence[int]],
    search: Search,
    support: Sequence[Sequence[int]],
    cell: Any,
) -> Region:
    vertices = []
    for i, used in enumerate(support):
        simplex = np.zeros((len(used), game.shape[i]))
        simplex[:, [kept[i][a] for a in used]] = cell[i, : len(used), : len(used)]
        vertices.append(tuple(map(tuple, simplex.tolist())))
    regret = 0.0
    for i, used in enumerate(support):
        earned = search.payoffs.floats[i].reshape(search.payoffs.shape)
        for j, others in enumerate(support):
            if j != i:
                weights = cell[j, : len(others), : len(others)]
                taken = np.take(earned, others, axis=j)
                earned = np.moveaxis(np.tensordot(weights, taken, axes=(1, j)), 0, j)
        gains = earned.max(axis=i) - np.take(earned, used, axis=i).min(axis=i)
        regret = max(regret, float(gains.max()))
    # An action that was eliminated earns less than another one against everything that is left.
    exactly = tuple(tuple(kept[i][a] for a in used) for i, used in enumerate(support))
    return Region(game, exactly, tuple(vertices), min(1.0, regret + _ROUNDING))


def _components(
    game: NormalFormGame, equilibria: Sequence[Equilibrium], lines: list[list[Exact]]
) -> tuple[Component, ...]:
    """Connect polytopes that meet; what meets none is a component by itself."""
    position = {e.profile.exact: k for k, e in enumerate(equilibria)} if lines else {}
    groups: list[list[list[Exact]]] = []
    for line in lines:
        meeting = [g for g in groups if any(_meet(game, line, other) for other in g)]
        groups = [g for g in groups if g not in meeting]
        groups.append([line, *(other for g in meeting for other in g)])
    found: list[tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]] = []
    taken: set[int] = set()
    for group in groups:
        subsets = sorted(tuple(sorted(position[exact] for exact in line)) for line in group)
        members = tuple(sorted({k for subset in subsets for k in subset}))
        found.append((members, tuple(subsets)))
        taken.update(members)
    found += [((k,), ((k,),)) for k in range(len(equilibria)) if k not in taken]
    singular = sum(len(m) > 1 or equilibria[m[0]].index is None for m, _ in found)
    rest = 1 - sum(e.index or 0 for e in equilibria)
    if not singular and rest:
        raise InternalError(f"the indices of the equilibria of {game!r} do not add to 1")
    components = []
    for members, subsets_of in found:
        index = equilibria[members[0]].index if len(members) == 1 else None
        if index is None and singular == 1:
            index = rest
        components.append(Component(members, index, subsets_of))
    return tuple(sorted(components, key=lambda component: component.members))


def _meet(game: NormalFormGame, first: list[Exact], second: list[Exact]) -> bool:
    """Whether two polytopes, each of which varies one player's strategy, have a common point."""
    if set(first) & set(second):
        return True
    i, j = _varying(first), _varying(second)
    if i == j:
        return False  # two faces of one polytope have a vertex in common, or nothing
    if any(first[0][k] != second[0][k] for k in range(len(first[0])) if k not in (i, j)):
        return False
    # The only candidate: player i as in the second, player j as in the first.
    candidate = list(first[0])
    candidate[i] = second[0][i]
    used = [
        ({a for profile in line for a, p in enumerate(profile[player]) if p}, strategy)
        for line, player, strategy in ((first, i, candidate[i]), (second, j, candidate[j]))
    ]
    inside = all(a in allowed for allowed, strategy in used for a, p in enumerate(strategy) if p)
    return inside and Profile(game, tuple(candidate)).is_equilibrium


def _varying(line: list[Exact]) -> int:
    return next(i for i in range(len(line[0])) if line[0][i] != line[1][i])
