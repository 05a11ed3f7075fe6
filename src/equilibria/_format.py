"""Numbers and tables as text: one rule for how a value is shown."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any


def number(value: Any, longest: int = 9) -> str:
    """Show a number exactly where that takes at most `longest` characters, else to six digits."""
    if isinstance(value, float):
        text = repr(value)
        if text.endswith(".0"):
            text = text[:-2]
        return text if len(text) <= longest else f"{value:.6g}"
    exact = Fraction(value)
    bits = exact.numerator.bit_length() + exact.denominator.bit_length()
    if bits <= 4 * longest + 8:
        text = str(exact)
        if len(text) <= longest:
            return text
    return decimal(exact)


def decimal(value: Fraction, digits: int = 6) -> str:
    """Show a fraction to some significant digits, whatever its size."""
    try:
        near = float(value)
    except OverflowError:
        near = float("inf")
    if near not in (0.0, float("inf"), float("-inf")) or value == 0:
        return f"{near:.{digits}g}"
    # Beyond the range of floats: scale by a power of ten first.
    power = (value.numerator.bit_length() - value.denominator.bit_length()) * 30103 // 100000
    mantissa = value / Fraction(10) ** power
    while abs(mantissa) >= 10:
        mantissa, power = mantissa / 10, power + 1
    while abs(mantissa) < 1:
        mantissa, power = mantissa * 10, power - 1
    return f"{float(mantissa):.{digits}g}e{power:+d}"


def table(rows: Sequence[Sequence[str]], indent: str = "  ", gap: str = "  ") -> list[str]:
    """Align columns: the first to the left, the others to the right."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append((indent + gap.join(cells)).rstrip())
    return lines


def listed(names: Sequence[str], most: int = 8) -> str:
    """Quote names, the first few of many."""
    shown = ", ".join(repr(name) for name in names[:most])
    return shown + (f", … ({len(names)} in all)" if len(names) > most else "")
