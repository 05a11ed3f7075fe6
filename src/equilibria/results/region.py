"""A part of the strategy space about which nothing more could be proved."""

from __future__ import annotations

from dataclasses import dataclass

from ..games.normal_form import NormalFormGame


@dataclass(frozen=True, slots=True)
class Region:
    """A product of polytopes that may hold equilibria of one support profile.

    Attributes
    ----------
    game : NormalFormGame
    support : tuple of tuple of int
        Actions in use, by index: an equilibrium in here plays no others, and all of them, but of
        actions that make no difference to anybody (`Equilibria.twins`) perhaps only one.
    vertices : tuple of tuple of tuple of float
        Per player, the vertices of a polytope of strategies, each with one probability per action
        of the game; exact, for they are dyadic. A simplex, unless actions were merged.
    regret : float
        No profile in here has more regret, as a share of a player's payoff range. 0: every profile
        in here is an equilibrium.
    """

    game: NormalFormGame
    support: tuple[tuple[int, ...], ...]
    vertices: tuple[tuple[tuple[float, ...], ...], ...]
    regret: float

    @property
    def size(self) -> float:
        """Largest difference in a probability between two profiles in here."""
        columns = [c for simplex in self.vertices for c in zip(*simplex, strict=True)]
        return float(max(max(c) - min(c) for c in columns))

    def __repr__(self) -> str:
        used = "; ".join(
            f"{player}: {', '.join(names[a] for a in kept)}"
            for player, names, kept in zip(
                self.game.players, self.game.actions, self.support, strict=True
            )
        )
        return f"Region({used}; size {self.size:.2g}, regret at most {self.regret:.2g})"
