"""A branch of logit equilibria as data: the game's arrays, points along it, and its tangents there.

Payoffs are taken from each player's least one and divided by one scale, so that numbers on the way
are of moderate size; rationality is multiplied by it. Players with one action are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from ..games.normal_form import NormalFormGame

#: A polished point whose last Newton step was larger than this is none.
_CONVERGED = 1e-7

#: Halvings of a stretch of the branch in search of a place on it.
_HALVINGS, _BY_CUBIC = 60, 8

#: A polished point this near the cubic, relative to one plus a logarithm's size, is on the branch.
_NEAR = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class LogitSystem:
    """The logit equations of a game, ready for the kernels.

    Attributes
    ----------
    game : NormalFormGame
    players : tuple of int
        Those with more than one action.
    shape, offsets : ndarray of int64
        Their numbers of actions, and where their actions start among all.
    size : int
        Number of profiles.
    payoffs : ndarray
        As `kernels.logit.differentiate` wants them, with room to work.
    scale : Fraction
        What payoffs were divided by; the rationality is ``x[-1] / scale`` per unit of payoff.
    """

    game: NormalFormGame
    players: tuple[int, ...]
    shape: np.ndarray
    offsets: np.ndarray
    size: int
    payoffs: np.ndarray
    scale: Fraction

    @classmethod
    def of(cls, game: NormalFormGame, *, own_scale: bool = False) -> LogitSystem:
        """Prepare a game; with `own_scale` each player's payoffs are divided by their own range."""
        players = tuple(i for i, k in enumerate(game.shape) if k > 1)
        shape = np.array([game.shape[i] for i in players], dtype=np.int64)
        size = prod(game.shape)
        ranges = [game.payoff_range(i) for i in players]
        scale = max(ranges, default=Fraction(0)) or Fraction(1)
        memory = np.zeros((len(players) + 3) * size)
        for row, (i, own) in enumerate(zip(players, ranges, strict=True)):
            if own:
                table = unit_payoffs(game, i).reshape(shape)
                share = 1.0 if own_scale else float(own / scale)
                memory[row * size : (row + 1) * size] = share * np.moveaxis(table, row, 0).ravel()
        offsets = np.concatenate([[0], np.cumsum(shape)]).astype(np.int64)[:-1]
        return cls(game, players, shape, offsets, size, memory, scale)

    @property
    def actions(self) -> int:
        """Number of actions of all players who have more than one."""
        return int(self.shape.sum())

    def arguments(self) -> tuple[Any, ...]:
        """What every kernel takes first; the room to work in is the caller's own."""
        return self.payoffs.copy(), self.size, self.shape, self.offsets

    def start(self, prior: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The point at rationality zero, where strategies are the prior's, and its tangent."""
        from ..kernels import logit

        n = self.actions
        point, M = np.zeros(n + 1), np.empty((n, n + 2))
        logit.linearize(*self.arguments(), prior, point, M)
        point[:n] = M[:, n + 1]
        logit.linearize(*self.arguments(), prior, point, M)
        tangent = np.append(-M[:, n], 1.0)
        return point, tangent / np.linalg.norm(tangent)

    def polished(self, x: np.ndarray) -> np.ndarray | None:
        """The solution near x at the rationality that x has; None if there is none so near."""
        from ..kernels import logit

        y = x.copy()
        moved = logit.polish(*self.arguments(), np.zeros(self.actions), y)
        return y if moved <= _CONVERGED else None

    def residual(self, x: np.ndarray) -> float:
        """Largest difference of a probability's logarithm from that of the logit response."""
        from ..kernels import logit

        n = self.actions
        M = np.empty((n, n + 2))
        return float(logit.linearize(*self.arguments(), np.zeros(n), x, M))

    def split(self, x: np.ndarray) -> tuple[np.ndarray, ...]:
        """Log-probabilities per player of the game; points may be rows of an array."""
        parts = [np.zeros((*x.shape[:-1], 1)) for _ in self.game.shape]
        for i, first, count in zip(self.players, self.offsets, self.shape, strict=True):
            parts[i] = x[..., first : first + count].copy()
        return tuple(parts)


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """Points along a branch, in order, close enough for a cubic between any two.

    Attributes
    ----------
    system : LogitSystem
    points, tangents : ndarray, shape (points, actions + 1)
        Log-probabilities and the scaled rationality; unit tangents.
    """

    system: LogitSystem
    points: np.ndarray
    tangents: np.ndarray

    def lengths(self) -> np.ndarray:
        """Arc lengths between points, to third order."""
        chords: np.ndarray = np.linalg.norm(np.diff(self.points, axis=0), axis=1)
        turns: np.ndarray = np.sum(np.diff(self.tangents, axis=0) ** 2, axis=1)
        return chords * (1 + turns / 24)

    def between(self, k: int, share: float) -> tuple[np.ndarray, np.ndarray]:
        """The cubic's point and tangent a share of the way from point k to the next."""
        h = float(self.lengths()[k : k + 1][0])
        x0, x1 = self.points[k], self.points[k + 1]
        t0, t1 = self.tangents[k] * h, self.tangents[k + 1] * h
        s = share
        x = (1 + 2 * s) * (1 - s) ** 2 * x0 + s * s * (3 - 2 * s) * x1
        x += s * (1 - s) ** 2 * t0 - s * s * (1 - s) * t1
        t = 6 * s * (1 - s) * (x1 - x0) + (1 - s) * (1 - 3 * s) * t0 + s * (3 * s - 2) * t1
        return x, t / (np.linalg.norm(t) or 1.0)

    def on(self, k: int, share: float) -> tuple[np.ndarray, np.ndarray]:
        """A point of the branch itself, and its tangent, that share of the way."""
        from ..kernels import logit_path

        y, t = self.between(k, share)
        size, tangent, guess = len(y), np.empty(len(y)), y.copy()
        M, prior = np.empty((size, size + 2)), np.zeros(size - 1)
        for _ in range(2):  # the second time from so near that the tangent is the point's own
            _, last = logit_path.correct(*self.system.arguments(), prior, t, y, tangent, M)
            if last == np.inf:
                return guess, t
        return y, tangent

    def crossings(self, rationality: float) -> list[np.ndarray]:
        """Where the branch passes a scaled rationality, in its order; polished."""
        found: list[np.ndarray] = []
        level = self.points[:, -1] - rationality
        for k in range(len(level) - 1):
            if level[k] == 0:
                found.append(self.points[k])
            elif level[k] * level[k + 1] < 0:
                found.append(self._crossing(k, rationality, level[k] < 0))
        if level[-1] == 0:
            found.append(self.points[-1])
        return found

    def _crossing(self, k: int, rationality: float, rising: bool) -> np.ndarray:
        low, high = 0.0, 1.0
        for halving in range(_HALVINGS):
            middle = (low + high) / 2
            # The cubic is near enough to begin with, but beside a turning point it may not be.
            x, _ = self.between(k, middle) if halving < _BY_CUBIC else self.on(k, middle)
            if (x[-1] < rationality) == rising:
                low = middle
            else:
                high = middle
            if halving + 1 >= _BY_CUBIC:
                guess, _ = self.between(k, (low + high) / 2)
                guess[-1] = rationality
                solved = self.system.polished(guess)
                near = _NEAR * (1 + np.abs(guess))
                if solved is not None and bool(np.all(np.abs(solved - guess) <= near)):
                    return solved
        x, _ = self.on(k, (low + high) / 2)
        x[-1] = rationality
        return x


def unit_payoffs(game: NormalFormGame, i: int) -> np.ndarray:
    """A player's payoffs mapped to [0, 1], each with an error of a few units in the last place."""
    table = game.ordinal_payoffs(i)
    least, most = table.flat[table.argmin()], table.flat[table.argmax()]
    if table.dtype == np.float64:
        halves = table / 2 - least / 2  # the range may overflow, and so may not half of it
        return halves / (most / 2 - least / 2) if most > least else np.zeros(table.shape)
    if table.dtype == np.int64:
        whole = (table - least).view(np.uint64)  # wraps around to the right difference
        return whole / float(int(most) - int(least)) if most > least else np.zeros(table.shape)
    span = int(most) - int(least)
    values = [(int(v) - int(least)) / span if span else 0.0 for v in table.flat]
    return np.array(values).reshape(table.shape)
