"""Roots of polynomial systems in few unknowns, one coordinate at a time.

Each unknown is a given rational function of all of them, and known to lie in an interval.
Resultants take the other unknowns out, factors that cannot vanish in the box are dropped, and
Sturm's theorem counts the roots that are left in the interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx, fmpq_poly, fmpz_poly

Interval = tuple[fmpq, fmpq]

#: Degree of a resultant beyond which none is tried: they take seconds there.
_LARGEST = 60


class Ratio:
    """A rational function of the unknowns, in lowest terms."""

    __slots__ = ("bottom", "top")

    def __init__(self, top: Any, bottom: Any) -> None:
        common = top.gcd(bottom)
        if common != 1:
            top, bottom = top / common, bottom / common
        self.top, self.bottom = top, bottom

    def __add__(self, other: Ratio) -> Ratio:
        top = self.top * other.bottom + other.top * self.bottom
        return Ratio(top, self.bottom * other.bottom)

    def __sub__(self, other: Ratio) -> Ratio:
        top = self.top * other.bottom - other.top * self.bottom
        return Ratio(top, self.bottom * other.bottom)

    def __mul__(self, other: Ratio) -> Ratio:
        return Ratio(self.top * other.top, self.bottom * other.bottom)

    def __truediv__(self, other: Ratio) -> Ratio:
        return Ratio(self.top * other.bottom, self.bottom * other.top)

    @property
    def constant(self) -> fmpq | None:
        """Its value where that does not depend on the unknowns."""
        if not (self.top.is_constant() and self.bottom.is_constant()):
            return None
        return _constant(self.top) / _constant(self.bottom)


class System:
    """Unknowns ``x_0, ..., x_{n-1}``, in a ring with one more variable for what is asked.

    Parameters
    ----------
    count : int
        How many unknowns.
    """

    def __init__(self, count: int) -> None:
        names = [f"x{k}" for k in range(count + 1)]
        self.ring = fmpq_mpoly_ctx.get(names, Ordering.lex)
        self.unknowns = self.ring.gens()

    def number(self, value: fmpq) -> Ratio:
        """A constant."""
        return Ratio(self.ring.constant(value), self.ring.constant(1))

    def unknown(self, k: int) -> Ratio:
        """The unknown of that number."""
        return Ratio(self.unknowns[k], self.ring.constant(1))

    def annihilator(
        self, wanted: Ratio, rules: Sequence[Ratio], box: Sequence[Interval], range_: Interval
    ) -> fmpz_poly | None:
        """A polynomial, not zero, of which `wanted` is a root where ``x_k = rules[k]`` for all k.

        None where resultants vanish or grow too large. `box` and `range_` hold the unknowns and
        what is wanted.
        """
        last = len(box)
        boxes = [*box, range_]
        goal = wanted.top - self.unknowns[last] * wanted.bottom
        left = [rule.top - self.unknowns[k] * rule.bottom for k, rule in enumerate(rules)]
        left.append(goal)
        for k in range(last):
            using = [p for p in left if p.degrees()[k]]
            left = [p for p in left if not p.degrees()[k]]
            using.sort(key=lambda p: (p.degrees()[k], p.total_degree()))
            for p in using[1:]:
                pivot = using[0]
                if pivot.total_degree() * p.total_degree() > _LARGEST:
                    return None
                result = self._trimmed(pivot.resultant(p, f"x{k}"), boxes)
                if result is not None:
                    left.append(result)
        ends = [p for p in left if p.degrees()[last]]
        if not ends:
            return None
        return self._in_one(min(ends, key=lambda p: p.degrees()[last]), last)

    def _trimmed(self, p: Any, box: Sequence[Interval]) -> Any:
        """The factors that may vanish in the box, each once; None if that says nothing."""
        if p.is_zero():
            return None
        kept = self.ring.constant(1)
        for factor, _ in p.factor()[1]:
            low, high = _range(factor, box)
            if low <= 0 <= high:
                kept *= factor
        return None if kept.is_constant() else kept

    def _in_one(self, p: Any, k: int) -> fmpz_poly:
        coefficients: dict[int, fmpq] = {}
        for powers, c in p.to_dict().items():
            coefficients[powers[k]] = c
        return fmpq_poly([coefficients.get(d, 0) for d in range(max(coefficients) + 1)]).numer()


def isolate(polynomial: fmpz_poly, range_: Interval) -> fmpz_poly | None:
    """The irreducible factor with a root in a closed interval, its last coefficient positive.

    None if the interval does not hold exactly one root of all factors together. A linear factor
    is a rational root; others have none at the ends of the interval.
    """
    found: list[fmpz_poly] = []
    for factor, _ in polynomial.factor()[1]:
        if factor.degree() == 1:
            count = int(range_[0] <= fmpq(-factor[0], factor[1]) <= range_[1])
        else:
            count = count_roots(factor, range_)
        found += [factor] * count
    if len(found) != 1:
        return None
    return found[0] if found[0][found[0].degree()] > 0 else -found[0]


def count_roots(polynomial: fmpz_poly, range_: Interval) -> int:
    """Distinct real roots between two numbers that are none (Sturm's theorem)."""
    chain = [fmpq_poly(polynomial), fmpq_poly(polynomial).derivative()]
    while chain[-1].degree() >= 0:  # the polynomial 0 has degree -1
        chain.append(-(chain[-2] % chain[-1]))
    changes = []
    for x in range_:
        signs = [v > 0 for p in chain[:-1] if (v := p(x)) != 0]
        changes.append(sum(a != b for a, b in pairwise(signs)))
    return changes[0] - changes[1]


def _constant(p: Any) -> fmpq:
    values = list(p.to_dict().values())
    return fmpq(values[0]) if values else fmpq(0)


def _range(p: Any, box: Sequence[Interval]) -> Interval:
    """An enclosure of the polynomial's values in the box, by terms around its middle."""
    low, high = fmpq(0), fmpq(0)
    for powers, c in p.to_dict().items():
        least, most = fmpq(c), fmpq(c)
        for (a, b), power in zip(box, powers, strict=True):
            for _ in range(int(power)):
                ends = (least * a, least * b, most * a, most * b)
                least, most = min(ends), max(ends)
        low, high = low + least, high + most
    return low, high
