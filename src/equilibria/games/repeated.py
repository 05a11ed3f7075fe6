"""A game that is played again and again."""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from .._format import listed, number
from .._validate import exact_fraction
from ..errors import GameError
from .normal_form import NormalFormGame, require_game


@dataclass(frozen=True, slots=True, init=False, repr=False)
class RepeatedGame:
    """A stage game played in periods 0, 1, 2, … without end, with perfect monitoring.

    A player who discounts by ``d`` and earns ``u_t`` in period t values a path at
    ``(1 - d) * sum_t d**t * u_t``, in the units of the stage game.

    Parameters
    ----------
    stage : NormalFormGame
        Any number of players.
    discount : number, text, sequence or mapping
        One discount factor for all ('2/3', Fraction, int 0, or a float, which stands for the
        dyadic rational that it is), or one per player in the stage's order, or a mapping from
        player labels. Each in [0, 1).

    Attributes
    ----------
    stage : NormalFormGame
    discounts : tuple of Fraction
        One per player.

    Raises
    ------
    GameError
        All complaints in one message, each naming player and value.

    Examples
    --------
    >>> import equilibria as eq
    >>> stage = eq.NormalFormGame.bimatrix([[2, 0], [3, 1]], [[2, 3], [0, 1]])
    >>> eq.RepeatedGame(stage, "2/3").discounts
    (Fraction(2, 3), Fraction(2, 3))
    >>> eq.RepeatedGame(stage, ["1/2", 0.75]).common is None
    True
    """

    stage: NormalFormGame
    discounts: tuple[Fraction, ...]

    def __init__(self, stage: NormalFormGame, discount: Any) -> None:
        require_game(stage, "RepeatedGame")
        object.__setattr__(self, "stage", stage)
        object.__setattr__(self, "discounts", _read(discount, stage.players))

    @property
    def common(self) -> Fraction | None:
        """The discount factor that all players share, or None where they differ."""
        first = self.discounts[0]
        return first if all(d == first for d in self.discounts) else None

    @property
    def players(self) -> tuple[str, ...]:
        """Labels of the players."""
        return self.stage.players

    @property
    def num_players(self) -> int:
        """Number of players."""
        return self.stage.num_players

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.stage, self.discounts)

    def __repr__(self) -> str:
        if self.common is not None:
            shown = number(self.common)
        else:
            pairs = zip(self.players, self.discounts, strict=True)
            shown = ", ".join(f"{player}: {number(d)}" for player, d in pairs)
        return f"RepeatedGame(discount {shown})\n{self.stage!r}"


def read_discount(value: Any, whose: str = "discount") -> Fraction:
    """Take one discount factor exactly.

    Raises
    ------
    GameError
        If it is no number, or outside [0, 1).
    """
    try:
        exact = exact_fraction(value)
    except ValueError as reason:
        raise GameError(f"{whose} is {value!r:.60}: {reason}.") from None
    if not 0 <= exact < 1:
        raise GameError(
            f"{whose} is {number(exact)}: a discount factor is at least 0 and less than 1."
        )
    return exact


def _read(discount: Any, players: tuple[str, ...]) -> tuple[Fraction, ...]:
    if isinstance(discount, Mapping):
        unknown = [name for name in discount if name not in players]
        missing = [name for name in players if name not in discount]
        if unknown or missing:
            wrong = f"no player is called {unknown[0]!r}" if unknown else f"{missing[0]} has none"
            raise GameError(f"discount: {wrong}; the players are {listed(players)}.")
        return _each([discount[name] for name in players], players)
    single = isinstance(discount, (str, numbers.Number, np.generic))
    if isinstance(discount, np.ndarray) and discount.ndim == 0:
        discount, single = discount.item(), True
    if single or not isinstance(discount, (Sequence, np.ndarray)):
        return (read_discount(discount),) * len(players)
    if len(discount) != len(players):
        raise GameError(
            f"discount: {len(discount)} values for {len(players)} players; "
            "give one for all, or one per player."
        )
    return _each(list(discount), players)


def _each(values: Sequence[Any], players: tuple[str, ...]) -> tuple[Fraction, ...]:
    read: list[Fraction] = []
    complaints: list[str] = []
    for value, player in zip(values, players, strict=True):
        try:
            read.append(read_discount(value, f"discount of {player}"))
        except GameError as error:
            complaints += error.complaints
    if complaints:
        raise GameError(complaints)
    return tuple(read)
