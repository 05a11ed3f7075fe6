"""One Nash equilibrium."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..games.profile import Profile


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """One Nash equilibrium of a game.

    Attributes
    ----------
    profile : Profile
        The strategies; ``equilibrium["Ann"]`` gives one player's probabilities by action.
    index : int or None
        +1 or -1 where the equilibrium is regular; None where it lies in a larger component or is
        isolated but not regular: there the component's index counts.
    enclosure : None
        Reserved for irrational equilibria (three or more players); None where exact.
    """

    profile: Profile
    index: int | None = None
    enclosure: None = None

    @property
    def exact(self) -> tuple[tuple[Fraction, ...], ...]:
        """Exact probabilities, per player and action."""
        return self.profile.exact

    @property
    def payoffs(self) -> tuple[float, ...]:
        """Expected payoffs, per player."""
        return self.profile.payoffs

    @property
    def regret(self) -> float:
        """Largest gain from deviating, as a share of that player's payoff range; evaluated anew."""
        return self.profile.regret

    @property
    def support(self) -> tuple[tuple[int, ...], ...]:
        """Indices of the actions played with positive probability, per player."""
        return self.profile.support

    @property
    def is_pure(self) -> bool:
        """Whether every player plays one action for sure."""
        return self.profile.is_pure

    def __getitem__(self, player: int | str) -> Mapping[str, Fraction]:
        return self.profile[player]

    def __repr__(self) -> str:
        index = "" if self.index is None else f", index {self.index:+d}"
        return f"Equilibrium({repr(self.profile)[8:-1]}{index})"
