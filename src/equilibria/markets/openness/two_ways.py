"""Thresholds of the opener's choice in two ways: closed form and bisection; and by formula."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ...decisions.family import Family
from ...decisions.search import Bracket
from ...decisions.statements import chosen_when_first, dominant, played_in_equilibrium
from ...decisions.thresholds import thresholds
from .formulas import break_even_values

#: Scan of the bisection that runs beside the closed forms.
SCAN = 16


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """One threshold found in two ways."""

    statement: str
    parameter: str
    self_commoditising: Fraction
    holds: bool  # at today's value of the parameter
    closed: tuple[Bracket, ...]
    bisected: tuple[Bracket, ...]


@dataclass(frozen=True, slots=True)
class FormulaRow:
    """Where opening ties with an alternative at a fixed action of the rival, by formula."""

    parameter: str
    self_commoditising: Fraction
    rival: str
    alternative: str
    values: tuple[Fraction, ...]


def swept(family: Family) -> list[str]:
    """What thresholds are in, as far as it has a range."""
    ranges = ((name, family.parameters[name]) for name in ("model_share", "pool"))
    return [name for name, p in ranges if p.low < p.high]


def threshold_rows(family: Family, opener: str, action: str) -> tuple[ThresholdRow, ...]:
    """Where the three statements about an action change, by closed form and by bisection."""
    statements = [dominant(opener, action), played_in_equilibrium(opener, action)]
    if len(family.players) == 2:
        statements.append(chosen_when_first(opener, action))
    rows = []
    for parameter in swept(family):
        for chi in sorted({Fraction(0), family.parameters["self_commoditising"].high}):
            for statement in statements:
                closed, bisected = (
                    thresholds(
                        family,
                        parameter,
                        statement,
                        method=method,
                        scan=SCAN,
                        self_commoditising=chi,
                    )
                    for method in ("closed form", "bisection")
                )
                holds = statement.holds(family.game(self_commoditising=chi))
                rows.append(
                    ThresholdRow(statement.describe(), parameter, chi, holds, closed, bisected)
                )
    return tuple(rows)


def formula_rows(family: Family) -> tuple[FormulaRow, ...]:
    """Where opening ties with each alternative at each action of the first rival."""
    rows = []
    for parameter in swept(family):
        for chi in sorted({Fraction(0), family.parameters["self_commoditising"].high}):
            for rival in family.builder.actions[1]:
                for alternative in ("api", "internal"):
                    values = break_even_values(
                        family, parameter, alternative, rival, self_commoditising=chi
                    )
                    rows.append(FormulaRow(parameter, chi, rival, alternative, values))
    return tuple(rows)
