"""The open-vs-closed decision of a firm that has a model, given its rivals."""

from .builder import Firms, Openness

__all__ = ["Firms", "Openness"]
