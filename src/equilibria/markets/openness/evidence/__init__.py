"""What the market says of the article's claims, draw by draw: arrays for labels and pages.

Everything here is in floats: evidence about regions, not proofs.
"""

from __future__ import annotations

from .data import DrawStatus, Evidence, part_of
from .of_market import MOST_ELO, MOST_WEDGE, first_two
from .restoring import least_restoring
from .sweep import at_today, evidence, evidence_and_today

__all__ = [
    "MOST_ELO",
    "MOST_WEDGE",
    "DrawStatus",
    "Evidence",
    "at_today",
    "evidence",
    "evidence_and_today",
    "first_two",
    "least_restoring",
    "part_of",
]
