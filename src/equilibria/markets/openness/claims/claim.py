"""What a claim is: a statement, a label, and the evidence behind the label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ....decisions.draws import Estimate
from ....decisions.family import Family

Array = NDArray[np.float64]

#: Ranges that span more than this factor are drawn evenly in logarithms.
WIDE = 30
#: Fewer draws than this carry no label.
LEAST = 20
#: What the forms of demand are called.
FORMS = {"A": "limit prices", "B": "nested logit"}


class Label(StrEnum):
    """How far a claim holds."""

    HOLDS = "holds for all swept parameters"
    REGION = "holds on a region"
    FORM = "depends on the demand form"
    FAILS = "fails for all swept parameters"
    FEW = "too few draws"
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
    by_form : bool
        Whether the form of demand makes it true, so that its share says nothing about the world.
    """

    statement: str
    layer: str
    today: bool | None
    share: Estimate | None
    draws: int = 0
    counted: bool = True
    drivers: tuple[Driver, ...] = ()
    against: Mapping[str, float] | None = None
    by_form: bool = False

    @property
    def thin(self) -> bool:
        """Whether it rests on too few draws to carry a label."""
        return self.counted and self.share is not None and self.draws < LEAST

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
    """How a claim was swept, by layer.

    Attributes
    ----------
    seed : int
    asked, answered : mapping from layer to int
        Draws from the whole ranges, and those of them that make a market: the model's domain. A
        claim is tested on these only.
    refused : mapping from layer to (mapping from reason to int)
        The others, counted.
    edges : mapping from layer to tuple of Driver
        Which parameters tell the answered draws from the refused ones; few refused, none named.
    """

    seed: int
    asked: Mapping[str, int]
    answered: Mapping[str, int]
    refused: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    edges: Mapping[str, tuple[Driver, ...]] = field(default_factory=dict)

    def __str__(self) -> str:
        told = ", ".join(
            f"{self.answered[k]:,} of {n:,} with {FORMS[k]}" for k, n in self.asked.items()
        )
        found = f"draws: {told or 'none'}; seed {self.seed}"
        for layer, reasons in self.refused.items():
            words = ", ".join(f"{count:,} as {reason}" for reason, count in reasons.items())
            where = ", ".join(
                f"{d.parameter} is {'low' if d.upward else 'high'}"
                for d in self.edges.get(layer, ())
            )
            mostly = f" (mostly where {where})" if where else ""
            found += f"; refused with {FORMS[layer]}: {words}{mostly}"
        return found


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
    parts: tuple[Part, ...]
    figures: tuple[Figure, ...]
    note: str
    sweep: Sweep

    @property
    def domain(self) -> str:
        """Of which draws the label says "all", where not every draw makes a market."""
        if self.label not in (Label.HOLDS, Label.FAILS):
            return ""
        layers = [p.layer for p in enough(self.parts) if p.share is not None]
        sizes = [
            f"{self.sweep.answered[k]:,} of {n:,} draws with {FORMS[k]}"
            for k, n in self.sweep.asked.items()
            if k in layers
        ]
        short = any(self.sweep.answered[k] < self.sweep.asked[k] for k in layers)
        return f"where the model has a market ({', '.join(sizes)})" if short else ""

    @property
    def told(self) -> str:
        """The label in full."""
        found, given = str(self.label), self.given
        if given and len(given) == len({p.layer for p in self.parts if p.counted}):
            found += ", by construction"
        elif given:
            found += f" (with {' and '.join(FORMS[k] for k in given)} true by construction)"
        if self.domain:
            found += f", {self.domain}"
        few = {p.layer: p.draws for p in self.parts if p.thin}
        if few:
            told = ", ".join(f"{count} with {FORMS[k]}" for k, count in few.items())
            found += f" ({told})" if self.label is Label.FEW else f"; {Label.FEW}: {told}"
        return found

    @property
    def given(self) -> list[str]:
        """Layers whose form makes everything true that the label rests on."""
        counted = [p for p in self.parts if p.counted]
        return [
            layer
            for layer in dict.fromkeys(p.layer for p in counted)
            if all(p.by_form for p in counted if p.layer == layer)
        ]


def by_form(parts: Sequence[Part], layer: str) -> list[Part]:
    """Mark what the form of demand on a layer makes true, as long as it always held."""
    return [replace(p, by_form=p.layer == layer and p.always) for p in parts]


def enough(parts: Sequence[Part]) -> list[Part]:
    """The counted parts, without the layers on which one of them rests on too few draws."""
    thin = {p.layer for p in parts if p.thin}
    return [p for p in parts if p.counted and p.layer not in thin]


def label_of(parts: Sequence[Part]) -> Label:
    """The label that the counted parts earn.

    Demand forms disagree where one has the claim always (or never) and the other does not, or where
    they tell it differently today: then it depends on the form. Otherwise all, none, or a region;
    not testable where no draw met the case. A layer with too few draws does not count; where none
    is left, there are too few draws.
    """
    counted = enough(parts)
    if not counted:
        return Label.FEW if any(p.thin for p in parts) else Label.UNTESTABLE
    if disagreement(counted):
        return Label.FORM
    return _kind(counted)


def disagreement(parts: Sequence[Part]) -> str:
    """How the demand forms disagree, in words; empty where they agree."""
    found = {}
    for form in ("A", "B"):
        mine = [p for p in enough(parts) if p.layer == form]
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


def evenly(family: Family) -> dict[str, str]:
    """A distribution for each range that spans orders of magnitude."""
    return {
        name: "log-uniform"
        for name, p in family.parameters.items()
        if p.low > 0 and p.high > WIDE * p.low
    }
