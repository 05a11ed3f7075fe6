"""Thresholds under uncertainty: where a statement changes, over draws of the other parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from .draws import Draws, Estimate, spread
from .family import Family
from .statements import Statement
from .thresholds import thresholds
from .work import in_order


@dataclass(frozen=True, slots=True, eq=False)
class ThresholdDraws:
    """The thresholds of a statement in one parameter, over draws of the others.

    Attributes
    ----------
    parameter, statement : str
    found : tuple of tuple of Fraction
        Per draw, all thresholds in the parameter's range (middles of brackets, where bisected).
    none : Estimate
        The probability that there is none.
    quantiles : mapping from probability to Estimate
        Of the first threshold, among the draws that have one.
    complete : bool
        Whether every list is proved to be all.
    about : str
        The payoffs that all this is about: exact ones, or the floats that the model returned.
    """

    parameter: str
    statement: str
    found: tuple[tuple[Fraction, ...], ...]
    none: Estimate
    quantiles: Mapping[float, Estimate]
    complete: bool
    about: str


def threshold_task(
    family: Family, name: str, statement: Statement, draws: list[dict[str, Any]]
) -> list[tuple[tuple[Fraction, ...], bool]]:
    """The thresholds of some draws; a function of the module, so that other processes find it."""
    found = []
    for held in draws:
        brackets = thresholds(family, name, statement, **held)
        found.append((tuple(b.value for b in brackets), brackets.complete))
    return found


def draw_thresholds(
    family: Family,
    draws: Draws,
    valid: np.ndarray,
    held: Mapping[str, Any],
    question: tuple[str, Statement],
    most: int,
    executor: Any,
    lost: Callable[[BaseException], str],
) -> ThresholdDraws:
    """Find the thresholds in some of the valid draws, as many from each replicate."""
    name, statement = question
    if name not in family.parameters:
        family.values(**{name: 0})  # raises, with a suggestion
    count = int(draws.replicate.max()) + 1
    each = max(1, most // count)
    picked = np.concatenate(
        [np.flatnonzero(valid & (draws.replicate == r))[:each] for r in range(count)]
    )
    points = [
        {**held, **{n: float(c[k]) for n, c in draws.columns.items()}} for k in picked.tolist()
    ]
    for point in points:
        point.pop(name, None)
    tasks = [(family, name, statement, points[k : k + 8]) for k in range(0, len(points), 8)]
    found = [one for part in in_order(threshold_task, tasks, executor, lost) for one in part]
    first = np.array([float(values[0]) if values else np.nan for values, _ in found])
    of = draws.replicate[picked]
    has = ~np.isnan(first)
    shares = np.array([(~has[of == r]).mean() for r in range(count)])
    quantiles = {}
    for q in (0.05, 0.5, 0.95):
        parts = [np.quantile(first[has & (of == r)], q) for r in range(count)
                 if (has & (of == r)).any()]  # fmt: skip
        if len(parts) > 1:
            whole = float(np.quantile(first[has], q))
            quantiles[q] = Estimate(whole, spread(np.array(parts)).error)
    return ThresholdDraws(
        parameter=name,
        statement=statement.describe(),
        found=tuple(values for values, _ in found),
        none=spread(shares, 1 / len(found)),
        quantiles=quantiles,
        complete=all(complete for _, complete in found),
        about=family.about,
    )
