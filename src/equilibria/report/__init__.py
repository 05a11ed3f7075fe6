"""Results as text and as plain data."""

from .decision import as_data, first_screen, full_report

__all__ = ["as_data", "first_screen", "full_report"]
