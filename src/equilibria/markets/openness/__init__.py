"""The open-vs-closed decision of a firm that has a model, given its rivals."""

from .builder import Firms, LimitOpenness, NestedOpenness, Openness
from .evidence import Evidence, evidence

__all__ = [
    "Evidence",
    "Firms",
    "LimitOpenness",
    "NestedOpenness",
    "Openness",
    "evidence",
]
