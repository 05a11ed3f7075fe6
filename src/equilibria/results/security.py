"""How far a player can be held down, or hold out, in one play of a game."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from .._format import number
from ..games.normal_form import NormalFormGame
from .certificate import Certificate, document, rational
from .status import Claim, Status


@dataclass(frozen=True, slots=True)
class SecurityLevel:
    """A player's minmax or maximin payoff, with the strategies that prove it.

    Attributes
    ----------
    game : NormalFormGame
    question : {'minmax', 'maximin'}
    player : str
        Label of the player held down (minmax) or holding out (maximin).
    kind : {'pure', 'mixed', 'correlated'}
        What the opponents may play (minmax), or the player (maximin).
    value : Fraction
        What the punishment leaves, or the strategy secures; the least or the most there is, where
        the claim is VALUE.
    weights : tuple of (tuple of int, Fraction)
        What the opponents play: joint actions by index, the player's own place left out, with
        their probabilities.
    strategy : tuple of Fraction or None
        Probabilities with which the player earns the value against everything; None for a pure
        minmax, which a player who moves first cannot always secure.
    status : Status
    claim : Claim
        VALUE: exact. `weights` and `strategy` prove it; where all play actions, a look at each.
        BRACKET: the minmax lies between `lower` and `value`.
    lower : Fraction or None
        The proved lower end of a bracket; None where the value is exact.
    tree : tuple of (str, tuple of int), or None
        What proves the lower end: cells of the opponents' mixtures, each before its two halves.
        ``("cut", (opponent, a, b))`` halves the edge between two vertices of an opponent's simplex,
        and the half that keeps a comes first; ``("held", weights)`` is a leaf, with the weights of
        the mixture that the player can answer with there.
    """

    game: NormalFormGame
    question: str
    player: str
    kind: str
    value: Fraction
    weights: tuple[tuple[tuple[int, ...], Fraction], ...]
    strategy: tuple[Fraction, ...] | None = None
    status: Status = Status.FINISHED
    claim: Claim = Claim.VALUE
    lower: Fraction | None = None
    tree: tuple[tuple[str, tuple[int, ...]], ...] | None = None

    @property
    def gap(self) -> Fraction:
        """How far the ends are apart; 0 where the value is exact."""
        return Fraction(0) if self.lower is None else self.value - self.lower

    @property
    def opponents(self) -> tuple[str, ...]:
        """Labels of the other players, in the game's order."""
        return tuple(name for name in self.game.players if name != self.player)

    @property
    def punishment(self) -> Mapping[tuple[str, ...], Fraction]:
        """What the opponents play: joint actions, by label in the game's order, to probability."""
        names = [a for p, a in zip(self.game.players, self.game.actions, strict=True)]
        del names[self.game.player_index(self.player)]
        return MappingProxyType(
            {tuple(n[a] for n, a in zip(names, place, strict=True)): p for place, p in self.weights}
        )

    @property
    def replies(self) -> tuple[str, ...]:
        """The player's best replies to the punishment."""
        i = self.game.player_index(self.player)
        table = self.game.exact_payoffs()[i]
        earned = [
            sum((p * table[(*at[:i], a, *at[i:])] for at, p in self.weights), Fraction(0))
            for a in range(self.game.shape[i])
        ]
        return tuple(self.game.actions[i][a] for a, v in enumerate(earned) if v == max(earned))

    def certificate(self) -> Certificate:
        """Write down the strategies that prove the value, for `equilibria.check`."""
        data = document("security level", self.game)
        data["question"], data["method"] = self.question, self.kind
        data["player"] = self.game.player_index(self.player)
        data["value"] = rational(self.value)
        data["punishment"] = [[list(place), rational(p)] for place, p in self.weights]
        if self.strategy is not None:
            data["strategy"] = [rational(p) for p in self.strategy]
        if self.lower is not None and self.tree is not None:
            data["lower"] = rational(self.lower)
            data["cells"] = [[what, list(n)] for what, n in self.tree]
        return Certificate(data)

    def __repr__(self) -> str:
        played = " + ".join(
            (f"{number(p)} " if p != 1 else "") + f"({', '.join(names)})"
            for names, p in list(self.punishment.items())[:6]
        )
        more = " + …" if len(self.weights) > 6 else ""
        held = f" held down by {played}{more}" if self.weights[0][0] else ""
        value = number(self.value)
        if self.lower is not None:
            value = f"{float(self.lower):.9g} to {float(self.value):.9g}"
        return f"{self.question} ({self.kind}) of {self.player}: {value}{held}"
