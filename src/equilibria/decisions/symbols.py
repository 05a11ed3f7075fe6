"""Symbols in place of numbers: code that runs on them is proved to be affine in each parameter.

A `Form` is a polynomial of at most the first degree in each of some parameters, with rational
coefficients. Sums, differences, products of forms in different parameters, and quotients by
constants are forms again; everything else (a square, a quotient by a form, a comparison, a
conversion) is refused, and the refusal is kept even where the code catches it. A function that was
refused nothing took the same steps that it takes with numbers, whatever the numbers are, so what it
returned is what it computes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NoReturn

import numpy as np

_NUMBERS = (int, Fraction, np.integer)
_ONE: frozenset[str] = frozenset()


class NotAForm(TypeError):
    """What was asked of a form has no answer that is a form."""


class Form:
    """A polynomial, by the set of parameters that each of its terms multiplies."""

    __slots__ = ("refused", "terms")

    def __init__(self, terms: Mapping[frozenset[str], Fraction], refused: list[str]) -> None:
        self.terms = {names: value for names, value in terms.items() if value}
        self.refused = refused  # shared by all forms of one run

    def _refuse(self, *_: Any) -> NoReturn:
        self.refused.append("not a form")
        raise NotAForm("a symbol in place of a parameter can be added and multiplied, no more.")

    def _read(self, other: Any) -> Form | None:
        """Another operand; None for an array, which asks its entries."""
        if isinstance(other, Form):
            return other
        if isinstance(other, np.ndarray):
            return None
        if not isinstance(other, _NUMBERS):
            self._refuse()
        return Form({_ONE: Fraction(int(other) if isinstance(other, np.integer) else other)},
                    self.refused)  # fmt: skip

    def _constant(self) -> Fraction:
        """The number that it is."""
        if any(self.terms):
            self._refuse()
        return self.terms.get(_ONE, Fraction(0))

    def __neg__(self) -> Form:
        return Form({names: -value for names, value in self.terms.items()}, self.refused)

    def __pos__(self) -> Form:
        return self

    def __add__(self, other: Any) -> Any:
        if (b := self._read(other)) is None:
            return NotImplemented
        terms = dict(self.terms)
        for names, value in b.terms.items():
            terms[names] = terms.get(names, Fraction(0)) + value
        return Form(terms, self.refused)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return NotImplemented if (b := self._read(other)) is None else self + -b

    def __rsub__(self, other: Any) -> Any:
        return NotImplemented if (b := self._read(other)) is None else b + -self

    def __mul__(self, other: Any) -> Any:
        if (b := self._read(other)) is None:
            return NotImplemented
        terms: dict[frozenset[str], Fraction] = {}
        for names, value in self.terms.items():
            for others, factor in b.terms.items():
                if names & others:
                    self._refuse()
                both = names | others
                terms[both] = terms.get(both, Fraction(0)) + value * factor
        return Form(terms, self.refused)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if (b := self._read(other)) is None:
            return NotImplemented
        return self * (1 / b._constant())

    def __rtruediv__(self, other: Any) -> Any:
        return NotImplemented if (b := self._read(other)) is None else b / self

    def __pow__(self, power: Any) -> Form:
        if not isinstance(power, (int, np.integer)) or power < 0:
            self._refuse()
        product = Form({_ONE: Fraction(1)}, self.refused)
        for _ in range(int(power)):
            product = product * self
        return product

    # A property too: code may take a number apart instead of comparing it.
    numerator = denominator = real = imag = property(_refuse)
    __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __hash__ = _refuse
    __eq__ = __ne__ = _refuse
    __float__ = __int__ = __index__ = __complex__ = __abs__ = _refuse
    __round__ = __floor__ = __ceil__ = __trunc__ = _refuse
    __mod__ = __rmod__ = __floordiv__ = __rfloordiv__ = __divmod__ = __rdivmod__ = _refuse
    __rpow__ = __str__ = __format__ = _refuse


def is_multiaffine(
    function: Callable[..., Any],
    names: Sequence[str],
    values: Mapping[str, Fraction],
    shape: tuple[int, ...],
) -> bool:
    """Whether a function's tables are proved affine in each of some parameters, all else held.

    False where the function does not run on symbols: then nothing is known.
    """
    refused: list[str] = []
    symbols = {name: Form({frozenset([name]): Fraction(1)}, refused) for name in names}
    try:
        tables = [np.array(t, dtype=object) for t in function(**{**values, **symbols})]
    except Exception:  # the code's own, of which a symbol knows nothing
        return False
    whole = all(table.shape == shape for table in tables)
    entries = [entry for table in tables for entry in table.flat]
    return whole and not refused and all(isinstance(e, (Form, *_NUMBERS)) for e in entries)
