"""A certificate for equilibria with its numbers read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from .numbers import Strategy, entries, integer, items, profile
from .reading import read_table
from .reading_cells import Subdivision, read_subdivision
from .verdict import Refuted


class Document(NamedTuple):
    """The document: the game, the claim, and what proves it."""

    claim: str
    players: tuple[str, ...]
    actions: tuple[tuple[str, ...], ...]
    payoffs: tuple[tuple[Fraction, ...], ...]
    equilibria: tuple[tuple[Strategy, ...], ...]
    bases: tuple[tuple[int, ...], tuple[int, ...] | None] | None
    components: tuple[tuple[tuple[int, ...], int], ...]
    subdivision: Subdivision | None

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of actions of each player."""
        return tuple(map(len, self.actions))


_CLAIMS = ("ALL", "COVER", "ALL_SYMMETRIC", "COVER_SYMMETRIC", "ALL_PURE", "AT_LEAST_ONE")


def read(data: Mapping[str, Any]) -> Document:
    """Read a certificate for equilibria and check its form."""
    claim = data.get("claim")
    if claim not in _CLAIMS:
        raise Refuted(f"claim {claim!r} is not one that can be proved")
    players, actions, payoffs = read_table(data)
    equilibria = tuple(profile(p, "equilibria") for p in entries(data, "equilibria"))
    bases = _bases(entries(data, "bases")) if "bases" in data else None
    components = tuple(_component(c) for c in items(data.get("components", []), "components"))
    proof = read_subdivision(data, len(equilibria)) if "supports" in data else None
    return Document(claim, players, actions, payoffs, equilibria, bases, components, proof)


def _bases(value: Sequence[Any]) -> tuple[tuple[int, ...], tuple[int, ...] | None]:
    if len(value) != 2:
        raise Refuted("bases: there is not one list per polytope")
    first = tuple(integer(mask, "bases") for mask in items(value[0], "bases"))
    if value[1] is None:
        return first, None
    return first, tuple(integer(mask, "bases") for mask in items(value[1], "bases"))


def _component(value: Any) -> tuple[tuple[int, ...], int]:
    if not isinstance(value, Mapping):
        raise Refuted("components: an entry is not an object")
    members = tuple(integer(k, "members") for k in entries(value, "members"))
    return members, integer(value.get("index"), "index")
