"""Results as text and as plain data."""

from .data import as_data
from .decision import first_screen, full_report

__all__ = ["as_data", "first_screen", "full_report"]
