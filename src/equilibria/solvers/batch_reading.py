"""The door for batches: arrays of games, taken piece by piece as floats, exactly or marked."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd, lcm
from typing import Any

import numpy as np

from ..errors import GameError

#: Integers up to here are floats exactly.
_EXACT = 2**53

#: Complaints collected from one piece.
_MOST_COMPLAINTS = 100


class Payoffs:
    """One player's payoffs in every game of a batch.

    Parameters
    ----------
    data : array_like, shape (batch, k_0, ..., k_{N-1})
        Any float or integer type, in any memory layout; never copied as a whole unless it is no
        array, and never changed.
    player : str
        For complaints.
    what : str
        For complaints: the name of the argument.
    """

    def __init__(self, data: Any, player: str, what: str) -> None:
        self.player = player
        if np.any(getattr(data, "mask", False)):
            raise GameError(f"{what}: masked entries have no value; fill them in.")
        try:
            table = np.asarray(data)
        except ValueError:
            raise GameError(
                f"{what}: the games have different shapes; give a full array."
            ) from None
        if table.dtype.kind not in "biuf":
            raise GameError(
                f"{what} has entries of type {table.dtype}: a batch takes floats or integers; "
                "scale fractions to integers game by game, or solve each game with nash."
            )
        self.table = table
        dtype = table.dtype
        self._plain = (
            dtype == np.float64
            and dtype.isnative
            and table.flags.c_contiguous
            and table.flags.writeable  # a read-only array would be compiled for on its own
            and table.flags.aligned
        )
        self._wide = dtype.itemsize > 8 or (dtype.kind in "iu" and dtype.itemsize == 8)

    def piece(self, start: int, stop: int) -> np.ndarray:
        """Games ``start .. stop - 1`` as floats, one game a row.

        A game that floats cannot hold exactly becomes a game of zeros, which is tied everywhere,
        and so in doubt. NaNs and infinities stay, for the kernels to notice.
        """
        held = self.table[start:stop]
        if self._plain:
            return held.reshape(stop - start, -1)
        with np.errstate(over="ignore"):
            floats = np.array(held, dtype=np.float64, order="C").reshape(stop - start, -1)
        if self._wide and floats.shape[1] > 1:  # a single profile is compared with nothing
            floats[self.inexact(start, stop)] = 0.0
        return floats

    def inexact(self, start: int, stop: int) -> np.ndarray:
        """Which of some games have a payoff that no float holds exactly."""
        held = self.table[start:stop]
        if not self._wide:
            return np.zeros(stop - start, bool)
        if held.dtype.kind == "f":
            with np.errstate(over="ignore"):
                floats = held.astype(np.float64)
            lost = np.isfinite(floats) & (floats.astype(held.dtype) != held)
        else:
            lost = (held > _EXACT) | (held < -_EXACT) if held.dtype.kind == "i" else held > _EXACT
        games: np.ndarray = lost.reshape(stop - start, -1).any(axis=1)
        return games

    def complaints(self, start: int, stop: int) -> list[str]:
        """What is not finite among some games, or beyond floats, one sentence each."""
        held = self.table[start:stop]
        found = []
        with np.errstate(over="ignore"):
            bad = ~np.isfinite(held.astype(np.float64))
        for game, *profile in np.argwhere(bad)[:_MOST_COMPLAINTS].tolist():
            value = held[(game, *profile)]
            found.append(
                f"payoffs of {self.player} in game {start + game} at profile {tuple(profile)} is "
                f"{value}: give a finite number."
            )
        return found

    def integers(self, game: int) -> tuple[list[int], int]:
        """One game's payoffs as integers over one denominator, exactly, profile by profile."""
        values = self.table[game].ravel().tolist()
        if self.table.dtype.kind != "f":
            return [int(value) for value in values], 1
        ratios = [value.as_integer_ratio() for value in values]
        common = lcm(*(int(denominator) for _, denominator in ratios))
        return [int(top) * (common // int(bottom)) for top, bottom in ratios], common


def read_batch(
    payoffs: Sequence[Any], names: Sequence[str], verb: str, players: int | None = None
) -> list[Payoffs]:
    """Read one array per player, all of one shape ``(batch, k_0, ..., k_{N-1})``."""
    read = [
        Payoffs(data, f"Player {i}", f"{verb}: {name}")
        for i, (data, name) in enumerate(zip(payoffs, names, strict=True), 1)
    ]
    if not read:
        raise GameError(f"{verb}: payoffs is empty; give one array per player.")
    first = read[0].table.shape
    axes = 1 + len(read)
    for name, one in zip(names, read, strict=True):
        shape = one.table.shape
        if len(shape) != axes:
            raise GameError(
                f"{verb}: {name} has shape {shape} with {len(shape)} axes; {len(read)} players "
                f"need {axes}: the games, then one per player. A single game g is {name}[None]."
            )
        if shape != first:
            raise GameError(
                f"{verb}: {name} has shape {shape}, {names[0]} {first}; give every player's array "
                "with the same games and actions."
            )
        if 0 in shape[1:]:
            empty = shape[1:].index(0) + 1
            raise GameError(f"{verb}: {name} has shape {shape}; Player {empty} has no action.")
    return read


def refuse(read: Sequence[Payoffs], start: int, stop: int) -> None:
    """Raise for what is not finite among some games."""
    found = [complaint for one in read for complaint in one.complaints(start, stop)]
    if found:
        raise GameError(found)


def positive(values: Sequence[int], columns: int) -> list[list[int]]:
    """A matrix shifted and scaled to positive integers without a common divisor."""
    least = min(values)
    divisor = gcd(*(value - least for value in values)) or 1
    scaled = [(value - least) // divisor + 1 for value in values]
    return [scaled[k : k + columns] for k in range(0, len(scaled), columns)]
