"""What is worked out once: a market per values of its own parameters, and each of its answers.

Most questions about a family move money (a share, a pool, a cost), which no price depends on: the
market is the same one, and need not be worked out for every game.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

#: Markets kept at hand.
REMEMBERED = 256


def once(method: Callable[..., Any]) -> Callable[..., Any]:
    """Remember a method's answers in the object's `known`.

    Two threads may work out the same answer; either is kept.
    """

    @wraps(method)
    def remembered(self: Any, *key: Any) -> Any:
        where = (method.__name__, *key)
        if where not in self.known:
            self.known[where] = method(self, *key)
        return self.known[where]

    return remembered


@lru_cache(maxsize=REMEMBERED)
def market_at(
    make: Callable[..., Any],
    firms: tuple[tuple[str, ...], tuple[str, ...]],
    own: tuple[tuple[str, int, int], ...],
) -> Any:
    """The market of some firms; its own parameters by name, numerator and denominator."""
    from flint import fmpq

    return make({name: fmpq(p, q) for name, p, q in own}, *firms)
