"""What survives iterated elimination, and the trace of how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from ..games.normal_form import NormalFormGame
from .status import Claim, Status


@dataclass(frozen=True, slots=True)
class Elimination:
    """One action eliminated.

    Attributes
    ----------
    player, action : str
        Labels.
    weights : tuple of (str, Fraction)
        The dominator: actions and their probabilities; it earns more against everything that
        survived the earlier rounds.
    margin : Fraction
        The least by which it earns more, in payoff units; positive.
    """

    player: str
    action: str
    weights: tuple[tuple[str, Fraction], ...]
    margin: Fraction

    @property
    def mixture(self) -> Mapping[str, Fraction]:
        """The dominator as a mapping from actions to probabilities."""
        return MappingProxyType(dict(self.weights))

    @property
    def dominator(self) -> str:
        """The dominator in words: a label, or '1/2 a + 1/2 b'."""
        if len(self.weights) == 1:
            return self.weights[0][0]
        return " + ".join(f"{p} {a}" for a, p in self.weights)


@dataclass(frozen=True, slots=True)
class Rationalizable:
    """The survivors of iterated elimination of strictly dominated actions.

    Attributes
    ----------
    game : NormalFormGame
        The game that was given.
    actions : tuple of tuple of int
        Surviving actions, per player, by index in the given game; never empty.
    rounds : tuple of tuple of Elimination
        The trace. All actions that are dominated in a round leave together.
    status : Status
    claim : Claim
        COVER: every Nash equilibrium plays survivors only.
    """

    game: NormalFormGame
    actions: tuple[tuple[int, ...], ...]
    rounds: tuple[tuple[Elimination, ...], ...]
    status: Status = Status.FINISHED
    claim: Claim = Claim.COVER

    @property
    def survivors(self) -> Mapping[str, tuple[str, ...]]:
        """Labels of the surviving actions, by player."""
        labels = (
            tuple(names[a] for a in kept)
            for names, kept in zip(self.game.actions, self.actions, strict=True)
        )
        return MappingProxyType(dict(zip(self.game.players, labels, strict=True)))

    @property
    def reduced(self) -> NormalFormGame:
        """The game among survivors."""
        return self.game.subgame(self.actions)

    @property
    def is_solved(self) -> bool:
        """Whether one action per player survives: then it is the only equilibrium."""
        return all(len(kept) == 1 for kept in self.actions)

    def __repr__(self) -> str:
        lines = []
        for k, leaving in enumerate(self.rounds, 1):
            lines += [
                f"  round {k}: {e.player} drops {e.action} (worse than {e.dominator})"
                for e in leaving
            ]
        kept = "; ".join(f"{p}: {', '.join(a)}" for p, a in self.survivors.items())
        count = sum(map(len, self.rounds))
        return "\n".join([f"Rationalizable: {count} eliminated; left {kept}", *lines])
