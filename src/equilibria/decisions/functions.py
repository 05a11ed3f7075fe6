"""Builders from plain functions of the parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..errors import GameError
from ..games.normal_form import NormalFormGame
from .family import Specification, Table, Terms, Values
from .parameter import Parameter, read_value


class FunctionBuilder:
    """A function of the parameters as a builder; see `Family.from_function`."""

    def __init__(
        self,
        function: Callable[..., Any],
        units: Mapping[str, str],
        players: tuple[str, ...],
        actions: tuple[tuple[str, ...], ...],
        is_exact: bool,
        affine: tuple[str, ...],
    ) -> None:
        self.function, self.players, self.actions = function, players, actions
        self.is_exact, self.affine = is_exact, affine
        self.specifications = {name: Specification(unit) for name, unit in units.items()}
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
        """Nothing breaks in a parameter that was promised to be affine; the promise is checked."""
        if name not in self.affine or not self.is_exact:
            return None
        here = values[name]
        low, middle, high = (
            [np.array(t, dtype=object) for t in self.payoffs({**values, name: here + step})]
            for step in (Fraction(-1, 7), Fraction(0), Fraction(1, 5))
        )
        for a, b, c in zip(low, middle, high, strict=True):
            if not ((b - a) * 7 == (c - b) * 5).all():
                raise GameError(f"{name}: payoffs are not affine in it; leave it out of affine=.")
        return ()

    def multiaffine(self, names: Sequence[str], values: Mapping[str, Any]) -> Any:
        """Where payoffs are affine in each of some parameters, over boxes: the promise."""
        return self.is_exact and all(name in self.affine for name in names)


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
        from .balls import as_arb

        tables = self.function(**{name: Careful(v) for name, v in values.items()})
        out = []
        for table in tables:
            array = np.empty(self.shape, dtype=object)
            for place in np.ndindex(*self.shape):
                entry = table
                for k in place:
                    entry = entry[k]
                array[place] = entry.ball if isinstance(entry, Careful) else as_arb(entry)
            out.append(array)
        return tuple(out)


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
    units = {p.name: p.unit for p in parameters}
    held = (function, units, game.players, game.actions, bool(exact), affine)
    if enclose:
        return BallBuilder(*held)
    if batch:
        return ArrayBuilder(function if batch is True else batch, *held)
    return FunctionBuilder(*held)
