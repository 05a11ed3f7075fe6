"""Parameters: numbers with a unit, a range, a source and a date."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .._format import number
from .._validate import exact_fraction
from ..errors import GameError

#: What a value rests on.
BASES = ("sourced", "derived", "assumed")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One assumption of a model.

    Parameters
    ----------
    name : str
    default, low, high : number or text
        Today's value and the range to sweep, kept exactly; ``low <= default <= high``.
    unit : str
    basis : {'sourced', 'derived', 'assumed'}
        Whether the default was published, follows from published figures, or is an assumption.
    source, date, known_at : str
        Who published it, the date that it refers to, and the date from which it was public
        (ISO). Sourced and derived values need a source and `known_at`.
    note : str
        What a reader should know.

    Raises
    ------
    GameError
        With every complaint.
    """

    name: str
    default: Fraction
    low: Fraction
    high: Fraction
    unit: str
    basis: str
    source: str = ""
    date: str = ""
    known_at: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        complaints = []
        for field in ("default", "low", "high"):
            try:
                object.__setattr__(self, field, read_value(getattr(self, field)))
            except GameError as error:
                complaints.append(f"{self.name}.{field}: {error}")
        if not complaints and self.low > self.high:
            complaints.append(
                f"{self.name}.low: {number(self.low)} is above high, {number(self.high)}: the "
                "range is reversed."
            )
        elif not complaints and not self.low <= self.default <= self.high:
            complaints.append(
                f"{self.name}.default: {number(self.default)} is outside its range "
                f"[{number(self.low)}, {number(self.high)}]."
            )
        if self.basis not in BASES:
            complaints.append(
                f"{self.name}.basis: {self.basis!r} is no source mark; give one of "
                f"{', '.join(BASES)}."
            )
        if self.basis in ("sourced", "derived"):
            complaints += [
                f"{self.name}.{field}: missing, but the value is marked {self.basis}."
                for field in ("source", "known_at")
                if not getattr(self, field)
            ]
        if not self.unit:
            complaints.append(f"{self.name}.unit: missing; give a unit.")
        if complaints:
            raise GameError(complaints)


def read_value(value: Any) -> Fraction:
    """Take a parameter's value exactly (a float means the dyadic rational that it is)."""
    try:
        return exact_fraction(value)
    except ValueError as reason:
        raise GameError(f"{value!r:.60} is not a value: {reason}.") from None
