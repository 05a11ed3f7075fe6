"""Reading a certificate that a stranger may have written."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

from .numbers import Strategy, integer, items, items_of, profile, rational, text
from .reading_cells import Subdivision, read_subdivision
from .verdict import OutOfLimits, Refuted

#: Limits: bytes of a file, profiles of a game.
MAX_BYTES = 256 * 2**20
MAX_PROFILES = 10_000_000


class Document(NamedTuple):
    """A certificate with its numbers read."""

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


def load(source: Any) -> Any:
    """Take a document as it is, or read it from a JSON file."""
    if not isinstance(source, (str, os.PathLike)):
        return getattr(source, "data", source)
    with Path(source).open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise OutOfLimits(f"the file is larger than {MAX_BYTES} bytes")
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Refuted(f"not a JSON document: {error}") from None


def read(data: Any) -> Document:
    """Read the document's numbers and check its form."""
    if not isinstance(data, Mapping):
        raise Refuted("the document is not a JSON object")
    if data.get("schema") != 1 or data.get("kind") != "equilibria":
        raise Refuted("schema is not 1, or kind not 'equilibria'")
    claim = data.get("claim")
    if claim not in ("ALL", "COVER", "ALL_PURE", "AT_LEAST_ONE"):
        raise Refuted(f"claim {claim!r} is not one that can be proved")
    players = tuple(text(p, "players") for p in items_of(data, "players"))
    actions = tuple(
        tuple(text(a, "actions") for a in items(names, "actions"))
        for names in items_of(data, "actions")
    )
    if not players or len(actions) != len(players) or not all(actions):
        raise Refuted("players and actions do not describe a game")
    size = prod(map(len, actions))
    if size > MAX_PROFILES:
        raise OutOfLimits(f"more than {MAX_PROFILES} profiles")
    payoffs = tuple(
        tuple(rational(v, "payoffs") for v in items(table, "payoffs"))
        for table in items_of(data, "payoffs")
    )
    if len(payoffs) != len(players) or any(len(table) != size for table in payoffs):
        raise Refuted("payoffs do not have one entry per player and profile")
    equilibria = tuple(profile(p, "equilibria") for p in items_of(data, "equilibria"))
    bases = _bases(items_of(data, "bases")) if "bases" in data else None
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
    members = tuple(integer(k, "members") for k in items_of(value, "members"))
    return members, integer(value.get("index"), "index")
