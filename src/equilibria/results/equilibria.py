"""A set of equilibria, with its status, its claim and its proof."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..games.normal_form import NormalFormGame
from ..games.profile import Profile
from .certificate import Certificate, equilibria_certificate, subdivision_certificate
from .dominance import Elimination
from .equilibrium import Equilibrium
from .region import Region
from .status import Claim, Status
from .subdivision import Subdivision

#: Equilibria printed by repr; the rest are counted.
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Stats:
    """How much work an answer was.

    Attributes
    ----------
    steps : int
        Units of work that the method counts against its budget.
    bases, vertices : int
        Bases and true vertices of the best-response polytopes that were met.
    seconds : float
        Wall time.
    """

    steps: int = 0
    bases: int = 0
    vertices: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Component:
    """A connected component of the set of equilibria.

    Attributes
    ----------
    members : tuple of int
        Which of the extreme equilibria lie in it, by position in the answer.
    index : int or None
        Its index; the indices of all components add to +1. None where it is not known: with three
        players or more, if several components are not regular equilibria.
    subsets : tuple of tuple of int, or None
        Its maximal Nash subsets (maximal sets of exchangeable equilibria), each as the positions
        of its extreme equilibria: the convex hulls of their strategies, taken player by player,
        consist of equilibria. None where their number was beyond the budget.
    """

    members: tuple[int, ...]
    index: int | None
    subsets: tuple[tuple[int, ...], ...] | None

    @property
    def is_point(self) -> bool:
        """Whether it is a single equilibrium."""
        return len(self.members) == 1


@dataclass(frozen=True, slots=True)
class Equilibria:
    """Equilibria of one game, in a canonical exact order (first actions first).

    Attributes
    ----------
    game : NormalFormGame
    equilibria : sequence of Equilibrium
        Also by ``len(r)``, ``r[0]`` and iteration.
    status : Status
        Why the method stopped.
    claim : Claim
        What is promised of the set.
    method : str
        Who found them.
    components : tuple of Component
        How they hang together; empty unless the claim is ALL.
    stats : Stats
        How much work it was.
    bases : pair of sequences of int, or None
        The proof that none is missing (two players): for each best-response polytope all
        lexicographically feasible bases, as bit masks of their tight labels. None for the second
        where the complement of every vertex of the first was examined instead.
    regions : tuple of Region
        Claim COVER: every equilibrium is listed, or lies in one of these.
    eliminations : tuple of tuple of Elimination
        Three players or more: the rounds of iterated dominance before the search.
    twins : tuple of tuple of tuple of int
        Three players or more: per player, groups of actions that were merged, for nobody's choice
        depends on which of them is played. Any sharing of their weight makes an equilibrium too.
    cells : Subdivision or None
        The proof that none is missing (three players or more): what happened to each cell.
    nearest : Profile or None
        Where a search ended without an equilibrium: the profile of least regret that it met.
    """

    game: NormalFormGame
    equilibria: Sequence[Equilibrium]
    status: Status
    claim: Claim
    method: str
    components: tuple[Component, ...] = ()
    stats: Stats = Stats()
    bases: tuple[Sequence[int], Sequence[int] | None] | None = field(default=None, compare=False)
    nearest: Profile | None = None
    regions: tuple[Region, ...] = ()
    eliminations: tuple[tuple[Elimination, ...], ...] = ()
    twins: tuple[tuple[tuple[int, ...], ...], ...] = ()
    cells: Subdivision | None = field(default=None, compare=False)

    def __len__(self) -> int:
        return len(self.equilibria)

    def __getitem__(self, k: int) -> Equilibrium:
        return self.equilibria[k]

    def __iter__(self) -> Iterator[Equilibrium]:
        return iter(self.equilibria)

    def certificate(self) -> Certificate:
        """Write down what proves the claim, for `equilibria.check` or anyone else to repeat.

        Nothing is computed anew; the size grows with the number of bases or cells.
        """
        if self.cells is not None:
            return subdivision_certificate(
                self.game,
                claim=self.claim.name,
                profiles=[e.profile.exact for e in self.equilibria],
                radii=[e.radius for e in self.equilibria],
                indices=[e.index for e in self.equilibria],
                rounds=self.eliminations,
                twins=self.twins,
                cells=self.cells,
            )
        return equilibria_certificate(
            self.game,
            claim=self.claim.name,
            profiles=[e.profile.exact for e in self.equilibria],
            components=[(c.members, c.index) for c in self.components],
            bases=self.bases,
        )

    def __repr__(self) -> str:
        count = f"{len(self)} equilibri" + ("um" if len(self) == 1 else "a")
        status = f" ({self.status.value})" if self.status is not Status.FINISHED else ""
        lines = [f"{count}, claim {self.claim.name}: {self.claim.value}{status}"]
        lines += [f"  {k}: {e!r}" for k, e in zip(range(_SHOWN), self.equilibria, strict=False)]
        if len(self) > _SHOWN:
            lines.append(f"  … and {len(self) - _SHOWN} more")
        large = [c for c in self.components if not c.is_point]
        for c in large[:_SHOWN]:
            members = ", ".join(map(str, c.members[:20])) + (", …" if len(c.members) > 20 else "")
            index = "" if c.index is None else f" of index {_signed(c.index)}"
            lines.append(f"  component{index}, spanned by {members}")
        lines += [f"  or inside {region!r}" for region in self.regions[:_SHOWN]]
        if len(self.regions) > _SHOWN:
            lines.append(f"  … and {len(self.regions) - _SHOWN} more regions")
        return "\n".join(lines)


def _signed(index: int) -> str:
    return f"{index:+d}" if index else "0"
