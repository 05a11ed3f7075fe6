"""Games from parameters: families, statements about them, thresholds and break-even values."""

from .break_even import BreakEven, break_even
from .family import Builder, Family, Specification, Table, Terms
from .parameter import Parameter
from .regimes import Regime
from .search import Bracket
from .statements import (
    Statement,
    best_reply,
    chosen_when_first,
    dominant,
    is_equilibrium,
    played_in_equilibrium,
)
from .sweep import sweep
from .swept import Sweep
from .thresholds import thresholds

__all__ = [
    "Bracket",
    "BreakEven",
    "Builder",
    "Family",
    "Parameter",
    "Regime",
    "Specification",
    "Statement",
    "Sweep",
    "Table",
    "Terms",
    "best_reply",
    "break_even",
    "chosen_when_first",
    "dominant",
    "is_equilibrium",
    "played_in_equilibrium",
    "sweep",
    "thresholds",
]
