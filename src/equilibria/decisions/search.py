"""One parameter varied, the others held: the search behind thresholds and break-even values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from .._budget import Meter
from .._format import number
from ..errors import BudgetExceeded, GameError
from ..games.normal_form import NormalFormGame
from .family import Family, Values
from .kleene import YES
from .line import Line
from .ordinal import Ordinal
from .statements import Statement, follows_from_order

#: Points at which an interval is looked at where mixed equilibria may change, and the halvings of a
#: change that is met.
INSIDE, NARROW = 8, 34


@dataclass(frozen=True, slots=True)
class Bracket:
    """One value of a parameter at which a statement changes.

    Attributes
    ----------
    parameter : str
    lower, upper : Fraction
        The change lies between them; equal where it is known exactly.
    before, after : bool or None
        The truth (or what is stated: a number of equilibria, a regime) below and above (at `lower`
        and `upper` if they differ); None where the model refuses the value, or where the truth is
        not known.
    at : bool or None
        The truth at the value itself, where that is known exactly.
    method : str
        'closed form' or 'bisection'.
    complete : bool
        Whether the answer it belongs to is proved to hold every change in the range. Bisection
        proves a change inside each bracket, not that there are no others.
    held : mapping
        The values at which the other parameters were held.
    """

    parameter: str
    lower: Fraction
    upper: Fraction
    before: Any
    after: Any
    at: Any
    method: str
    complete: bool
    held: Mapping[str, Fraction]

    @property
    def exact(self) -> bool:
        """Whether the value is known exactly."""
        return self.lower == self.upper

    @property
    def value(self) -> Fraction:
        """The value, or the middle of the bracket."""
        return (self.lower + self.upper) / 2

    def __repr__(self) -> str:
        where = (
            number(self.value) if self.exact else f"[{number(self.lower)}, {number(self.upper)}]"
        )
        return f"Bracket({self.parameter} {where}: {self.before} -> {self.after}, {self.method})"


class BuilderFailed(GameError):
    """The builder's code failed; it did not refuse the values."""


def game_of(family: Family, values: Values, name: str) -> NormalFormGame:
    """The game at some values, of which one parameter varies; GameError whatever is raised."""
    try:
        return family.game_at(values)
    except GameError:
        raise
    except Exception as error:
        raise BuilderFailed(
            f"{name}: the builder failed at {number(values[name])} "
            f"({type(error).__name__}: {error}); GameError is how it refuses a value."
        ) from error


def grid(low: Fraction, high: Fraction, steps: int) -> list[Fraction]:
    """Equally spaced points, both ends included."""
    return [low + (high - low) * k / steps for k in range(steps + 1)]


class Search:
    """One parameter varied, the others held."""

    def __init__(
        self, family: Family, name: str, statement: Statement, values: Values, meter: Meter
    ) -> None:
        self.family, self.name, self.statement = family, name, statement
        self.values, self.meter = dict(values), meter
        self.held = {key: value for key, value in values.items() if key != name}
        self.found: list[Bracket] = []
        #: Truths worked out beforehand.
        self.known: dict[Fraction, bool] = {}
        #: Whether the closed form is proved to find every change.
        self.complete = True

    def game(self, value: Fraction) -> NormalFormGame:
        """The game at one value; BudgetExceeded once the budget is spent."""
        if not self.meter.step():
            raise BudgetExceeded(
                f"thresholds in {self.name}: the budget of {self.meter.spent_by} was spent after "
                f"{self.meter.steps} evaluations; raise it, or narrow the range.",
                tuple(self.found),
            )
        return game_of(self.family, {**self.values, self.name: value}, self.name)

    def truth(self, value: Fraction) -> Any:
        """The truth at one value; None where these values make no market."""
        if value in self.known:
            return self.known[value]
        try:
            game = self.game(value)
        except BuilderFailed:
            raise
        except GameError:
            return None
        return self.statement.holds(game)

    # ---- bisection

    def bisect(self, points: Sequence[Fraction], width: Fraction) -> list[Bracket]:
        """Halve every step of a grid over which the truth changes."""
        truths = [self.truth(point) for point in points]
        for k in range(len(points) - 1):
            if truths[k] != truths[k + 1]:
                self.found.append(
                    self.halve(points[k], points[k + 1], truths[k], truths[k + 1], width)
                )
        return self.found

    def halve(
        self,
        lower: Fraction,
        upper: Fraction,
        before: Any,
        after: Any,
        width: Fraction,
    ) -> Bracket:
        """Halve one step until it is narrow; both ends stay evaluated exactly."""
        while upper - lower > width:
            middle = (lower + upper) / 2
            truth = self.truth(middle)
            if truth == before:
                lower = middle
            else:
                upper, after = middle, truth
        return Bracket(self.name, lower, upper, before, after, None, "bisection", False, self.held)

    # ---- closed form

    def solve(self, breaks: Sequence[Fraction], low: Fraction, high: Fraction) -> list[Bracket]:
        """Solve for every change: within each affine piece, and at the points between pieces."""
        points = [low, *sorted(set(breaks)), high]
        cells: list[Cell] = []
        for k, (a, b) in enumerate(pairwise(points)):
            if k:
                cells.append(Cell.of(a, self.truth(a)))
            cells += self.piece(a, b)
        # A change at an end of the range is one too: the end itself against its neighbourhood.
        cells = [Cell.of(low, self.truth(low)), *cells, Cell.of(high, self.truth(high))]
        first, last = (Cell(None, *[cells[k].first] * 2) for k in (0, -1))
        cells = [first, *cells, last]
        for before, here, after in zip(cells[0::2], cells[1::2], cells[2::2], strict=False):
            if here.point is not None and not before.last == here.first == after.first:
                self.found.append(
                    Bracket(
                        self.name, here.point, here.point, before.last, after.first, here.first,
                        "closed form", True, self.held,
                    )
                )  # fmt: skip
        self.found = [replace(b, complete=self.complete) for b in self.found]
        self.found.sort(key=lambda b: (b.lower, b.upper))
        return self.found

    def piece(self, a: Fraction, b: Fraction) -> list[Cell]:
        """The truth between the roots of all differences that matter, and at each of them."""
        s, t = a + (b - a) / 3, a + (b - a) * 2 / 3
        try:
            first, second = self.game(s), self.game(t)
        except BuilderFailed:
            raise
        except GameError:
            self.complete = False  # values make no market there, nor perhaps in all of the piece
            return [Cell(None, None, None)]
        line = Line(first, second, s, t)
        pairs = list(self.statement.comparisons(first))
        roots = line.roots(pairs, a, b)
        if isinstance(self.statement, Ordinal):
            truths = self.statement.truth(first, line.signs(pairs, roots, (a + b) / 2))
            known = np.broadcast_to(truths == YES, 2 * len(roots) + 1).tolist()
            return [
                Cell(roots[k // 2] if k % 2 else None, truth, truth)
                for k, truth in enumerate(known)
            ]
        cells: list[Cell] = []
        for k, (p, q) in enumerate(pairwise([a, *roots, b])):
            if k:
                cells.append(Cell.of(p, self.statement.holds(line.at(p))))
            cells.append(self.interval(line, p, q))
        return cells

    def interval(self, line: Line, p: Fraction, q: Fraction) -> Cell:
        """What is stated inside an interval in which no difference changes its sign."""
        middle = line.at((p + q) / 2)
        if follows_from_order(self.statement, middle):
            truth = self.statement.holds(middle)
            return Cell(None, truth, truth)
        # Mixed equilibria may come and go here; look, but promise nothing.
        self.complete = False
        inner = [p + (q - p) * k / (2 * INSIDE) for k in range(1, 2 * INSIDE, 2)]
        truths = [self.statement.holds(line.at(x)) for x in inner]
        for (x, before), (y, after) in pairwise(zip(inner, truths, strict=True)):
            if before != after:
                self.found.append(self.narrow(line, x, y, before, after))
        return Cell(None, truths[0], truths[-1])

    def narrow(self, line: Line, x: Fraction, y: Fraction, before: Any, after: Any) -> Bracket:
        """Halve an interval over which the truth changes, without the builder."""
        width = (y - x) / 2**NARROW
        while y - x > width:
            middle = (x + y) / 2
            truth = self.statement.holds(line.at(middle))
            if truth == before:
                x = middle
            else:
                y, after = middle, truth
        return Bracket(self.name, x, y, before, after, None, "bisection", False, self.held)


class Cell(NamedTuple):
    """A point with its truth, or an interval (no point) with the truth at its two ends."""

    point: Fraction | None
    first: Any
    last: Any

    @classmethod
    def of(cls, point: Fraction, truth: Any) -> Cell:
        """A point."""
        return cls(point, truth, truth)
