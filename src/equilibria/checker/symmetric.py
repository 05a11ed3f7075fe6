"""Is a list of symmetric equilibria complete? Proof by subdivision of one player's simplex.

All players can change places: that is verified first. Supports are those of one player, in the
order of their masks, and what happens to their cells is written as in `supports`, as if there were
one player; `diagonal` says why one strategy is enough. With D the derivative of gains along the
strategy that all play, and s actions in use, the index of a regular symmetric equilibrium of N
players is ``(-1)**(s-1) sign(det D)**N``, for the Jacobian of the game is the Kronecker product of
``J - I`` (J all ones) and ``D / (N - 1)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .diagonal import Diagonal
from .document import Document
from .multiaffine import Cell, Game, Support
from .reading_cells import Subdivision
from .replay import Search
from .supports import reduced, subgame
from .twins import require_copies
from .verdict import Clock, Refuted
from .zeros import Zero, require_inside


class Symmetric(Search):
    """The proof of a claim about symmetric equilibria."""

    def __init__(self, document: Document, clock: Clock) -> None:
        if document.subdivision is None:
            raise Refuted("the cells that would prove the claim are not there")
        self._proof: Subdivision = document.subdivision
        self._whole = Diagonal(Game(document.shape, document.payoffs))
        used = reduced(document, self._proof, clock)
        super().__init__(document, self._proof, subgame(document, used), used, clock)
        if any(actions != used[0] for actions in used):
            raise Refuted("actions are left out for some players and not for others")
        self._diagonal = Diagonal(self.game)

    def check_enclosed(
        self,
        document: Document,
        k: int,
        profile: tuple[tuple[Fraction, ...], ...],
        radius: Fraction,
    ) -> None:
        """Verify that an equilibrium, symmetric and with its support, is within a radius."""
        used, zero = _zero(profile, radius)
        self._whole.require_zero(used, zero)
        values, slack = self._whole.earned(used, zero)
        rivals = [
            a for a, v in enumerate(values) if a not in used and v - values[used[0]] >= -slack
        ]
        if min(zero.point[0]) <= zero.slack(0) or not self._whole.earn_as(used, rivals):
            raise Refuted(f"profile {k}: its ball may hold no equilibrium, only a zero")

    def check_indices(self) -> None:
        """Verify the indices that are given."""
        if len(self._proof.indices) != len(self.document.equilibria):
            raise Refuted("indices: there is not one per equilibrium, or null")
        for k, (profile, radius) in enumerate(self.listed.items()):
            index = self._proof.indices[k]
            if index is None:
                continue
            self.clock.look()
            used, zero = _zero(profile, radius)
            values, slack = self._whole.earned(used, zero)
            rivals = [v - values[used[0]] for a, v in enumerate(values) if a not in used]
            if max(rivals, default=-slack - 1) >= -slack:
                raise Refuted(f"profile {k} has an index, but an unused action may be a best reply")
            sign = self._whole.sign(used, zero) ** len(profile)
            if index == 0 or index != (-1) ** (len(used) - 1) * sign:
                raise Refuted(f"profile {k}: its index is not {index}")

    def check_complete(self) -> tuple[int, int]:
        """Verify the subdivision; return how many cells it has, and how many are open."""
        if any(len(set(profile)) > 1 for profile in self.document.equilibria):
            raise Refuted("an equilibrium is listed that is not symmetric")
        count = self._diagonal.actions
        if len(self._proof.supports) != (1 << count) - 1:
            raise Refuted(f"there are {(1 << count) - 1} supports, not {len(self._proof.supports)}")
        cells = left = 0
        for mask, records in enumerate(self._proof.supports, 1):
            left += self.replay((tuple(a for a in range(count) if mask >> a & 1),), records)
            cells += len(records)
        if left and self.document.claim == "ALL_SYMMETRIC":
            raise Refuted(f"{left} cells are open, and the claim is ALL_SYMMETRIC")
        require_copies(self.document, self._proof, self.clock, symmetric=True)
        return cells, left

    def excluded(self, support: Support, cell: Cell, c: Sequence[int]) -> None:
        """Verify that a combination is positive all over a cell, which equilibria forbid."""
        [used] = support
        unused = [v for a, v in enumerate(c) if a not in used]
        if len(c) != self._diagonal.actions or sum(c, 0) or min(unused, default=0) < 0:
            raise Refuted("a combination is not one that equilibria rule out")
        for row in self._diagonal.at_vertices(used, cell).values():
            if sum(w * v for w, v in zip(c, row, strict=True)) <= 0:
                raise Refuted("a combination does not exclude its cell")

    def settled(self, support: Support, cell: Cell, zero: Zero) -> None:
        """Verify that a zero is all that a cell may hold, and listed if it is an equilibrium."""
        [used], [strategy], slack = support, zero.point, zero.slack(0)
        self._diagonal.require_zero(used, zero)
        self._diagonal.contraction(used, cell.enlarged(), Fraction(1))
        require_inside(cell, zero)
        if any(p < -slack or p == 0 == slack for p in strategy):
            return  # outside, or with a smaller support
        values, change = self._diagonal.earned(used, zero)
        if max(values) - values[used[0]] > change:
            return  # no equilibrium: an unused action earns more
        everyone = self._diagonal.others + 1
        point = zero._replace(point=zero.point * everyone)
        self.require_listed(self._full(support * everyone, point), zero)


def _zero(
    profile: tuple[tuple[Fraction, ...], ...], radius: Fraction
) -> tuple[tuple[int, ...], Zero]:
    """The actions in use, and the point with its radius, if all play the same."""
    if len(set(profile)) > 1:
        raise Refuted("an equilibrium is listed that is not symmetric")
    used = tuple(a for a, p in enumerate(profile[0]) if p)
    return used, Zero(None, (tuple(p for p in profile[0] if p),), radius)
