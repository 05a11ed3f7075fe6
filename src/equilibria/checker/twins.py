"""Actions merged, because nobody's choice depends on which of them is played: twins.

An action is the twin of another one if it earns its player the same, and if each other player's
payoff changes by as much whatever that player does, when one is played in place of the other. Then
no gain from any deviation changes: a profile is an equilibrium exactly if it is one after all the
twin's weight is moved to the other action. Equilibria are listed with all weight on one twin or the
other, in every way.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from .document import Document
from .elimination import flat
from .reading_cells import Subdivision
from .verdict import Clock, Refuted

Kept = list[set[int]]


def merge(document: Document, proof: Subdivision, kept: Kept, clock: Clock) -> Kept:
    """Verify twins among the actions that are left; return those that are left then."""
    kept = [set(actions) for actions in kept]
    for i, a, first in proof.twins:
        if not (0 <= i < len(kept) and a != first and {a, first} <= kept[i]):
            raise Refuted("an action is merged that is not there, or into one that is not")
        clock.look()
        for j, table in enumerate(document.payoffs):
            changes: dict[tuple[int, ...], Fraction] = {}
            for place in product(*([a] if k == i else sorted(s) for k, s in enumerate(kept))):
                moved = (*place[:i], first, *place[i + 1 :])
                change = table[flat(document.shape, place)] - table[flat(document.shape, moved)]
                others = (*place[:j], *place[j + 1 :])
                if (j == i and change) or changes.setdefault(others, change) != change:
                    raise Refuted("actions are merged, but somebody's choice depends on them")
        kept[i].remove(a)
    return kept


def require_copies(
    document: Document, proof: Subdivision, clock: Clock, symmetric: bool = False
) -> None:
    """Verify that what merged actions stand for is listed, with a radius that is large enough.

    If `symmetric`, only where all players play the same.
    """
    groups: dict[tuple[int, int], list[int]] = {}
    for i, a, first in proof.twins:
        groups.setdefault((i, first), [first]).extend(groups.pop((i, a), [a]))
    gone = {(i, a) for i, a, _ in proof.twins}
    listed = dict(zip(document.equilibria, proof.radii, strict=True))
    for profile, radius in listed.items():
        used = [(i, a) for i, strategy in enumerate(profile) for a, p in enumerate(strategy) if p]
        if not gone.isdisjoint(used):
            continue
        # Which action is a player's first may change: its probability is less well known.
        wider = radius * max(1, *(sum(map(bool, strategy)) - 1 for strategy in profile))
        for chosen in product(*(groups.get(one, [one[1]]) for one in used)):
            clock.look()
            copy = [[Fraction(0)] * len(strategy) for strategy in profile]
            for (i, a), taken in zip(used, chosen, strict=True):
                copy[i][taken] = profile[i][a]
            if symmetric and any(strategy != copy[0] for strategy in copy):
                continue
            held = listed.get(tuple(map(tuple, copy)))
            if held is None or (held < wider and chosen != tuple(a for _, a in used)):
                raise Refuted("an equilibrium is missing: one with an action in its twin's place")
