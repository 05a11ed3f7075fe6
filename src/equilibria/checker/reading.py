"""Reading a certificate that a stranger may have written."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

from .verdict import OutOfLimits, Refuted

#: Limits: bytes of a file, digits of an integer, profiles of a game.
MAX_BYTES = 256 * 2**20
MAX_HEX_DIGITS = 100_000
MAX_PROFILES = 10_000_000

_HEX = re.compile(r"-?0x[0-9a-fA-F]+")
Strategy = tuple[Fraction, ...]


class Document(NamedTuple):
    """A certificate with its numbers read."""

    claim: str
    players: tuple[str, ...]
    actions: tuple[tuple[str, ...], ...]
    payoffs: tuple[tuple[Fraction, ...], ...]
    equilibria: tuple[tuple[Strategy, ...], ...]
    bases: tuple[tuple[int, ...], tuple[int, ...] | None] | None
    components: tuple[tuple[tuple[int, ...], int], ...]

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
    if claim not in ("ALL", "ALL_PURE", "AT_LEAST_ONE"):
        raise Refuted(f"claim {claim!r} is not one that can be proved")
    players = tuple(_text(p, "players") for p in _list(data, "players"))
    actions = tuple(
        tuple(_text(a, "actions") for a in _items(names, "actions"))
        for names in _list(data, "actions")
    )
    if not players or len(actions) != len(players) or not all(actions):
        raise Refuted("players and actions do not describe a game")
    size = prod(map(len, actions))
    if size > MAX_PROFILES:
        raise OutOfLimits(f"more than {MAX_PROFILES} profiles")
    payoffs = tuple(
        tuple(rational(v, "payoffs") for v in _items(table, "payoffs"))
        for table in _list(data, "payoffs")
    )
    if len(payoffs) != len(players) or any(len(table) != size for table in payoffs):
        raise Refuted("payoffs do not have one entry per player and profile")
    equilibria = tuple(
        tuple(
            tuple(rational(p, "equilibria") for p in _items(strategy, "equilibria"))
            for strategy in _items(profile, "equilibria")
        )
        for profile in _list(data, "equilibria")
    )
    bases = _bases(_list(data, "bases")) if "bases" in data else None
    components = tuple(_component(c) for c in _items(data.get("components", []), "components"))
    return Document(claim, players, actions, payoffs, equilibria, bases, components)


def _bases(value: Sequence[Any]) -> tuple[tuple[int, ...], tuple[int, ...] | None]:
    if len(value) != 2:
        raise Refuted("bases: there is not one list per polytope")
    first = tuple(integer(mask, "bases") for mask in _items(value[0], "bases"))
    if value[1] is None:
        return first, None
    return first, tuple(integer(mask, "bases") for mask in _items(value[1], "bases"))


def rational(value: Any, where: str) -> Fraction:
    """Read a rational number."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        if len(value) != 2:
            raise Refuted(f"{where}: {value!r:.60} is not a pair of integers")
        denominator = integer(value[1], where)
        if denominator <= 0:
            raise Refuted(f"{where}: a denominator is not positive")
        return Fraction(integer(value[0], where), denominator)
    return Fraction(integer(value, where))


def integer(value: Any, where: str) -> int:
    """Read an integer."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _HEX.fullmatch(value):
        if len(value) > MAX_HEX_DIGITS:
            raise OutOfLimits(f"{where}: an integer of more than {MAX_HEX_DIGITS} digits")
        return int(value, 16)
    raise Refuted(f"{where}: {value!r:.60} is not an integer")


def _component(value: Any) -> tuple[tuple[int, ...], int]:
    if not isinstance(value, Mapping):
        raise Refuted("components: an entry is not an object")
    members = tuple(integer(k, "members") for k in _list(value, "members"))
    return members, integer(value.get("index"), "index")


def _list(data: Mapping[str, Any], key: str) -> Sequence[Any]:
    if key not in data:
        raise Refuted(f"the key {key!r} is missing")
    return _items(data[key], key)


def _items(value: Any, where: str) -> Sequence[Any]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise Refuted(f"{where}: {value!r:.60} is not a list")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise Refuted(f"{where}: {value!r:.60} is not text")
    return value
