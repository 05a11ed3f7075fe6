"""Statements whose truth follows from how payoffs compare, and what follows when not all is known.

A statement is one formula over comparisons of one player's payoffs at two profiles. Evaluated on
the signs of one game it is true or false; on signs that may be unknown, over a box of parameters,
it has Kleene's third value where the known ones leave it open. What is known never changes when
more becomes known, so a truth over a box is one for every game in it.

Signs and truths (`kleene`) are numbers, or int8 arrays over many games at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from ..errors import GameError
from ..games.normal_form import NormalFormGame
from .kleene import YES, Truth, above, at_least, at_some_best, every, some

Place = tuple[int, ...]
Comparison = tuple[int, Place, Place]  # player, profile, profile
#: The sign of a player's payoff at one profile less that at another.
Signs = Callable[[int, Place, Place], Any]


def signs_of(game: NormalFormGame) -> Signs:
    """The signs of one game, exactly."""
    payoffs = [game.ordinal_payoffs(i) for i in range(game.num_players)]

    def sign(player: int, here: Place, there: Place) -> int:
        one, other = payoffs[player][here], payoffs[player][there]
        return int(one > other) - int(one < other)

    return sign


class Ordinal:
    """A statement given by its formula."""

    __slots__ = ()

    def truth(self, game: NormalFormGame, sign: Signs) -> Truth:
        """The truth by signs; of the game only the names and the shape are used."""
        raise NotImplementedError

    def comparisons(self, game: NormalFormGame) -> Iterator[Comparison]:
        """Pairs of one player's payoffs on whose order the truth depends; possibly too many."""
        raise NotImplementedError

    def describe(self) -> str:
        """The statement in words."""
        raise NotImplementedError

    def holds(self, game: NormalFormGame) -> bool:
        """Whether it is true, exactly."""
        return bool(self.truth(game, signs_of(game)) == YES)


@dataclass(frozen=True, slots=True)
class BestReply(Ordinal):
    """See `statements.best_reply`."""

    player: str
    action: str
    to: tuple[tuple[str, str], ...] | None

    def truth(self, game: NormalFormGame, sign: Signs) -> Truth:
        """Best against at least one of the profiles in question."""
        i = game.player_index(self.player)
        return some(_is_best(game, sign, i, place) for place in self._places(game))

    def comparisons(self, game: NormalFormGame) -> Iterator[Comparison]:
        """Own deviations, against the profiles in question."""
        i = game.player_index(self.player)
        for place in self._places(game):
            yield from deviations(game, i, place)

    def _places(self, game: NormalFormGame) -> Iterator[Place]:
        i, a = find(game, self.player, self.action)
        if self.to is None:
            yield from (place for place in profiles(game) if place[i] == a)
            return
        fixed = dict(find(game, player, action) for player, action in self.to)
        missing = [p for j, p in enumerate(game.players) if j != i and j not in fixed]
        if missing:
            raise GameError(f"best_reply of {self.player}: no action of {', '.join(missing)}.")
        fixed[i] = a
        yield tuple(fixed[j] for j in range(game.num_players))

    def describe(self) -> str:
        """The statement in words."""
        to = "something" if self.to is None else ", ".join(f"{p}: {a}" for p, a in self.to)
        return f"{self.action} is a best reply of {self.player} to {to}"


@dataclass(frozen=True, slots=True)
class Dominant(Ordinal):
    """See `statements.dominant`."""

    player: str
    action: str
    strictly: bool

    def truth(self, game: NormalFormGame, sign: Signs) -> Truth:
        """Better than every other action, whatever the others do."""
        better = above if self.strictly else at_least
        return every(better(sign(*pair)) for pair in self.comparisons(game))

    def comparisons(self, game: NormalFormGame) -> Iterator[Comparison]:
        """The action against every other, for every profile of the others."""
        i, a = find(game, self.player, self.action)
        for place in profiles(game):
            if place[i] == a:
                yield from deviations(game, i, place)

    def describe(self) -> str:
        """The statement in words."""
        how = "strictly" if self.strictly else "weakly"
        return f"{self.action} is {how} dominant for {self.player}"


@dataclass(frozen=True, slots=True)
class IsEquilibrium(Ordinal):
    """See `statements.is_equilibrium`."""

    profile: tuple[tuple[str, str], ...]

    def truth(self, game: NormalFormGame, sign: Signs) -> Truth:
        """No player gains by deviating."""
        return _is_stable(game, sign, self._place(game))

    def comparisons(self, game: NormalFormGame) -> Iterator[Comparison]:
        """Every player's own deviations."""
        for i in range(game.num_players):
            yield from deviations(game, i, self._place(game))

    def _place(self, game: NormalFormGame) -> Place:
        actions = dict(find(game, player, action) for player, action in self.profile)
        missing = [p for i, p in enumerate(game.players) if i not in actions]
        if missing:
            raise GameError(f"is_equilibrium: no action of {', '.join(missing)}.")
        return tuple(actions[i] for i in range(game.num_players))

    def describe(self) -> str:
        """The statement in words."""
        return f"({', '.join(f'{p}: {a}' for p, a in self.profile)}) is an equilibrium"


@dataclass(frozen=True, slots=True)
class PlayedInEquilibrium(Ordinal):
    """See `statements.played_in_equilibrium`."""

    player: str
    action: str

    def truth(self, game: NormalFormGame, sign: Signs) -> Truth:
        """Some profile with the action is stable: along a line of some other player's actions.

        On each line that player has a best reply; the question is whether all others have, too.
        """
        i, a = find(game, self.player, self.action)
        best: dict[tuple[int, Place], Truth] = {
            (j, p): _is_best(game, sign, j, p)
            for p in profiles(game)
            if p[i] == a
            for j in range(game.num_players)
        }
        lines: dict[tuple[int, Place], list[tuple[Truth, Truth]]] = defaultdict(list)
        for (j, p), fits in best.items():
            if j != i:
                others = every(best[k, p] for k in range(game.num_players) if k != j)
                lines[j, p[:j] + p[j + 1 :]].append((fits, others))
        if game.num_players == 1:
            return best[i, (a,)]
        return some(at_some_best(options) for options in lines.values())

    def comparisons(self, game: NormalFormGame) -> Iterator[Comparison]:
        """Own deviations of every player wherever the action is played."""
        i, a = find(game, self.player, self.action)
        for place in profiles(game):
            if place[i] == a:
                for j in range(game.num_players):
                    yield from deviations(game, j, place)

    def describe(self) -> str:
        """The statement in words."""
        return f"{self.action} is played by {self.player} in some pure equilibrium"


@dataclass(frozen=True, slots=True)
class ChosenWhenFirst(Ordinal):
    """See `statements.chosen_when_first`."""

    player: str
    action: str

    def truth(self, game: NormalFormGame, sign: Signs) -> Truth:
        """For every other action, some best reply to it is at most each best reply to this one."""
        i, a = find(game, self.player, self.action)
        need_two(game)

        def answers(action: int) -> list[tuple[Place, Truth]]:
            places = [p for p in profiles(game) if p[i] == action]
            return [(p, _is_best(game, sign, 1 - i, p)) for p in places]

        mine = answers(a)

        def no_better(there: Place) -> Truth:
            return every(some((-replied, at_least(sign(i, here, there)))) for here, replied in mine)

        return every(
            at_some_best([(replied, no_better(there)) for there, replied in answers(b)])
            for b in range(game.shape[i])
            if b != a
        )

    def comparisons(self, game: NormalFormGame) -> Iterator[Comparison]:
        """The follower's deviations, and the leader's payoffs at any two profiles."""
        i = game.player_index(self.player)
        for place in profiles(game):
            yield from deviations(game, 1 - i, place)
        for here, there in combinations(profiles(game), 2):
            yield i, here, there

    def describe(self) -> str:
        """The statement in words."""
        return f"{self.action} is chosen by {self.player} moving first"


def need_two(game: NormalFormGame) -> None:
    """Refuse a leader and several followers."""
    if game.num_players != 2:
        raise GameError(f"moving first: {game.num_players} players; only two are supported yet.")


def find(game: NormalFormGame, player: str, action: str) -> tuple[int, int]:
    """The indices of a player and an action; GameError for unknown names."""
    i = game.player_index(player)
    return i, game.action_index(i, action)


def profiles(game: NormalFormGame) -> Iterator[Place]:
    """Every profile of actions."""
    return product(*map(range, game.shape))


def deviations(game: NormalFormGame, i: int, place: Place) -> Iterator[Comparison]:
    """A player's payoff at a profile against that of every other own action."""
    for a in range(game.shape[i]):
        if a != place[i]:
            yield i, place, (*place[:i], a, *place[i + 1 :])


def _is_best(game: NormalFormGame, sign: Signs, i: int, place: Place) -> Truth:
    return every(at_least(sign(*pair)) for pair in deviations(game, i, place))


def _is_stable(game: NormalFormGame, sign: Signs, place: Place) -> Truth:
    return every(_is_best(game, sign, i, place) for i in range(game.num_players))
