"""What happens to the cells of a support, as a certificate tells it, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .document import Document
from .exclusion import require_excluded
from .lines import check_line, require_fixed
from .multiaffine import Cell, Game, Support
from .numbers import Strategy
from .reading_cells import Subdivision
from .verdict import Clock, Refuted
from .zeros import Zero, earned, require_none, require_only_one, require_zero


class Search:
    """Follows what happens to cells."""

    def __init__(
        self,
        document: Document,
        proof: Subdivision,
        game: Game,
        used: list[list[int]],
        clock: Clock,
    ) -> None:
        self.game, self.used, self.clock, self.document = game, used, clock, document
        self.zeros = [Zero(*zero) for zero in proof.zeros]
        self.listed = dict(zip(document.equilibria, proof.radii, strict=True))

    def replay(self, support: Support, records: Sequence[Sequence[int]]) -> int:
        """Follow what happens to one support profile's cells; return how many are open."""
        queue = [Cell.whole(support)]
        left = 0
        for done, record in enumerate(records):
            self.clock.look()
            if done >= len(queue):
                raise Refuted("more happens to a support's cells than there are")
            kind, *rest = record
            if kind == 0:
                self.excluded(support, queue[done], rest)
            elif kind == 1 and len(rest) == 3:
                j, b, d = rest
                inside = 0 <= j < len(support) and 0 <= min(b, d) < max(b, d) < len(support[j])
                if not inside:
                    raise Refuted("a cell is split at an edge that it does not have")
                queue += queue[done].halves(j, b, d)
            elif kind == 2 and len(rest) == 2:
                self.settled(support, queue[done], self._zero(support, *rest))
            elif kind == 3 and not rest:
                left += 1
            else:
                raise Refuted(f"{record!r:.60} is not something that happens to a cell")
        if len(records) != len(queue):
            raise Refuted("a cell is missing: nothing happens to it")
        return left

    def excluded(self, support: Support, cell: Cell, c: Sequence[int]) -> None:
        """Verify that a cell is excluded."""
        require_excluded(self.game, support, cell, c)

    def _zero(self, support: Support, only: int, k: int) -> Zero:
        if not 0 <= k < len(self.zeros):
            raise Refuted("a cell is settled by a zero that is not listed")
        zero = self.zeros[k]
        if (-1 if zero.only is None else zero.only) != only or len(zero.point) != len(support):
            raise Refuted("a cell is settled by another kind of zero")
        return zero

    def settled(self, support: Support, cell: Cell, zero: Zero) -> None:
        """Verify that a zero is all that a cell may hold, and listed if it is an equilibrium."""
        only = -1 if zero.only is None else zero.only
        if only >= 0 and zero.radius:
            require_none(self.game, support, cell, zero)
            return
        require_zero(self.game, support, zero)
        if only >= 0:
            require_fixed(self.game, support, cell, zero)
        else:
            require_only_one(self.game, support, cell, zero)
        for j, strategy in enumerate(zero.point):
            slack = zero.slack(j)
            if j != only and any(p < -slack or p == 0 == slack for p in strategy):
                return  # outside, or with a smaller support
        for i, actions in enumerate(support):
            if only not in (-1, i):
                continue
            values, slack = earned(self.game, support, zero, i)
            if max(values) - values[actions[0]] > slack:
                return  # no equilibrium: an unused action earns more
        if only >= 0:
            check_line(self.game, support, zero, self._full(support, zero), self.used, self.listed)
            return
        self.require_listed(self._full(support, zero), zero)

    def require_listed(self, profile: tuple[Strategy, ...], zero: Zero) -> None:
        """Verify that an equilibrium is listed, with the zero's radius."""
        if profile not in self.listed or self.listed[profile] != zero.radius:
            raise Refuted("an equilibrium is missing: a cell's zero may be one, and is not listed")

    def _full(self, support: Support, zero: Zero) -> tuple[tuple[Fraction, ...], ...]:
        """The point as a profile of the whole game."""
        profile = []
        for i, strategy in enumerate(zero.point):
            full = [Fraction(0)] * self.document.shape[i]
            for a, p in zip(support[i], strategy, strict=True):
                full[self.used[i][a]] = p
            profile.append(tuple(full))
        return tuple(profile)
