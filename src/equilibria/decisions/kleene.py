"""Truths of three values after Kleene, for one game or for many at once.

`NO`, `UNKNOWN` or `YES`, as numbers or as int8 arrays; signs are -1, 0 or 1, and 2 where unknown.
What is true or false stays so when more becomes known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Truth = Any

NO, UNKNOWN, YES = -1, 0, 1

# Indexed by a sign; -1 is the last. Tuples for one game, where an array would be slow.
_AT_LEAST, _ABOVE = (YES, YES, UNKNOWN, NO), (NO, YES, UNKNOWN, NO)
_AT_LEAST_OF_MANY, _ABOVE_OF_MANY = (np.array(row, np.int8) for row in (_AT_LEAST, _ABOVE))


def at_least(sign: Any) -> Truth:
    """Whether a difference is at least 0."""
    return _AT_LEAST[sign] if isinstance(sign, int) else _AT_LEAST_OF_MANY[sign]


def above(sign: Any) -> Truth:
    """Whether a difference is above 0."""
    return _ABOVE[sign] if isinstance(sign, int) else _ABOVE_OF_MANY[sign]


def every(parts: Iterable[Truth]) -> Truth:
    """Whether all parts are true: the least of them."""
    found: Truth = YES
    for part in parts:
        if isinstance(part, int) and isinstance(found, int):
            found = min(found, part)
            if found == NO:
                break
        else:
            found = np.minimum(found, part)
    return found


def some(parts: Iterable[Truth]) -> Truth:
    """Whether at least one part is true: the greatest of them."""
    return -every(-part for part in parts)


def at_some_best(options: Sequence[tuple[Truth, Truth]]) -> Truth:
    """Whether something holds at some best option; options are (whether it is best, whether held).

    There always is a best one. So it also settles the matter that the thing holds wherever an
    option may be best, even if it is not known which one is.
    """
    return some(
        (
            some(every(option) for option in options),
            every(some((-best, held)) for best, held in options),
        )
    )
