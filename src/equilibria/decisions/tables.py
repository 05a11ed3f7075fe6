"""Payoff tables as builders return them: arrays or nested lists, their shapes checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..errors import GameError
from .balls import as_balls
from .family import Family


def named(family: Family, tables: Any) -> Iterator[tuple[str, Any]]:
    """Each player with its table; GameError where their number is not the family's."""
    players = family.players
    if not hasattr(tables, "__len__") or len(tables) != len(players):
        count = len(tables) if hasattr(tables, "__len__") else "no"
        raise GameError(f"the builder returned {count} payoff tables for {len(players)} players.")
    return zip(players, tables, strict=True)


def entries(family: Family, player: str, table: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Each profile with its entry of a nested table; GameError where the shape is another."""
    flat, found = [table], []
    for k in family.shape:
        sizes = {len(part) if hasattr(part, "__len__") else 0 for part in flat}
        found.append(" or ".join(map(str, sorted(sizes))))
        if sizes != {k}:
            raise GameError(
                f"payoffs of {player}: the builder returned lists of {' x '.join(found)} where "
                f"the shape is {family.shape}."
            )
        flat = [entry for part in flat for entry in part]
    return zip(np.ndindex(*family.shape), flat, strict=True)


def in_floats(family: Family, tables: Any, count: int) -> tuple[np.ndarray, ...]:
    """Payoffs of many games, from arrays of floats or nested lists of arrays and numbers."""
    out = []
    for player, table in named(family, tables):
        if isinstance(table, np.ndarray) and table.dtype != object:
            array = np.array(table, dtype=np.float64)
            if array.shape == family.shape:
                array = np.broadcast_to(array, (count, *family.shape)).copy()
            if array.shape != (count, *family.shape):
                raise GameError(
                    f"payoffs of {player}: the builder returned shape {array.shape}, not "
                    f"{(count, *family.shape)}."
                )
        else:
            array = np.empty((count, *family.shape))
            for place, entry in entries(family, player, table):
                _put(array, player, place, entry)
        out.append(array)
    return tuple(out)


def in_balls(
    family: Family, tables: Any, count: int
) -> tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...]]:
    """Midpoints and radii, from nested lists of balls; 0 and infinity where nothing is known."""
    mids, rads = [], []
    for player, table in named(family, tables):
        mid, rad = (np.empty((count, *family.shape)) for _ in range(2))
        for place, entry in entries(family, player, table):
            ball = as_balls(entry)
            _put(mid, player, place, ball.mid)
            _put(rad, player, place, ball.rad)
        lost = ~np.isfinite(mid) | ~np.isfinite(rad)
        mid[lost], rad[lost] = 0.0, np.inf
        mids.append(mid)
        rads.append(rad)
    return tuple(mids), tuple(rads)


def _put(array: np.ndarray, player: str, place: tuple[int, ...], entry: Any) -> None:
    """Set the payoffs at one profile of all games."""
    entry = np.asarray(entry, dtype=np.float64)
    if entry.shape not in ((), (1,), (len(array),)):
        raise GameError(
            f"payoffs of {player} at {place}: the builder returned shape {entry.shape} for "
            f"{len(array)} games."
        )
    at: Any = (slice(None), *place)
    array[at] = entry
