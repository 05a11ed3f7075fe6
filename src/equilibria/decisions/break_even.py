"""How far each assumption may move before a statement changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from .._budget import Budget
from ..errors import GameError
from .box_proofs import truths_at
from .family import EXACT, Family, Values
from .parameter import read_value
from .search import Bracket, Search, grid
from .statements import Statement, is_ordinal
from .thresholds import WIDTH, check_scan, thresholds

#: Steps of the scan on each side of today's value, where there is no closed form.
SIDE = 8


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The nearest value of one parameter at which a statement changes, all others held.

    Attributes
    ----------
    parameter, unit : str
    today : Fraction
    holds : bool
        Whether the statement holds today (or what it says, for a fact that takes a value).
    bracket : Bracket or None
        The nearest change inside the parameter's range; None if there is none (or, where
        `complete` is False, none was met).
    low, high : Fraction
        The range that was searched.
    method : str
    complete : bool
        Whether "none" and "nearest" are proved, by a closed form; a scan can overlook a change
        and its reversal between two of its points.
    held : mapping from parameter to Fraction
        The values at which all other parameters were held.
    about : str
        The payoffs that all this is about: exact ones, or the floats that the model returned.
    """

    parameter: str
    unit: str
    today: Fraction
    holds: Any
    bracket: Bracket | None
    low: Fraction
    high: Fraction
    method: str
    complete: bool
    held: Mapping[str, Fraction]
    about: str = EXACT

    @property
    def value(self) -> Fraction | None:
        """The break-even value, or None."""
        return None if self.bracket is None else self.bracket.value

    @property
    def distance(self) -> Fraction | None:
        """How far that is, as a share of the way from today's value to that end of the range."""
        if self.value is None:
            return None
        end = self.high if self.value > self.today else self.low
        return (self.value - self.today) / (end - self.today) if end != self.today else Fraction(0)


def break_even(
    family: Family,
    statement: Statement,
    parameters: Iterable[str] | None = None,
    *,
    width: Any = WIDTH,
    budget: Budget | None = None,
    **held: Any,
) -> tuple[BreakEven, ...]:
    """Find, for each parameter alone, the nearest value at which a statement changes.

    Parameters
    ----------
    family : Family
    statement : Statement
    parameters : iterable of str, optional
        Default: all on which the payoffs depend.
    width : number
        Bisection: the width of a bracket as a share of the range.
    held : values of parameters, optional
        Start from these instead of today's values.

    Returns
    -------
    tuple of BreakEven
        Nearest first (as a share of the range on that side), those without a change last.

    Raises
    ------
    GameError
        For an unknown parameter, or a builder that fails at a value.
    BudgetExceeded
        As in `thresholds`; the budget is for each parameter.
    """
    if not isinstance(family, Family):
        raise GameError(f"break_even: {type(family).__name__} is not a family of games.")
    names = family.used if parameters is None else tuple(parameters)
    check_scan(SIDE, width)
    values = family.values(**held)
    unknown = [name for name in names if name not in values]
    if unknown:
        raise GameError(f"{', '.join(unknown)}: there is no such parameter.")
    today = statement.holds(family.game_at(values))
    known = _scanned(family, statement, _grids(family, statement, names, values), held)
    found = [
        _of_one(
            family, statement, name, today, held, read_value(width), budget, known.get(name, {})
        )
        for name in names
    ]
    return tuple(sorted(found, key=lambda b: (b.distance is None, b.distance or 0, b.parameter)))


def _of_one(
    family: Family,
    statement: Statement,
    name: str,
    today: Any,
    held: dict[str, Any],
    width: Fraction,
    budget: Budget | None,
    known: dict[Fraction, bool],
) -> BreakEven:
    parameter = family.parameters[name]
    values = family.values(**held)
    value = values[name]
    low, high = _range(family, name, values)
    closed = _is_closed(family, statement, name, values)
    method = "closed form" if closed else "bisection"
    if low == high:
        brackets: tuple[Bracket, ...] = ()
        closed = True
    elif closed:
        found = thresholds(family, name, statement, low=low, high=high, budget=budget, **held)
        brackets, closed = found, found.complete
    else:
        search = Search(family, name, statement, values, (budget or Budget()).start())
        search.known = known
        brackets = tuple(
            bracket
            for bracket in (
                _nearest(search, value, low, today, (high - low) * width),
                _nearest(search, value, high, today, (high - low) * width),
            )
            if bracket is not None
        )
    changes = [b for b in brackets if None not in (b.before, b.after)]
    reach = BreakEven(
        parameter=name,
        unit=parameter.unit,
        today=value,
        holds=today,
        bracket=None,
        low=low,
        high=high,
        method=method,
        complete=closed,
        held={key: v for key, v in values.items() if key != name},
        about=family.about,
    )
    candidates = [_with(reach, bracket) for bracket in changes]
    return min(candidates, key=lambda b: b.distance or 0, default=reach)


def _nearest(
    search: Search, today: Fraction, end: Fraction, truth: Any, width: Fraction
) -> Bracket | None:
    """Walk from today's value towards one end; halve the first step that changes the truth."""
    if today == end:
        return None
    here = today
    for there in grid(today, end, SIDE)[1:]:
        new = search.truth(there)
        if new is None:
            return None  # beyond lie values that make no market
        if new != truth:
            low, high = sorted((here, there))
            before, after = (truth, new) if here < there else (new, truth)
            return search.halve(low, high, before, after, width)
        here = there
    return None


def _range(family: Family, name: str, values: Values) -> tuple[Fraction, Fraction]:
    parameter, value = family.parameters[name], values[name]
    return min(parameter.low, value), max(parameter.high, value)


def _is_closed(family: Family, statement: Statement, name: str, values: Values) -> bool:
    return is_ordinal(statement) and family.builder.breakpoints(name, values) is not None


def _grids(
    family: Family, statement: Statement, names: Iterable[str], values: Values
) -> dict[str, list[Fraction]]:
    """The points that the scans will visit at most."""
    return {
        name: [p for end in _range(family, name, values) for p in grid(values[name], end, SIDE)[1:]]
        for name in names
        if not _is_closed(family, statement, name, values)
    }


def _scanned(
    family: Family,
    statement: Statement,
    grids: Mapping[str, Sequence[Fraction]],
    held: Mapping[str, Any],
) -> dict[str, dict[Fraction, bool]]:
    """The truths of all scans at once, where payoff balls prove them; the rest is left out."""
    if not grids:
        return {}
    values = family.values(**held)
    rows = [(name, point) for name, points in grids.items() for point in points]
    columns = {name: [p if n == name else values[name] for n, p in rows] for name in grids}
    rest = {n: v for n, v in held.items() if n not in grids}
    known: dict[str, dict[Fraction, bool]] = {name: {} for name in grids}
    truths = truths_at(family, statement, columns, **rest)
    for (name, point), truth in zip(rows, truths, strict=True):
        if truth is not None:
            known[name][point] = truth
    return known


def _with(reach: BreakEven, bracket: Bracket) -> BreakEven:
    return replace(reach, bracket=bracket)
