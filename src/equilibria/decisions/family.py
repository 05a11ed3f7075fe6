"""Families of games: a builder with its parameters."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from .._format import number
from ..errors import GameError
from ..games.normal_form import NormalFormGame
from ..games.repeated import RepeatedGame
from .observed import Observed
from .parameter import Parameter, read_value

if TYPE_CHECKING:
    from .faces import PayoffBatch

Values = Mapping[str, Fraction]

#: Games that a family keeps at hand.
REMEMBERED = 1024

#: What an answer is about, unless the model returned floats.
EXACT = "exact payoffs"


@dataclass(frozen=True, slots=True)
class Specification:
    """What a builder expects of one parameter.

    Attributes
    ----------
    unit : str
    least, most : Fraction or None
        The domain: values outside have no meaning (a negative price, a share above one).
    used : bool
        Whether this builder's payoffs depend on it.
    required : bool
        Whether a scenario must give it; the builder has a neutral value otherwise.
    """

    unit: str
    least: Fraction | None = None
    most: Fraction | None = None
    used: bool = True
    required: bool = True

    def complaint(self, value: Fraction) -> str | None:
        """Say what is wrong with a value, if anything."""
        if self.least is not None and value < self.least:
            what = "negative" if self.least == 0 else f"below {number(self.least)}"
            return f"{number(value)} is {what}"
        if self.most is not None and value > self.most:
            what = "a share above one" if self.most == 1 else f"above {number(self.most)}"
            return f"{number(value)} is {what}"
        return None


@dataclass(frozen=True, slots=True)
class Terms:
    """One player's payoffs, part by part.

    Attributes
    ----------
    player : str
    unit : str
    parts : mapping from str to ndarray of Fraction
        By term, over all profiles; they add to the payoffs exactly.
    depends_on : mapping from str to tuple of str
        By term, the parameters that scale it.
    """

    player: str
    unit: str
    parts: Mapping[str, np.ndarray]
    depends_on: Mapping[str, tuple[str, ...]]

    @property
    def total(self) -> np.ndarray:
        """The payoffs: the sum of the parts."""
        arrays = list(self.parts.values())
        return sum(arrays[1:], start=arrays[0])


@dataclass(frozen=True, slots=True)
class Table:
    """What a builder makes of one set of values: a game's payoffs with their terms."""

    players: tuple[str, ...]
    actions: tuple[tuple[str, ...], ...]
    terms: tuple[Terms, ...]


class Builder(Protocol):
    """Turns values of parameters into payoffs, exactly."""

    @property
    def specifications(self) -> Mapping[str, Specification]:
        """What it expects of each parameter."""

    def tabulate(self, values: Values) -> Table:
        """Build payoffs with their terms; GameError where the values make no market."""

    def payoffs(self, values: Values) -> tuple[Sequence[Any], ...]:
        """Build payoffs only: nested lists of Fraction, one per player; fast."""

    @property
    def players(self) -> tuple[str, ...]:
        """Labels of the players."""

    @property
    def actions(self) -> tuple[tuple[str, ...], ...]:
        """Labels of their actions."""

    def breakpoints(self, name: str, values: Values) -> tuple[Fraction, ...] | None:
        """Points between which payoffs are affine in one parameter; None if that is not known."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Other values for some parameters (as pairs), with the reason; `title` is for readers."""

    set: tuple[tuple[str, Fraction], ...]
    note: str
    title: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """A parametric family of games.

    Attributes
    ----------
    title, question, date : str
    parameters : mapping from str to Parameter
    builder : Builder
    variants : mapping from str to Variant
    observed : Observed or None
        What was seen to be played, where that is known.

    Notes
    -----
    Payoffs are exact rational functions of the values: a Fraction in gives Fractions out, and a
    float means the dyadic rational that it is. Immutable and safe to share between threads.
    """

    title: str
    question: str
    date: str
    parameters: Mapping[str, Parameter]
    builder: Builder
    variants: Mapping[str, Variant] = field(default_factory=dict)
    observed: Observed | None = None
    _remembered: Callable[[tuple[tuple[int, int], ...]], NormalFormGame] = field(
        init=False, repr=False, default=lambda values: NotImplemented
    )

    @classmethod
    def from_function(
        cls,
        function: Callable[..., Any],
        parameters: Iterable[Parameter],
        *,
        players: Sequence[str] | None = None,
        actions: Sequence[Sequence[str]] | None = None,
        exact: bool = False,
        batch: bool | Callable[..., Any] = False,
        enclose: bool = False,
        affine: Iterable[str] = (),
        title: str = "",
    ) -> Family:
        """Build a family from a function of the parameters.

        Parameters
        ----------
        function : callable
            Called with one keyword per parameter; returns one payoff table per player, all of shape
            ``(k_0, ..., k_{N-1})``, in the same player order.
        parameters : iterable of Parameter
        players, actions : labels, optional
        exact : bool, default False
            Whether the function computes exactly when it is given Fractions. Otherwise it is
            called with floats, and a proof is about the floats that it returns.
        batch : bool or callable, default False
            Whether the function (or another one) also takes float arrays of values, and returns
            tables whose entries may be arrays.
        enclose : bool, default False
            Whether the function is built of ``+ - * /`` and whole powers only, and needs exact
            numbers only; then it also takes balls. One that branches on a parameter is refused.
        affine : iterable of str
            Parameters in which every payoff is affine, all else held: thresholds are then found in
            closed form, and maps are proved from the corners of boxes. Proved where it is used, by
            running the function on symbols in their place. Where it does not run on them (it
            branches on one, or converts it) the promise is not relied on, only looked at: values in
            the range that break it are an error.

        Raises
        ------
        GameError
            For parameters that repeat, or tables that do not match.

        Examples
        --------
        >>> import equilibria as eq
        >>> def entry(profit, cost):
        ...     return [[profit - cost, 0]], [[0, 0]]
        >>> family = eq.Family.from_function(
        ...     entry,
        ...     [
        ...         eq.Parameter("profit", 2, 0, 5, "USD", "assumed"),
        ...         eq.Parameter("cost", "1/3", 0, 5, "USD", "assumed"),
        ...     ],
        ...     exact=True,
        ... )
        >>> family.game(cost="1/7").exact_payoffs()[0][0, 0]
        Fraction(13, 7)
        """
        from .functions import build

        if not callable(function):
            raise GameError(f"{type(function).__name__} is not a function of the parameters.")
        given = list(parameters)
        builder = build(function, given, players, actions, exact, batch, enclose, tuple(affine))
        return cls(title or builder.name, "", "", {p.name: p for p in given}, builder)

    @property
    def players(self) -> tuple[str, ...]:
        """Labels of the players."""
        return self.builder.players

    @property
    def actions(self) -> tuple[tuple[str, ...], ...]:
        """Labels of their actions."""
        return self.builder.actions

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of actions of each player."""
        return tuple(map(len, self.builder.actions))

    @property
    def is_exact(self) -> bool:
        """Whether payoffs are exact; otherwise a proof is about the floats that were returned."""
        return bool(getattr(self.builder, "is_exact", True))

    @property
    def about(self) -> str:
        """What an answer about its games is about."""
        return EXACT if self.is_exact else "the floats that the model returned"

    @property
    def used(self) -> tuple[str, ...]:
        """Parameters on which this builder's payoffs depend."""
        specifications = self.builder.specifications
        return tuple(name for name in self.parameters if specifications[name].used)

    def values(self, **overrides: Any) -> Values:
        """Today's values, with some replaced.

        Values outside a parameter's range are allowed as long as they have a meaning.

        Raises
        ------
        GameError
            For an unknown parameter, or a value outside its domain.
        """
        values = {name: parameter.default for name, parameter in self.parameters.items()}
        complaints = []
        for name, given in overrides.items():
            if name not in values:
                close = difflib.get_close_matches(name, values, n=1)
                hint = f"; did you mean {close[0]}?" if close else "."
                complaints.append(f"{name}: there is no such parameter{hint}")
                continue
            values[name] = read_value(given)
            wrong = self.builder.specifications[name].complaint(values[name])
            if wrong:
                complaints.append(f"{name}: {wrong}.")
        if complaints:
            raise GameError(complaints)
        return values

    def variant(self, name: str) -> Family:
        """The same family with the values of a named variant as its defaults.

        Raises
        ------
        GameError
            If there is no such variant.
        """
        if name not in self.variants:
            raise GameError(f"variant {name!r}: there are {', '.join(self.variants) or 'none'}.")
        changed = dict(self.parameters)
        for key, value in self.variants[name].set:
            old = changed[key]
            changed[key] = Parameter(
                name=key,
                default=value,
                low=min(old.low, value),
                high=max(old.high, value),
                unit=old.unit,
                basis=old.basis,
                source=old.source,
                date=old.date,
                known_at=old.known_at,
                note=self.variants[name].note,
            )
        return Family(
            f"{self.title} ({name})", self.question, self.date, changed, self.builder,
            observed=self.observed,
        )  # fmt: skip

    def game(self, **overrides: Any) -> NormalFormGame:
        """The game at today's values, with some replaced; exact payoffs."""
        return self.game_at(self.values(**overrides))

    def game_at(self, values: Values) -> NormalFormGame:
        """The game at a full set of values."""
        # By numerators and denominators: hashing a Fraction takes ten times as long.
        return self._remembered(tuple(values[name].as_integer_ratio() for name in self.parameters))

    def __post_init__(self) -> None:
        # Questions about one family visit the same points again and again.
        object.__setattr__(self, "_remembered", lru_cache(maxsize=REMEMBERED)(self._build))

    def __reduce__(self) -> tuple[Any, ...]:
        # What is remembered stays behind.
        held = (dict(self.parameters), self.builder, dict(self.variants), self.observed)
        return Family, (self.title, self.question, self.date, *held)

    def _build(self, ratios: tuple[tuple[int, int], ...]) -> NormalFormGame:
        values = {n: Fraction(*ratio) for n, ratio in zip(self.parameters, ratios, strict=True)}
        payoffs = self.builder.payoffs(values)
        tables = [np.array(table, dtype=object) for table in payoffs]
        shapes = [table.shape for table in tables]
        if shapes != [self.shape] * len(self.players):
            raise GameError(
                [
                    f"payoffs of {player}: the builder returned shape {shape}, not {self.shape}."
                    for player, shape in zip(self.players, shapes, strict=False)
                    if shape != self.shape
                ]
                or f"the builder returned {len(shapes)} payoff tables for {len(self.players)} "
                "players."
            )
        return NormalFormGame.from_exact(
            tables, self.builder.players, self.builder.actions, self.title
        )

    def repeated(self, discount: Any = None, **overrides: Any) -> RepeatedGame:
        """The game played year after year.

        Parameters
        ----------
        discount : as for `RepeatedGame`, optional
            Default: the value of the parameter `discount`, for all players.

        Raises
        ------
        GameError
            Where there is no such parameter, or the discount factor is not in [0, 1).
        """
        values = self.values(**overrides)
        if discount is None:
            if "discount" not in values:
                raise GameError("repeated: there is no parameter 'discount'; give a value.")
            discount = values["discount"]
        return RepeatedGame(self.game_at(values), discount)

    def batch(self, columns: Mapping[str, Any], **held: Any) -> PayoffBatch:
        """Payoffs at many values of some parameters; see `decisions.faces.batch`."""
        from .faces import batch

        return batch(self, columns, **held)

    def enclose(self, box: Mapping[str, tuple[Any, Any]], **held: Any) -> tuple[np.ndarray, ...]:
        """Payoffs over a box of parameters, as balls; see `decisions.faces.enclose`."""
        from .faces import enclose

        return enclose(self, box, **held)

    def table(self, **overrides: Any) -> Table:
        """Payoffs with their terms, all players."""
        return self.builder.tabulate(self.values(**overrides))

    def terms(self, player: str | int, **overrides: Any) -> Terms:
        """One player's payoffs, term by term."""
        table = self.table(**overrides)
        if player in table.players:
            return table.terms[table.players.index(str(player))]
        if isinstance(player, int) and 0 <= player < len(table.players):
            return table.terms[player]
        raise GameError(f"player {player!r}: the players are {', '.join(table.players)}.")
