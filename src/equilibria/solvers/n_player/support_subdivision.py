"""Every equilibrium of a game with three players or more: support by support, cell by cell.

Actions that are never best replies go first (iterated strict dominance). Then every support
profile's product of simplices is subdivided into cells (`kernels.cells`) until each is excluded by
a combination of payoff differences that no equilibrium allows, or holds at most one solution of the
indifference equations, which exact arithmetic settles (`closing`), or stays open and is returned.
No support profile is left out: the rule that a generic game's supports satisfy
``k_i - 1 <= sum of the others' (k_j - 1)`` (McKelvey and McLennan 1997) fails where it matters, in
degenerate games, and costs little to prove case by case.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from ..._budget import Budget, Meter
from ...errors import GameError
from ...games.normal_form import NormalFormGame
from ...results.equilibria import Equilibria
from ..rationalizable import rationalizable
from .answer import assemble
from .closing import Found, Support
from .exact import IntegerPayoffs

#: Multiplications between two looks at the budget: some tens of milliseconds.
_WORK = 10_000_000


@dataclass(frozen=True, slots=True)
class SupportSubdivision:
    """Method: all equilibria of three players or more, proved, by subdivision of supports.

    Claim ALL where every cell was excluded or settled; otherwise COVER, with what stayed open as
    regions. Settled exactly: equilibria at which the indifference equations have a nonsingular
    Jacobian, and polytopes of equilibria that differ in one player's strategy, while the others' is
    rational. Open stay other continua, and equilibria at which the Jacobian is singular.

    A step of the budget is one cell. Cost grows with the number of support profiles,
    ``prod (2**k_i - 1)``, and with the number of cells for each: about 0.1 s for random 4 x 4 x 4
    games, for which 7,000 cells are usual.

    Parameters
    ----------
    cells : int, default 16384
        Most cells for one support profile; what is open then is returned as regions. More make the
        regions of a continuum smaller, and separate solutions that are close together.
    """

    cells: int = 16384

    def __post_init__(self) -> None:
        if isinstance(self.cells, bool) or not isinstance(self.cells, int) or self.cells < 1:
            raise GameError(f"SupportSubdivision(cells={self.cells!r}): give a whole number.")

    def solve(self, game: NormalFormGame, budget: Budget) -> Equilibria:
        """Search within a budget; the status tells whether it sufficed."""
        if game.num_players < 3:
            raise GameError("SupportSubdivision is for three players or more.")
        meter = budget.start()
        reduced = rationalizable(game, budget=meter.left(), partial=True)
        search = Search(reduced.reduced, self.cells)
        search.run(meter)
        return assemble(game, reduced, search, meter)


class Search:
    """The state of a search: what was found, what stayed open, and the log that proves it."""

    def __init__(self, game: NormalFormGame, limit: int) -> None:
        from ...kernels import cells

        self._kernel = cells
        self.payoffs = IntegerPayoffs(game)
        self.found = Found(self.payoffs)
        self.open: list[tuple[Support, Any]] = []
        self.log: list[Any] = []
        self.finished = False
        players, most = game.num_players, max(game.shape)
        self._shape = np.array(game.shape, dtype=np.int64)
        self._queue = np.empty((limit + 2, players, most, most))
        self._state = np.array([0, 0, 0, limit], dtype=np.int64)
        size = prod(game.shape) * sum(game.shape) ** 2
        length = max(1, min(512, _WORK // size))
        self._rows = np.zeros((length, 4 + sum(game.shape)), dtype=np.int64)
        self._points = np.zeros((length, players, most))
        self._cells = np.zeros((length, players, most, most))

    def run(self, meter: Meter) -> None:
        """Work until everything is done or the budget is spent."""
        while not self.finished:
            granted = meter.grant(len(self._rows))
            if not granted:
                return
            rows = self._rows if granted == len(self._rows) else self._rows[:granted].copy()
            done = self._kernel.explore(
                self.payoffs.floats,
                self._shape,
                self._queue,
                self._state,
                rows,
                self._points,
                self._cells,
            )
            meter.count(done)
            self.finished = done < granted
            self._settle(rows[:done])

    def _settle(self, rows: Any) -> None:
        kernel = self._kernel
        for k in np.flatnonzero(rows[:, 1] >= kernel.ROOT).tolist():
            support = self.support(int(rows[k, 0]))
            if rows[k, 1] != kernel.OPEN:
                only = int(rows[k, 2]) if rows[k, 1] == kernel.LINE else None
                start = [self._points[k, i, : len(used)].tolist() for i, used in enumerate(support)]
                if only is not None and self._refused(support, only, rows[k]):
                    continue
                if self.found.close(support, only, start, self._cells[k]):
                    rows[k, 3] = len(self.found.closings) - 1
                    continue
                rows[k, 1] = kernel.OPEN
            self.open.append((support, self._cells[k].copy()))
        self.log.append(rows.copy())

    def _refused(self, support: Support, only: int, row: Any) -> bool:
        """Whether the others are pure and player `only` is not indifferent; log why."""
        if any(len(used) > 1 for j, used in enumerate(support) if j != only):
            return False
        place = [slice(None) if j == only else used[0] for j, used in enumerate(support)]
        earned = self.payoffs.tables[only][tuple(place)].tolist()
        worst = min(support[only], key=lambda a: earned[a])
        best = max(range(len(earned)), key=lambda a: earned[a])
        if earned[best] == earned[worst]:
            return False
        offset = 4 + sum(self.payoffs.shape[:only])
        row[1:] = 0
        row[offset + best], row[offset + worst] = 1, -1
        return True

    def support(self, number: int) -> Support:
        """The support profile of a number."""
        chosen = []
        for count in reversed(self.payoffs.shape):
            number, mask = divmod(number, (1 << count) - 1)
            chosen.append(tuple(a for a in range(count) if mask + 1 >> a & 1))
        return tuple(reversed(chosen))
