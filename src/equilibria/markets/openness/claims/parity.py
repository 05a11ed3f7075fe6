"""P1: whether the open model is of the closed models' class. A matter of data, not of the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..evidence import Evidence
from .bench import Bench, Mask
from .claim import Claim, Figure, Label, Part

#: Elo points within which two models count as alike.
TOLERANCE = 10


@dataclass(frozen=True, slots=True)
class Benchmark:
    """An open and a closed model on one measure, one date.

    Attributes
    ----------
    opened, closed : str
        Names of the models.
    score_open, score_closed : float
    unit, date, source : str
    tolerance : float
        By how much the open model may be behind.
    """

    opened: str
    closed: str
    score_open: float
    score_closed: float
    unit: str
    date: str
    source: str
    tolerance: float = TOLERANCE

    @property
    def holds(self) -> bool:
        """Whether the open model is as good, within the tolerance."""
        return self.score_open >= self.score_closed - self.tolerance


def parity(b: Bench, benchmarks: Sequence[Benchmark] = ()) -> Claim:
    """P1: the open model is as good as closed ones of the class named, within a tolerance."""
    key, name = b.builder.firms.rival
    data = [
        Part(
            statement=(
                f"{m.opened} ({m.score_open:g} {m.unit}) is within {m.tolerance:g} of {m.closed} "
                f"({m.score_closed:g}), {m.date}; {m.source}"
            ),
            layer="data",
            today=m.holds,
            share=None,
        )
        for m in benchmarks
    ]

    def alike(e: Evidence) -> Mask:
        mine, theirs = (
            np.asarray(
                e.columns.get(n, np.full(len(e.status), float(b.family.parameters[n].default)))
            )
            for n in ("elo_open", f"elo_{key}")
        )
        return np.asarray(mine >= theirs - TOLERANCE)

    swept = b.parts(
        f"the open model is within {TOLERANCE:g} Elo of {name}'s, over the ranges swept",
        alike,
        counted=not data,
        layers="A",
    )
    truths = {m.holds for m in benchmarks}
    label = None
    if truths:
        label = (
            Label.REGION if len(truths) > 1 else Label.HOLDS if truths == {True} else Label.FAILS
        )
    values = b.family.values()
    return b.claim(
        "P1",
        "parity",
        "The open model is as good as the closed models of the class, within noise.",
        [*data, *swept],
        [Figure(f"lead of {name} over the open model, today",
                float(values[f"elo_{key}"] - values["elo_open"]), "Elo")],
        "An input, tested by data: against which closed model, and when, is what decides.",
        label=label,
    )  # fmt: skip
