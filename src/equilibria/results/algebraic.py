"""Real algebraic numbers: a polynomial and an interval that holds one of its roots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .._validate import exact_fraction
from ..errors import GameError


@dataclass(frozen=True, slots=True)
class AlgebraicNumber:
    """The one root of an irreducible polynomial in an interval.

    Attributes
    ----------
    polynomial : tuple of int
        Coefficients, constant term first; irreducible over the rationals, without common factor,
        the last one positive. Degree 2 at least: rational numbers are Fractions.
    interval : pair of Fraction
        Ends of an open interval; the polynomial changes its sign between them and has no other
        root there.
    """

    polynomial: tuple[int, ...]
    interval: tuple[Fraction, Fraction]

    @property
    def degree(self) -> int:
        """Degree of the polynomial, which is the number's minimal polynomial."""
        return len(self.polynomial) - 1

    def refined(self, width: Any) -> AlgebraicNumber:
        """The same number in an interval at most this wide.

        Parameters
        ----------
        width : number
            Positive, taken exactly. Each halving costs one value of the polynomial.

        Raises
        ------
        GameError
            If the width is not a positive number.
        """
        try:
            exact = exact_fraction(width)
        except ValueError as reason:
            raise GameError(f"refined: width is {width!r:.60}: {reason}.") from None
        if exact <= 0:
            raise GameError(f"refined: width is {width!r:.60}; give a positive number.")
        low, high = self.interval
        rising = value(self.polynomial, high) > 0
        while high - low > exact:
            middle = (low + high) / 2
            if (value(self.polynomial, middle) > 0) == rising:
                high = middle
            else:
                low = middle
        return AlgebraicNumber(self.polynomial, (low, high))

    def __float__(self) -> float:
        low, high = self.interval
        size = max(abs(low), abs(high))
        near = self.refined(size / 2**60) if high - low > size / 2**60 else self
        return float(sum(near.interval) / 2)

    def __repr__(self) -> str:
        terms = []
        for power in range(self.degree, -1, -1):
            c = self.polynomial[power]
            if c:
                head = "" if abs(c) == 1 and power else str(abs(c))
                tail = "" if not power else "x" if power == 1 else f"x^{power}"
                terms.append((" - " if c < 0 else " + ", head + tail))
        text = "".join(sign + term for sign, term in terms)
        return f"{float(self):.10g}, root of {text.removeprefix(' + ')}"


def value(polynomial: Sequence[int], x: Fraction) -> Fraction:
    """The polynomial at x, exact."""
    result = Fraction(0)
    for c in reversed(polynomial):
        result = result * x + c
    return result
