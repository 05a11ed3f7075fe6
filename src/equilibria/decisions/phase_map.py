"""The verb `phase_map`: which regime holds where, over two parameters, with proof.

The rectangle is cut into boxes. A box is proved where the sign of every comparison that matters is
the same over all of it: because balls that hold every payoff over the box say so, or because
payoffs are affine in each of the two parameters over the box and the signs agree at its corners (a
function that is affine in each of two variables takes its extremes there). Whatever is not proved
is cut in four, until the boundary is thin; what remains is left undecided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from .._budget import Budget
from .._format import number
from ..errors import BudgetExceeded, GameError
from ..results.status import Status
from .cells import Cells, check_family, solve_cells
from .faces import PayoffBatch, batch, boxes, multiaffine
from .family import Family
from .parameter import read_value
from .regimes import as_regime, codes_of, compare, label_cells, settle
from .statements import Statement, follows_from_order

#: Boxes whose payoffs are worked out at once.
_PIECE = 1 << 11

#: Instead of a regime, where nothing is proved.
UNDECIDED = -1


@dataclass(frozen=True, slots=True, eq=False)
class PhaseMap:
    """Regimes over a rectangle of two parameters.

    Attributes
    ----------
    parameters : (str, str)
    units : (str, str)
    low, high : ndarray of object (Fraction), shape (boxes, 2)
        Corners of the boxes, which tile the rectangle; neighbours share an edge.
    regime : ndarray of int32, shape (boxes,)
        Index into `regimes` where proved for the whole box (its edges included), else UNDECIDED.
    sampled : ndarray of int32, shape (boxes,)
        The regime at the centre of the box: for undecided boxes a sample, not a proof. -1 where
        the model refuses the values, or the budget was spent.
    regimes : tuple
        `Regime` each; or the values of the statement.
    held : mapping from parameter to Fraction
        The values of all other parameters: other values, another map.
    about : str
        What a proof is about.
    status : Status
    evaluated : int
        Boxes looked at.
    """

    parameters: tuple[str, str]
    units: tuple[str, str]
    low: np.ndarray
    high: np.ndarray
    regime: np.ndarray
    sampled: np.ndarray
    regimes: tuple[Any, ...]
    held: Mapping[str, Fraction] = field(repr=False)
    about: str
    status: Status
    evaluated: int

    @property
    def area(self) -> np.ndarray:
        """Each box's share of the rectangle, exact."""
        sides = self.high - self.low
        whole = self.high.max(axis=0) - self.low.min(axis=0)
        share: np.ndarray = sides[:, 0] * sides[:, 1] / (whole[0] * whole[1])
        return share

    @property
    def proved_share(self) -> Fraction:
        """Share of the area whose regime is proved, exact."""
        return Fraction(sum(self.area[self.regime != UNDECIDED].tolist(), Fraction(0)))

    def share(self, regime: int) -> Fraction:
        """Share of the area in which a regime is proved, exact: a lower bound."""
        return Fraction(sum(self.area[self.regime == regime].tolist(), Fraction(0)))

    def at(self, first: Any, second: Any) -> Any:
        """The proved regime at a point; None where it is undecided."""
        point = [read_value(first), read_value(second)]
        inside = (self.low <= point).all(axis=1) & (self.high >= point).all(axis=1)
        if not inside.any():
            raise GameError(f"({first}, {second}) is outside the map.")
        found = self.regime[inside].max()
        return None if found == UNDECIDED else self.regimes[found]

    def __repr__(self) -> str:
        status = "" if self.status is Status.FINISHED else f" ({self.status.value})"
        return (
            f"PhaseMap of {self.parameters[0]} and {self.parameters[1]}: {len(self.regimes)} "
            f"regimes, {float(self.proved_share):.2%} of the area proved, {len(self.low)} "
            f"boxes{status}"
        )


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
    parameters; without either nothing is proved and the map is one of samples. A regime is proved
    where strict dominance, box-wide, leaves at most two actions a player (`regimes`); elsewhere
    maps of statements still work. No region is lost: a region that the proofs do not reach is
    undecided, never painted over.

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
        done: list[tuple[Any, ...]] = []
        regime: list[int] = []
        for level in range(depth + 1):
            failed: list[tuple[Any, ...]] = []
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

    # ---- proof

    def prove(self, piece: Sequence[tuple[Any, ...]]) -> tuple[list[int], np.ndarray]:
        """The regime of each box, or UNDECIDED; and where cutting it cannot help.

        It cannot where the model refuses every corner.
        """
        columns = {
            name: ([box[2 * k] for box in piece], [box[2 * k + 1] for box in piece])
            for k, name in enumerate(self.names)
        }
        corners = [
            batch(self.family, {n: columns[n][s] for n, s in zip(self.names, sides, strict=True)},
                  **self.held)
            for sides in ((0, 0), (0, 1), (1, 0), (1, 1))
        ]  # fmt: skip
        refused = ~np.logical_or.reduce([corner.is_known for corner in corners])
        if not self.family.is_exact or any(corner.errors is None for corner in corners):
            return [UNDECIDED] * len(piece), refused
        within = boxes(self.family, columns, **self.held)
        bilinear = multiaffine(self.family, columns, **self.held)
        with np.errstate(all="ignore"):
            sure, payoffs, stuck = self.signs(corners, within, bilinear)
        where = np.flatnonzero(sure)
        found = np.full(len(piece), UNDECIDED, np.int32)
        found[where] = self.label([table[where] for table in payoffs])
        return found.tolist(), refused | stuck

    def signs(
        self, corners: list[PayoffBatch], within: PayoffBatch | None, bilinear: np.ndarray
    ) -> tuple[np.ndarray, tuple[np.ndarray, ...], np.ndarray]:
        """Which boxes are proved, payoffs of one game in each, and where cutting cannot help.

        That is where every sign is known and still does not decide the regime.
        """
        bilinear = bilinear & np.logical_and.reduce([corner.is_known for corner in corners])
        prove = self.regimes if self.statement is None else self.truths
        # Two proofs, never mixed: each has payoffs that it is about, a corner's or the midpoints.
        sure, stuck = prove(corners, bilinear)
        payoffs = corners[0].payoffs
        if within is not None:
            also, without = prove([within], within.is_known)
            payoffs = tuple(
                np.where(sure.reshape(-1, *[1] * (a.ndim - 1)), a, b)
                for a, b in zip(payoffs, within.payoffs, strict=True)
            )
            sure, stuck = sure | also, stuck | without
        return sure, payoffs, stuck & ~sure

    def regimes(
        self, given: list[PayoffBatch], allowed: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Which boxes have one regime, by signs that hold in all given; and which never will."""
        if len(self.family.players) != 2:
            raise GameError(
                "phase_map: regimes are proved for two players; give a statement for more."
            )
        better, tied = [], []
        for i in (0, 1):
            found = [compare(g.payoffs[i], _errors(g)[i], i) for g in given]
            better.append(np.logical_and.reduce([above for above, _ in found]) & allowed)
            tied.append(np.logical_and.reduce([same for _, same in found]) & allowed)
        known = np.ones_like(allowed)
        for above, same in zip(better, tied, strict=True):
            for a, b in combinations(range(len(above)), 2):
                known &= (above[a, b] | above[b, a] | same[a, b]).all(axis=0)
        return settle(better, tied), known

    def truths(
        self, given: list[PayoffBatch], allowed: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """The same for a statement."""
        assert self.statement is not None
        sure = allowed.copy()
        for i, here, there in self.statement.comparisons(self.family.game_at(self.values)):
            signs = [_sign(g, i, here, there) for g in given]
            sure &= np.logical_and.reduce([sign == signs[0] for sign in signs]) & (signs[0] != 2)
        return sure, np.zeros_like(sure)

    def label(self, payoffs: list[np.ndarray]) -> list[int]:
        """The regimes of games that are decided, numbered."""
        if not len(payoffs[0]):
            return []
        if self.statement is not None:
            return [self.truth([table[k] for table in payoffs]) for k in range(len(payoffs[0]))]
        from ..solvers.batch import nash_batch

        answer = nash_batch(*payoffs, budget=Budget(None))
        codes = codes_of([answer.x_support, answer.y_support])
        label, kinds = label_cells(answer.counts, codes)
        return [self.kinds.setdefault(kinds[k], len(self.kinds)) for k in label.tolist()]

    def truth(self, tables: list[np.ndarray]) -> int:
        from ..games.normal_form import NormalFormGame

        assert self.statement is not None
        game = NormalFormGame(tables, self.family.players, self.family.actions)
        if not follows_from_order(self.statement, game):
            return UNDECIDED
        return self.kinds.setdefault(self.statement.holds(game), len(self.kinds))

    # ---- result

    def result(
        self, every: list[tuple[Any, ...]], found: list[int], reached: int, meter: Any,
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
            about="exact payoffs" if self.family.is_exact else "nothing: samples of floats only",
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
            numbers = [self.kinds.setdefault(kind, len(self.kinds)) for kind in cells.kinds]
            return [numbers[k] if k >= 0 else UNDECIDED for k in cells.regime.tolist()]
        out = []
        for here in zip(*columns.values(), strict=True):
            try:
                game = self.family.game_at({**self.values, **dict(zip(columns, here, strict=True))})
                truth = self.statement.holds(game)
                out.append(self.kinds.setdefault(truth, len(self.kinds)))
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


def _sign(found: PayoffBatch, i: int, here: tuple[int, ...], there: tuple[int, ...]) -> np.ndarray:
    """Sign of one comparison in many games; 2 where it is not proved."""
    from .balls import Balls

    every: tuple[Any, ...] = (slice(None),)
    one, other = (
        Balls(found.payoffs[i][every + place], _errors(found)[i][every + place])
        for place in (here, there)
    )
    return (one - other).signs()


def _errors(found: PayoffBatch) -> tuple[np.ndarray, ...]:
    assert found.errors is not None
    return found.errors


def _quarters(box: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    a, b, c, d = box
    x, y = (a + b) / 2, (c + d) / 2
    return [(a, x, c, y), (a, x, y, d), (x, b, c, y), (x, b, y, d)]
