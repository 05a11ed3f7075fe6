"""The faces of a builder: exact payoffs, payoffs of many values at once, payoffs over a box.

- `exact`: Fractions in, exact payoffs out. Every builder has it (`Builder.payoffs`); one without
  exact arithmetic of its own gives the exact values of the floats that it returns.
- `batch`: arrays of values in, payoff arrays out, with an error bound each where the builder can
  work in balls.
- `enclose`: intervals in, python-flint balls out that hold every payoff over the box.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..errors import GameError
from .balls import Balls, Undecided, as_balls, interval, precision
from .family import Family
from .parameter import read_value
from .tables import entries, in_balls, in_floats, named

#: Bits in which FLINT's balls are worked out.
BITS = 96


@dataclass(frozen=True, slots=True, eq=False)
class PayoffBatch:
    """Payoffs of many games of one family.

    Attributes
    ----------
    payoffs : tuple of ndarray of float64, shapes (batch, k_0, ..., k_{N-1})
        One array per player.
    errors : tuple of ndarray of float64, same shapes, or None
        Proved bounds on the distance from the exact payoffs; infinite where nothing is known (the
        values make no game, or may not). None where the builder gives no bound: then the floats
        are the game.
    """

    payoffs: tuple[np.ndarray, ...]
    errors: tuple[np.ndarray, ...] | None

    @property
    def is_known(self) -> np.ndarray:
        """Games whose payoffs are known: shape (batch,)."""
        tables = self.payoffs if self.errors is None else (*self.payoffs, *self.errors)
        flat = [np.isfinite(table).reshape(len(table), -1).all(axis=1) for table in tables]
        known: np.ndarray = np.logical_and.reduce(flat)
        return known

    def signs(self, player: int, here: tuple[int, ...], there: tuple[int, ...]) -> np.ndarray:
        """Signs of a player's payoff at one profile less that at another; 2 where not proved."""
        if self.errors is None:
            raise GameError("signs: these payoffs come without error bounds.")
        every: tuple[Any, ...] = (slice(None),)
        one, other = (
            Balls(self.payoffs[player][every + place], self.errors[player][every + place])
            for place in (here, there)
        )
        return (one - other).signs()


def batch(family: Family, columns: Mapping[str, Any], **held: Any) -> PayoffBatch:
    """Payoffs at many values of some parameters.

    Parameters
    ----------
    family : Family
    columns : mapping from parameter to array_like, shape (batch,)
        Floats (dyadic rationals), or exact numbers in an object array. All of one length.
    held : values of parameters, optional
        The other parameters are at these, or at today's values.

    Returns
    -------
    PayoffBatch

    Raises
    ------
    GameError
        For an unknown parameter, columns of different lengths, or tables of another shape.

    Notes
    -----
    One pass of array operations where the builder has them; otherwise game by game. A game that the
    builder refuses, or at which it fails, is not known (not a number). Thread-safe.
    """
    arrays, values = read_columns(family, columns, held)
    count = len(next(iter(arrays.values())))
    if hasattr(family.builder, "balls") or hasattr(family.builder, "batch"):
        return _where_allowed(family, arrays, _at_once(family, arrays, values, count))
    return _one_by_one(family, arrays, values, count)


def bounded(family: Family, columns: Mapping[str, Any], **held: Any) -> PayoffBatch:
    """As `batch`; from the exact face where arrays would come without error bounds."""
    if hasattr(family.builder, "balls") or not family.is_exact:
        return batch(family, columns, **held)
    arrays, values = read_columns(family, columns, held)
    return _one_by_one(family, arrays, values, len(next(iter(arrays.values()))))


def _at_once(
    family: Family, arrays: Mapping[str, np.ndarray], values: Mapping[str, Fraction], count: int
) -> PayoffBatch:
    """One pass over all values; halved where the builder fails, until what fails is by itself."""
    balls = getattr(family.builder, "balls", None)
    face: Any = balls or getattr(family.builder, "batch", None)
    with np.errstate(all="ignore"):  # what overflows is not known, and says so
        if balls is not None:
            given: dict[str, Any] = {n: Balls.exactly([value]) for n, value in values.items()}
            given |= {name: as_balls(array) for name, array in arrays.items()}
        else:
            given = {name: float(value) for name, value in values.items()}
            given |= {name: array.astype(float) for name, array in arrays.items()}
        failed = False
        try:
            tables = face(given)
        except Undecided:
            raise  # about the builder, not about these values
        except Exception:
            failed = True
        if failed:
            return _by_halves(family, arrays, values, count)
        if balls is not None:
            return PayoffBatch(*in_balls(family, tables, count))
    return PayoffBatch(in_floats(family, tables, count), None)


def _by_halves(
    family: Family, arrays: Mapping[str, np.ndarray], values: Mapping[str, Fraction], count: int
) -> PayoffBatch:
    if count == 1:
        unknown = tuple(np.full((1, *family.shape), np.nan) for _ in family.players)
        if not hasattr(family.builder, "balls"):
            return PayoffBatch(unknown, None)
        return PayoffBatch(unknown, tuple(np.full_like(table, np.inf) for table in unknown))
    middle = count // 2
    first, second = (
        _at_once(family, {n: array[part] for n, array in arrays.items()}, values, size)
        for part, size in ((slice(middle), middle), (slice(middle, None), count - middle))
    )
    payoffs = map(np.concatenate, zip(first.payoffs, second.payoffs, strict=True))
    if first.errors is None or second.errors is None:
        return PayoffBatch(tuple(payoffs), None)
    errors = map(np.concatenate, zip(first.errors, second.errors, strict=True))
    return PayoffBatch(tuple(payoffs), tuple(errors))


def boxes(
    family: Family, columns: Mapping[str, tuple[Any, Any]], **held: Any
) -> PayoffBatch | None:
    """Payoffs over many boxes: midpoints, and errors that cover the whole box.

    `columns` maps a parameter to its lower and its upper ends, sequences of exact numbers. None
    where the builder cannot enclose.
    """
    balls = getattr(family.builder, "balls", None)
    if balls is None:
        return None
    lows, values = read_columns(family, {n: low for n, (low, _) in columns.items()}, held)
    highs, _ = read_columns(family, {n: high for n, (_, high) in columns.items()}, held)
    given = {name: Balls.exactly([value]) for name, value in values.items()}
    for name, low in lows.items():
        given[name] = Balls.between(*(_fractions(array) for array in (low, highs[name])))
    count = len(next(iter(lows.values())))
    with np.errstate(all="ignore"):
        found = PayoffBatch(*in_balls(family, balls(given), count))
    return _where_allowed(family, highs, _where_allowed(family, lows, found))


def _fractions(array: np.ndarray) -> list[Fraction]:
    return [v if isinstance(v, Fraction) else Fraction(v) for v in array.tolist()]


def multiaffine(family: Family, columns: Mapping[str, tuple[Any, Any]], **held: Any) -> np.ndarray:
    """Over which boxes payoffs are affine in each parameter that varies, the others held.

    Then a difference of payoffs takes its extremes over the box at the corners.
    """
    count = len(next(iter(columns.values()))[0])
    proves = getattr(family.builder, "proves_affine", None)
    if proves is not None:
        return np.full(count, proves(tuple(columns), family.values(**held)))
    face = getattr(family.builder, "multiaffine", None)
    if face is None:
        return np.zeros(count, bool)
    given = {name: Balls.exactly([value]) for name, value in family.values(**held).items()}
    given |= {name: Balls.between(*ends) for name, ends in columns.items()}
    with np.errstate(all="ignore"):
        return np.broadcast_to(np.asarray(face(tuple(columns), given), bool), (count,))


def enclose(
    family: Family, box: Mapping[str, tuple[Any, Any]], *, bits: int = BITS, **held: Any
) -> tuple[np.ndarray, ...]:
    """Payoffs over one box, as python-flint balls.

    Parameters
    ----------
    family : Family
    box : mapping from parameter to (low, high)
    bits : int
        Precision. FLINT's precision belongs to the process: the work is done under one lock.
    held : values of parameters, optional

    Returns
    -------
    tuple of ndarray of arb, shape (k_0, ..., k_{N-1})
        One array per player; each ball holds every payoff over the box. Not a number where values
        in the box make no game, or may not.

    Raises
    ------
    GameError
        If the builder cannot enclose.
    """
    face = getattr(family.builder, "enclose", None)
    if face is None:
        raise GameError(
            f"{family.title}: the builder has no enclosure; proofs over boxes are not possible."
        )
    values = family.values(**held)
    ends = {name: (read_value(a), read_value(b)) for name, (a, b) in box.items()}
    for name, (low, high) in ends.items():
        family.values(**{name: low})
        family.values(**{name: high})
        if low > high:
            raise GameError(f"{name}: the range from {low} to {high} is reversed.")
    with precision(bits):
        given = {name: interval(*ends.get(name, (value, value))) for name, value in values.items()}
        tables = face(given)
    out = []
    for player, table in named(family, tables):
        array = np.empty(family.shape, dtype=object)
        for place, entry in entries(family, player, table):
            array[place] = entry
        out.append(array)
    return tuple(out)


def read_columns(
    family: Family, columns: Mapping[str, Any], held: Mapping[str, Any]
) -> tuple[dict[str, np.ndarray], Mapping[str, Fraction]]:
    """Check columns of values: known names, one length, numbers."""
    both = [name for name in columns if name in held]
    if both:
        raise GameError(f"{', '.join(both)}: both varied and held; give one of the two.")
    values = family.values(**held)
    if not columns:
        raise GameError("no parameter varies: give at least one column of values.")
    arrays: dict[str, np.ndarray] = {}
    for name, column in columns.items():
        if name not in values:
            family.values(**{name: 0})  # raises, with a suggestion
        array = np.asarray(column)
        if array.ndim != 1:
            raise GameError(f"{name}: give a flat sequence of values, not {array.ndim} dimensions.")
        if array.dtype.kind != "f" or array.dtype.itemsize > 8:
            given = list(column if array.dtype == object else array)
            # Columns mostly repeat one object, today's value: each is read once.
            known = {key: read_value(v) for key, v in {id(v): v for v in given}.items()}
            exact = np.empty(len(array), dtype=object)
            exact[:] = [known[id(v)] for v in given]
            array = exact
        elif not np.isfinite(array).all():
            raise GameError(f"{name}: a value is not finite.")
        arrays[name] = array
    if len({len(array) for array in arrays.values()}) > 1:
        lengths = ", ".join(f"{name}: {len(array)}" for name, array in arrays.items())
        raise GameError(f"columns of different lengths ({lengths}).")
    return arrays, values


def _where_allowed(
    family: Family, arrays: Mapping[str, np.ndarray], found: PayoffBatch
) -> PayoffBatch:
    """Unknown, where a value is outside its domain."""
    wrong = np.zeros(len(found.payoffs[0]), bool)
    for name, array in arrays.items():
        domain, floats = family.builder.specifications[name], _floats(array)
        # Python compares floats with fractions exactly, numpy rounds: look at the few near it.
        if domain.least is not None:
            near = np.flatnonzero(floats <= float(domain.least))
            wrong[near] |= np.array([array[k] < domain.least for k in near], bool)
        if domain.most is not None:
            near = np.flatnonzero(floats >= float(domain.most))
            wrong[near] |= np.array([array[k] > domain.most for k in near], bool)
    if wrong.any():
        if found.errors is None:
            for table in found.payoffs:
                table[wrong] = np.nan
        else:
            for table in found.errors:
                table[wrong] = np.inf
    return found


def _floats(array: np.ndarray) -> np.ndarray:
    """Numbers rounded, which keeps their order; left as they are where one is too large."""
    try:
        return array.astype(float)
    except OverflowError:
        return array


def _one_by_one(
    family: Family, arrays: Mapping[str, np.ndarray], values: Mapping[str, Fraction], count: int
) -> PayoffBatch:
    """Each game by the exact face; not known where the builder refuses or fails."""
    tables = tuple(np.full((count, *family.shape), np.nan) for _ in family.players)
    errors = tuple(np.full((count, *family.shape), np.inf) for _ in family.players)
    for k in range(count):
        try:
            here = {n: read_value(array[k]) for n, array in arrays.items()}
            family.values(**here)
            game = family.game_at({**values, **here})
        except Exception:
            continue
        for table, error, given in zip(tables, errors, game.exact_payoffs(), strict=True):
            ball = as_balls(given)
            table[k], error[k] = ball.mid, ball.rad
    return PayoffBatch(tables, errors)


__all__ = [
    "BITS",
    "PayoffBatch",
    "Undecided",
    "batch",
    "bounded",
    "boxes",
    "enclose",
    "multiaffine",
]
