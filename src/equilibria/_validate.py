"""The door: numbers and labels are taken exactly as given, or refused in one clear message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np

from .errors import GameError

#: Largest number of decimal digits, before or after the point, in numerator or denominator.
#: It keeps a typing slip such as '1e10000000' from costing gigabytes, and stays below the
#: limit of 4,300 digits that Python puts on turning an integer into text.
MAX_DIGITS = 4000
_MAX_BITS = int(MAX_DIGITS * 3.3219280948873623)

_RATIO = re.compile(r"\s*([+-]?\d+)\s*/\s*(\d+)\s*")
_DECIMAL = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE]([+-]?\d+))?\s*")


def exact_number(value: Any) -> int | float | Fraction:
    """Take one number exactly: a finite float stays a float (it is a dyadic rational).

    Raises
    ------
    ValueError
        With a reason that completes the sentence "<where> is <value>: ...".
    """
    if type(value) is Fraction:  # by far the most frequent where models build games
        return _bounded(value)
    if isinstance(value, (bool, np.bool_)):
        return int(value)
    if isinstance(value, (int, np.integer)):
        return _bounded(Fraction(int(value)))
    if isinstance(value, (float, np.floating)):
        if not np.isfinite(value):
            raise ValueError("give a finite number")
        wide = isinstance(value, np.floating) and value.itemsize > 8  # long double
        return _bounded(Fraction(*value.as_integer_ratio())) if wide else float(value)
    if isinstance(value, Decimal):
        return _from_decimal(value)
    if isinstance(value, Rational):
        return _bounded(Fraction(int(value.numerator), int(value.denominator)))
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, (complex, np.complexfloating)):
        raise ValueError("complex numbers cannot be ordered; give a real number")
    if isinstance(value, (list, tuple, np.ndarray)):
        raise ValueError("the rows have different lengths (ragged); give a full array")
    raise ValueError(f"{type(value).__name__} is not a number; give int, float, Fraction or 'p/q'")


def exact_fraction(value: Any) -> Fraction:
    """Take one number as a Fraction; errors as in `exact_number`."""
    return Fraction(exact_number(value))


def _bounded(value: Fraction) -> int | Fraction:
    numerator, denominator = value.numerator, value.denominator
    if numerator.bit_length() > _MAX_BITS or denominator.bit_length() > _MAX_BITS:
        raise ValueError(f"more than {MAX_DIGITS} digits; rescale the payoffs")
    return numerator if denominator == 1 else value


def _from_decimal(value: Decimal) -> int | Fraction:
    if not value.is_finite():
        raise ValueError("give a finite number")
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    if value and (abs(value.adjusted()) > MAX_DIGITS or exponent < -MAX_DIGITS):
        raise ValueError(f"the exponent is beyond {MAX_DIGITS}; rescale the payoffs")
    return _bounded(Fraction(value))


def _from_text(text: str) -> int | Fraction:
    if len(text) > 2 * MAX_DIGITS:
        raise ValueError(f"more than {2 * MAX_DIGITS} characters; rescale the payoffs")
    ratio = _RATIO.fullmatch(text)
    if ratio:
        numerator, denominator = ratio.groups()
        if max(len(numerator), len(denominator)) > MAX_DIGITS:
            raise ValueError(f"more than {MAX_DIGITS} digits; rescale the payoffs")
        if int(denominator) == 0:
            raise ValueError("the denominator is zero")
        return _bounded(Fraction(int(numerator), int(denominator)))
    decimal = _DECIMAL.fullmatch(text)
    if decimal:
        if len(decimal.group(3) or "") > 6:
            raise ValueError(f"the exponent is beyond {MAX_DIGITS}; rescale the payoffs")
        return _from_decimal(Decimal(text.strip()))
    raise ValueError("not a number; write '3', '2.5', '1e3' or '1/3'")


def exact_table(data: Any, player: str) -> np.ndarray:
    """Copy one player's payoffs into an int64, float64 or object (int, Fraction) array.

    Integers that fit stay int64, floats stay float64, and any mixture becomes objects, so that
    no value is rounded and nothing wraps around.
    """
    if np.any(getattr(data, "mask", False)):  # numpy.ma itself would cost time to import
        raise GameError(f"payoffs of {player}: masked entries have no value; fill them in.")
    native = isinstance(data, np.ndarray) and data.dtype.kind in "biuf" and data.dtype.itemsize <= 8
    if not native:
        return _from_objects(_as_objects(data, player), player)
    if data.dtype.kind == "f":
        table = np.array(data, dtype=np.float64, order="C") + 0.0  # no negative zeros
        bad = np.argwhere(~np.isfinite(table))
        if len(bad):
            raise GameError(
                [_complaint(player, k, data[tuple(k)], "give a finite number") for k in bad[:100]]
            )
        return table
    if data.dtype == np.uint64 and data.size and data.max() > np.iinfo(np.int64).max:
        return _from_objects(data.astype(object), player)
    return np.array(data, dtype=np.int64, order="C")


def _as_objects(data: Any, player: str) -> np.ndarray:
    try:
        table = np.array(data, dtype=object)
    except ValueError:
        raise GameError(
            f"payoffs of {player}: the rows have different lengths (ragged); give a full array."
        ) from None
    return table


def _from_objects(table: np.ndarray, player: str) -> np.ndarray:
    values: list[int | float | Fraction] = []
    complaints = []
    for k, entry in enumerate(table.ravel().tolist()):
        try:
            values.append(exact_number(entry))
        except ValueError as reason:
            place = np.unravel_index(k, table.shape)
            complaints.append(_complaint(player, place, entry, str(reason)))
    if complaints:
        raise GameError(complaints)
    kinds = set(map(type, values))
    if kinds == {float}:
        return np.array(values, dtype=np.float64).reshape(table.shape) + 0.0
    if kinds == {int} and all(-(2**63) <= v < 2**63 for v in values):
        return np.array(values, dtype=np.int64).reshape(table.shape)
    exact = np.empty(len(values), dtype=object)
    exact[:] = [Fraction(v) if isinstance(v, float) else v for v in values]
    return exact.reshape(table.shape)


def _complaint(player: str, place: Sequence[Any], value: Any, reason: str) -> str:
    try:
        shown = repr(value) if isinstance(value, (str, list, tuple)) else str(value)
    except ValueError:  # Python refuses to write an integer of more than 4,300 digits
        shown = "a number of more than 4300 digits"
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    profile = tuple(int(k) for k in place)
    return f"payoffs of {player} at profile {profile} is {shown}: {reason}."


def labels(given: Any, count: int, default: str, what: str) -> tuple[str, ...]:
    """Check labels, or number the default."""
    if given is None:
        return tuple(f"{default}{k}" for k in range(1, count + 1))
    if isinstance(given, str):
        raise GameError(f"{what}: give a sequence of {count} labels, not the text {given!r}.")
    names = tuple(given)
    complaints = list(_label_complaints(names, count, what))
    if complaints:
        raise GameError(complaints)
    return tuple(str(name) for name in names)


def _label_complaints(names: tuple[Any, ...], count: int, what: str) -> Iterator[str]:
    if len(names) != count:
        yield f"{what}: {len(names)} labels for {count}; give one each."
    for name in names:
        if not isinstance(name, str) or not name.strip():
            yield f"{what}: {name!r} is not a label; give non-empty text."
    texts = [name for name in names if isinstance(name, str)]
    for name in sorted({name for name in texts if texts.count(name) > 1}):
        yield f"{what}: {name!r} appears {texts.count(name)} times; labels must differ."


def find_label(names: Sequence[str], given: Any) -> int | None:
    """Position of a label, or of an index into the labels; None if there is no such one."""
    if isinstance(given, str):
        return names.index(given) if given in names else None
    if isinstance(given, (int, np.integer)) and not isinstance(given, bool):
        return int(given) if 0 <= given < len(names) else None
    return None
