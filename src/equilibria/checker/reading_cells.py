"""Reading the part of a certificate that is about cells."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from .numbers import Strategy, entries, integer, items, profile, rational, several
from .verdict import Refuted


class Subdivision(NamedTuple):
    """The proof for three players or more; see `supports`."""

    eliminations: tuple[tuple[int, int, dict[int, Fraction]], ...]
    twins: tuple[tuple[int, int, int], ...]
    supports: tuple[tuple[tuple[int, ...], ...], ...]
    zeros: tuple[tuple[int | None, tuple[Strategy, ...], Fraction], ...]
    radii: tuple[Fraction, ...]
    indices: tuple[int | None, ...]


def read_subdivision(data: Mapping[str, Any], count: int) -> Subdivision:
    """Read the proof for three players or more."""
    eliminations = []
    for entry in entries(data, "eliminations"):
        i, a, weights = several(entry, 3, "eliminations")
        pairs = [several(w, 2, "eliminations") for w in items(weights, "eliminations")]
        mixture = {integer(b, "eliminations"): rational(w, "eliminations") for b, w in pairs}
        eliminations.append((integer(i, "eliminations"), integer(a, "eliminations"), mixture))
    twins = []
    for entry in items(data.get("twins", []), "twins"):
        i, a, first = (integer(v, "twins") for v in several(entry, 3, "twins"))
        twins.append((i, a, first))
    supports = tuple(
        tuple(
            tuple(integer(v, "supports") for v in items(record, "supports") or [None])
            for record in items(records, "supports")
        )
        for records in entries(data, "supports")
    )
    zeros = []
    for entry in entries(data, "zeros"):
        only, point, radius = several(entry, 3, "zeros")
        whose = None if only is None else integer(only, "zeros")
        zeros.append((whose, profile(point, "zeros"), rational(radius, "zeros")))
    radii = tuple(rational(r, "radii") for r in entries(data, "radii"))
    if len(radii) != count or any(r < 0 for r in radii):
        raise Refuted("radii: there is not one per equilibrium, at least 0")
    indices = tuple(
        None if index is None else integer(index, "indices")
        for index in items(data.get("indices", [None] * count), "indices")
    )
    return Subdivision(tuple(eliminations), tuple(twins), supports, tuple(zeros), radii, indices)
