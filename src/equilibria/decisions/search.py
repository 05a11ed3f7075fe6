"""One parameter varied, the others held: the search behind thresholds and break-even values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from .._budget import Meter
from .._format import number
from ..errors import BudgetExceeded, GameError
from ..games.normal_form import NormalFormGame
from .family import Family, Values
from .statements import Statement


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


class Search:
    """One parameter varied, the others held."""

    def __init__(
        self, family: Family, name: str, statement: Statement, values: Values, meter: Meter
    ) -> None:
        self.family, self.name, self.statement = family, name, statement
        self.values, self.meter = dict(values), meter
        self.held = {key: value for key, value in values.items() if key != name}
        self.found: list[Bracket] = []

    def game(self, value: Fraction) -> NormalFormGame:
        """The game at one value; BudgetExceeded once the budget is spent."""
        if not self.meter.step():
            raise BudgetExceeded(
                f"thresholds in {self.name}: the budget of {self.meter.spent_by} was spent after "
                f"{self.meter.steps} evaluations; raise it, or narrow the range.",
                tuple(self.found),
            )
        return self.family.game_at({**self.values, self.name: value})

    def truth(self, value: Fraction) -> bool | None:
        """The truth at one value; None where these values make no market."""
        try:
            game = self.game(value)
        except GameError:
            return None
        return self.statement.holds(game)

    # ---- bisection

    def grid(self, low: Fraction, high: Fraction, steps: int) -> list[Fraction]:
        """Equally spaced points, both ends included."""
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
