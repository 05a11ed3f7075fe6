"""What a claim is: a statement, a label, and the evidence behind the label."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ....decisions.draws import Estimate
from .sample import Array, Mask, Points, Sample

#: Parameters named with a part that does not always hold.
DRIVERS = 3


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
    """One testable part of a claim.

    Attributes
    ----------
    statement : str
    layer : str
        The demand form: "A" (limit prices), "B" (nested logit), "C" (over time) or "data".
    today : bool or None
        Whether it holds at today's values.
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
        Whether the form of the model makes it true, so that the sweep says nothing about the world.
    parts : tuple of Part
    figures : tuple of Figure
    note : str
        What a reader should know, the disagreement of demand forms included.
    draws, refused, seed : int
        The sweep: draws tested, draws that made no market, and the seed.
    """

    key: str
    name: str
    statement: str
    label: Label
    by_construction: bool
    parts: tuple[Part, ...]
    figures: tuple[Figure, ...]
    note: str
    draws: int
    refused: int
    seed: int

    @property
    def where(self) -> str:
        """The label in full."""
        return f"{self.label}, by construction" if self.by_construction else str(self.label)


def part(
    sample: Sample,
    statement: str,
    test: Callable[[Points], Mask],
    *,
    among: Callable[[Points], Mask] | None = None,
    counted: bool = True,
    drivers: bool = True,
) -> Part:
    """Test a part of a claim at every draw and today, on layer A.

    With `among`, only where that holds: nothing is said elsewhere.
    """
    every = np.ones(sample.points.count, bool)
    holds = np.asarray(test(sample.points), bool)
    inside = every if among is None else np.asarray(among(sample.points), bool)
    now = among is None or bool(np.asarray(among(sample.today)).all())
    today = bool(np.asarray(test(sample.today)).all()) if now else None
    count = int(inside.sum())
    failing = np.flatnonzero(inside & ~holds)
    told: tuple[Driver, ...] = ()
    if drivers and 0 < len(failing) < count:
        told = separating(sample.columns, holds, inside)
    return Part(
        statement=statement,
        layer="A",
        today=today,
        share=share(sample, holds, inside) if count else None,
        draws=count,
        counted=counted and count > 0,
        drivers=told,
        against=sample.draw(int(failing[0])) if len(failing) else None,
    )


def share(sample: Sample, holds: Mask, inside: Mask) -> Estimate:
    """The share of draws, with its standard error over the replicates."""
    size = int(sample.replicate.max()) + 1
    weight = np.bincount(sample.replicate[inside], minlength=size)
    met = np.bincount(sample.replicate[inside & holds], minlength=size)
    total = int(weight.sum())
    value = float(met.sum() / total)
    used = weight > 0
    means = met[used] / weight[used]
    spread = float(means.std(ddof=1) / np.sqrt(len(means))) if len(means) > 1 else 1.0
    return Estimate(value, max(spread, 1 / total))


def separating(columns: Mapping[str, Array], holds: Mask, inside: Mask) -> tuple[Driver, ...]:
    """The parameters that tell best where something holds."""
    yes, no = inside & holds, inside & ~holds
    found = []
    for name, column in columns.items():
        one, other = np.sort(column[yes]), np.sort(column[no])
        # A thousand quantiles of either group place the largest distance well enough to rank.
        grid = np.concatenate([_spaced(one), _spaced(other)])
        apart = np.searchsorted(one, grid, "right") / len(one) - np.searchsorted(
            other, grid, "right"
        ) / len(other)
        k = int(np.abs(apart).argmax())
        found.append(Driver(name, float(abs(apart[k])), bool(apart[k] < 0)))
    found.sort(key=lambda driver: (-driver.distance, driver.parameter))
    return tuple(found[:DRIVERS])


def _spaced(ordered: Array) -> Array:
    return ordered[:: max(1, len(ordered) // 1000)]


def label_of(parts: Sequence[Part]) -> Label:
    """The label that the counted parts earn.

    Demand forms disagree where one has the claim always or never and the other does not, or where
    they tell it differently today: then it depends on the form. Otherwise all, none, or a region.
    """
    counted = [p for p in parts if p.counted]
    forms = {p.layer for p in counted if p.layer in "AB"}
    kinds = {}
    for form in forms:
        mine = [p for p in counted if p.layer == form]
        today = None if any(p.today is None for p in mine) else all(bool(p.today) for p in mine)
        kinds[form] = (_kind(mine), today)
    if len(kinds) == 2:
        (one, now), (other, then) = kinds.values()
        if one is not other or (None not in (now, then) and now != then):
            return Label.FORM
    return _kind(counted)


def _kind(parts: Sequence[Part]) -> Label:
    if all(p.always for p in parts):
        return Label.HOLDS
    return Label.FAILS if any(p.never for p in parts) else Label.REGION


def quantiles(name: str, values: Array, unit: str) -> list[Figure]:
    """Median and the middle nine tenths of what is a number."""
    good = values[np.isfinite(values)]
    if not len(good):
        return [Figure(f"{name}, median", None, unit)]
    low, middle, high = np.quantile(good, (0.05, 0.5, 0.95))
    return [
        Figure(f"{name}, median", float(middle), unit),
        Figure(f"{name}, 5% quantile", float(low), unit),
        Figure(f"{name}, 95% quantile", float(high), unit),
    ]


def smaller(one: Array, other: Array, scale: Array | float = 0.0) -> Mask:
    """Whether one number is below another by more than rounding."""
    size = np.maximum(np.maximum(np.abs(one), np.abs(other)), scale)
    found: Mask = other - one > 1e-9 * size
    return found
