"""What was seen to be played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Observed:
    """What every player was seen to play.

    Attributes
    ----------
    actions : mapping from player to action
    source, date : str
        Where that is to be read, and when it was so.
    note : str
    """

    actions: Mapping[str, str]
    source: str
    date: str
    note: str = ""
