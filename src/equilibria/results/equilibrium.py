"""One Nash equilibrium."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..games.profile import Profile

Enclosure = tuple[tuple[tuple[Fraction, ...], Fraction], ...]


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """One Nash equilibrium of a game.

    Attributes
    ----------
    profile : Profile
        The strategies; ``equilibrium["Ann"]`` gives one player's probabilities by action. Where the
        equilibrium is irrational these are the midpoints of its enclosure, and so are the payoffs
        and the (tiny) regret theirs.
    index : int or None
        +1 or -1 where the equilibrium is regular; None where it lies in a larger component or is
        isolated but not regular: there the component's index counts.
    enclosure : tuple of (midpoints, radius), or None
        Where the equilibrium is irrational (three or more players): per player the midpoints, by
        action, and a radius, all fractions. Exactly one equilibrium with this support lies that
        near; where the radius is zero the probabilities are exact. None where all are exact.
    radius : Fraction
        The enclosure's radius for every action in use but each player's first; 0 where exact.
    """

    profile: Profile
    index: int | None = None
    enclosure: Enclosure | None = None
    radius: Fraction = Fraction(0)

    @property
    def exact(self) -> tuple[tuple[Fraction, ...], ...] | None:
        """Exact probabilities, per player and action; None where they are irrational."""
        return self.profile.exact if self.enclosure is None else None

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
        inside = "" if self.enclosure is None else f", enclosed within {float(self.radius):.0e}"
        return f"Equilibrium({repr(self.profile)[8:-1]}{index}{inside})"
