"""The verb `phase_map`: which regime holds where, over two parameters, with proof.

The rectangle is cut into boxes. A box is proved or not (`box_proofs`); whatever is not proved is
cut in four, until the boundary is thin; what remains is left undecided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from .._budget import Budget
from .._format import number
from ..errors import BudgetExceeded, GameError
from ..results.status import Status
from .box_proofs import Box, Proofs, truths_at
from .cells import Cells, check_family, solve_cells
from .family import EXACT, Family
from .mapped import UNDECIDED, PhaseMap
from .parameter import read_value
from .regimes import as_regime, codes_of, label_cells
from .statements import Statement, follows_from_order, is_ordinal

#: Boxes whose payoffs are worked out at once.
_PIECE = 1 << 11


def phase_map(
    family: Family,
    first: str,
    second: str,
    *,
    statement: Statement | None = None,
    ranges: Mapping[str, tuple[Any, Any]] | None = None,
    cells: int = 16,
    depth: int = 5,
    budget: Budget | None = None,
    partial: bool = False,
    **held: Any,
) -> PhaseMap:
    """Map the regimes over two parameters, proved box by box.

    Parameters
    ----------
    family : Family
    first, second : str
        The parameters that vary; all others are held at today's values, or at those in `held`.
    statement : Statement, optional
        Map the truth of a statement instead of the set of equilibria.
    ranges : mapping from parameter to (low, high), optional
        Default: the parameters' ranges.
    cells : int
        Boxes a side at first.
    depth : int
        How often a box may be halved each way: the boundary ends up ``2**-depth`` of a box thick.
    budget : Budget, optional
        Default: 60 seconds. A step is one box.
    partial : bool, default False
        When the budget is spent, return the map so far; what is not reached is undecided.

    Returns
    -------
    PhaseMap
        It states the proved share of its area.

    Raises
    ------
    GameError
        For parameters that are unknown or equal, or a reversed range.
    BudgetExceeded
        With the map so far as ``.partial``.

    Notes
    -----
    Proofs need a builder that encloses (`Family.enclose`) or payoffs affine in each of the two
    parameters; without either nothing is proved and the map is one of samples. A regime of two
    players is proved where strict dominance, box-wide, leaves at most two actions a player
    (`regimes`), or where every pair of supports is excluded or proved (`supports`, up to 5 x 5
    actions; degenerate games stay undecided). For more players map a statement: it is proved where
    the comparisons that are known all over the box decide it, whatever the others.
    No region is lost: a region that the proofs do not reach is undecided, never painted over.

    Examples
    --------
    >>> import equilibria as eq
    >>> def entry(p, q):
    ...     return [[q, p], [0, 0]], [[q, 0], [p, 0]]
    >>> family = eq.Family.from_function(
    ...     entry,
    ...     [
    ...         eq.Parameter("p", 2, 1, 4, "USD", "assumed"),
    ...         eq.Parameter("q", "-1/3", -2, 1, "USD", "assumed"),
    ...     ],
    ...     exact=True, enclose=True, affine=["p", "q"],
    ... )
    >>> eq.phase_map(family, "p", "q")
    PhaseMap of p and q: 2 regimes, 99.80% of the area proved, 1744 boxes
    """
    check_family(family, "phase_map")
    if first == second:
        raise GameError(f"phase_map: give two different parameters, not {first!r} twice.")
    for name in (first, second):
        if name in held:
            raise GameError(f"{name}: both varied and held; give one of the two.")
        if name not in family.parameters:
            family.values(**{name: 0})  # raises, with a suggestion
    if statement is not None and not is_ordinal(statement):
        raise GameError(
            f"phase_map: {statement.describe()}: its truth does not follow from comparisons of "
            "payoffs, so no box can be proved; ask for thresholds instead."
        )
    for what, value in (("cells", cells), ("depth", depth)):
        if isinstance(value, bool) or not isinstance(value, int) or value < (what == "cells"):
            raise GameError(f"phase_map: {what}={value!r}; give a whole number.")
    return _Map(family, (first, second), statement, dict(ranges or {}), held).draw(
        cells, depth, budget or Budget(), partial
    )


class _Map:
    def __init__(
        self,
        family: Family,
        names: tuple[str, str],
        statement: Statement | None,
        ranges: Mapping[str, tuple[Any, Any]],
        held: dict[str, Any],
    ) -> None:
        self.family, self.names, self.statement = family, names, statement
        self.values = family.values(**held)
        self.held = {n: self.values[n] for n in held}
        self.ends: list[tuple[Fraction, Fraction]] = []
        stray = [name for name in ranges if name not in names]
        if stray:
            raise GameError(f"ranges: {', '.join(stray)} does not vary here.")
        for name in names:
            p = family.parameters[name]
            low, high = map(read_value, ranges.get(name, (p.low, p.high)))
            if not low < high:
                raise GameError(f"{name}: the range [{number(low)}, {number(high)}] is empty.")
            for end in (low, high):
                family.values(**{name: end})
            self.ends.append((low, high))
        self.proofs = Proofs(family, names, statement, self.values, self.held)
        self.kinds: dict[Any, int] = {}

    def draw(self, cells: int, depth: int, budget: Budget, partial: bool) -> PhaseMap:
        """Prove and cut, level by level."""
        meter = budget.start()
        lines = [[low + (high - low) * k / cells for k in range(cells + 1)]
                 for low, high in self.ends]  # fmt: skip
        pending = [
            (lines[0][i], lines[0][i + 1], lines[1][j], lines[1][j + 1])
            for i in range(cells)
            for j in range(cells)
        ]
        done: list[Box] = []
        regime: list[int] = []
        for level in range(depth + 1):
            failed: list[Box] = []
            while pending:
                granted = meter.grant(min(len(pending), _PIECE))
                if not granted:
                    break
                piece, pending = pending[:granted], pending[granted:]
                meter.count(granted)
                found, hopeless = self.prove(piece)
                for box, kind, never in zip(piece, found, hopeless, strict=True):
                    if kind != UNDECIDED or level == depth or never:
                        done.append(box)
                        regime.append(kind)
                    else:
                        failed.append(box)
            if pending:
                pending = failed + pending
                break
            pending = [quarter for box in failed for quarter in _quarters(box)]
        regime += [UNDECIDED] * len(pending)
        return self.result(done + pending, regime, len(done), meter, partial)

    def prove(self, piece: Sequence[Box]) -> tuple[list[int], np.ndarray]:
        """The regime of each box, or UNDECIDED; and where cutting it cannot help."""
        proved = self.proofs.prove(piece)
        where = np.flatnonzero(proved.sure)
        found = np.full(len(piece), UNDECIDED, np.int32)
        if proved.truth is not None:
            found[where] = [self.kind(truth) for truth in proved.truth[where].tolist()]
        elif len(where):
            found[where] = self.label([table[where] for table in proved.payoffs])
        return found.tolist(), proved.hopeless

    def label(self, payoffs: list[np.ndarray]) -> list[int]:
        """The regimes of games that are decided, numbered."""
        if self.statement is not None:
            return [self.value([table[k] for table in payoffs]) for k in range(len(payoffs[0]))]
        from ..solvers.batch import nash_batch

        answer = nash_batch(*payoffs, budget=Budget(None))
        codes = codes_of([answer.x_support, answer.y_support])
        label, kinds = label_cells(answer.counts, codes)
        return [self.kind(kinds[k]) for k in label.tolist()]

    def value(self, tables: list[np.ndarray]) -> int:
        """What a statement that takes a value says of one game."""
        from ..games.normal_form import NormalFormGame

        assert self.statement is not None
        game = NormalFormGame(tables, self.family.players, self.family.actions)
        if not follows_from_order(self.statement, game):
            return UNDECIDED
        return self.kind(self.statement.holds(game))

    def kind(self, regime: Any) -> int:
        """The number of a regime, given at its first appearance."""
        return self.kinds.setdefault(regime, len(self.kinds))

    # ---- result

    def result(
        self, every: list[Box], found: list[int], reached: int, meter: Any,
        partial: bool,
    ) -> PhaseMap:  # fmt: skip
        """The map; undecided boxes are sampled at their centres."""
        regime = np.array(found, np.int32)
        sampled = regime.copy()
        open_ones = [k for k in range(reached) if found[k] == UNDECIDED]
        centres = {
            name: [(every[k][2 * i] + every[k][2 * i + 1]) / 2 for k in open_ones]
            for i, name in enumerate(self.names)
        }
        if open_ones:
            columns = {name: np.array(centre, dtype=object) for name, centre in centres.items()}
            sampled[open_ones] = self.sample(columns)
        order = self.order()
        values = list(self.kinds)
        low, high = (np.array([[b[k], b[k + 2]] for b in every], dtype=object) for k in (0, 1))
        status = Status.FINISHED
        if meter.spent_by is not None:
            status = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
        units = tuple(self.family.parameters[n].unit for n in self.names)
        place = np.empty(len(values) + 1, np.int32)
        place[-1] = UNDECIDED
        for new, old in enumerate(order):
            place[old] = new
        answer = PhaseMap(
            parameters=self.names,
            units=(units[0], units[1]),
            low=low,
            high=high,
            regime=place[regime],
            sampled=place[sampled],
            regimes=tuple(self.spelt(values[k]) for k in order),
            held={n: v for n, v in self.values.items() if n not in self.names},
            about=EXACT if self.family.is_exact else "nothing: samples of floats only",
            status=status,
            evaluated=meter.steps,
        )
        if status is not Status.FINISHED and not partial:
            raise BudgetExceeded(
                f"phase_map: {status.value} after {meter.steps} boxes, with "
                f"{float(answer.proved_share):.1%} of the area proved. {status.advice}",
                answer,
            )
        return answer

    def sample(self, columns: Mapping[str, np.ndarray]) -> list[int]:
        """Regimes at some points."""
        if self.statement is None:
            cells: Cells = solve_cells(self.family, columns, self.held)
            numbers = [self.kind(kind) for kind in cells.kinds]
            return [numbers[k] if k >= 0 else UNDECIDED for k in cells.regime.tolist()]
        out = []
        truths = truths_at(self.family, self.statement, columns, **self.held)
        for truth, *here in zip(truths, *columns.values(), strict=True):
            if truth is not None:
                out.append(self.kind(truth))
                continue
            try:
                game = self.family.game_at({**self.values, **dict(zip(columns, here, strict=True))})
                out.append(self.kind(self.statement.holds(game)))
            except Exception:
                out.append(UNDECIDED)
        return out

    def order(self) -> list[int]:
        """The regimes in an order that does not depend on who was found first."""
        values = list(self.kinds)
        if self.statement is None:
            return sorted(range(len(values)), key=lambda k: (len(values[k]), values[k]))
        return sorted(range(len(values)), key=lambda k: str(values[k]))

    def spelt(self, kind: Any) -> Any:
        if self.statement is not None:
            return kind
        return as_regime(kind, self.family.players, self.family.actions)


def _quarters(box: Box) -> list[Box]:
    a, b, c, d = box
    x, y = (a + b) / 2, (c + d) / 2
    return [(a, x, c, y), (a, x, y, d), (x, b, c, y), (x, b, y, d)]
