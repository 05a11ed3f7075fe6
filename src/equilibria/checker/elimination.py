"""Iterated elimination: the actions left out must be strictly dominated, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from .document import Document
from .reading_cells import Subdivision
from .verdict import Refuted


def eliminate(document: Document, proof: Subdivision) -> list[set[int]]:
    """Verify iterated strict dominance; return the actions that are left."""
    kept = [set(range(count)) for count in document.shape]
    for i, a, weights in proof.eliminations:
        if not (0 <= i < len(kept) and a in kept[i] and set(weights) <= kept[i] - {a}):
            raise Refuted("an action is eliminated that is not there, or by one that is not")
        if min(weights.values(), default=Fraction(-1)) < 0 or sum(weights.values()) != 1:
            raise Refuted("an action is eliminated by weights that are no probabilities")
        table = document.payoffs[i]
        for place in product(*([a] if j == i else k for j, k in enumerate(kept))):
            mixed = sum(
                w * table[flat(document.shape, (*place[:i], b, *place[i + 1 :]))]
                for b, w in weights.items()
            )
            if mixed <= table[flat(document.shape, place)]:
                raise Refuted("an action is eliminated that is not strictly dominated")
        kept[i].remove(a)
    return kept


def flat(shape: Sequence[int], place: Sequence[int]) -> int:
    """Position of a profile in row-major order."""
    position = 0
    for count, a in zip(shape, place, strict=True):
        position = position * count + a
    return position
