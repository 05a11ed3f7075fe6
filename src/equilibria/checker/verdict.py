"""What the checker found."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """Whether a certificate proves its claim."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The checker's finding.

    Attributes
    ----------
    outcome : Outcome
        PROVED: the claim holds. REFUTED: the certificate states something false, or not in the
        format. UNDECIDED: a limit was met first.
    reason : str
        What was verified, or the first thing that is wrong.

    Notes
    -----
    ``bool(verdict)`` is True only for PROVED.
    """

    outcome: Outcome
    reason: str

    def __bool__(self) -> bool:
        return self.outcome is Outcome.PROVED

    def __str__(self) -> str:
        return f"{self.outcome.name}: {self.reason}"


class Refuted(Exception):
    """Something that the certificate states is false, or not in the format."""


class OutOfLimits(Exception):
    """The certificate is beyond the limits that were set for reading and checking it."""


class Clock:
    """A limit on the time of one check."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def look(self) -> None:
        """Raise `OutOfLimits` once the time is over."""
        if time.monotonic() > self._end:
            raise OutOfLimits(f"not verified within {self.seconds:g} seconds; raise seconds=")
