"""Where the answer changes: thresholds, break-even values, maps of two parameters."""

from __future__ import annotations

import numpy as np

from ..decisions.mapped import UNDECIDED, PhaseMap
from ..markets.openness.study import Study
from .document import Block, Fold, Heading, Items, Paragraph, Picture, Section, Table
from .drawing import Area, plane
from .naming import naming
from .part_critical import slopes
from .part_summary import moving
from .wording import changes, distance, figure, percent


def thresholds(study: Study) -> Section:
    """Break-even values of every parameter, then the three thresholds and their formulas."""
    d, words = study.decision, naming(study.family)
    found = moving(d)

    def units(name: str) -> str:
        return study.family.parameters[name].unit

    rows = []
    for flip in found:
        assert flip.value is not None
        rows.append(
            (
                words(flip.parameter),
                flip.unit,
                figure(flip.today),
                figure(flip.value),
                distance(flip.today, flip.value),
                f"{figure(flip.low)} to {figure(flip.high)}",
                flip.method,
            )
        )
    proved = [words(f.parameter) for f in d.flips if f.value is None and f.complete]
    unmet = [words(f.parameter) for f in d.flips if f.value is None and not f.complete]
    blocks: list[Block] = [
        Paragraph(f"The statement that may change: {d.statement.describe()}."),
        Table(
            "Break-even values, each parameter alone",
            ("parameter", "unit", "now", "break-even", "change", "range", "method"),
            tuple(rows),
        ),
        Fold(
            f"The {len(proved) + len(unmet)} that do not flip it alone",
            (
                Items(
                    (
                        f"Never in its range, proved ({len(proved)}): "
                        f"{', '.join(proved) or 'none'}.",
                        f"None met by a scan, which can overlook a pair ({len(unmet)}): "
                        f"{', '.join(unmet) or 'none'}.",
                    )
                ),
            ),
        ),
    ]
    if d.thresholds:
        blocks += [Heading("Three thresholds, found in two ways"), *_in_two_ways(study)]
        blocks.append(Fold("By formula: where opening ties with each alternative", _ties(study)))
    blocks += slopes(study)
    return Section("thresholds", "What flips the answer", tuple(blocks))


def _in_two_ways(study: Study) -> list[Block]:
    """Each parameter's thresholds by closed form and by bisection."""
    d, words = study.decision, naming(study.family)
    blocks: list[Block] = []
    for name in dict.fromkeys(t.parameter for t in d.thresholds):
        unit = study.family.parameters[name].unit
        rows = tuple(
            (
                t.statement,
                figure(t.self_commoditising),
                changes(t.closed, t.holds, unit),
                changes(t.bisected, t.holds, unit),
            )
            for t in d.thresholds
            if t.parameter == name
        )
        blocks.append(
            Table(
                f"Where each statement changes along the {words(name)}, all else as today",
                ("statement", "extra loss, share", "closed form", "bisection"),
                rows,
            )
        )
    blocks.append(
        Paragraph(
            "Extra loss: from commoditising oneself, beyond the forgone profit, as a share of the "
            "model layer's revenue: it has no source, so each threshold is shown without it and at "
            "the top of its range.",
            "note",
        )
    )
    return blocks


def _ties(study: Study) -> tuple[Block, ...]:
    """Per parameter, where opening ties with an alternative while the rival's reply is held."""
    d, words = study.decision, naming(study.family)
    blocks = []
    for name in dict.fromkeys(f.parameter for f in d.formulas):
        held: dict[tuple[str, str], dict[str, str]] = {}
        for f in d.formulas:
            if f.parameter == name:
                row = held.setdefault((f.alternative, figure(f.self_commoditising)), {})
                row[f.rival] = ", ".join(f"{float(v):.4g}" for v in f.values) or "none"
        replies = d.game.actions[1]
        blocks.append(
            Table(
                f"The {words(name)} at which opening ties, {study.family.parameters[name].unit}, "
                "by the rival's reply",
                ("against", "extra loss, share", *replies),
                tuple(
                    (alternative, loss, *(row.get(b, "none") for b in replies))
                    for (alternative, loss), row in held.items()
                ),
            )
        )
    return tuple(blocks)


def maps(study: Study) -> Section:
    """Where the answer holds, over two parameters at a time."""
    d = study.decision
    blocks: list[Block] = [
        Paragraph(
            f"Coloured where it is proved for the whole area whether this holds: "
            f"{d.statement.describe()}. Grey is not decided at this fineness. All other "
            "parameters are at today's values."
        )
    ]
    for found in study.maps:
        blocks.append(_map(study, found))
    return Section("maps", "Two assumptions at once", tuple(blocks))


def _map(study: Study, found: PhaseMap) -> Block:
    words = naming(study.family)
    names = {True: "yes", False: "no", None: "no market"}
    areas, shares = [], []
    for k, regime in enumerate(found.regimes):
        told = f"{names[regime]}: {percent(found.share(k), 1)} of the area"
        shares.append(told)
        areas.append(Area(told, 0 if regime else 1, _boxes(found, found.regime == k)))
    unknown = found.regime == UNDECIDED
    if unknown.any():
        share = float(1 - found.proved_share)
        shares.append(f"not decided: {percent(share, 1)}")
        areas.append(Area(shares[-1], None, _boxes(found, unknown)))
    low, high = found.low.astype(float).min(axis=0), found.high.astype(float).max(axis=0)
    limits = ((low[0], high[0]), (low[1], high[1]))
    axes = [f"{words(n)}, {u}" for n, u in zip(found.parameters, found.units, strict=True)]
    values = study.family.values()
    now = [float(values[n]) for n in found.parameters]
    title = f"{words(found.parameters[0]).capitalize()} and {words(found.parameters[1])}"
    spans = "; ".join(
        f"{axis} from {figure(a)} to {figure(b)}" for axis, (a, b) in zip(axes, limits, strict=True)
    )
    if len(found.regimes) == 1 and not unknown.any():
        return Paragraph(
            f"{title}: {names[found.regimes[0]]} everywhere, proved. No picture, for there is "
            f"nothing to see: {spans}."
        )
    svg = plane(areas, (axes[0], axes[1]), limits, today=(now[0], now[1]))
    return Picture(
        title,
        f"Map over {spans}. {'; '.join(shares)}. Today: {figure(now[0])} and {figure(now[1])}.",
        svg,
    )


def _boxes(found: PhaseMap, which: np.ndarray) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The boxes, joined side by side where they touch, as rectangles."""
    low, high = found.low[which].astype(float), found.high[which].astype(float)
    order = np.lexsort((low[:, 0], high[:, 1], low[:, 1]))
    joined: list[list[float]] = []
    for (x0, y0), (x1, y1) in zip(low[order].tolist(), high[order].tolist(), strict=True):
        if joined and joined[-1][1:] == [y0, x0, y1]:
            joined[-1][2] = x1
        else:
            joined.append([x0, y0, x1, y1])
    return tuple(((x0, y0), (x1, y0), (x1, y1), (x0, y1)) for x0, y0, x1, y1 in joined)
