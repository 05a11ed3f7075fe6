"""What a claim is: a statement, a label, and the evidence behind the label."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....decisions.draws import Estimate
from ....decisions.family import Family
from ....errors import GameError
from ..builder import Openness
from ..evidence import Evidence, at_today, evidence

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Test = Callable[[Evidence], Any]

#: Parameters named with a part that does not always hold, and draws below which none is.
DRIVERS, FEW = 3, 20
#: Ranges that span more than this factor are drawn evenly in logarithms.
WIDE = 30


class Label(StrEnum):
    """How far a claim holds."""

    HOLDS = "holds for all swept parameters"
    REGION = "holds on a region"
    FORM = "depends on the demand form"
    FAILS = "fails for all swept parameters"
    UNTESTABLE = "not testable"
    UNMODELLED = "not modelled"


@dataclass(frozen=True, slots=True)
class Driver:
    """A parameter that tells where a part holds from where it fails.

    `distance` is the Kolmogorov-Smirnov distance between its values in both groups (0: alike, 1:
    apart); `upward` says that it is larger where the part holds.
    """

    parameter: str
    distance: float
    upward: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One testable part of a claim, on one layer.

    Attributes
    ----------
    statement : str
    layer : str
        The demand form: "A" (limit prices), "B" (nested logit), or "data".
    today : bool or None
        Whether it holds at today's values; None where the question does not arise there.
    share : Estimate or None
        Share of the draws in which it holds, with its standard error (at least one draw's worth).
    draws : int
        How many draws were tested; 0 where it is not a matter of draws.
    counted : bool
        Whether the claim's label rests on it; others are there to explain.
    drivers : tuple of Driver
        Which parameters tell where it holds, the clearest first.
    against : mapping from parameter to value, or None
        A draw in which it fails.
    """

    statement: str
    layer: str
    today: bool | None
    share: Estimate | None
    draws: int = 0
    counted: bool = True
    drivers: tuple[Driver, ...] = ()
    against: Mapping[str, float] | None = None

    @property
    def always(self) -> bool:
        """Whether it held whenever tested."""
        if self.share is None:
            return bool(self.today)
        return self.share.value == 1.0 and self.today is not False

    @property
    def never(self) -> bool:
        """Whether it failed whenever tested."""
        if self.share is None:
            return self.today is False
        return self.share.value == 0.0 and not self.today


@dataclass(frozen=True, slots=True)
class Figure:
    """A number behind a claim, with its unit; None where there is no such number."""

    name: str
    value: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """How a claim was swept: draws asked for and answered, by layer, and the seed."""

    seed: int
    asked: Mapping[str, int]
    answered: Mapping[str, int]

    def __str__(self) -> str:
        told = ", ".join(f"{self.answered[k]} of {n} on {k}" for k, n in self.asked.items())
        return f"draws: {told or 'none'}; seed {self.seed}"


@dataclass(frozen=True, slots=True)
class Claim:
    """One of the article's propositions, tested.

    Attributes
    ----------
    key, name : str
        "P2", "commoditise".
    statement : str
        What was tested.
    label : Label
    by_construction : bool
        Whether the form of layer A makes it true, so that its sweep says nothing about the world.
    parts : tuple of Part
    figures : tuple of Figure
    note : str
        What a reader should know.
    sweep : Sweep
    """

    key: str
    name: str
    statement: str
    label: Label
    by_construction: bool
    parts: tuple[Part, ...]
    figures: tuple[Figure, ...]
    note: str
    sweep: Sweep

    @property
    def told(self) -> str:
        """The label in full."""
        return f"{self.label}, by construction" if self.by_construction else str(self.label)


@dataclass(frozen=True, slots=True)
class LogUniform:
    """Evenly in logarithms between two positive ends; scipy.stats takes a second to import."""

    low: float
    high: float

    def ppf(self, q: Any) -> Any:
        """Quantiles."""
        return self.low * (self.high / self.low) ** np.asarray(q)


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """What claims are tested on: both layers over draws and today.

    Attributes
    ----------
    family : Family
    draws, today : mapping from layer to Evidence
    seed : int
    known : dict
        Payoff tables worked out so far, by the evidence's identity.
    """

    family: Family
    draws: Mapping[str, Evidence]
    today: Mapping[str, Evidence]
    seed: int
    known: dict[int, tuple[Array, Array]] = field(default_factory=dict, repr=False)

    @property
    def builder(self) -> Openness:
        """The open-vs-closed builder."""
        assert isinstance(self.family.builder, Openness)
        return self.family.builder

    @property
    def sweep(self) -> Sweep:
        """Sizes and seed."""
        return Sweep(
            self.seed,
            {k: len(e.status) for k, e in self.draws.items()},
            {k: int(e.solved.sum()) for k, e in self.draws.items()},
        )

    def parts(
        self,
        statement: str,
        test: Test,
        *,
        among: Test | None = None,
        counted: bool = True,
        layers: str = "AB",
    ) -> list[Part]:
        """Test a part of a claim on every layer, over the draws and today."""
        return [
            _part(statement, e, self.today[k], test, among, counted)
            for k, e in self.draws.items()
            if k in layers
        ]

    def claim(
        self,
        key: str,
        name: str,
        statement: str,
        parts: Sequence[Part],
        figures: Sequence[Figure] = (),
        note: str = "",
        *,
        label: Label | None = None,
        by_construction: bool = False,
    ) -> Claim:
        """Put a claim together; its label is what the counted parts earn, unless given."""
        found = label_of(parts) if label is None else label
        if found is Label.FORM:
            note = f"{disagreement(parts)} {note}".strip()
        return Claim(
            key, name, statement, found, by_construction, tuple(parts), tuple(figures), note,
            self.sweep,
        )  # fmt: skip


def bench(
    family: Family, n: int, seed: int, *, other: int | None = None, layers: str = "AB"
) -> Bench:
    """Sweep every parameter over its whole range, independently; and today's values.

    Evenly, or evenly in logarithms where the range spans more than a factor of 30. `other` is the
    number of draws on layer B, by default `n`.

    Raises
    ------
    GameError
        For another builder, or if no draw makes a market.
    """
    if not isinstance(family.builder, Openness):
        raise GameError("claims: the family is not of the open-vs-closed builder.")
    sizes = {"A": n, "B": n if other is None else other}
    draws, today = {}, {}
    for layer in layers:
        draws[layer] = evidence(
            family, sizes[layer], seed, layer=layer, distributions=evenly(family)
        )
        today[layer] = at_today(family, layer)
        if not draws[layer].solved.any():
            raise GameError(
                f"claims: no draw from the parameters' ranges makes a market ({layer})."
            )
    return Bench(family, draws, today, seed)


def evenly(family: Family) -> dict[str, Any]:
    """A distribution for each range that spans orders of magnitude."""
    return {
        name: LogUniform(float(p.low), float(p.high))
        for name, p in family.parameters.items()
        if p.low > 0 and p.high > WIDE * p.low
    }


def _part(
    statement: str, over: Evidence, now: Evidence, test: Test, among: Test | None, counted: bool
) -> Part:
    with np.errstate(invalid="ignore"):
        inside, holds = over.solved.copy(), np.asarray(test(over), bool)
        met = now.solved.copy()
        if among is not None:
            inside &= np.asarray(among(over), bool)
            met &= np.asarray(among(now), bool)
        today = bool(np.asarray(test(now), bool)[0]) if met[0] else None
    count = int(inside.sum())
    failing = np.flatnonzero(inside & ~holds)
    return Part(
        statement=statement,
        layer=over.layer,
        today=today,
        share=_share(count - len(failing), count) if count else None,
        draws=count,
        counted=counted and count > 0,
        drivers=separating(over.columns, holds, inside)
        if FEW <= len(failing) <= count - FEW
        else (),
        against={n: float(c[failing[0]]) for n, c in over.columns.items()}
        if len(failing)
        else None,
    )


def _share(met: int, count: int) -> Estimate:
    value = met / count
    return Estimate(value, max(float(np.sqrt(value * (1 - value) / count)), 1 / count))


def separating(columns: Mapping[str, Array], holds: Mask, inside: Mask) -> tuple[Driver, ...]:
    """The parameters that tell best where something holds."""
    yes, no = (_some(np.flatnonzero(mask)) for mask in (inside & holds, inside & ~holds))
    found = []
    for name, column in columns.items():
        one, other = np.sort(column[yes]), np.sort(column[no])
        grid = np.concatenate([one, other])
        first = np.searchsorted(one, grid, "right") / len(one)
        second = np.searchsorted(other, grid, "right") / len(other)
        k = int(np.abs(first - second).argmax())
        found.append(Driver(name, float(abs(first[k] - second[k])), bool(first[k] < second[k])))
    found.sort(key=lambda driver: (-driver.distance, driver.parameter))
    return tuple(found[:DRIVERS])


def _some(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """A thousand of many draws place the largest distance well enough to rank."""
    return values[:: max(1, len(values) // 1000)]


def label_of(parts: Sequence[Part]) -> Label:
    """The label that the counted parts earn.

    Demand forms disagree where one has the claim always (or never) and the other does not, or where
    they tell it differently today: then it depends on the form. Otherwise all, none, or a region;
    not testable where no draw met the case.
    """
    counted = [p for p in parts if p.counted]
    if not counted:
        return Label.UNTESTABLE
    if disagreement(counted):
        return Label.FORM
    return _kind(counted)


def disagreement(parts: Sequence[Part]) -> str:
    """How the demand forms disagree, in words; empty where they agree."""
    found = {}
    for form in ("A", "B"):
        mine = [p for p in parts if p.counted and p.layer == form]
        if mine:
            known = [p.today for p in mine if p.today is not None]
            found[form] = (_kind(mine), all(known) if known else None)
    if len(found) < 2:
        return ""
    (one, now), (other, then) = found["A"], found["B"]
    told = []
    if one is not other:
        told.append(f"Limit prices: {one}; nested logit: {other}.")
    if None not in (now, then) and now != then:
        told.append(
            f"Today it {_holds(now)} with limit prices and {_holds(then)} with nested logit."
        )
    return " ".join(told)


def _holds(truth: bool | None) -> str:
    return "holds" if truth else "fails"


def _kind(parts: Sequence[Part]) -> Label:
    if all(p.always for p in parts):
        return Label.HOLDS
    return Label.FAILS if any(p.never for p in parts) else Label.REGION


def quantiles(name: str, values: Array, unit: str) -> list[Figure]:
    """Median and the middle nine tenths of what is finite."""
    good = values[np.isfinite(values)]
    if not len(good):
        return [Figure(f"{name}, median", None, unit)]
    low, middle, high = np.quantile(good, (0.05, 0.5, 0.95))
    return [
        Figure(f"{name}, median", float(middle), unit),
        Figure(f"{name}, 5% quantile", float(low), unit),
        Figure(f"{name}, 95% quantile", float(high), unit),
    ]


def first(values: Array) -> float | None:
    """The only entry of today's array, None where it is no number."""
    value = float(np.asarray(values).reshape(-1)[0])
    return value if np.isfinite(value) else None
