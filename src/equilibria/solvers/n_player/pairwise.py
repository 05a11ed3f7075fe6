"""Polymatrix games, recognised exactly: payoffs that are sums over pairs of players."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from ...games.normal_form import NormalFormGame

#: Payoffs up to this size are added up as machine words: twice each, for every player.
_SAFE = 1 << 55

#: Per player, per opponent: what own actions gain over the first one, by the opponent's action,
#: in whole numbers of a unit that is the player's own; zeros for a player and itself.
Gains = list[list[Any]]


def gains_by_opponent(game: NormalFormGame) -> Gains | None:
    """What own actions gain against each opponent; None if that is no sum over opponents.

    Terms that depend on the others' actions alone change no equilibrium, and may be anything. What
    an action gains whatever the others do counts as a gain against the first opponent. Most games
    that are no such sums show it where everyone has two actions, so that is looked at first.
    """
    few = [range(min(count, 2)) for count in game.shape]
    gains: Gains = []
    for within, i in product((few, None), range(game.num_players)):
        split = by_opponent(_whole(game, i, within), i)
        if split is None:
            return None
        gains.append(split)
    return gains[game.num_players :]


def _whole(game: NormalFormGame, i: int, within: Any) -> Any:
    """Payoffs in whole numbers, as machine words where sums of them cannot overflow."""
    table = game.ordinal_payoffs(i)
    if table.dtype != np.int64 or max(int(table.max()), -int(table.min())) > _SAFE:
        return game.integer_payoffs(i, within)[0]
    return table if within is None else table[np.ix_(*within)]


def by_opponent(payoffs: Any, i: int) -> list[Any] | None:
    """What player i's actions gain over its first, by opponent; None if that is no sum of such."""
    table = np.moveaxis(payoffs, i, 0)
    gained = table - table[:1]
    count, others = len(table), [j for j in range(table.ndim) if j != i]
    alone = gained[(slice(None), *(0 for _ in others))]
    found = [np.zeros((count, count), dtype=table.dtype)] * table.ndim
    total = np.zeros_like(gained) + alone.reshape(count, *(1 for _ in others))
    for axis, j in enumerate(others, 1):
        line = [0] * table.ndim
        at: tuple[Any, ...] = (slice(None), *line[1:axis], slice(None), *line[axis + 1 :])
        part = gained[at] - alone[:, None]
        total = total + part.reshape(count, *(-1 if k == axis else 1 for k in range(1, table.ndim)))
        found[j] = part
    if (total != gained).any():
        return None
    if others:
        found[others[0]] = found[others[0]] + alone[:, None]
    return [part.astype(object) for part in found]
