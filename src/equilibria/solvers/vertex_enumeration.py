"""All extreme equilibria of a two-player game, exactly, by walking its best-response polytopes.

The walk follows the edges of both polytopes, lexicographically perturbed so that they are simple
(Avis, Rosenberg, Savani and von Stengel 2010 describe the polytopes; the perturbation is that of
lexicographic Lemke-Howson). It is connected, so the walk meets every basis, and every true vertex
is the limit of one. An extreme equilibrium is a pair of true vertices in which every label is
tight. Pure Python integers: nothing is rounded, degenerate games need nothing special, and the
list of bases is the proof that the answer is complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .._budget import Budget, Meter
from ..errors import GameError
from ..exact.tableau import Tableau
from ..games.normal_form import NormalFormGame
from ..games.profile import Profile
from ..results.equilibria import Component, Equilibria, Stats
from ..results.equilibrium import Equilibrium
from ..results.status import Claim, Status
from .components import connected, maximal_bicliques
from .polytopes import Matrix, index_sign, positive_integers, strategy, zero_vertices

Pair = tuple[int, int]  # tight labels of a vertex of P and of a vertex of Q


@dataclass(frozen=True, slots=True)
class VertexEnumeration:
    """Method: exact enumeration of the vertices of both best-response polytopes.

    Two players. Complete, degenerate games included. A step of the budget is one basis. Cost grows
    with the number of bases, about ``2.6**n`` at n x n: a fraction of a millisecond at 3x3, some
    milliseconds at 6x6, a tenth of a second at 10x10, seconds at 14x14. Memory grows alike.
    """

    def solve(self, game: NormalFormGame, budget: Budget) -> Equilibria:
        """Enumerate within a budget; the status tells whether it sufficed."""
        if game.num_players != 2:
            raise GameError("VertexEnumeration is for two players.")
        meter = budget.start()
        m, n = game.shape
        A, B = positive_integers(game, 0), positive_integers(game, 1)
        P, Q = map(_Walk, zero_vertices(A, B))
        while P.open or Q.open:  # in turn, so that a budget cut short leaves something of both
            if (P.open and not P.advance(meter)) or (Q.open and not Q.advance(meter)):
                break
        pairs = _completely_labelled(P, Q, m + n)
        if meter.spent_by is not None:
            return _partial(game, P, Q, pairs, meter)
        return _complete(game, A, B, P, Q, pairs, meter)


class _Walk:
    """The bases of one polytope met so far, and those whose edges are still to be followed."""

    def __init__(self, start: Tableau) -> None:
        self.bases = {start.mask: start.mask}  # to the tight labels of the true vertex
        self.points: dict[int, dict[int, int]] = {}  # tight labels to the vertex, without zero
        self.open = [start]

    def advance(self, meter: Meter) -> bool:
        """Follow the edges of one basis; False once the budget is spent."""
        tableau = self.open.pop()
        for column in range(len(tableau.columns)):
            leaving = tableau.leaving(column)
            mask = tableau.neighbour(column, leaving)
            if mask in self.bases:
                continue
            if not meter.step():
                return False
            self._meet(tableau.pivot(column, leaving))
        return True

    def _meet(self, tableau: Tableau) -> None:
        tight = tableau.true_labels()
        self.bases[tableau.mask] = tight
        self.points.setdefault(tight, tableau.values())
        self.open.append(tableau)


def _completely_labelled(P: _Walk, Q: _Walk, labels: int) -> list[Pair]:
    """Pair the true vertices (zero excepted) that have every label tight between them."""
    ys = list(Q.points)
    having = [sum(1 << k for k, y in enumerate(ys) if y >> label & 1) for label in range(labels)]
    pairs = []
    for x in P.points:
        found = (1 << len(ys)) - 1
        for label in range(labels):
            if not x >> label & 1:
                found &= having[label]
        pairs += [(x, ys[k]) for k in range(found.bit_length()) if found >> k & 1]
    return pairs


def _profiles(
    game: NormalFormGame, P: _Walk, Q: _Walk, pairs: Sequence[Pair]
) -> list[tuple[Profile, Pair]]:
    """The profiles of the pairs in canonical order: first actions first."""
    m, n = game.shape
    x = {tight: strategy(P.points[tight], range(m)) for tight, _ in pairs}
    y = {tight: strategy(Q.points[tight], range(m, m + n)) for _, tight in pairs}
    profiles = [(Profile(game, (x[pair[0]], y[pair[1]])), pair) for pair in pairs]
    return sorted(profiles, key=lambda found: found[0].exact, reverse=True)


def _partial(
    game: NormalFormGame, P: _Walk, Q: _Walk, pairs: Sequence[Pair], meter: Meter
) -> Equilibria:
    return Equilibria(
        game=game,
        equilibria=tuple(Equilibrium(p) for p, _ in _profiles(game, P, Q, pairs)),
        status=Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME,
        claim=Claim.AT_LEAST_ONE if pairs else Claim.NONE,
        method="VertexEnumeration",
        stats=_stats(P, Q, meter),
    )


def _complete(
    game: NormalFormGame,
    A: Matrix,
    B: Matrix,
    P: _Walk,
    Q: _Walk,
    pairs: Sequence[Pair],
    meter: Meter,
) -> Equilibria:
    m, n = game.shape
    profiles = _profiles(game, P, Q, pairs)
    position = {pair: k for k, (_, pair) in enumerate(profiles)}
    signs = _signs(A, B, P, Q)
    components = []
    index: list[int | None] = [None] * len(profiles)
    for group in connected(pairs):
        members = tuple(sorted(position[pair] for pair in group))
        total = sum(signs.get(pair, 0) for pair in group)
        bicliques = maximal_bicliques(group, meter)
        subsets = None
        if bicliques is not None:
            cliques = ([position[pair] for pair in clique] for clique in bicliques)
            subsets = tuple(sorted(tuple(sorted(clique)) for clique in cliques))
        components.append(Component(members, total, subsets))
        x, y = group[0]
        if len(group) == 1 and x.bit_count() == m and y.bit_count() == n:
            index[members[0]] = total
    return Equilibria(
        game=game,
        equilibria=tuple(Equilibrium(p, k) for (p, _), k in zip(profiles, index, strict=True)),
        status=Status.FINISHED,
        claim=Claim.ALL,
        method="VertexEnumeration",
        components=tuple(sorted(components, key=lambda component: component.members)),
        stats=_stats(P, Q, meter),
        bases=(tuple(sorted(P.bases)), tuple(sorted(Q.bases))),
    )


def _signs(A: Matrix, B: Matrix, P: _Walk, Q: _Walk) -> dict[Pair, int]:
    """Sum, per pair of true vertices, the signs of the perturbed equilibria that tend to it.

    The perturbed polytopes are those of a nearby nondegenerate game.
    """
    m, n = len(A), len(A[0])
    every = (1 << m + n) - 1
    artificial = (1 << m) - 1
    signs: dict[Pair, int] = {}
    for basis, x in P.bases.items():
        other = every ^ basis
        if basis == artificial or other not in Q.bases:
            continue
        pair = (x, Q.bases[other])
        signs[pair] = signs.get(pair, 0) + index_sign(A, B, basis)
    return signs


def _stats(P: _Walk, Q: _Walk, meter: Meter) -> Stats:
    bases, vertices = len(P.bases) + len(Q.bases), len(P.points) + len(Q.points)
    return Stats(steps=meter.steps, bases=bases, vertices=vertices, seconds=meter.seconds)
