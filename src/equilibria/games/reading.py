"""Reading a game's payoffs and labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .._validate import exact_table, labels
from ..errors import GameError


def read_tables(given: list[Any], players: tuple[str, ...]) -> list[np.ndarray]:
    """Read every player's payoffs; all complaints come together."""
    tables: list[np.ndarray] = []
    complaints: list[str] = []
    for data, player in zip(given, players, strict=True):
        try:
            tables.append(exact_table(data, player))
        except GameError as error:
            complaints += error.complaints
    if complaints:
        raise GameError(complaints)
    return tables


def check_shapes(tables: list[np.ndarray], players: tuple[str, ...]) -> None:
    """Check that there is one axis per player, alike for all, and at least one action each."""
    count, first = len(tables), tables[0].shape
    complaints = []
    for table, player in zip(tables, players, strict=True):
        if table.ndim != count:
            complaints.append(
                f"payoffs of {player} have shape {table.shape} with {table.ndim} axes: "
                f"{count} players need {count} axes, one per player."
            )
        elif table.shape != first:
            complaints.append(
                f"payoffs of {player} have shape {table.shape}, those of {players[0]} {first}: "
                "give every player's array with the same axes in the same player order."
            )
        elif 0 in table.shape:
            empty = players[table.shape.index(0)]
            complaints.append(
                f"payoffs of {player} have shape {table.shape}: {empty} has no action; "
                "every player needs at least one."
            )
    if complaints:
        raise GameError(complaints)


def read_actions(
    given: Sequence[Sequence[str]] | None,
    shape: tuple[int, ...],
    players: tuple[str, ...],
) -> tuple[tuple[str, ...], ...]:
    """Check the labels of actions, or number them."""
    if given is None:
        return tuple(labels(None, k, "a", "") for k in shape)
    sets = list(given)
    if len(sets) != len(players):
        raise GameError(f"actions: {len(sets)} sets of labels for {len(players)} players.")
    return tuple(
        labels(names, k, "", f"actions of {player}")
        for names, k, player in zip(sets, shape, players, strict=True)
    )
