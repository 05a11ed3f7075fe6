"""Profiles of mixed strategies and what they earn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from types import MappingProxyType
from typing import Any

import numpy as np

from .._format import number
from .._validate import exact_number
from ..errors import GameError
from .normal_form import NormalFormGame

#: Probabilities given as floats may miss a sum of 1 by this much; they are then divided,
#: exactly, by their sum. Exact probabilities must add to 1 exactly.
SUM_TOLERANCE = Fraction(1, 10**9)


@dataclass(frozen=True, slots=True)
class Profile:
    """One mixed strategy per player, exact.

    Build it with `NormalFormGame.profile`. Float properties are rounded once from exact values;
    ``exact_`` properties are Fractions. An evaluation costs one pass over the payoffs of the
    actions in use.

    Attributes
    ----------
    game : NormalFormGame
    exact : tuple of tuple of Fraction
        Probabilities, per player and action.
    """

    game: NormalFormGame
    exact: tuple[tuple[Fraction, ...], ...]

    @property
    def probabilities(self) -> tuple[tuple[float, ...], ...]:
        """Probabilities as floats, per player and action."""
        return tuple(tuple(map(float, strategy)) for strategy in self.exact)

    @property
    def support(self) -> tuple[tuple[int, ...], ...]:
        """Indices of the actions with positive probability, per player."""
        return tuple(tuple(a for a, p in enumerate(s) if p) for s in self.exact)

    @property
    def is_pure(self) -> bool:
        """Whether every player plays one action for sure."""
        return all(len(actions) == 1 for actions in self.support)

    def __getitem__(self, player: int | str) -> Mapping[str, Fraction]:
        """A player's probabilities by action label."""
        i = self.game.player_index(player)
        return MappingProxyType(dict(zip(self.game.actions[i], self.exact[i], strict=True)))

    def action_payoffs(self, player: int | str) -> tuple[Fraction, ...]:
        """What each action of a player earns against the other players' strategies, exact."""
        i = self.game.player_index(player)
        values, denominator = self.game.integer_payoffs(i)
        used = [
            range(k) if j == i else s
            for j, (k, s) in enumerate(zip(self.game.shape, self.support, strict=True))
        ]
        values = values[np.ix_(*used)]
        # Contract the last axis first, so that the axes still to come keep their numbers.
        for j in reversed(range(self.game.num_players)):
            if j == i:
                continue
            weights, total = _over_one_denominator([self.exact[j][a] for a in used[j]])
            values = np.tensordot(values, weights, axes=(j, 0))
            denominator *= total
        return tuple(Fraction(value, denominator) for value in np.ravel(values).tolist())

    @property
    def exact_payoffs(self) -> tuple[Fraction, ...]:
        """Expected payoffs, per player."""
        return tuple(self._expected(i, self.action_payoffs(i)) for i in range(len(self.exact)))

    @property
    def payoffs(self) -> tuple[float, ...]:
        """Expected payoffs as floats, per player."""
        return tuple(map(_to_float, self.exact_payoffs))

    def best_responses(self, player: int | str) -> tuple[int, ...]:
        """Indices of a player's best actions against the others' strategies, exact."""
        earned = self.action_payoffs(player)
        best = max(earned)
        return tuple(a for a, value in enumerate(earned) if value == best)

    @property
    def exact_regrets(self) -> tuple[Fraction, ...]:
        """What each player could gain by changing its own strategy, in payoff units."""
        return tuple(
            max(earned) - self._expected(i, earned)
            for i, earned in enumerate(map(self.action_payoffs, range(len(self.exact))))
        )

    @property
    def regret_abs(self) -> float:
        """Largest gain from deviating, in payoff units."""
        return _to_float(max(self.exact_regrets))

    @property
    def regret(self) -> float:
        """Largest gain from deviating, as a share of that player's payoff range."""
        gains = enumerate(self.exact_regrets)
        return float(max(gain / (self.game.payoff_range(i) or 1) for i, gain in gains))

    @property
    def is_equilibrium(self) -> bool:
        """Whether no player can gain by changing its own strategy, exact."""
        return not any(self.exact_regrets)

    def _expected(self, i: int, earned: Sequence[Fraction]) -> Fraction:
        return sum(
            (p * v for p, v in zip(self.exact[i], earned, strict=True) if p),
            Fraction(0),
        )

    def __repr__(self) -> str:
        parts = []
        for player, actions, strategy in zip(
            self.game.players, self.game.actions, self.exact, strict=True
        ):
            mix = [f"{number(p)} {a}" for a, p in zip(actions, strategy, strict=True) if p]
            pure = [a for a, p in zip(actions, strategy, strict=True) if p == 1]
            parts.append(f"{player}: {pure[0] if pure else ' + '.join(mix)}")
        return f"Profile({'; '.join(parts)})"


def read_profile(game: NormalFormGame, given: Sequence[Any] | Mapping[str, Any]) -> Profile:
    """Check and build a profile; see `NormalFormGame.profile`."""
    if isinstance(given, Mapping):
        by_player = {game.player_index(player): strategy for player, strategy in given.items()}
        missing = [game.players[i] for i in range(game.num_players) if i not in by_player]
        if missing:
            raise GameError(f"profile: no strategy for {', '.join(missing)}.")
        chosen = [by_player[i] for i in range(game.num_players)]
    else:
        chosen = list(given)
    if isinstance(given, str) or len(chosen) != game.num_players:
        raise GameError(f"profile: {len(chosen)} strategies for {game.num_players} players.")
    strategies: list[tuple[Fraction, ...]] = []
    complaints: list[str] = []
    for i, strategy in enumerate(chosen):
        try:
            strategies.append(_read_strategy(game, i, strategy))
        except GameError as error:
            complaints += error.complaints
    if complaints:
        raise GameError(complaints)
    return Profile(game, tuple(strategies))


def _read_strategy(game: NormalFormGame, i: int, given: Any) -> tuple[Fraction, ...]:
    player, count = game.players[i], game.shape[i]
    if isinstance(given, (str, int, np.integer)):
        pure = game.action_index(i, given if isinstance(given, str) else int(given))
        return tuple(Fraction(int(a == pure)) for a in range(count))
    if isinstance(given, Mapping):
        weights: list[Any] = [0] * count
        for action, weight in given.items():
            weights[game.action_index(i, action)] = weight
    else:
        weights = list(given)
    if len(weights) != count:
        raise GameError(f"strategy of {player}: {len(weights)} probabilities for {count} actions.")
    values: list[int | float | Fraction] = []
    for action, weight in zip(game.actions[i], weights, strict=True):
        try:
            values.append(exact_number(weight))
        except ValueError as reason:
            raise GameError(
                f"probability of {action} for {player} is {weight}: {reason}."
            ) from None
    for action, value in zip(game.actions[i], values, strict=True):
        if value < 0:
            raise GameError(f"probability of {action} for {player} is {value}: it is negative.")
    exact = [Fraction(value) for value in values]
    total = sum(exact, Fraction(0))
    slack = SUM_TOLERANCE if any(isinstance(value, float) for value in values) else Fraction(0)
    if abs(total - 1) > slack:
        raise GameError(f"probabilities of {player} add to {number(total)}: they must add to 1.")
    return tuple(value / total for value in exact)


def _over_one_denominator(values: Sequence[Fraction]) -> tuple[np.ndarray, int]:
    total = reduce(math.lcm, (value.denominator for value in values), 1)
    weights = np.empty(len(values), dtype=object)
    weights[:] = [value.numerator * (total // value.denominator) for value in values]
    return weights, total


def _to_float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value)
