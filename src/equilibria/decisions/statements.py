"""Statements about a game that are true or false, exactly, and facts that take a value.

Nearly all are `ordinal`: their truth depends only on how one player's payoffs at pairs of profiles
compare. `Statement.comparisons` lists those pairs, so that a threshold of an affine family is found
by solving for where each difference vanishes. The number of equilibria and the regime are ordinal
for games that dominance reduces to 2 x 2 (`regimes`); `follows_from_order` tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ..games.normal_form import NormalFormGame
from .ordinal import (
    BestReply,
    ChosenWhenFirst,
    Comparison,
    Dominant,
    IsEquilibrium,
    Place,
    PlayedInEquilibrium,
    deviations,
    need_two,
    profiles,
)
from .regimes import as_regime, decided, label_of_game


class Statement(Protocol):
    """A fact about a game; one given by a formula over comparisons is an `ordinal.Ordinal`."""

    def holds(self, game: NormalFormGame) -> Any:
        """Whether it is true, exactly; or what it is, for a fact that takes a value."""

    def comparisons(self, game: NormalFormGame) -> Iterator[Comparison]:
        """Pairs of one player's payoffs on whose order the truth depends; possibly too many."""

    def describe(self) -> str:
        """The statement in words."""


def best_reply(player: str, action: str, to: Mapping[str, str] | None = None) -> Statement:
    """State that an action is a best reply to the other players' actions.

    Parameters
    ----------
    to : mapping from player to action, optional
        Default: to at least one profile of the other players' actions.
    """
    return BestReply(player, action, None if to is None else tuple(to.items()))


def dominant(player: str, action: str, *, strictly: bool = True) -> Statement:
    """State that an action is the best reply to every profile of the others' actions.

    With ``strictly=False`` ties are allowed.
    """
    return Dominant(player, action, strictly)


def is_equilibrium(profile: Mapping[str, str]) -> Statement:
    """State that a profile of actions, one per player, is a Nash equilibrium."""
    return IsEquilibrium(tuple(profile.items()))


def played_in_equilibrium(player: str, action: str) -> Statement:
    """State that an action is played in at least one pure equilibrium."""
    return PlayedInEquilibrium(player, action)


def chosen_when_first(player: str, action: str) -> Statement:
    """State that an action is an optimal commitment of a player who moves first (two players).

    The other player sees the action and replies best; where it is indifferent it picks what is
    worst for the first mover.
    """
    return ChosenWhenFirst(player, action)


def number_of_equilibria() -> Statement:
    """State how many equilibria there are: a fact whose value is a number.

    Two players: extreme equilibria, pure and mixed; more players: pure ones.
    """
    return NumberOfEquilibria()


def regime() -> Statement:
    """State which equilibria there are, by the actions played in each: its value is a `Regime`."""
    return WhichRegime()


def follows_from_order(statement: Statement, game: NormalFormGame) -> bool:
    """Whether any game whose listed comparisons have the same signs has the same truth."""
    needs = getattr(statement, "follows_from_order", None)
    return True if needs is None else bool(needs(game))


def is_ordinal(statement: Statement) -> bool:
    """Whether its truth depends on comparisons of payoffs only, so that closed forms exist."""
    return bool(getattr(statement, "is_ordinal", True))


@dataclass(frozen=True, slots=True)
class WhichRegime:
    """See `regime`."""

    def holds(self, game: NormalFormGame) -> Any:
        """The regime, exactly."""
        return as_regime(label_of_game(game), game.players, game.actions)

    def comparisons(self, game: NormalFormGame) -> Iterator[Comparison]:
        """Every player's own deviations, everywhere."""
        for place in profiles(game):
            for i in range(game.num_players):
                yield from deviations(game, i, place)

    def follows_from_order(self, game: NormalFormGame) -> bool:
        """Whether dominance leaves so little that signs decide."""
        payoffs = [
            np.asarray(_ranks(game.ordinal_payoffs(i)))[None] for i in range(len(game.shape))
        ]
        return bool(decided(payoffs, [np.zeros_like(table) for table in payoffs])[0])

    def describe(self) -> str:
        """The statement in words."""
        return "the set of equilibria, by support"


@dataclass(frozen=True, slots=True)
class NumberOfEquilibria(WhichRegime):
    """See `number_of_equilibria`."""

    def holds(self, game: NormalFormGame) -> Any:
        """The number, exactly."""
        return len(label_of_game(game))

    def describe(self) -> str:
        """The statement in words."""
        return "the number of equilibria"


def answer_to(game: NormalFormGame, leader: int, action: int) -> Place:
    """The profile that follows when one player of two moves first.

    The follower's best reply; among equals the one that is worst for the leader.
    """
    need_two(game)
    ours, theirs = game.ordinal_payoffs(leader), game.ordinal_payoffs(1 - leader)
    places = [(action, b) if leader == 0 else (b, action) for b in range(game.shape[1 - leader])]
    best = max(theirs[place] for place in places)
    return min((p for p in places if theirs[p] == best), key=lambda place: ours[place])


def _ranks(table: np.ndarray) -> np.ndarray:
    """The same order in small whole numbers."""
    flat = table.ravel().tolist()
    rank = {value: k for k, value in enumerate(sorted(set(flat)))}
    return np.array([float(rank[value]) for value in flat]).reshape(table.shape)
