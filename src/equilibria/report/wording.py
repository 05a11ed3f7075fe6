"""How the memo writes names, amounts and probabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..decisions.draws import Estimate
from ..decisions.search import Bracket


def money(value: Any) -> str:
    """An amount in billions of dollars a year, with its sign where it is a loss."""
    near = float(value)
    digits = 2 if abs(near) < 10 else 1 if abs(near) < 100 else 0
    return f"{'-' if near < 0 else ''}${abs(near):,.{digits}f}bn a year"


def amount(value: Any, digits: int = 3) -> str:
    """A number in a table whose caption gives the unit."""
    return f"{float(value):.{digits}f}"


def figure(value: Any, digits: int = 4) -> str:
    """A parameter's value: four digits are what a reader takes in, three on the first page."""
    near = float(value)
    return f"{near:,.0f}" if abs(near) >= 10**digits else f"{near:.{digits}g}"


def percent(value: Any, digits: int = 0) -> str:
    """A share or a probability."""
    return f"{100 * float(value):.{digits}f} %"


def estimate(found: Estimate | None, digits: int = 2) -> str:
    """An estimate with its standard error, where that shows at so many digits."""
    if found is None:
        return "-"
    error = f"{found.error:.{digits}f}"
    value = round(found.value, digits) + 0.0  # no minus before a zero
    return f"{value:.{digits}f}" + (f" ± {error}" if float(error) else "")


def chance(found: Estimate | None) -> str:
    """A probability in percent, with its standard error in points where that shows."""
    if found is None:
        return "-"
    error = f"{100 * found.error:.1f}"
    return percent(found.value, 1) + (f" ± {error}" if float(error) else "")


def years(count: int) -> str:
    """So many years."""
    return "1 year" if count == 1 else f"{count} years"


def profile(players: Sequence[str], actions: Sequence[str]) -> str:
    """A profile, player by player."""
    return ", ".join(f"{p}: {a}" for p, a in zip(players, actions, strict=True))


def truth(value: bool | None) -> str:
    """What a statement is worth."""
    return {True: "true", False: "false", None: "no market"}[value]


def changes(brackets: Sequence[Bracket], holds: bool, unit: str) -> str:
    """Where a statement changes along a parameter of that unit."""
    if not brackets:
        return f"{truth(holds)} over the whole range"
    told = []
    for b in brackets:
        where = (
            f"at {float(b.value):.6g} {unit} exactly"
            if b.exact
            else f"between {float(b.lower):.7g} and {float(b.upper):.7g} {unit}"
        )
        told.append(f"{truth(b.before)} → {truth(b.after)} {where}")
    return "; ".join(told)


def listing(names: Sequence[str], most: int = 60) -> str:
    """Names as running text."""
    shown = ", ".join(names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")


def distance(today: Fraction, flip: Fraction) -> str:
    """How far a value has to move, relative to today's."""
    if not today:
        return "from zero"
    move = float((flip - today) / abs(today))
    return f"{100 * move:+.0f} %"


def largest(found: Mapping[str, Estimate], most: int) -> list[tuple[str, Estimate]]:
    """The entries of largest value."""
    return sorted(found.items(), key=lambda item: -item[1].value)[:most]
