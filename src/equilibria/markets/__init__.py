"""Markets: the demand and the pricing behind a family of games, and scenario files."""

from .scenario import read_scenario

__all__ = ["read_scenario"]
