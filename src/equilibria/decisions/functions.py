"""Builders from plain functions of the parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from .._format import number
from ..errors import GameError
from ..games.normal_form import NormalFormGame
from .family import Specification, Table, Terms, Values
from .parameter import Parameter, read_value
from .symbols import is_multiaffine

#: Shares of a range at which the promise of affine payoffs is looked at, beside its ends and today.
_LOOKED_AT = (Fraction(1, 7), Fraction(1, 3), Fraction(3, 5), Fraction(8, 9))


class FunctionBuilder:
    """A function of the parameters as a builder; see `Family.from_function`."""

    def __init__(
        self,
        function: Callable[..., Any],
        parameters: Sequence[Parameter],
        players: tuple[str, ...],
        actions: tuple[tuple[str, ...], ...],
        is_exact: bool,
        affine: tuple[str, ...],
    ) -> None:
        self.function, self.players, self.actions = function, players, actions
        self.is_exact, self.affine = is_exact, affine
        self.specifications = {p.name: Specification(p.unit) for p in parameters}
        self.ranges = {p.name: (p.low, p.high) for p in parameters}
        self.name = getattr(function, "__name__", "family")
        self.shape = tuple(map(len, actions))

    def payoffs(self, values: Values) -> tuple[Sequence[Any], ...]:
        """Payoffs at one set of values, as exact numbers."""
        given = values if self.is_exact else {name: float(v) for name, v in values.items()}
        tables = self.function(**given)
        game = NormalFormGame(tables)
        if self.is_exact:
            refuse_floats(tables, self.name)
        if game.shape != self.shape or game.num_players != len(self.players):
            raise GameError(
                f"{self.name} returned payoffs of shape {game.shape}, not {self.shape} as at "
                "today's values; a family has one shape."
            )
        return tuple(table.tolist() for table in game.exact_payoffs())

    def tabulate(self, values: Values) -> Table:
        """Payoffs as one term."""
        terms = []
        for player, table in zip(self.players, self.payoffs(values), strict=True):
            array = np.array(table, dtype=object)
            terms.append(Terms(player, "", {"payoff": array}, {"payoff": ()}))
        return Table(self.players, self.actions, tuple(terms))

    def breakpoints(self, name: str, values: Values) -> tuple[Fraction, ...] | None:
        """None break where payoffs are proved affine in a parameter; see `proves_affine`."""
        return () if self.proves_affine((name,), values) else None

    def proves_affine(self, names: Sequence[str], values: Values) -> bool:
        """Whether payoffs are proved affine in each of some parameters, all others held.

        They were promised to be, and the function runs on symbols in their place. GameError where
        some values in the parameter's range show that they are not.
        """
        if not self.is_exact or not set(names) <= set(self.affine):
            return False
        for name in names:
            self._refute(name, values)
        return is_multiaffine(self.function, names, values, self.shape)

    def _refute(self, name: str, values: Values) -> None:
        """Look at some points of the range: those between the outermost lie on one line."""
        low, high = self.ranges[name]
        points = {low, high, values[name], *(low + (high - low) * share for share in _LOOKED_AT)}
        found: list[tuple[Fraction, list[np.ndarray]]] = []
        for point in sorted(points):
            try:
                tables = self.payoffs({**values, name: point})
            except Exception:  # refused there, or failed: whoever needs that value will hear of it
                continue
            found.append((point, [np.array(table, dtype=object) for table in tables]))
        if len(found) < 3:
            return
        (s, first), *between, (t, last) = found
        for point, middle in between:
            for player, a, b, c in zip(self.players, first, middle, last, strict=True):
                bent = np.argwhere(b != a + (c - a) * ((point - s) / (t - s)))
                if len(bent):
                    place = tuple(bent[0].tolist())
                    at = ", ".join(acts[k] for acts, k in zip(self.actions, place, strict=True))
                    raise GameError(
                        f"{name}: payoffs are not affine in it: at {number(s)}, {number(point)} "
                        f"and {number(t)} {player} earns {number(a[place])}, {number(b[place])} "
                        f"and {number(c[place])} at ({at}); leave it out of affine=."
                    )


class ArrayBuilder(FunctionBuilder):
    """With a face for arrays."""

    def __init__(self, arrays: Callable[..., Any], *given: Any) -> None:
        super().__init__(*given)
        self.arrays = arrays

    def batch(self, values: Mapping[str, Any]) -> Any:
        """Payoffs for arrays of values."""
        return self.arrays(**values)


class BallBuilder(FunctionBuilder):
    """With faces for balls."""

    def balls(self, values: Mapping[str, Any]) -> Any:
        """Payoffs for arrays of balls."""
        return self.function(**values)

    def enclose(self, values: Mapping[str, Any]) -> Any:
        """Payoffs for python-flint's balls."""
        tables = self.function(**{name: Careful(v) for name, v in values.items()})
        return tuple(_unwrapped(table) for table in tables)


class Careful:
    """One ``arb`` that refuses to be compared: FLINT answers False where it does not know."""

    __slots__ = ("ball",)

    def __init__(self, ball: Any) -> None:
        self.ball = ball

    def __neg__(self) -> Careful:
        return Careful(-self.ball)

    def __add__(self, other: Any) -> Careful:
        return Careful(self.ball + _arb(other))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Careful:
        return Careful(self.ball - _arb(other))

    def __rsub__(self, other: Any) -> Careful:
        return Careful(_arb(other) - self.ball)

    def __mul__(self, other: Any) -> Careful:
        return Careful(self.ball * _arb(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Careful:
        return Careful(self.ball / _arb(other))

    def __rtruediv__(self, other: Any) -> Careful:
        return Careful(_arb(other) / self.ball)

    def __pow__(self, power: int) -> Careful:
        return Careful(self.ball ** int(power))

    def _no_branch(self, *_: Any) -> bool:
        from .balls import Undecided

        raise Undecided(
            "a comparison of balls: code that branches on a parameter has no enclosure; leave out "
            "enclose=True, or give one that does not branch."
        )

    __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __float__ = __int__ = _no_branch


def _unwrapped(table: Any) -> Any:
    """A nested table of balls without their care."""
    nested = isinstance(table, (list, tuple, np.ndarray))
    return [_unwrapped(part) for part in table] if nested else _arb(table)


def _arb(value: Any) -> Any:
    from .balls import as_arb

    return value.ball if isinstance(value, Careful) else as_arb(value)


def refuse_floats(tables: Any, name: str) -> None:
    """Refuse payoffs that came out as floats although exact ones were promised."""
    for i, table in enumerate(tables):
        if any(isinstance(v, (float, np.floating)) for v in np.array(table, dtype=object).flat):
            raise GameError(
                f"payoffs of player {i + 1}: {name} returned floats although exact=True; write "
                "its constants as Fractions or whole numbers, or leave out exact=True."
            )


def build(
    function: Callable[..., Any],
    parameters: Sequence[Parameter],
    players: Sequence[str] | None,
    actions: Sequence[Sequence[str]] | None,
    exact: bool,
    batch: bool | Callable[..., Any],
    enclose: bool,
    affine: tuple[str, ...],
) -> FunctionBuilder:
    """Call the function once, at today's values, and build what was promised."""
    names = [parameter.name for parameter in parameters]
    complaints = [f"{n}: appears twice." for n in sorted({n for n in names if names.count(n) > 1})]
    complaints += [f"affine: {name}: there is no such parameter." for name in affine
                   if name not in names]  # fmt: skip
    if enclose and not exact:
        complaints.append("enclose=True needs exact=True: an enclosure is one of exact payoffs.")
    if affine and not exact:
        complaints.append("affine= needs exact=True: floats are affine only up to rounding.")
    if complaints:
        raise GameError(complaints)
    today = {p.name: read_value(p.default) for p in parameters}
    given = today if exact else {name: float(v) for name, v in today.items()}
    tables = function(**given)
    game = NormalFormGame(tables, players, actions)
    if exact:
        refuse_floats(tables, getattr(function, "__name__", "the function"))
    held = (function, parameters, game.players, game.actions, bool(exact), affine)
    if enclose:
        return BallBuilder(*held)
    if batch:
        return ArrayBuilder(function if batch is True else batch, *held)
    return FunctionBuilder(*held)
