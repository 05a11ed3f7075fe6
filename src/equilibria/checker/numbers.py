"""Numbers and lists in a document that a stranger may have written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from .verdict import OutOfLimits, Refuted

MAX_HEX_DIGITS = 100_000

_HEX = re.compile(r"-?0x[0-9a-fA-F]+")
Strategy = tuple[Fraction, ...]


def profile(value: Any, where: str) -> tuple[Strategy, ...]:
    """Read a profile."""
    return tuple(
        tuple(rational(p, where) for p in items(strategy, where))
        for strategy in items(value, where)
    )


def rational(value: Any, where: str) -> Fraction:
    """Read a rational number."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        if len(value) != 2:
            raise Refuted(f"{where}: {value!r:.60} is not a pair of integers")
        denominator = integer(value[1], where)
        if denominator <= 0:
            raise Refuted(f"{where}: a denominator is not positive")
        return Fraction(integer(value[0], where), denominator)
    return Fraction(integer(value, where))


def integer(value: Any, where: str) -> int:
    """Read an integer."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _HEX.fullmatch(value):
        if len(value) > MAX_HEX_DIGITS:
            raise OutOfLimits(f"{where}: an integer of more than {MAX_HEX_DIGITS} digits")
        return int(value, 16)
    raise Refuted(f"{where}: {value!r:.60} is not an integer")


def entries(data: Mapping[str, Any], key: str) -> Sequence[Any]:
    """Read a list by its key."""
    if key not in data:
        raise Refuted(f"the key {key!r} is missing")
    return items(data[key], key)


def items(value: Any, where: str) -> Sequence[Any]:
    """Read a list."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise Refuted(f"{where}: {value!r:.60} is not a list")
    return value


def text(value: Any, where: str) -> str:
    """Read text."""
    if not isinstance(value, str):
        raise Refuted(f"{where}: {value!r:.60} is not text")
    return value


def several(value: Any, count: int, where: str) -> Sequence[Any]:
    """Read a list of a given length."""
    listed = items(value, where)
    if len(listed) != count:
        raise Refuted(f"{where}: {value!r:.60} does not have {count} entries")
    return listed
