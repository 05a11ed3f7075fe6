"""Statements about a game that are true or false, exactly, and facts that take a value.

Nearly all are ordinal: their truth depends only on how one player's payoffs at pairs of profiles
compare. `Statement.comparisons` lists those pairs, so that a threshold of an affine family is found
by solving for where each difference vanishes. The number of equilibria and the regime are ordinal
for games that dominance reduces to 2 x 2 (`regimes`); `follows_from_order` tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, Protocol

import numpy as np

from ..errors import GameError
from ..games.normal_form import NormalFormGame
from .regimes import as_regime, decided, label_of_game

Place = tuple[int, ...]
Comparison = tuple[int, Place, Place]  # player, profile, profile


class Statement(Protocol):
    """A fact about a game."""

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
        for place in _profiles(game):
            for i in range(game.num_players):
                yield from _deviations(game, i, place)

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


@dataclass(frozen=True, slots=True)
class BestReply:
    """See `best_reply`."""

    player: str
    action: str
    to: tuple[tuple[str, str], ...] | None

    def holds(self, game: NormalFormGame) -> bool:
        """Whether it is true, exactly."""
        i, a = _find(game, self.player, self.action)
        return any(_is_best(game, i, place) for place in self._places(game) if place[i] == a)

    def comparisons(self, game: NormalFormGame) -> Iterator[Comparison]:
        """Own deviations, against the profiles in question."""
        i, a = _find(game, self.player, self.action)
        for place in self._places(game):
            if place[i] == a:
                yield from _deviations(game, i, place)

    def _places(self, game: NormalFormGame) -> Iterator[Place]:
        i = game.player_index(self.player)
        if self.to is None:
            yield from _profiles(game)
            return
        fixed = dict(_find(game, player, action) for player, action in self.to)
        missing = [p for j, p in enumerate(game.players) if j != i and j not in fixed]
        if missing:
            raise GameError(f"best_reply of {self.player}: no action of {', '.join(missing)}.")
        fixed[i] = game.action_index(i, self.action)
        yield tuple(fixed[j] for j in range(game.num_players))

    def describe(self) -> str:
        """The statement in words."""
        to = "something" if self.to is None else ", ".join(f"{p}: {a}" for p, a in self.to)
        return f"{self.action} is a best reply of {self.player} to {to}"


@dataclass(frozen=True, slots=True)
class Dominant:
    """See `dominant`."""

    player: str
    action: str
    strictly: bool

    def holds(self, game: NormalFormGame) -> bool:
        """Whether it is true, exactly."""
        payoffs = game.ordinal_payoffs(self.player)
        return all(
            payoffs[here] > payoffs[there] if self.strictly else payoffs[here] >= payoffs[there]
            for _, here, there in self.comparisons(game)
        )

    def comparisons(self, game: NormalFormGame) -> Iterator[Comparison]:
        """The action against every other, for every profile of the others."""
        i, a = _find(game, self.player, self.action)
        for place in _profiles(game):
            if place[i] == a:
                yield from _deviations(game, i, place)

    def describe(self) -> str:
        """The statement in words."""
        how = "strictly" if self.strictly else "weakly"
        return f"{self.action} is {how} dominant for {self.player}"


@dataclass(frozen=True, slots=True)
class IsEquilibrium:
    """See `is_equilibrium`."""

    profile: tuple[tuple[str, str], ...]

    def _place(self, game: NormalFormGame) -> Place:
        actions = dict(_find(game, player, action) for player, action in self.profile)
        missing = [p for i, p in enumerate(game.players) if i not in actions]
        if missing:
            raise GameError(f"is_equilibrium: no action of {', '.join(missing)}.")
        return tuple(actions[i] for i in range(game.num_players))

    def holds(self, game: NormalFormGame) -> bool:
        """Whether it is true, exactly."""
        place = self._place(game)
        return all(_is_best(game, i, place) for i in range(game.num_players))

    def comparisons(self, game: NormalFormGame) -> Iterator[Comparison]:
        """Every player's own deviations."""
        for i in range(game.num_players):
            yield from _deviations(game, i, self._place(game))

    def describe(self) -> str:
        """The statement in words."""
        return f"({', '.join(f'{p}: {a}' for p, a in self.profile)}) is an equilibrium"


@dataclass(frozen=True, slots=True)
class PlayedInEquilibrium:
    """See `played_in_equilibrium`."""

    player: str
    action: str

    def holds(self, game: NormalFormGame) -> bool:
        """Whether it is true, exactly."""
        i, a = _find(game, self.player, self.action)
        return any(
            all(_is_best(game, j, place) for j in range(game.num_players))
            for place in _profiles(game)
            if place[i] == a
        )

    def comparisons(self, game: NormalFormGame) -> Iterator[Comparison]:
        """Own deviations of every player wherever the action is played."""
        i, a = _find(game, self.player, self.action)
        for place in _profiles(game):
            if place[i] == a:
                for j in range(game.num_players):
                    yield from _deviations(game, j, place)

    def describe(self) -> str:
        """The statement in words."""
        return f"{self.action} is played by {self.player} in some pure equilibrium"


@dataclass(frozen=True, slots=True)
class ChosenWhenFirst:
    """See `chosen_when_first`."""

    player: str
    action: str

    def holds(self, game: NormalFormGame) -> bool:
        """Whether it is true, exactly."""
        i, a = _find(game, self.player, self.action)
        payoffs = game.ordinal_payoffs(i)
        worth = {b: payoffs[answer_to(game, i, b)] for b in range(game.shape[i])}
        return bool(worth[a] == max(worth.values()))

    def comparisons(self, game: NormalFormGame) -> Iterator[Comparison]:
        """The follower's deviations, and the leader's payoffs at any two profiles."""
        i = game.player_index(self.player)
        for place in _profiles(game):
            yield from _deviations(game, 1 - i, place)
        for here, there in combinations(_profiles(game), 2):
            yield i, here, there

    def describe(self) -> str:
        """The statement in words."""
        return f"{self.action} is chosen by {self.player} moving first"


def answer_to(game: NormalFormGame, leader: int, action: int) -> Place:
    """The profile that follows when one player of two moves first.

    The follower's best reply; among equals the one that is worst for the leader.
    """
    if game.num_players != 2:
        raise GameError(f"moving first: {game.num_players} players; only two are supported yet.")
    ours, theirs = game.ordinal_payoffs(leader), game.ordinal_payoffs(1 - leader)
    places = [(action, b) if leader == 0 else (b, action) for b in range(game.shape[1 - leader])]
    best = max(theirs[place] for place in places)
    return min((p for p in places if theirs[p] == best), key=lambda place: ours[place])


def _ranks(table: np.ndarray) -> np.ndarray:
    """The same order in small whole numbers."""
    flat = table.ravel().tolist()
    rank = {value: k for k, value in enumerate(sorted(set(flat)))}
    return np.array([float(rank[value]) for value in flat]).reshape(table.shape)


def _find(game: NormalFormGame, player: str, action: str) -> tuple[int, int]:
    i = game.player_index(player)
    return i, game.action_index(i, action)


def _profiles(game: NormalFormGame) -> Iterator[Place]:
    return product(*map(range, game.shape))


def _deviations(game: NormalFormGame, i: int, place: Place) -> Iterator[Comparison]:
    for a in range(game.shape[i]):
        if a != place[i]:
            yield i, place, (*place[:i], a, *place[i + 1 :])


def _is_best(game: NormalFormGame, i: int, place: Place) -> bool:
    payoffs = game.ordinal_payoffs(i)
    return all(payoffs[place] >= payoffs[other] for _, _, other in _deviations(game, i, place))
