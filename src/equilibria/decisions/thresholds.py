"""Where a statement about a family of games begins or ceases to hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from .._budget import Budget
from .._format import number
from ..errors import GameError
from .family import EXACT, Family
from .parameter import read_value
from .search import Bracket, Search, grid
from .statements import Statement, is_ordinal

#: Bisection: steps of the scan over the range, and width of a bracket as a share of the range.
SCAN = 64
WIDTH = Fraction(1, 2**20)


class Thresholds(tuple[Bracket, ...]):
    """Every change that was found, with what the question held fixed.

    Attributes
    ----------
    parameter : str
    low, high : Fraction
        The range that was searched.
    held : mapping from parameter to Fraction
        The values at which the other parameters were held: other values, other thresholds.
    method : str
        'closed form' or 'bisection'.
    complete : bool
        Whether it is proved that there are no other changes in the range.
    about : str
        The payoffs that all this is about: exact ones, or the floats that the model returned.
    """

    parameter: str
    low: Fraction
    high: Fraction
    held: Mapping[str, Fraction]
    method: str
    complete: bool
    about: str

    def __new__(
        cls,
        brackets: Iterable[Bracket],
        parameter: str = "",
        low: Fraction = Fraction(0),
        high: Fraction = Fraction(0),
        held: Mapping[str, Fraction] | None = None,
        method: str = "",
        complete: bool = False,
        about: str = "",
    ) -> Thresholds:
        """Build from brackets."""
        made = super().__new__(cls, brackets)
        made.parameter, made.low, made.high = parameter, low, high
        made.held, made.method, made.complete = dict(held or {}), method, complete
        made.about = about
        return made

    def __repr__(self) -> str:
        about = "" if self.about in ("", EXACT) else f" of {self.about}"
        return super().__repr__() + about


def check_scan(scan: Any, width: Any) -> None:
    """Refuse a scan without steps, and brackets that no halving reaches."""
    if isinstance(scan, bool) or not isinstance(scan, int) or scan < 1:
        raise GameError(f"scan={scan!r}; give a whole number of at least 1.")
    if read_value(width) <= 0:
        raise GameError(f"width={width!r}; give a share of the range above 0.")


def thresholds(
    family: Family,
    name: str,
    statement: Statement,
    *,
    method: str = "auto",
    low: Any = None,
    high: Any = None,
    scan: int = SCAN,
    width: Any = WIDTH,
    budget: Budget | None = None,
    **held: Any,
) -> Thresholds:
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
    Thresholds
        A tuple of `Bracket`, in increasing order; empty if nothing changes (or, for bisection, no
        change was met). It also says which range was searched, with which parameters held at which
        values, and whether it is proved to be all.

    Raises
    ------
    GameError
        Unknown parameter or method, an empty range, a closed form where there is none, or a builder
        that fails at a value (one that raises GameError refuses it, and the search goes on).
    BudgetExceeded
        With the brackets found so far as ``.partial``.
    """
    if not isinstance(family, Family):
        raise GameError(f"thresholds: {type(family).__name__} is not a family of games.")
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
    check_scan(scan, width)
    family.values(**{name: ends[0]})
    family.values(**{name: ends[1]})
    ordinal = is_ordinal(statement)
    breaks = family.builder.breakpoints(name, values) if ordinal else None
    if method == "closed form" and not ordinal:
        raise GameError(f"{statement.describe()}: there is no closed form; use bisection.")
    if method == "closed form" and breaks is None:
        raise GameError(
            f"{name}: payoffs are not known to be piecewise affine in it; use bisection."
        )
    meter = (budget or Budget()).start()
    search = Search(family, name, statement, values, meter)
    if method == "bisection" or breaks is None:
        found = search.bisect(grid(*ends, scan), (ends[1] - ends[0]) * read_value(width))
        return Thresholds(found, name, *ends, search.held, "bisection", False, family.about)
    found = search.solve([p for p in breaks if ends[0] < p < ends[1]], *ends)
    whole, about = search.complete, family.about
    return Thresholds(found, name, *ends, search.held, "closed form", whole, about)
