"""The open-vs-closed decision of a firm that has a model, given its rivals."""

from .builder import Firms, LimitOpenness, NestedOpenness, Openness
from .evidence import Comparison, Evidence, compare, evidence

__all__ = [
    "Comparison",
    "Evidence",
    "Firms",
    "LimitOpenness",
    "NestedOpenness",
    "Openness",
    "compare",
    "evidence",
]
