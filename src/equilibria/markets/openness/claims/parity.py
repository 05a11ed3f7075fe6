"""P1: whether the open model is of the closed models' class. A matter of data, not of the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .claim import Claim, Figure, Label, Part, part
from .sample import Sample

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


def parity(s: Sample, benchmarks: Sequence[Benchmark] = ()) -> Claim:
    """P1: the open model is as good as closed ones of the class named, within a tolerance."""
    key, name = s.points.builder.firms.rival
    data = [
        Part(
            statement=(
                f"{b.opened} ({b.score_open:g} {b.unit}) is within {b.tolerance:g} of {b.closed} "
                f"({b.score_closed:g}), {b.date}; {b.source}"
            ),
            layer="data",
            today=b.holds,
            share=None,
        )
        for b in benchmarks
    ]
    swept = part(
        s,
        f"the open model is within {TOLERANCE:g} Elo of {name}'s, over the ranges swept",
        lambda points: np.broadcast_to(
            np.asarray(points.values["elo_open"])
            >= np.asarray(points.values[f"elo_{key}"]) - TOLERANCE,
            (points.count,),
        ),
        counted=not data,
    )
    parts = [*data, swept]
    counted = {p.today for p in data} or {swept.always, not swept.never}
    label = (
        Label.REGION
        if len(counted) > 1
        else Label.HOLDS
        if counted == {True}
        else Label.FAILS
    )
    behind = float(s.today.values[f"elo_{key}"] - s.today.values["elo_open"])
    return Claim(
        key="P1",
        name="parity",
        statement="The open model is as good as the closed models of the class, within noise.",
        label=label,
        by_construction=False,
        parts=tuple(parts),
        figures=(Figure(f"lead of {name} over the open model, today", behind, "Elo"),),
        note="An input, tested by data: it holds against some closed models and dates only.",
        draws=s.points.count,
        refused=s.refused,
        seed=s.seed,
    )
