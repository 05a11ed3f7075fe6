"""Regimes: the set of equilibria of a game by their supports, and when balls decide it.

A game whose payoffs are known up to an error has a known regime if iterated elimination of actions
that are strictly dominated by single actions, each comparison being proved, leaves at most two
actions a player, or one action of either player, and the sign of every comparison between what is
left is proved. Strictly dominated actions are in no equilibrium. Of a 2 x 2 game, or of one where a
player has nothing to choose, the supports of the extreme equilibria follow from those signs alone:
a player's gain from one action over another is affine in the other's mixture, and its zeros lie
inside, at an end, everywhere or nowhere according to the signs at the ends. So any payoffs inside
the balls, their midpoints among them, have the same regime.

For more players only pure equilibria are meant: known where of every profile it is proved that some
player gains by deviating, or that none does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

#: Actions in all that the code of a support holds.
MOST_ACTIONS = 62

_HALF_ULP, _UP = 2.0**-53, 1 + 2.0**-49


@dataclass(frozen=True)
class Regime:
    """A set of equilibria, by support.

    Attributes
    ----------
    players : tuple of str
    supports : tuple
        For each equilibrium, for each player, the labels of the actions played with positive
        probability. In games with infinitely many equilibria, the extreme ones.
    """

    players: tuple[str, ...]
    supports: tuple[tuple[tuple[str, ...], ...], ...]

    def __len__(self) -> int:
        return len(self.supports)

    def played(self, player: int, action: str, *, every: bool = False) -> bool:
        """Whether an action has positive probability in some equilibrium, or in every one.

        The points between extreme equilibria of one component mix their supports: an action played
        in every extreme one is played in all of them.
        """
        held = [action in support[player] for support in self.supports]
        return bool(held) and (all(held) if every else any(held))

    @cached_property
    def label(self) -> str:
        """The regime in one line."""
        if not self.supports:
            return "no pure equilibrium"
        return " | ".join(
            ", ".join(f"{p}: {' + '.join(s)}" for p, s in zip(self.players, support, strict=True))
            for support in self.supports
        )

    def __str__(self) -> str:
        return self.label


def as_regime(
    codes: Sequence[int], players: tuple[str, ...], actions: tuple[tuple[str, ...], ...]
) -> Regime:
    """Spell out the codes of some supports."""
    supports = []
    for code in codes:
        bits, support = int(code), []
        for names in actions:
            support.append(tuple(name for k, name in enumerate(names) if bits >> k & 1))
            bits >>= len(names)
        supports.append(tuple(support))
    return Regime(players, tuple(supports))


def codes_of(supports: Sequence[np.ndarray]) -> np.ndarray:
    """One integer per equilibrium from arrays (rows, k_i) of what each player plays."""
    code = np.zeros(len(supports[0]), np.int64)
    place = 0
    for played in supports:
        for k in range(played.shape[1]):
            code |= played[:, k].astype(np.int64) << place
            place += 1
    return code


def label_cells(counts: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, list[tuple[int, ...]]]:
    """Number the regimes of many cells, whose codes follow each other in the order of cells.

    Returns the number of each cell's regime, and the regimes as sorted tuples of codes.
    """
    starts = np.cumsum(counts) - counts
    label = np.full(len(counts), -1, np.int32)
    found: list[tuple[int, ...]] = []
    for count in np.unique(counts).tolist():
        cells = np.flatnonzero(counts == count)
        rows = codes[starts[cells][:, None] + np.arange(count)[None, :]]
        rows.sort(axis=1)
        if count == 0:
            label[cells] = len(found)
            found.append(())
            continue
        kinds, which = np.unique(rows, axis=0, return_inverse=True)
        label[cells] = len(found) + which.reshape(-1)
        found += [tuple(kind) for kind in kinds.tolist()]
    return label, found


def decided(payoffs: Sequence[np.ndarray], errors: Sequence[np.ndarray]) -> np.ndarray:
    """Which of many games have a known regime, by the rule of this module.

    Parameters
    ----------
    payoffs, errors : sequences of ndarray, shape (batch, k_0, ..., k_{N-1})
        One array per player.
    """
    with np.errstate(all="ignore"):  # an unknown error decides nothing
        if len(payoffs) != 2:
            return pure_known(payoffs, errors)
        return settle(*comparisons(payoffs, errors))


def comparisons(
    payoffs: Sequence[np.ndarray], errors: Sequence[np.ndarray]
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Compare own actions, of two players.

    Returns, per player, arrays (k, k, l, batch): whether one action is proved better than another
    against each action of the other player; and whether the two are proved to tie.
    """
    pairs = [compare(t, e, i) for i, (t, e) in enumerate(zip(payoffs, errors, strict=True))]
    return [better for better, _ in pairs], [tied for _, tied in pairs]


def compare(table: np.ndarray, error: np.ndarray, player: int) -> tuple[np.ndarray, np.ndarray]:
    """Compare the own actions of one of two players; see `comparisons`."""
    order = (1, 2, 0) if player == 0 else (2, 1, 0)
    P, E = (np.ascontiguousarray(t.transpose(order)) for t in (table, error))
    k, other, count = P.shape
    above = np.zeros((k, k, other, count), bool)
    same = np.zeros((k, k, other, count), bool)
    for a in range(k):
        for b in range(a):
            gain = P[a] - P[b]
            margin = (E[a] + E[b] + _HALF_ULP * np.abs(gain)) * _UP
            above[a, b], above[b, a] = gain > margin, -gain > margin
            same[a, b] = same[b, a] = (gain == 0) & (margin == 0)
    return above, same


def settle(better: list[np.ndarray], tied: list[np.ndarray]) -> np.ndarray:
    """Eliminate, then look at what is left; see the module's rule."""
    return signs_decide(better, tied, eliminate(better))


def eliminate(better: list[np.ndarray]) -> list[np.ndarray]:
    """The actions that iterated strict dominance leaves: arrays of bool, shape (k, batch)."""
    sizes, count = [len(table) for table in better], better[0].shape[-1]
    alive = [np.ones((k, count), bool) for k in sizes]
    changed = True
    while changed:
        changed = False
        for i in (0, 1):
            absent = ~alive[1 - i]
            for b in range(sizes[i]):
                for a in range(sizes[i]):
                    if a == b:
                        continue
                    beaten = (better[i][a, b] | absent).all(axis=0)
                    beaten &= alive[i][a] & alive[i][b]
                    if beaten.any():
                        alive[i][b] &= ~beaten
                        changed = True
    return alive


def signs_decide(
    better: list[np.ndarray], tied: list[np.ndarray], alive: list[np.ndarray]
) -> np.ndarray:
    """Where so little is left that the signs decide."""
    sizes = [len(table) for table in better]
    left = [held.sum(axis=0) for held in alive]
    small: np.ndarray = (left[0] == 1) | (left[1] == 1) | ((left[0] == 2) & (left[1] == 2))
    for i in (0, 1):
        absent = ~alive[1 - i]
        for a in range(sizes[i]):
            for b in range(a):
                known = better[i][a, b] | better[i][b, a] | tied[i][a, b] | absent
                small &= known.all(axis=0) | ~(alive[i][a] & alive[i][b])
    return small


def pure_known(payoffs: Sequence[np.ndarray], errors: Sequence[np.ndarray]) -> np.ndarray:
    """Whether every profile is proved to be an equilibrium, or none; for any number of players."""
    stable = np.ones(payoffs[0].shape, bool)
    left = np.zeros(payoffs[0].shape, bool)  # somebody is proved to gain by deviating
    for i, (table, error) in enumerate(zip(payoffs, errors, strict=True)):
        P, E = (np.moveaxis(t, i + 1, 0) for t in (table, error))
        best, beaten = (np.moveaxis(t, i + 1, 0) for t in (stable, left))  # views
        for a in range(len(P)):
            for b in range(a):
                gain = P[a] - P[b]
                margin = (E[a] + E[b] + _HALF_ULP * np.abs(gain)) * _UP
                tie = (gain == 0) & (margin == 0)
                for better, worse, above in ((a, b, gain > margin), (b, a, -gain > margin)):
                    best[better] &= above | tie
                    beaten[worse] |= above
    return np.asarray((stable | left).reshape(len(stable), -1).all(axis=1))


def label_of_game(game: Any) -> tuple[int, ...]:
    """The sorted codes of one game's regime, exactly."""
    from ..solvers.nash import nash
    from ..solvers.pure import pure_equilibria

    found = nash(game) if game.num_players <= 2 else pure_equilibria(game)
    codes = []
    for equilibrium in found:
        place = code = 0
        for k, support in zip(game.shape, equilibrium.support, strict=True):
            code |= sum(1 << (place + a) for a in support)
            place += k
        codes.append(code)
    return tuple(sorted(codes))
