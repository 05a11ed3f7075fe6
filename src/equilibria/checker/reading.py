"""Reading a certificate that a stranger may have written."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from fractions import Fraction
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

from .numbers import entries, items, rational, text
from .verdict import OutOfLimits, Refuted

#: Limits: bytes of a file, profiles of a game.
MAX_BYTES = 256 * 2**20
MAX_PROFILES = 10_000_000


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
    players = tuple(text(p, "players") for p in entries(data, "players"))
    actions = tuple(
        tuple(text(a, "actions") for a in items(names, "actions"))
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
