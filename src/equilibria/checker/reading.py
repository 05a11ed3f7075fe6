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


class Table(NamedTuple):
    """A game: labels, and payoffs per player with profiles in row-major order."""

    players: tuple[str, ...]
    actions: tuple[tuple[str, ...], ...]
    payoffs: tuple[tuple[Fraction, ...], ...]

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


def read_kind(data: Any) -> str:
    """What kind of claim a document makes."""
    if not isinstance(data, Mapping):
        raise Refuted("the document is not a JSON object")
    if data.get("schema") != 1 or not isinstance(data.get("kind"), str):
        raise Refuted("schema is not 1, or kind is missing")
    return str(data["kind"])


def read_table(data: Mapping[str, Any]) -> Table:
    """Read the game that a document is about."""
    players = tuple(_text(p, "players") for p in entries(data, "players"))
    actions = tuple(
        tuple(_text(a, "actions") for a in items(names, "actions"))
        for names in entries(data, "actions")
    )
    if not players or len(actions) != len(players) or not all(actions):
        raise Refuted("players and actions do not describe a game")
    size = prod(map(len, actions))
    if size > MAX_PROFILES:
        raise OutOfLimits(f"more than {MAX_PROFILES} profiles")
    payoffs = tuple(
        tuple(rational(v, "payoffs") for v in items(table, "payoffs"))
        for table in entries(data, "payoffs")
    )
    if len(payoffs) != len(players) or any(len(table) != size for table in payoffs):
        raise Refuted("payoffs do not have one entry per player and profile")
    return Table(players, actions, payoffs)


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


def entries(data: Mapping[str, Any], key: str) -> Sequence[Any]:
    """The list under a key."""
    if key not in data:
        raise Refuted(f"the key {key!r} is missing")
    return items(data[key], key)


def items(value: Any, where: str) -> Sequence[Any]:
    """Take a value as a list."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise Refuted(f"{where}: {value!r:.60} is not a list")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise Refuted(f"{where}: {value!r:.60} is not text")
    return value
