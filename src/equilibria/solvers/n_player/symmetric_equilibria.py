"""Every symmetric equilibrium of a game whose players can all change places.

One strategy x is looked for, which is a best reply to everyone else's playing it: a simplex instead
of a product of simplices, 2**k - 1 supports instead of that to the power of the number of players,
and polynomials in k - 1 unknowns. Cells of the simplex are excluded, or hold at most one solution,
or are split, as in `support_subdivision` (`kernels.diagonal`); solutions are proved in whole
numbers (`roots`), and nothing is lost by looking at the diagonal alone (`diagonal`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Any

import numpy as np

from ..._budget import Budget, Meter
from ...errors import GameError
from ...games.normal_form import NormalFormGame
from ...games.profile import Profile
from ...results.equilibria import Equilibria, Stats
from ...results.equilibrium import Equilibrium
from ...results.region import Region
from ...results.status import Claim, Status
from ...results.subdivision import Subdivision
from .closing import is_inside, sign
from .diagonal import Diagonal, SymmetricPayoffs
from .exact import IntegerPayoffs, over_common
from .exploring import OPEN, ROOT, SPLIT
from .roots import Root, find_root, same_root
from .symmetry import Symmetry
from .twins import find_twins

#: Multiplications between two looks at the budget: some tens of milliseconds.
_WORK = 10_000_000

#: Bound on regret: what its floats' rounding is rounded up to.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class SymmetricEquilibria:
    """Method: all symmetric equilibria of players who can all change places, proved.

    Two players or more, with the same actions, matched by position; changing places must leave
    everyone's payoffs as they are, up to each player's unit and zero. A symmetric equilibrium
    always exists (Nash 1951).

    Claim ALL_SYMMETRIC: every equilibrium in which all play the same strategy is listed. Where a
    continuum of them, or a singular one, stays open, COVER_SYMMETRIC: it lies in one of the
    regions. Nothing is promised of other equilibria. Those listed are equilibria of the game, with
    the index that they have there. Actions that make no difference to anybody's choice are merged
    first (see `SupportSubdivision`): what is listed gives each weight to one of them, and any
    sharing, the same for all players, is a symmetric equilibrium too.

    A step of the budget is one cell. Cost grows with the number of supports, 2**k - 1, and with the
    number of ways in which the others can choose, not with the number of profiles: eight players
    with three actions take some milliseconds.

    Parameters
    ----------
    cells : int, default 131072
        Most cells for one support; what is open then is returned as regions.
    """

    cells: int = 131072

    def __post_init__(self) -> None:
        if isinstance(self.cells, bool) or not isinstance(self.cells, int) or self.cells < 1:
            raise GameError(f"SymmetricEquilibria(cells={self.cells!r}): give a whole number.")

    def solve(self, game: NormalFormGame, budget: Budget) -> Equilibria:
        """Search within a budget; the status tells whether it sufficed.

        Raises
        ------
        GameError
            If some players cannot change places, who are named.
        """
        meter = budget.start()
        payoffs = IntegerPayoffs(game)
        classes = Symmetry(payoffs.tables).classes
        if len(classes) > 1:
            raise GameError(
                "SymmetricEquilibria is for players who can all change places: with the same "
                "actions, in the same order, and payoffs that depend on what is played, not on who "
                f"plays it. {game.players[classes[0][0]]} and {game.players[classes[1][0]]} cannot."
            )
        twins = find_twins(game, [range(count) for count in game.shape], symmetric=True)
        kept = twins.kept
        if kept[0] != tuple(range(game.shape[0])):
            payoffs = IntegerPayoffs(game.subgame(kept))
        search = _Search(game, kept[0], SymmetricPayoffs(payoffs), self.cells)
        finished = search.run(meter)
        return twins.tell_apart(search.answer(meter, finished))


class _Search:
    """What was found, and what stayed open."""

    def __init__(
        self,
        game: NormalFormGame,
        kept: tuple[int, ...],
        payoffs: SymmetricPayoffs,
        limit: int,
    ) -> None:
        self._game, self._kept, self._payoffs, self._limit = game, kept, payoffs, limit
        self._found: list[Equilibrium] = []
        self._open: list[Region] = []
        self._log: list[Any] = []
        self._zeros: list[Root] = []
        # A payoff is summed over each of the others' actions in turn; see `kernels.separation`.
        self._error = 2.0**-52 * (1 + payoffs.others * (payoffs.actions + 1))

    def run(self, meter: Meter) -> bool:
        """Go through all supports; False if the budget is spent."""
        for mask in range(1, 1 << self._payoffs.actions):
            used = tuple(a for a in range(self._payoffs.actions) if mask >> a & 1)
            if not self._explore(used, meter):
                return False
        return True

    def _explore(self, used: tuple[int, ...], meter: Meter) -> bool:
        from ...kernels import diagonal as kernel

        size, n, actions = len(used), self._payoffs.others, self._payoffs.actions
        table = np.ascontiguousarray(self._payoffs.restricted(used)[1])
        plus, count = self._payoffs.multisets(size)
        queue = np.empty((self._limit + 2, size, size))
        queue[0] = np.eye(size)
        state = np.array([0, 1, self._limit], np.int64)
        work = actions * (comb(n + 2 * size - 1, n) * size + 4 * actions * int(count[n]))
        rows = max(1, min(512, _WORK // work))
        log = np.zeros((rows, 2 + actions), np.int64)
        points, cells = np.zeros((rows, size)), np.zeros((rows, size, size))
        system = Diagonal(self._payoffs, used)
        roots: list[tuple[Root, bool]] = []
        done = granted = rows
        while done == granted:
            granted = meter.grant(rows)
            if not granted:
                break
            part = log[:granted] if granted == rows else log[:granted].copy()
            done = kernel.explore(
                table, np.array(used), plus, count, self._error, queue, state, part, points, cells
            )
            meter.count(done)
            for k in np.flatnonzero(part[:done, 0] >= ROOT).tolist():
                zero = None
                if part[k, 0] == ROOT:
                    zero = _close(system, roots, [points[k].tolist()], cells[k])
                if zero is None:
                    part[k, 0] = OPEN
                    self._open.append(self._region(used, cells[k]))
                else:
                    part[k, 1] = len(self._zeros)
                    self._zeros.append(zero)
            self._log.append(self._rows(used, part[:done]))
        self._found += [self._equilibrium(used, root, regular) for root, regular in roots]
        return granted > 0

    def _rows(self, used: tuple[int, ...], part: Any) -> Any:
        """Rows of the log, as `Subdivision` has them, as if there were one player."""
        actions = self._payoffs.actions
        rows = np.zeros((len(part), 4 + max(actions, 3)), np.int64)
        rows[:, 0] = sum(1 << a for a in used) - 1
        rows[:, 1], rows[:, 3], rows[:, 4 : 4 + actions] = part[:, 0], part[:, 1], part[:, 2:]
        split = part[:, 0] == SPLIT
        rows[split, 4], rows[split, 5:7] = 0, part[split, 2:4]
        return rows

    def _equilibrium(self, used: tuple[int, ...], root: Root, regular: bool) -> Equilibrium:
        strategy = [Fraction(0)] * self._game.shape[0]
        for a, p in zip(used, root.point[0], strict=True):
            strategy[self._kept[a]] = p
        players, unknowns = self._payoffs.players, len(used) - 1
        one = tuple(strategy), root.slack(0)
        # The sign of D's determinant is that of B's; root.sign is of minus D.
        index = (-1) ** unknowns * ((-1) ** unknowns * root.sign) ** players
        return Equilibrium(
            Profile(self._game, (one[0],) * players),
            index if regular else None,
            (one,) * players if root.radius else None,
            root.radius,
        )

    def _region(self, used: tuple[int, ...], cell: Any) -> Region:
        from ...kernels import diagonal as kernel

        size, players = len(used), self._payoffs.players
        support = tuple(self._kept[a] for a in used)
        simplex = np.zeros((size, self._game.shape[0]))
        simplex[:, list(support)] = cell
        table = np.ascontiguousarray(self._payoffs.restricted(used)[1])
        plus, count = self._payoffs.multisets(size)
        earned, work = np.empty(table.shape), np.empty((len(count), int(count[-1])))
        chosen = np.empty(len(count), np.int64)
        for own, out in zip(table, earned, strict=True):
            kernel.coefficients(own, plus, count, cell, work, chosen, out)
        regret = float((earned.max(axis=0) - earned[list(used)].min(axis=0)).max())
        vertices = tuple(map(tuple, simplex.tolist()))
        return Region(
            self._game, (support,) * players, (vertices,) * players, min(1.0, regret + _ROUNDING)
        )

    def answer(self, meter: Meter, finished: bool) -> Equilibria:
        """Put it together."""
        if not finished:
            claim = Claim.AT_LEAST_ONE if self._found else Claim.NONE
        else:
            claim = Claim.COVER_SYMMETRIC if self._open else Claim.ALL_SYMMETRIC
        zeros = tuple((None, root.point, root.radius) for root in self._zeros if finished)
        spent = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
        return Equilibria(
            game=self._game,
            equilibria=tuple(sorted(self._found, key=lambda e: e.profile.exact, reverse=True)),
            status=Status.FINISHED if finished else spent,
            claim=claim,
            method="SymmetricEquilibria",
            stats=Stats(steps=meter.steps, seconds=meter.seconds),
            regions=tuple(self._open) if finished else (),
            # What was not finished proves nothing about what is not listed.
            cells=Subdivision(self._log if finished else (), zeros, self._payoffs.actions),
        )


def _close(
    system: Diagonal, roots: list[tuple[Root, bool]], start: Sequence[Sequence[float]], cell: Any
) -> Root | None:
    """Settle a cell with at most one solution, and return that; None if it stays open."""
    root = find_root(system, start)
    if root is None or not is_inside(system, root, cell[None]):
        return None
    signs = [sign(p, root.slack(0)) for p in root.point[0]]
    if -1 in signs or (0 in signs and not root.radius):
        return root  # outside, or of a smaller support
    weights, [total] = over_common(root.point)
    earned = system.earned(weights)
    slack = _change(system, root) * total**system.factors
    slacks = [
        sign(value - earned[system.supports[0][0]], slack)
        for a, value in enumerate(earned)
        if a not in system.supports[0]
    ]
    if 1 in slacks:
        return root  # some unused action earns more
    if None in signs or None in slacks:
        return None
    same = [same_root(root, other) for other, _ in roots]
    if None in same:
        return None
    if True in same:
        return roots[same.index(True)][0]
    roots.append((root, 0 not in slacks))
    return root


def _change(system: Diagonal, root: Root) -> Fraction:
    """How much differences between two actions' payoffs may change within a zero's ball."""
    norm = sum(map(abs, root.point[0]), Fraction(0))
    move = 2 * (len(root.point[0]) - 1) * root.radius
    n = system.factors
    return ((norm + move) ** n - norm**n) * system.payoffs.range
