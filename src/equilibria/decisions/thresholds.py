"""Where a statement about a family of games begins or ceases to hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from .._budget import Budget, Meter
from .._format import number
from ..errors import BudgetExceeded, GameError
from ..games.normal_form import NormalFormGame
from .family import Family, Values
from .parameter import read_value
from .statements import Statement

#: Bisection: steps of the scan over the range, and width of a bracket as a share of the range.
SCAN = 64
WIDTH = Fraction(1, 2**20)


@dataclass(frozen=True, slots=True)
class Bracket:
    """One value of a parameter at which a statement changes.

    Attributes
    ----------
    parameter : str
    lower, upper : Fraction
        The change lies between them; equal where it is known exactly.
    before, after : bool or None
        The truth below and above (at `lower` and `upper` if they differ); None where the model
        refuses the value.
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
    before: bool | None
    after: bool | None
    at: bool | None
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


def thresholds(
    family: Family,
    name: str,
    statement: Statement,
    *,
    method: str = "auto",
    low: Any = None,
    high: Any = None,
    scan: int = SCAN,
    width: Fraction = WIDTH,
    budget: Budget | None = None,
    **held: Any,
) -> tuple[Bracket, ...]:
    """Find the values of one parameter at which a statement changes.

    Parameters
    ----------
    family : Family
    name : str
        The parameter that varies; the others stay at today's values, or at those in `held`.
    statement : Statement
        For example ``dominant("Ann", "opera")``.
    method : {'auto', 'closed form', 'bisection'}
        Closed form where payoffs are piecewise affine in the parameter: every payoff difference
        that matters is solved for its root, so every change is found, exactly. Bisection anywhere:
        a scan, then halving; each bracket is proved by exact evaluation at its two ends.
    low, high : number, optional
        Default: the parameter's range.
    scan, width
        Bisection: steps of the scan, and the width of a bracket as a share of the range.
    budget : Budget, optional
        A step is one evaluation of the model.

    Returns
    -------
    tuple of Bracket
        In increasing order; empty if nothing changes (or, for bisection, no change was met).

    Raises
    ------
    GameError
        Unknown parameter or method, an empty range, or a closed form where there is none.
    BudgetExceeded
        With the brackets found so far as ``.partial``.
    """
    if name not in family.parameters:
        family.values(**{name: 0})  # raises, with a suggestion
    if method not in ("auto", "closed form", "bisection"):
        raise GameError(f"method {method!r}: give 'auto', 'closed form' or 'bisection'.")
    values = family.values(**held)
    parameter = family.parameters[name]
    ends = (
        parameter.low if low is None else read_value(low),
        parameter.high if high is None else read_value(high),
    )
    if not ends[0] < ends[1]:
        raise GameError(f"{name}: the range [{number(ends[0])}, {number(ends[1])}] is empty.")
    family.values(**{name: ends[0]})
    family.values(**{name: ends[1]})
    breaks = family.builder.breakpoints(name, values)
    if method == "closed form" and breaks is None:
        raise GameError(f"{name}: payoffs are not piecewise affine in it; use bisection.")
    meter = (budget or Budget()).start()
    search = _Search(family, name, statement, values, meter)
    if method == "bisection" or breaks is None:
        return tuple(search.bisect(search.grid(*ends, scan), (ends[1] - ends[0]) * width))
    return tuple(search.solve([p for p in breaks if ends[0] < p < ends[1]], *ends))


class _Search:
    """One parameter varied, the others held."""

    def __init__(
        self, family: Family, name: str, statement: Statement, values: Values, meter: Meter
    ) -> None:
        self.family, self.name, self.statement = family, name, statement
        self.values, self.meter = dict(values), meter
        self.held = {key: value for key, value in values.items() if key != name}
        self.found: list[Bracket] = []

    def game(self, value: Fraction) -> NormalFormGame:
        if not self.meter.step():
            raise BudgetExceeded(
                f"thresholds in {self.name}: the budget of {self.meter.spent_by} was spent after "
                f"{self.meter.steps} evaluations; raise it, or narrow the range.",
                tuple(self.found),
            )
        return self.family.game_at({**self.values, self.name: value})

    def truth(self, value: Fraction) -> bool | None:
        try:
            game = self.game(value)
        except GameError:
            return None  # these values make no market; the bracket says so
        return self.statement.holds(game)

    # ---- bisection

    def grid(self, low: Fraction, high: Fraction, steps: int) -> list[Fraction]:
        return [low + (high - low) * k / steps for k in range(steps + 1)]

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
        before: bool | None,
        after: bool | None,
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
        cells: list[tuple[Fraction | None, bool | None]] = []  # a point, or None for an interval
        for k, (a, b) in enumerate(pairwise(points)):
            if k:
                cells.append((a, self.truth(a)))
            cells += self.piece(a, b)
        # A change at an end of the range is one too: the end itself against its neighbourhood.
        cells = [(low, self.truth(low)), *cells, (high, self.truth(high))]
        cells = [(None, cells[0][1]), *cells, (None, cells[-1][1])]
        for (_, before), (point, at), (_, after) in zip(
            cells[0::2], cells[1::2], cells[2::2], strict=False
        ):
            if point is not None and not before == at == after:
                self.found.append(
                    Bracket(
                        self.name, point, point, before, after, at, "closed form", True, self.held
                    )
                )
        return self.found

    def piece(self, a: Fraction, b: Fraction) -> list[tuple[Fraction | None, bool | None]]:
        """The truth between the roots of all differences that matter, and at each of them."""
        s, t = a + (b - a) / 3, a + (b - a) * 2 / 3
        first, second = self.game(s), self.game(t)
        earlier, later = first.exact_payoffs(), second.exact_payoffs()
        roots = set()
        for i, here, there in self.statement.comparisons(first):
            x = earlier[i][here] - earlier[i][there]
            y = later[i][here] - later[i][there]
            if x != y:
                root = s - x * (t - s) / (y - x)
                if a < root < b:
                    roots.add(root)
        cells: list[tuple[Fraction | None, bool | None]] = []
        ends = [a, *sorted(roots), b]
        for k, (p, q) in enumerate(pairwise(ends)):
            if k:
                cells.append((p, self.between(first, earlier, later, (p - s) / (t - s))))
            cells.append((None, self.between(first, earlier, later, ((p + q) / 2 - s) / (t - s))))
        return cells

    def between(
        self, like: NormalFormGame, earlier: Sequence[Any], later: Sequence[Any], weight: Fraction
    ) -> bool:
        """The truth on the line through two games, without the builder."""
        payoffs = [x + (y - x) * weight for x, y in zip(earlier, later, strict=True)]
        game = NormalFormGame.from_exact(payoffs, like.players, like.actions)
        return self.statement.holds(game)
