"""Every equilibrium of a game with three players or more: support by support, cell by cell.

Actions that are never best replies go first (iterated strict dominance), and actions that make no
difference to anybody's choice are merged (`twins`). Then every support profile's product of
simplices is subdivided into cells (`kernels.cells`) until each is excluded by a combination of
payoff differences that no equilibrium allows, or holds at most one solution of the indifference
equations, which exact arithmetic settles (`closing`), or stays open and is returned.
Where players can change places one arrangement of each support profile is explored (`symmetry`).
No support profile is left out: the rule that a generic game's supports satisfy
``k_i - 1 <= sum of the others' (k_j - 1)`` (McKelvey and McLennan 1997) fails where it matters, in
degenerate games, and costs little to prove case by case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from typing import Any

import numpy as np

from ..._budget import Budget, Meter
from ...errors import GameError
from ...games.normal_form import NormalFormGame
from ...results.equilibria import Equilibria
from ..batch_pieces import Crew
from ..rationalizable import rationalizable
from .answer import assemble
from .closing import Found, Support
from .exact import IntegerPayoffs
from .exploring import EXCLUDED, LINE, OPEN, ROOT, SPLIT, Explorer, Piece
from .symmetry import Symmetry, moved
from .twins import find_twins

#: Blocks of support profiles for each thread: some have many more cells than others.
_BLOCKS = 16


@dataclass(frozen=True, slots=True)
class SupportSubdivision:
    """Method: all equilibria of three players or more, proved, by subdivision of supports.

    Claim ALL where every cell was excluded or settled; otherwise COVER, with what stayed open as
    regions. Settled exactly: equilibria at which the indifference equations have a nonsingular
    Jacobian, and polytopes of equilibria that differ in one player's strategy, while the others' is
    rational; both up to actions that make no difference to anybody's choice, which are merged
    first: what those stand for is listed by its vertices, as a component. Open stay other continua,
    and equilibria at which the Jacobian is singular.

    A step of the budget is one cell. Cost grows with the number of support profiles,
    ``prod (2**k_i - 1)``, and with the number of cells for each: about 0.1 s for random 4 x 4 x 4
    games, for which 7,000 cells are usual. Players who can change places without changing anyone's
    payoffs (actions matched by position) divide the work by up to n! for n of them; the answer and
    its certificate are the same. Where payoffs are sums over pairs of players, each support profile
    is one cell.

    Parameters
    ----------
    cells : int, default 16384
        Most cells for one support profile; what is open then is returned as regions. More make the
        regions of a continuum smaller, and separate solutions that are close together.
    threads : int, default 1
        Threads for the compiled loops; the answer does not depend on it. A budget of steps is
        worked off by one, so that it stops at the same place everywhere.
    progress : callable, optional
        Called as ``progress(support profiles done, support profiles)``, in the caller's thread.
    """

    cells: int = 16384
    threads: int = 1
    progress: Callable[[int, int], None] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        for name in ("cells", "threads"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise GameError(f"SupportSubdivision({name}={value!r}): give a whole number.")
        if self.progress is not None and not callable(self.progress):
            raise GameError(
                f"SupportSubdivision(progress={self.progress!r}): give a function of (done, total)."
            )

    def solve(self, game: NormalFormGame, budget: Budget) -> Equilibria:
        """Search within a budget; the status tells whether it sufficed."""
        if game.num_players < 3:
            raise GameError("SupportSubdivision is for three players or more.")
        meter = budget.start()
        reduced = rationalizable(game, budget=meter.left(), partial=True)
        twins = find_twins(game, reduced.actions)
        search = Search(game.subgame(twins.kept), self)
        search.run(meter)
        return assemble(game, reduced.rounds, twins, search, meter)


class Search:
    """The state of a search: what was found, what stayed open, and the log that proves it.

    Support profiles are independent of each other. They are explored in blocks, by threads or one
    after the other, and settled in order, so the log is the same for any number of threads.
    """

    def __init__(self, game: NormalFormGame, method: SupportSubdivision) -> None:
        self.payoffs = IntegerPayoffs(game)
        self.found = Found(self.payoffs)
        self.open: list[tuple[Support, Any]] = []
        self.log: list[Any] = []
        self.finished = False
        self._method = method
        self._symmetry = Symmetry(self.payoffs.tables)

    def run(self, meter: Meter) -> None:
        """Work until everything is done or the budget is spent."""
        threads = self._method.threads if meter.budget.steps is None else 1
        self.finished = True
        if threads == 1:
            explorer = Explorer(self.payoffs, self._method.cells)
            for run in self._symmetry.runs:
                self._take(explorer.pieces(*run, meter), meter)
        else:
            self._run_in_threads(threads, meter)
        self._rearrange()

    def _run_in_threads(self, threads: int, meter: Meter) -> None:
        idle: SimpleQueue[Explorer] = SimpleQueue()
        for _ in range(threads):
            idle.put(Explorer(self.payoffs, self._method.cells))

        def explore(first: int, end: int) -> list[Piece]:
            explorer = idle.get()
            try:
                return list(explorer.pieces(first, end, meter))
            finally:
                idle.put(explorer)

        with Crew(threads) as crew:
            try:
                begun = [crew.begin(explore, *block) for block in self._blocks(threads)]
                for block in begun:
                    pieces = crew.result(block)
                    self._take(pieces, meter)
            except BaseException:  # Ctrl-C: the crew waits for its threads
                meter.stop()
                raise

    def _blocks(self, threads: int) -> Iterator[tuple[int, int]]:
        """The support profiles to explore, in parts that take some time but not all of it."""
        number = sum(end - first for first, end in self._symmetry.runs)
        longest = -(-number // (_BLOCKS * threads))
        for first, end in self._symmetry.runs:
            for start in range(first, end, longest):
                yield start, min(start + longest, end)

    def _take(self, pieces: Iterable[Piece], meter: Meter) -> None:
        """Settle what was explored; the last piece of a block tells whether that is whole."""
        complete = False
        for piece in pieces:
            complete = piece.complete
            meter.count(len(piece.rows))
            self._settle(piece)
            if self._method.progress is not None and len(piece.rows):
                number = self._symmetry.runs[-1][1]
                self._method.progress(int(piece.rows[-1, 0]) + 1, number)
        self.finished = self.finished and complete

    def _settle(self, piece: Piece) -> None:
        rows = piece.rows
        for k, point, cell in zip(piece.special, piece.points, piece.cells, strict=True):
            support = self.support(int(rows[k, 0]))
            if rows[k, 1] != OPEN:
                whose = int(rows[k, 2]) if rows[k, 1] == LINE else None
                start = [point[i, : len(used)].tolist() for i, used in enumerate(support)]
                if whose is not None and whose >= len(support):
                    whose -= len(support)
                    rows[k, 2] = whose
                    settled = self.found.close_whatever(support, whose, start, cell)
                elif whose is not None and self._refused(support, whose, rows[k]):
                    continue
                else:
                    settled = self.found.close(support, whose, start, cell)
                if settled:
                    rows[k, 3] = len(self.found.closings) - 1
                    continue
                rows[k, 1] = OPEN
            self.open.append((support, cell))
        self.log.append(rows)

    def _rearrange(self) -> None:
        """Add what other arrangements of the support profiles hold, and the rows that say so."""
        if not self._symmetry.is_trivial and self.log:
            self._rearrange_found()
            if self.finished:  # otherwise they prove nothing
                self._rearrange_rows()
                self._rearrange_open()

    def _rearrange_rows(self) -> None:
        closings, rows = self.found.closings, np.concatenate(self.log)
        for places, chosen in self._symmetry.images(rows[:, 0]):
            others = self._symmetry.moved_rows(rows[chosen], places, (EXCLUDED, SPLIT, LINE))
            for k in np.flatnonzero((others[:, 1] == ROOT) | (others[:, 1] == LINE)).tolist():
                only, root = closings[others[k, 3]]
                others[k, 3] = len(closings)
                whose = None if only is None else places.index(only)
                closings.append((whose, replace(root, point=moved(root.point, places))))
            self.log.append(others)

    def _rearrange_found(self) -> None:
        found = self.found
        for support, held in list(found.roots.items()):
            for places in self._symmetry.rearrangements(support):
                found.roots[moved(support, places)] = [
                    (replace(root, point=moved(root.point, places)), regular)
                    for root, regular in held
                ]
        for (only, profile), strategies in list(found.polytopes.items()):
            marked = [(strategy, i == only) for i, strategy in enumerate(profile)]
            for places in self._symmetry.rearrangements(marked):
                key = places.index(only), moved(profile, places)
                found.polytopes.setdefault(key, strategies)

    def _rearrange_open(self) -> None:
        for support, cell in list(self.open):
            for places in self._symmetry.rearrangements(support):
                self.open.append((moved(support, places), cell[list(places)]))

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
