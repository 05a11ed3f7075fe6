"""Is a list of equilibria complete? Proof by subdivision, support profile by support profile.

An equilibrium has one support profile: the actions that its players use. For each of them (in the
order of a number whose digits, the last player's first, are the masks of actions less 1, to the
base ``2**k - 1``) the certificate lists what happens to cells, first in, first out, starting with
the whole product of simplices:

    [0, c, ...]           excluded: sum of c[i, a] * (payoff of a to i) > 0 at every vertex, where c
                          adds to 0 for each player and is negative for actions in use only. At an
                          equilibrium that sum is at most 0, for used actions earn the most.
    [1, j, b, d]          split at the midpoint of the edge between vertices b and d of player j
    [2, i or -1, k]       settled: it has at most one zero of the indifference equations (of player
                          i alone, as a function of the others' strategies), and that is `zeros[k]`
    [3]                   open: allowed if the claim is COVER

Payoffs are each player's as a share of its range. Actions that iterated strict dominance removes
are in no support, nor are those that are merged into a twin (`twins`).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from .document import Document
from .elimination import eliminate, flat
from .exclusion import require_excluded
from .lines import check_line
from .multiaffine import Cell, Game, Support
from .reading_cells import Subdivision
from .twins import merge, require_copies
from .verdict import Clock, Refuted
from .zeros import Zero, earned, require_none, require_only_one, require_zero


def check_subdivision(document: Document, clock: Clock) -> tuple[int, int]:
    """Verify the subdivision; return how many cells it has, and how many are open."""
    if document.subdivision is None:
        raise Refuted("the cells that would prove the claim are not there")
    proof = document.subdivision
    kept = merge(document, proof, eliminate(document, proof), clock)
    used = [[a for a in range(k) if a in kept[i]] for i, k in enumerate(document.shape)]
    tables = [
        [table[flat(document.shape, place)] for place in product(*used)]
        for table in document.payoffs
    ]
    game = Game([len(actions) for actions in used], tables)
    search = _Search(document, proof, game, used, clock)
    number = 1
    for count in game.shape:
        number *= (1 << count) - 1
    if len(proof.supports) != number:
        raise Refuted(f"there are {number} support profiles, not {len(proof.supports)}")
    cells = left = 0
    for k, records in enumerate(proof.supports):
        left += search.replay(_support(k, game.shape), records)
        cells += len(records)
    if left and document.claim == "ALL":
        raise Refuted(f"{left} cells are open, and the claim is ALL")
    require_copies(document, proof, clock)
    return cells, left


class _Search:
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
                require_excluded(self.game, support, queue[done], rest)
            elif kind == 1 and len(rest) == 3:
                j, b, d = rest
                inside = 0 <= j < len(support) and 0 <= min(b, d) < max(b, d) < len(support[j])
                if not inside:
                    raise Refuted("a cell is split at an edge that it does not have")
                queue += queue[done].halves(j, b, d)
            elif kind == 2 and len(rest) == 2:
                self._settled(support, queue[done], *rest)
            elif kind == 3 and not rest:
                left += 1
            else:
                raise Refuted(f"{record!r:.60} is not something that happens to a cell")
        if len(records) != len(queue):
            raise Refuted("a cell is missing: nothing happens to it")
        return left

    def _settled(self, support: Support, cell: Cell, only: int, k: int) -> None:
        if not 0 <= k < len(self.zeros):
            raise Refuted("a cell is settled by a zero that is not listed")
        zero = self.zeros[k]
        if (-1 if zero.only is None else zero.only) != only or len(zero.point) != len(support):
            raise Refuted("a cell is settled by another kind of zero")
        if only >= 0 and zero.radius:
            require_none(self.game, support, cell, zero)
            return
        require_zero(self.game, support, zero)
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
        profile = self._full(support, zero)
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


def _support(number: int, shape: Sequence[int]) -> Support:
    chosen = []
    for count in reversed(shape):
        number, mask = divmod(number, (1 << count) - 1)
        chosen.append(tuple(a for a in range(count) if mask + 1 >> a & 1))
    return tuple(reversed(chosen))
