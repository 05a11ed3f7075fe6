"""Answers for many games at once: flat arrays, one row per equilibrium."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .status import Claim, Status


@dataclass(frozen=True, slots=True, eq=False)
class NashBatch:
    """Equilibria of many two-player games of one shape (m, n), as flat arrays.

    The rows of all arrays belong together: row k is one equilibrium of game ``game[k]``. Games come
    in the order given, the equilibria of a game in the canonical exact order, that of `nash`.

    Attributes
    ----------
    counts : ndarray of int32, shape (batch,)
        How many equilibria each game has here.
    game : ndarray of int64, shape (rows,)
        Index of the game, ascending.
    x, y : ndarray of float64, shapes (rows, m) and (rows, n)
        Strategies. Each positive probability is within one part in 10**12 of the exact one (within
        the smallest float where it is below 1e-250); zeros are exact.
    payoffs : ndarray of float64, shape (rows, 2)
        Expected payoffs, within one part in 10**12 of the player's largest payoff in size.
    x_support, y_support : ndarray of bool, shapes (rows, m) and (rows, n)
        Which actions are played with positive probability, exact.
    doubtful : ndarray of bool, shape (batch,)
        Games that floats with error bounds could not decide; exact arithmetic did.
    solved : ndarray of bool, shape (batch,)
        Games whose answer is complete; all, unless a budget was spent.
    status : Status
    claim : Claim
        What is promised of each game: ALL extreme equilibria, or AT_LEAST_ONE. Where the budget was
        spent, of the solved ones.
    seconds : float
        Wall time.
    """

    counts: np.ndarray
    game: np.ndarray
    x: np.ndarray
    y: np.ndarray
    payoffs: np.ndarray
    x_support: np.ndarray
    y_support: np.ndarray
    doubtful: np.ndarray
    solved: np.ndarray
    status: Status
    claim: Claim
    seconds: float = 0.0

    def __len__(self) -> int:
        """Number of equilibria, over all games."""
        return len(self.game)

    @property
    def batch(self) -> int:
        """Number of games."""
        return len(self.counts)

    @property
    def starts(self) -> np.ndarray:
        """Row where each game begins, and the number of rows: shape (batch + 1,)."""
        starts = np.zeros(self.batch + 1, np.int64)
        np.cumsum(self.counts, out=starts[1:])
        return starts

    def rows(self, k: int) -> slice:
        """The rows of game k; ``answer.x[answer.rows(k)]`` are its equilibria."""
        if not -self.batch <= k < self.batch:
            raise IndexError(f"game {k} of {self.batch}")
        k %= self.batch
        return slice(*np.searchsorted(self.game, [k, k + 1]).tolist())

    def of(self, k: int) -> NashBatch:
        """The answer for game k alone, as views; ``game`` still holds k."""
        rows = self.rows(k)
        k %= self.batch
        return replace(
            self,
            counts=self.counts[k : k + 1],
            doubtful=self.doubtful[k : k + 1],
            solved=self.solved[k : k + 1],
            game=self.game[rows],
            x=self.x[rows],
            y=self.y[rows],
            payoffs=self.payoffs[rows],
            x_support=self.x_support[rows],
            y_support=self.y_support[rows],
        )

    def frame(self) -> Any:
        """One row per equilibrium as a pandas DataFrame (the extra `data`)."""
        columns: dict[str, np.ndarray] = {"game": self.game}
        for name, values in (("x", self.x), ("y", self.y), ("payoff", self.payoffs)):
            columns |= {f"{name}{a}": values[:, a] for a in range(values.shape[1])}
        columns["doubtful"] = self.doubtful[self.game]
        return data_frame(columns)

    def __repr__(self) -> str:
        m, n = self.x.shape[1], self.y.shape[1]
        status = "" if self.status is Status.FINISHED else f" ({self.status.value})"
        return (
            f"NashBatch: {len(self)} equilibria of {self.batch} games {m} x {n}, claim "
            f"{self.claim.name} for {int(self.solved.sum())}, {int(self.doubtful.sum())} settled "
            f"exactly{status}"
        )


def data_frame(columns: dict[str, np.ndarray]) -> Any:
    """Build a pandas DataFrame."""
    try:
        from pandas import DataFrame
    except ImportError:
        raise ImportError("frame() needs pandas: pip install 'equilibria[data]'") from None
    return DataFrame(columns)


@dataclass(frozen=True, slots=True, eq=False)
class PureBatch:
    """Equilibria in pure strategies of many games of one shape, as flat arrays.

    Attributes
    ----------
    counts : ndarray of int64, shape (batch,)
        How many pure equilibria each game has; possibly none.
    game : ndarray of int64, shape (rows,)
        Index of the game, ascending.
    actions : ndarray of int64, shape (rows, players)
        The profile, an action for each player; within a game first actions first.
    solved : ndarray of bool, shape (batch,)
        Games whose answer is complete; all, unless a budget was spent.
    status : Status
    claim : Claim
        ALL_PURE, for each solved game.
    """

    counts: np.ndarray
    game: np.ndarray
    actions: np.ndarray
    solved: np.ndarray
    status: Status
    claim: Claim = Claim.ALL_PURE

    def __len__(self) -> int:
        """Number of equilibria, over all games."""
        return len(self.game)

    def rows(self, k: int) -> slice:
        """The rows of game k."""
        if not -len(self.counts) <= k < len(self.counts):
            raise IndexError(f"game {k} of {len(self.counts)}")
        k %= len(self.counts)
        return slice(*np.searchsorted(self.game, [k, k + 1]).tolist())

    def frame(self) -> Any:
        """One row per equilibrium as a pandas DataFrame (the extra `data`)."""
        columns = {f"action{i}": values for i, values in enumerate(self.actions.T)}
        return data_frame({"game": self.game, **columns})

    def __repr__(self) -> str:
        status = "" if self.status is Status.FINISHED else f" ({self.status.value})"
        return f"PureBatch: {len(self)} pure equilibria of {len(self.counts)} games{status}"


@dataclass(frozen=True, slots=True, eq=False)
class RationalizableBatch:
    """What survives iterated elimination of strictly dominated actions, in many games.

    Attributes
    ----------
    survivors : tuple of ndarray of bool, shapes (batch, k_i)
        Surviving actions, per player.
    doubtful : ndarray of bool, shape (batch,)
        Games that needed exact linear programs, or integers that no float holds.
    solved : ndarray of bool, shape (batch,)
        Games in which nothing more can be eliminated; all, unless a budget was spent. In the others
        what is gone is gone rightly, but more may have to go.
    status : Status
    claim : Claim
        COVER: every equilibrium plays survivors only.
    """

    survivors: tuple[np.ndarray, ...]
    doubtful: np.ndarray
    solved: np.ndarray
    status: Status
    claim: Claim = Claim.COVER

    @property
    def is_solved(self) -> np.ndarray:
        """Games in which one action per player survives: then it is the only equilibrium."""
        held = [survivors.sum(axis=1) == 1 for survivors in self.survivors]
        solved: np.ndarray = np.logical_and.reduce(held)
        return solved

    def __repr__(self) -> str:
        status = "" if self.status is Status.FINISHED else f" ({self.status.value})"
        gone = sum(int(survivors.size - survivors.sum()) for survivors in self.survivors)
        return (
            f"RationalizableBatch: {gone} actions eliminated in {len(self.solved)} games, "
            f"{int(self.is_solved.sum())} left with one profile{status}"
        )


@dataclass(frozen=True, slots=True, eq=False)
class ProfileBatch:
    """What mixed profiles earn, one profile in each of many games.

    Attributes
    ----------
    action_payoffs : tuple of ndarray, shapes (batch, k_i)
        What each action of a player earns against the other players' strategies.
    payoffs, regrets : ndarray, shape (batch, players)
        Expected payoffs, and what each player could gain by moving alone, in payoff units. Both,
        and `action_payoffs`, are within one part in 10**12 of the player's largest payoff in size
        (for games of up to a thousand profiles; the error grows with their number). A regret is 0
        exactly where the player plays best responses only.
    best_responses : tuple of ndarray of bool, shapes (batch, k_i)
        Which actions are best against the other players' strategies, exact.
    doubtful : ndarray of bool, shape (batch,)
        Games whose best responses, tied or nearly so, were settled in exact arithmetic.
    """

    action_payoffs: tuple[np.ndarray, ...]
    payoffs: np.ndarray
    regrets: np.ndarray
    best_responses: tuple[np.ndarray, ...]
    doubtful: np.ndarray

    @property
    def is_equilibrium(self) -> np.ndarray:
        """Games in which no player can gain by moving alone, exact."""
        result: np.ndarray = (self.regrets == 0).all(axis=1)
        return result

    def __repr__(self) -> str:
        games, players = self.payoffs.shape
        return (
            f"ProfileBatch: {games} profiles of {players} players, "
            f"{int(self.is_equilibrium.sum())} in equilibrium"
        )
