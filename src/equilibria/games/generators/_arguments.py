"""What makes no game is refused here."""

from __future__ import annotations

import numpy as np

from ...errors import GameError

Rng = np.random.Generator | int


def require_actions(m: int, n: int) -> None:
    """Check that both players have at least one action."""
    for count in (m, n):
        if not is_count(count):
            raise GameError(f"a game of {m} x {n} actions: every player needs at least one.")


def require_count(family: str, name: str, value: int, least: int = 1) -> None:
    """Check that an argument is an int of at least `least`."""
    if not is_count(value, least):
        raise GameError(f"{family}: {name}={value!r}; give an int of at least {least}.")


def is_count(value: int, least: int = 1) -> bool:
    """Whether it is an int, and large enough."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool) and value >= least
