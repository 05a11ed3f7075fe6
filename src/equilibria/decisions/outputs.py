"""Numbers made of a game: what sensitivity is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import numpy as np

from ..errors import GameError, NotYetSupported
from ..games.normal_form import NormalFormGame
from .faces import PayoffBatch
from .family import Family
from .statements import answer_to


class Output(Protocol):
    """A number made of a game."""

    def of(self, game: NormalFormGame) -> Fraction:
        """The number, exactly."""

    def of_many(self, payoffs: Sequence[np.ndarray], family: Family) -> np.ndarray:
        """The numbers of many games, in floats."""

    def describe(self) -> str:
        """The output in words."""


def gain(player: str, action: str) -> Output:
    """What an action gains over the player's next best one, when chosen first (two players).

    Each action counts as what it earns when the other player sees it and replies best, breaking
    ties against the player. Positive: the action is the best commitment.
    """
    return Gain(player, action)


def payoff(player: str, profile: Mapping[str, str]) -> Output:
    """What a player earns at a profile of actions."""
    return Payoff(player, tuple(profile.items()))


@dataclass(frozen=True, slots=True)
class Gain:
    """See `gain`."""

    player: str
    action: str

    def of(self, game: NormalFormGame) -> Fraction:
        """The number, exactly."""
        i, a = game.player_index(self.player), game.action_index(self.player, self.action)
        exact = game.exact_payoffs()[i]
        worth = [exact[answer_to(game, i, b)] for b in range(game.shape[i])]
        others = worth[:a] + worth[a + 1 :]
        if not others:
            raise GameError(f"{self.describe()}: {self.player} has no other action.")
        return Fraction(worth[a] - max(others))

    def of_many(self, payoffs: Sequence[np.ndarray], family: Family) -> np.ndarray:
        """The numbers of many games, in floats."""
        i = family.players.index(self.player)
        worth, _ = when_first(PayoffBatch(tuple(payoffs), None), i)
        a = family.actions[i].index(self.action)
        found: np.ndarray = worth[:, a] - np.delete(worth, a, axis=1).max(axis=1)
        return found

    def describe(self) -> str:
        """The output in words."""
        return (
            f"what {self.action} gains {self.player} over its next best action by committing first"
        )


@dataclass(frozen=True, slots=True)
class Payoff:
    """See `payoff`."""

    player: str
    profile: tuple[tuple[str, str], ...]

    def of(self, game: NormalFormGame) -> Fraction:
        """The number, exactly."""
        given = dict(self.profile)
        missing = [p for p in game.players if p not in given]
        if missing:
            raise GameError(f"payoff: no action of {', '.join(missing)}.")
        place = tuple(game.action_index(p, given[p]) for p in game.players)
        return Fraction(game.exact_payoffs()[game.player_index(self.player)][place])

    def of_many(self, payoffs: Sequence[np.ndarray], family: Family) -> np.ndarray:
        """The numbers of many games, in floats."""
        given = dict(self.profile)
        places = zip(family.players, family.actions, strict=True)
        place = tuple(names.index(given[p]) for p, names in places)
        table = payoffs[family.players.index(self.player)]
        found: np.ndarray = table.reshape(len(table), -1)[
            :, np.ravel_multi_index(place, table.shape[1:])
        ]
        return found

    def describe(self) -> str:
        """The output in words."""
        return f"payoff of {self.player} at ({', '.join(f'{p}: {a}' for p, a in self.profile)})"


def when_first(found: PayoffBatch, player: int) -> tuple[np.ndarray, np.ndarray]:
    """What each action earns when chosen first, in many games of two players.

    Returns values (batch, k), and where the follower's replies are proved: no other reply comes so
    near the best one that an error could hide which is which.
    """
    if len(found.payoffs) != 2:
        raise NotYetSupported(f"moving first: {len(found.payoffs)} players; two are supported.")
    order = (0, 1, 2) if player == 0 else (0, 2, 1)
    mine, theirs = (found.payoffs[k].transpose(order) for k in (player, 1 - player))
    best = theirs.max(axis=2, keepdims=True)
    replies = theirs == best
    values = np.where(replies, mine, np.inf).min(axis=2)
    if found.errors is None:
        return values, np.isfinite(values).all(axis=1)
    error = found.errors[1 - player].transpose(order)
    with np.errstate(all="ignore"):
        widest = error.max(axis=2, keepdims=True)
        margin = 2 * widest + 2.0**-52 * np.abs(best)
        # Every other reply is clearly worse; of tied ones all are exact.
        clear = (best - theirs > margin) | replies
        alone = (replies.sum(axis=2) == 1) | (widest[:, :, 0] == 0)
    known = np.isfinite(found.errors[player]).reshape(len(values), -1).all(axis=1)
    return values, clear.all(axis=(1, 2)) & alone.all(axis=1) & known


def check_output(output: Any, verb: str) -> None:
    """Refuse what is no output."""
    if not callable(getattr(output, "of", None)):
        raise GameError(
            f"{verb}: {output!r:.60} is no output; give eq.gain(player, action) or "
            "eq.payoff(player, profile)."
        )
