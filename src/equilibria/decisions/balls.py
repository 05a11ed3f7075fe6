"""Arrays of balls: floats with an error bound each, for payoffs at many values or over boxes.

A ball is a midpoint and a radius, and stands for every number within. Each operation returns a ball
that holds every result: the error of its inputs carried on, the rounding of the midpoint (at most
``2**-53`` of it, to nearest), and the rounding of the radius itself (a factor of ``1 + 2**-49``
covers the seven roundings of the longest formula here). Results so small that a product could have
lost bits get the smallest normal number on top. A radius that is infinite or not a number says that
nothing is known.

The same code serves python-flint's ``arb``, one value at a time, through `Flint`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import AbstractContextManager, contextmanager
from fractions import Fraction
from typing import Any

import numpy as np

from ..errors import GameError

_HALF_ULP = 2.0**-53
_UP = 1 + 2.0**-49
_SMALL, _TINY = 1e-280, 2.3e-308

#: FLINT's precision belongs to the whole process: whoever sets it holds this.
FLINT_LOCK = threading.RLock()


class Undecided(GameError):
    """A comparison of balls that overlap: code that branches cannot be enclosed."""


class Balls:
    """An array of balls; shapes broadcast."""

    __slots__ = ("mid", "rad")
    __array_ufunc__ = None  # numpy leaves the arithmetic to us

    def __init__(self, mid: Any, rad: Any = 0.0) -> None:
        self.mid = np.asarray(mid, dtype=np.float64)
        self.rad = np.asarray(rad, dtype=np.float64)

    @classmethod
    def exactly(cls, values: Iterable[Fraction]) -> Balls:
        """Balls around exact numbers; radius 0 where a float holds them."""
        every = list(values)
        # Columns mostly repeat one object, today's value: each is rounded once.
        known = {key: _rounded(value) for key, value in {id(v): v for v in every}.items()}
        pairs = [known[id(value)] for value in every]
        return cls([mid for mid, _ in pairs], [rad for _, rad in pairs])

    @classmethod
    def between(cls, low: Iterable[Fraction], high: Iterable[Fraction]) -> Balls:
        """Balls that hold whole intervals."""
        every = list(zip(low, high, strict=True))
        # As in `exactly`: the boxes of a column mostly share their ends.
        known = {key: _around(*pair) for key, pair in {tuple(map(id, p)): p for p in every}.items()}
        balls = [known[tuple(map(id, pair))] for pair in every]
        return cls([mid for mid, _ in balls], [rad for _, rad in balls])

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the array."""
        return np.broadcast_shapes(self.mid.shape, self.rad.shape)

    @property
    def is_known(self) -> np.ndarray:
        """Where the ball is finite."""
        return np.isfinite(self.mid) & np.isfinite(self.rad)

    @property
    def low(self) -> np.ndarray:
        """Lower bounds."""
        return np.nextafter(self.mid - self.rad, -np.inf)

    @property
    def high(self) -> np.ndarray:
        """Upper bounds."""
        return np.nextafter(self.mid + self.rad, np.inf)

    def signs(self) -> np.ndarray:
        """1, -1 or 0 where the sign of every number within is known, 2 where it is not."""
        out = np.full(self.shape, 2, np.int8)
        out[np.broadcast_to(self.mid > self.rad, self.shape)] = 1
        out[np.broadcast_to(-self.mid > self.rad, self.shape)] = -1
        out[np.broadcast_to((self.mid == 0) & (self.rad == 0), self.shape)] = 0
        return out

    def __neg__(self) -> Balls:
        return Balls(-self.mid, self.rad)

    def __pos__(self) -> Balls:
        return self

    def __add__(self, other: Any) -> Balls:
        b = as_balls(other)
        mid = self.mid + b.mid
        return Balls(mid, (self.rad + b.rad + _HALF_ULP * np.abs(mid)) * _UP)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Balls:
        return self + (-as_balls(other))

    def __rsub__(self, other: Any) -> Balls:
        return as_balls(other) + (-self)

    def __mul__(self, other: Any) -> Balls:
        b = as_balls(other)
        mid = self.mid * b.mid
        size = np.abs(mid)
        rad = np.abs(self.mid) * b.rad + np.abs(b.mid) * self.rad
        rad = (rad + self.rad * b.rad + _HALF_ULP * size) * _UP
        return Balls(mid, _guarded(rad, size, self, b))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Balls:
        b = as_balls(other)
        with np.errstate(all="ignore"):
            mid = self.mid / b.mid
            size = np.abs(mid)
            room = np.abs(b.mid) - b.rad
            rad = ((size * b.rad + self.rad) / room + 2 * _HALF_ULP * size) * _UP * _UP
            rad = np.where(room > 0, rad, np.inf)
        return Balls(mid, _guarded(rad, size, self))

    def __rtruediv__(self, other: Any) -> Balls:
        return as_balls(other) / self

    def __pow__(self, power: Any) -> Balls:
        if not isinstance(power, int) or isinstance(power, bool) or not 0 <= power <= 64:
            raise Undecided("a power of a ball: give a whole number from 0 to 64.")
        result = Balls(1.0)
        for _ in range(power):
            result = result * self
        return result

    def _no_branch(self, *_: Any) -> bool:
        raise Undecided(
            "a comparison of balls: code that branches on a parameter has no enclosure; leave out "
            "enclose=True, or give one that does not branch."
        )

    __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __float__ = __int__ = _no_branch

    def __repr__(self) -> str:
        return f"Balls({self.mid!r}, {self.rad!r})"


def as_balls(value: Any) -> Balls:
    """Take a number, an array of floats or balls as balls."""
    if isinstance(value, Balls):
        return value
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Balls(*_rounded(Fraction(value)))
    array = np.asarray(value)
    if array.dtype.kind == "f" and array.dtype.itemsize <= 8:
        return Balls(array)
    if array.dtype == object or array.dtype.kind in "iub":
        flat = Balls.exactly(
            v if isinstance(v, Fraction) else Fraction(v) for v in array.ravel().tolist()
        )
        return Balls(flat.mid.reshape(array.shape), flat.rad.reshape(array.shape))
    raise GameError(f"{array.dtype} is no number; give floats or Fractions.")


def _rounded(value: Fraction) -> tuple[float, float]:
    try:
        mid = float(value)
    except OverflowError:
        return 0.0, np.inf
    error = abs(value - Fraction(mid))
    return mid, float(error) * _UP + 5e-324 if error else 0.0


def _around(low: Fraction, high: Fraction) -> tuple[float, float]:
    mid = _rounded((low + high) / 2)[0]
    return mid, float(max(high - Fraction(mid), Fraction(mid) - low)) * _UP + 5e-324


def _guarded(rad: np.ndarray, size: np.ndarray, *factors: Balls) -> np.ndarray:
    """Add the smallest normal number where a product or quotient, or its radius, may underflow."""
    if size.size and not float(size.min()) >= _SMALL:  # not a number included
        could = size < _SMALL
        for factor in factors:  # exactly zero times anything stays exactly zero
            could = could & ((factor.mid != 0) | (factor.rad != 0))
        return np.asarray(rad + np.where(could, _TINY, 0.0))
    return rad


class Arrays:
    """Choices between balls, without branches: the operations that arithmetic lacks."""

    @staticmethod
    def where(sign: Any, yes: Any, no: Any) -> Balls:
        """`yes` where `sign` is at least 0, `no` where it is below; both where that is open."""
        s, a, b = as_balls(sign), as_balls(yes), as_balls(no)
        known = s.mid >= s.rad
        below = -s.mid > s.rad
        if known.all():
            return a
        if below.all():
            return b
        if (known | below).all():
            return Balls(np.where(known, a.mid, b.mid), np.where(known, a.rad, b.rad))
        hull = _hull(np.minimum(a.low, b.low), np.maximum(a.high, b.high))
        return _pick(known, below, a, b, hull)

    @staticmethod
    def maximum(one: Any, other: Any) -> Balls:
        """The larger of two."""
        a, b = as_balls(one), as_balls(other)
        apart = a.mid - b.mid
        margin = (a.rad + b.rad + _HALF_ULP * np.abs(apart)) * _UP
        first, second = apart > margin, -apart > margin
        if first.all():
            return a
        if second.all():
            return b
        first |= (apart == 0) & (margin == 0)
        if (first | second).all():
            return Balls(np.where(first, a.mid, b.mid), np.where(first, a.rad, b.rad))
        hull = _hull(np.maximum(a.low, b.low), np.maximum(a.high, b.high))
        return _pick(first, second, a, b, hull)

    @staticmethod
    def minimum(one: Any, other: Any) -> Balls:
        """The smaller of two."""
        return -Arrays.maximum(-as_balls(one), -as_balls(other))

    @staticmethod
    def is_zero(value: Any) -> Balls:
        """1 where a number is 0, else 0."""
        signs = as_balls(value).signs()
        return Balls(
            np.where(signs == 0, 1.0, np.where(signs == 2, 0.5, 0.0)),
            np.where(signs == 2, 0.5, 0.0),
        )

    @staticmethod
    def unless(wrong: Any, value: Any) -> Balls:
        """The value where `wrong` is proved below 0; where it is not, nothing is known."""
        w, v = as_balls(wrong), as_balls(value)
        return Balls(v.mid, np.where(-w.mid > w.rad, v.rad, np.inf))


def _pick(first: Any, second: Any, a: Balls, b: Balls, hull: Balls) -> Balls:
    mid = np.where(first, a.mid, np.where(second, b.mid, hull.mid))
    return Balls(mid, np.where(first, a.rad, np.where(second, b.rad, hull.rad)))


def _hull(low: np.ndarray, high: np.ndarray) -> Balls:
    with np.errstate(all="ignore"):
        mid = low / 2 + high / 2
        rad = np.maximum(high - mid, mid - low) * (1 + 2.0**-40) + _TINY
        return Balls(mid, np.where(np.isfinite(mid), rad, np.inf))


class Flint:
    """The same operations for one ``arb``."""

    @staticmethod
    def where(sign: Any, yes: Any, no: Any) -> Any:
        """See `Arrays.where`."""
        sign, yes, no = map(as_arb, (sign, yes, no))
        if sign >= 0:
            return yes
        return no if sign < 0 else yes.union(no)

    @staticmethod
    def maximum(one: Any, other: Any) -> Any:
        """See `Arrays.maximum`."""
        return as_arb(one).max(as_arb(other))

    @staticmethod
    def minimum(one: Any, other: Any) -> Any:
        """See `Arrays.minimum`."""
        return as_arb(one).min(as_arb(other))

    @staticmethod
    def is_zero(value: Any) -> Any:
        """See `Arrays.is_zero`."""
        value = as_arb(value)
        if value == 0:
            return as_arb(1)
        return as_arb(0) if value != 0 else as_arb(0).union(as_arb(1))

    @staticmethod
    def unless(wrong: Any, value: Any) -> Any:
        """See `Arrays.unless`."""
        from flint import arb

        return as_arb(value) if as_arb(wrong) < 0 else arb.nan()


def as_arb(value: Any) -> Any:
    """Take a number as an ``arb``."""
    from flint import arb, fmpq

    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    return value if isinstance(value, arb) else arb(value)


def interval(low: Fraction, high: Fraction) -> Any:
    """The smallest ball around an interval."""
    return as_arb(low) if low == high else as_arb(low).union(as_arb(high))


def precision(bits: int) -> AbstractContextManager[None]:
    """Work with FLINT at a precision, alone."""
    return _precision(bits)


@contextmanager
def _precision(bits: int) -> Any:
    from flint import ctx

    with FLINT_LOCK:
        before = ctx.prec
        ctx.prec = bits
        try:
            yield
        finally:
            ctx.prec = before
