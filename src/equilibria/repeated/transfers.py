"""Repeated games with transfers, for all discount factors at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from .._format import number, table
from ..games.normal_form import NormalFormGame, require_game
from ..games.repeated import read_discount
from .deviations import Place, deviations
from .staircase import Level, improving, levels, optimal, payable_from


@dataclass(frozen=True, slots=True)
class TransfersRow:
    """What is optimal from one discount factor on.

    Attributes
    ----------
    discount : Fraction
        The least discount factor for which the row holds; 1 if there is none.
    liquidity : Fraction
        What the players gain from deviating, summed, at the most demanding profile of the row.
    joint : Fraction
        Largest sum of the players' equilibrium payoffs.
    threats : tuple of Fraction
        Each player's smallest equilibrium payoff.
    play : tuple of int
        Profile played in every period on the path, by action index.
    punishments : tuple of tuple of int
        Per player, the profile played once after it fails to pay.
    """

    discount: Fraction
    liquidity: Fraction
    joint: Fraction
    threats: tuple[Fraction, ...]
    play: Place
    punishments: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Transfers:
    """Pure-action subgame-perfect payoffs with transfers, at every common discount factor.

    At a discount factor in a row's interval the equilibrium payoffs are all ``u`` with
    ``sum(u) <= joint`` and ``u[i] >= threats[i]``.

    Attributes
    ----------
    stage : NormalFormGame
    rows : tuple of TransfersRow
        The optimal ones, by rising discount factor; each holds until the next begins. Below the
        first there is no equilibrium.
    steps : tuple of TransfersRow
        Every level of liquidity at which something improves, by rising liquidity, optimal or not.
    """

    stage: NormalFormGame
    rows: tuple[TransfersRow, ...]
    steps: tuple[TransfersRow, ...]
    _levels: tuple[Level, ...] = field(repr=False, compare=False)

    def at(self, discount: Any) -> TransfersRow | None:
        """The row that holds at a discount factor; None if there is no equilibrium.

        Raises
        ------
        GameError
            If it is not in [0, 1).
        """
        exact = read_discount(discount)
        held = [row for row in self.rows if row.discount <= exact]
        return held[-1] if held else None

    def critical_discount(self, sustain: Any) -> Fraction:
        """The least discount factor from which a pure profile can be played for ever; 1 if never.

        Without transfers no smaller one will do either.

        Raises
        ------
        GameError
            If the profile is not one action per player.
        """
        from .simple_profiles import read_place

        place = read_place(self.stage, sustain)
        return payable_from(self._levels, sum(deviations(self.stage).at(place)[2]))

    def __repr__(self) -> str:
        names = self.stage.actions
        head = ["from discount", "joint", *(f"threat {p}" for p in self.stage.players), "play"]
        lines = [[*head, *(f"punish {p}" for p in self.stage.players)]]
        for row in self.rows:
            shown = [
                "|".join(n[a] for n, a in zip(names, place, strict=True))
                for place in (row.play, *row.punishments)
            ]
            values = map(number, (row.discount, row.joint, *row.threats))
            lines.append([*values, *shown])
        return "\n".join(["Transfers", *table(lines)])


def with_transfers(stage: NormalFormGame) -> Transfers:
    """Solve a repeated game in which players can pay one another, for all discount factors.

    Parameters
    ----------
    stage : NormalFormGame
        Any number of players, who share one discount factor. Monitoring is perfect; before and
        after each play players may pay each other or burn money.

    Returns
    -------
    Transfers
        Exact. The payoffs without transfers, with or without public randomization, lie inside.

    Raises
    ------
    GameError
        If something else than a game is given.

    Notes
    -----
    Goldluecke and Kranz 2012 (Journal of Economic Theory 147): a profile can be played if and only
    if the sum of the gains from deviating is at most ``d / (1 - d)`` times what is at stake, the
    largest joint payoff less the sum of the threats. Cost: one sort of the profiles. Thread-safe.

    Examples
    --------
    >>> import equilibria as eq
    >>> A = [[10, 3, 0], [15, 7, -4], [7, 5, -15]]  # Abreu 1988
    >>> B = [list(column) for column in zip(*A)]
    >>> cournot = eq.NormalFormGame.bimatrix(A, B, actions=[["L", "M", "H"]] * 2)
    >>> eq.with_transfers(cournot)
    Transfers
      from discount  joint  threat Player 1  threat Player 2  play  punish Player 1  punish Player 2
      0                 14                7                7   M|M              M|M              M|M
      1/4               18                0                0   L|M              M|H              H|M
      1/3               20                0                0   L|L              M|H              H|M
    """
    require_game(stage, "with_transfers")
    return transfers_of(stage)


@lru_cache(maxsize=8)
def transfers_of(stage: NormalFormGame) -> Transfers:
    """The same for a stage game that is known to be one; a few recent ones are remembered."""
    tables = deviations(stage)
    needs = sum(tables.gains[1:], start=tables.gains[0])
    rewards = sum(tables.payoffs[1:], start=tables.payoffs[0])
    found = levels(_flat(needs), _flat(rewards), [_flat(best) for best in tables.best])

    def rows(chosen: Sequence[Level]) -> tuple[TransfersRow, ...]:
        return tuple(
            TransfersRow(
                level.discount,
                tables.fraction(level.need),
                tables.fraction(level.reward),
                tuple(map(tables.fraction, level.threats)),
                _place(level.played, stage.shape),
                tuple(_place(p, stage.shape) for p in level.punishments),
            )
            for level in chosen
        )

    return Transfers(stage, rows(optimal(found)), rows(improving(found)), found)


def _flat(array: np.ndarray) -> list[int]:
    values: list[int] = array.ravel().tolist()
    return values


def _place(position: int, shape: tuple[int, ...]) -> Place:
    return tuple(int(a) for a in np.unravel_index(position, shape))
